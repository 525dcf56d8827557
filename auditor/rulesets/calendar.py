"""Dates as people reckon with them: full months and years between two, and a date moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Full months from ``start`` to ``end``; the last day of a month completes a month begun on a later day."""
    months = (end.dt.year().cast(pl.Int32) - start.dt.year()) * 12 + end.dt.month().cast(pl.Int32) - start.dt.month()
    complete = (end.dt.day() >= start.dt.day()) | (end == end.dt.month_end())
    return months - (~complete).cast(pl.Int32)


def years_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Full years from ``start`` to ``end``; somebody born on 29 February has the birthday on 1 March in other years."""
    before = (end.dt.month() < start.dt.month()) | (
        (end.dt.month() == start.dt.month()) & (end.dt.day() < start.dt.day())
    )
    return end.dt.year().cast(pl.Int32) - start.dt.year() - before.cast(pl.Int32)


_YEARS = 10_000
"""How far a date can be moved; no date that can be written is farther from another."""


def moved_by(unit: str, in_a_year: int) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    """What moves a date by so many of a unit of Polars, of which a year has so many; null where that is no date."""
    farthest = _YEARS * in_a_year

    def build(date: pl.Expr, amount: pl.Expr) -> pl.Expr:
        whole = amount.cast(pl.Int64, strict=False)
        moved = date.dt.offset_by(pl.when(whole.is_between(-farthest, farthest)).then(whole).cast(pl.String) + unit)
        return pl.when(moved.dt.year().is_between(dt.MINYEAR, dt.MAXYEAR)).then(moved)

    return build
