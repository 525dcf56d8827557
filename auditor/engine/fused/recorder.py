"""Calling a check function with a stand-in for the frame, to learn which expressions it selects."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl
import polars.selectors as cs
from pandera.api.polars.types import PolarsData

from auditor.engine.fused.casting import sample_values
from auditor.engine.fused.internals import check_function, is_builtin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandera.api.checks import Check

WHOLE_ROW = "*"
"""The key of a check that looks at rows rather than at one column."""


class NotFusable(Exception):  # noqa: N818 - an answer, not an error
    """A schema or check that must run on pandera's own backend; ``reason`` is a key of the ``pandera`` catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = f"pandera.unfusable.{reason}"


class _Recorder:
    """Answers like a LazyFrame of known columns, but only to ``select``; everything else is a refusal."""

    def __init__(self, schema: pl.Schema) -> None:
        self._known = schema
        self.refused = False

    @property  # type: ignore[misc]
    def __class__(self) -> type:  # a check may ask isinstance(frame, pl.LazyFrame)
        return pl.LazyFrame

    def collect_schema(self) -> pl.Schema:
        return self._known

    @property
    def schema(self) -> pl.Schema:
        return self._known

    @property
    def columns(self) -> list[str]:
        return self._known.names()

    def lazy(self) -> _Recorder:
        return self

    def select(self, *expressions: Any, **named: Any) -> _Selection:
        flat = [part for each in expressions for part in (each if isinstance(each, (list, tuple)) else [each])]
        return _Selection(
            self, [_expression(each) for each in flat] + [_expression(v).alias(k) for k, v in named.items()]
        )

    def __getattr__(self, name: str) -> NoReturn:
        self.refused = True
        raise NotFusable("frame_method")


class _Selection:
    """What ``select`` gave; good for nothing but being returned."""

    def __init__(self, recorder: _Recorder, expressions: list[pl.Expr]) -> None:
        self._recorder = recorder
        self.expressions = expressions

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return pl.LazyFrame

    def lazy(self) -> _Selection:
        return self

    def __getattr__(self, name: str) -> NoReturn:
        self._recorder.refused = True
        raise NotFusable("frame_method")


def _expression(value: Any) -> pl.Expr:
    if isinstance(value, pl.Expr):
        return value
    return pl.col(value) if isinstance(value, str) else pl.lit(value)


def passing(check: Check, key: str, schema: pl.Schema) -> pl.Expr:
    """One Boolean expression for a check: true where a row passes, false where it fails, null where it cannot say.

    ``schema`` is what the check may see. Several output columns must all be true, as in pandera.
    NotFusable where the check does anything else than to select one value a row.
    """
    expressions = _by_element(check, key, schema) if check.element_wise else _recorded(check, key, schema)
    if not expressions:
        raise NotFusable("frame_method")
    expressions = [_without_wildcards(each, schema) for each in expressions]
    _demand_row_rule(expressions, schema)
    _probe(expressions, schema, made_up_values=not check.element_wise and not is_builtin(check))
    single = len(expressions) == 1 and not _is_multiple(expressions[0])
    return expressions[0] if single else pl.all_horizontal(expressions)


def _by_element(check: Check, key: str, schema: pl.Schema) -> list[pl.Expr]:
    function = check_function(check)
    columns = schema.names() if key == WHOLE_ROW else [key]
    return [pl.col(name).map_elements(function, return_dtype=pl.Boolean) for name in columns]


def _recorded(check: Check, key: str, schema: pl.Schema) -> list[pl.Expr]:
    recorder = _Recorder(schema)
    try:
        answer = check_function(check)(PolarsData(recorder, key))  # type: ignore[arg-type]
    except NotFusable:
        raise
    except Exception:
        raise NotFusable("raises") from None
    if recorder.refused:  # the function may have swallowed the refusal and answered something else
        raise NotFusable("frame_method")
    if type(answer) is not _Selection:
        raise NotFusable("scalar" if isinstance(answer, bool) else "frame_method")
    return answer.expressions


def _is_multiple(expression: pl.Expr) -> bool:
    return expression.meta.has_multiple_outputs()


def _without_wildcards(expression: pl.Expr, schema: pl.Schema) -> pl.Expr:
    """The expression with ``pl.all()``, patterns and selectors replaced by the names they mean in ``schema``.

    The frame it will run on has columns of ours that a check must not see.
    """
    if not _is_multiple(expression):
        return expression

    def expand(node: Any) -> Any:
        if isinstance(node, dict):
            if set(node) == {"Selector"}:
                selector = pl.Expr.deserialize(io.BytesIO(json.dumps(node).encode()), format="json").meta.as_selector()
                return {"Selector": {"ByName": {"names": list(cs.expand_selector(schema, selector)), "strict": True}}}
            return {name: expand(value) for name, value in node.items()}
        return [expand(each) for each in node] if isinstance(node, list) else node

    try:
        tree = json.loads(expression.meta.serialize(format="json"))
        return pl.Expr.deserialize(io.BytesIO(json.dumps(expand(tree)).encode()), format="json")
    except Exception:
        raise NotFusable("wildcard") from None


def _demand_row_rule(expressions: Sequence[pl.Expr], schema: pl.Schema) -> None:
    """Refuse what Polars itself says does not give one value a row."""
    a_value_a_row = False
    for each in expressions:
        try:
            if each.meta.is_length_preserving():
                a_value_a_row = True
            elif not each.meta.is_scalar():
                raise NotFusable("length")
        except pl.exceptions.PolarsError:  # opaque Python functions: the probe decides
            a_value_a_row = True
    if not a_value_a_row:
        raise NotFusable("aggregate")


def _probe(expressions: Sequence[pl.Expr], schema: pl.Schema, made_up_values: bool) -> None:
    """Run the expressions on a few rows: they must give Booleans, and as many as there are rows.

    Three rows of nulls and, for functions of the user, five rows of values: an expression that returns a fixed number
    of rows, or drops nulls or repetitions, cannot fit both. What slips through all the same fails the real run.
    """
    names = {root for each in expressions for root in each.meta.root_names()}
    if any(_is_multiple(each) for each in expressions) or not names <= set(schema):
        names = set(schema)
    shape = {name: dtype for name, dtype in schema.items() if name in names} or dict(schema)
    nulls = pl.DataFrame({name: pl.Series([None] * 3, dtype=dtype) for name, dtype in shape.items()})
    try:
        out = nulls.lazy().select(expressions).collect()
    except Exception:
        raise NotFusable("raises") from None
    if out.height != nulls.height:
        raise NotFusable("length" if out.height != 1 else "aggregate")
    if any(dtype != pl.Boolean for dtype in out.dtypes):
        raise NotFusable("not_boolean")
    if made_up_values:
        values = pl.DataFrame({name: sample_values(dtype).alias(name) for name, dtype in shape.items()})
        try:
            height = values.lazy().select(expressions).collect().height
        except Exception:
            return  # made-up values prove nothing where they are not accepted
        if height != values.height:
            raise NotFusable("length")
