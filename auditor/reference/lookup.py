"""Small dictionaries as elementwise expressions, so that a query that uses them still streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def is_one_of(code: pl.Expr, codes: Iterable[str]) -> pl.Expr:
    """Whether each text is one of ``codes`` (Boolean; null for null)."""
    return code.cast(pl.String).is_in(pl.Series(sorted(codes), dtype=pl.String).implode())


def translated(code: pl.Expr, names: Mapping[str, str]) -> pl.Expr:
    """What ``names`` says for each text (String); null for a text it does not know."""
    old = pl.Series(list(names), dtype=pl.String)
    new = pl.Series(list(names.values()), dtype=pl.String)

    def evaluate(codes: pl.Series) -> pl.Series:
        return codes.replace_strict(old, new, default=None, return_dtype=pl.String)

    return code.cast(pl.String).map_batches(evaluate, return_dtype=pl.String(), is_elementwise=True)
