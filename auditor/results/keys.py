"""Rows by the key of their register, so that a record is found again in another delivery."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from auditor.model.extract import ROW, RawTable
from auditor.model.table import Table

KEY = "key"
_BETWEEN = "\x1f"
"""Stands in no register's keys: the unit separator."""


def key_fields(table: Table) -> tuple[str, ...]:
    """The fields that name a record: the declared key, or the person where there is none."""
    return table.key or ((table.person,) if table.person else ())


def keyed(raw: RawTable, table: Table) -> pl.LazyFrame:
    """ROW and KEY (String; null where a part is missing) of every row; KEY is null throughout without a key."""
    fields = key_fields(table)
    schema = raw.frame.collect_schema()
    if not fields or any(name not in schema for name in fields):
        return raw.frame.select(ROW, pl.lit(None, pl.String).alias(KEY))
    parts = [pl.col(name).cast(pl.String).str.strip_chars().replace("", None) for name in fields]
    return raw.frame.select(ROW, pl.concat_str(parts, separator=_BETWEEN).alias(KEY))


def key_of_parts(parts: Iterable[str]) -> str:
    """The KEY of a record by its values, in the order of :func:`key_fields`."""
    return _BETWEEN.join(parts)


def key_parts(key: str) -> list[str]:
    """The values a KEY is made of, in the order of :func:`key_fields`."""
    return key.split(_BETWEEN)
