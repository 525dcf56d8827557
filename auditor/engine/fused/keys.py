"""The narrow pass: which rows may share a key, at eight bytes a row and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


def candidates(frame: pl.LazyFrame, groups: Sequence[tuple[str, ...]], row: str) -> list[pl.Series]:
    """For each group of columns, the values of ``row`` where the key occurs more than once, as far as a hash can tell.

    All rows that share a key are among them, and a few that do not; :func:`confirmed` tells them apart. Nulls are
    values: two rows without a key share it, as in pandera.
    """
    schema = frame.collect_schema()
    keys = frame.select(
        pl.col(row), *(_key(schema, group).alias(f"__key{number}") for number, group in enumerate(groups))
    ).collect(engine="streaming")
    return [keys[row].filter(_repeated(keys[f"__key{number}"])) for number in range(len(groups))]


def _key(schema: pl.Schema, group: tuple[str, ...]) -> pl.Expr:
    if len(group) == 1 and schema[group[0]].is_integer():
        return pl.col(group[0])
    return pl.struct(group).hash()


def _repeated(key: pl.Series) -> pl.Series:
    """Where a key is one of several; sorting beats hashing, and most keys occur once."""
    ordered = key.drop_nulls().sort()
    again = ordered.filter(ordered == ordered.shift(1)).unique()
    repeated = key.is_in(again.implode()).fill_null(False)
    return repeated | key.is_null() if key.null_count() > 1 else repeated


def confirmed(values: pl.DataFrame) -> pl.Series:
    """Which of the candidate rows, given by the values of their keys, really occur more than once."""
    return values.is_duplicated()
