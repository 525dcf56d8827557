"""The only module that touches private names of pandera; a test pins each of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pandera.backends.polars.register import register_polars_backends
from pandera.constants import CHECK_OUTPUT_KEY
from pandera.engines import polars_engine
from pandera.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandera.api.checks import Check

__all__ = ["CHECK_OUTPUT_KEY", "casts_plainly", "check_function", "is_builtin", "polars_engine", "schema_error"]

schema_error: Any = SchemaError
"""Pandera's SchemaError, which it has not annotated."""


def check_function(check: Check) -> Callable[..., Any]:
    """The function a check calls, with its arguments bound, as pandera would call it on a Polars frame."""
    register_polars_backends()
    function = check._check_fn
    if is_builtin(check):
        function = check.get_builtin_check_fn(function.__name__)
    return partial(function, **check._check_kwargs)


def is_builtin(check: Check) -> bool:
    """Whether a check runs one of pandera's own functions, whatever name it was given."""
    name = getattr(check._check_fn, "__name__", None)
    return name is not None and bool(check.is_builtin_check(name))


def casts_plainly(dtype: Any) -> bool:
    """Whether pandera coerces to ``dtype`` by a Polars cast and nothing else."""
    cls = type(dtype)
    own = cls.coerce is not polars_engine.DataType.coerce or cls.try_coerce is not polars_engine.DataType.try_coerce
    return not own or cls is polars_engine.Decimal
