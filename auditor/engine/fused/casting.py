"""Turning a column into the type a schema asks for, value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from polars.datatypes import DataTypeClass

ISO_DATE = "%Y-%m-%d"
ISO_TIME = "%H:%M:%S%.f"
_ISO_TIMESTAMPS = (f"{ISO_DATE}T{ISO_TIME}", f"{ISO_DATE} {ISO_TIME}")


def cast(value: pl.Expr, source: pl.DataType, target: pl.DataType | DataTypeClass, strict: bool) -> pl.Expr:
    """``value`` of type ``source`` as ``target``; what cannot be read becomes null, or an error where ``strict``.

    As Polars casts, except that text is read as dates, times and timestamps in the form of ISO 8601, which Polars 2 no
    longer does, and as decimals without going through a floating point number.
    """
    if source == target:
        return value
    if source == pl.String and target == pl.Date:
        return value.str.to_date(ISO_DATE, strict=strict)
    if source == pl.String and target == pl.Time:
        return value.str.to_time(ISO_TIME, strict=strict)
    if source == pl.String and isinstance(target, pl.Datetime) and target.time_zone is None:
        return _timestamp(value, target, strict)
    if isinstance(target, pl.Decimal) and not (source.is_integer() or isinstance(source, pl.Decimal)):
        through_float = value.cast(pl.Float64, strict=strict).cast(target, strict=strict)
        return pl.coalesce(value.cast(target, strict=False), through_float) if source == pl.String else through_float
    return value.cast(target, strict=strict)


def _timestamp(value: pl.Expr, target: pl.Datetime, strict: bool) -> pl.Expr:
    unit = target.time_unit
    read = [value.str.to_datetime(form, strict=False, time_unit=unit) for form in _ISO_TIMESTAMPS]
    parsed = pl.coalesce(read)
    rest = pl.when(parsed.is_null()).then(value).str.to_date(ISO_DATE, strict=strict).cast(target)
    return pl.coalesce(parsed, rest)


def castable(source: pl.DataType, target: pl.DataType | DataTypeClass) -> bool:
    """Whether there is any cast from ``source`` to ``target``; where there is none, no value can be read."""
    sample = pl.DataFrame({"x": sample_values(source)})
    try:
        sample.lazy().select(cast(pl.col("x"), source, target, strict=False)).collect()
    except (pl.exceptions.PolarsError, TypeError, ValueError):
        return False
    return True


def sample_values(dtype: pl.DataType) -> pl.Series:
    """Five made-up values of a type, the last of them null."""
    if dtype == pl.String:
        return pl.Series(["a", "1", "", "2024-01-31", None])
    if dtype == pl.Boolean:
        return pl.Series([True, False, True, False, None])
    if dtype.is_numeric():
        return pl.Series([1, 2, 3, 4, None]).cast(dtype)
    if dtype.is_temporal():
        return pl.Series([1, 2, 3, 4, None], dtype=pl.Int64).cast(dtype, strict=False)
    return pl.Series([None] * 5, dtype=dtype)
