"""Counties (*fylker*) with their dates. Source: SSB, Klass 104, as of 2025-01-01."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import polars as pl

from auditor.reference import tables

HORIZON = dt.date(1990, 1, 1)
"""The first day the tables of municipalities and counties speak of."""


@dataclass(frozen=True, slots=True)
class County:
    """A county (*fylke*) with its Norwegian name; ``valid_from`` None means before HORIZON."""

    code: str
    name: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@cache
def counties(at: dt.date) -> tuple[County, ...]:
    """All counties of a day, by number; ValueError for a day before HORIZON."""
    if at < HORIZON:
        raise ValueError(f"no counties are known before {HORIZON}")
    found = [each for each in all_counties() if _covers(each, at)]
    return tuple(sorted(found, key=lambda each: each.code))


def county(code: str, at: dt.date) -> County | None:
    """The county of that two-digit number on a day; None where it was not valid or the day is before HORIZON."""
    if at < HORIZON:
        return None
    return next((each for each in counties(at) if each.code == code), None)


@cache
def all_counties() -> tuple[County, ...]:
    """Every county since HORIZON."""
    return tuple(
        County(row["number"], row["name"], tables.day(row["valid_from"]), tables.day(row["valid_to"]))
        for row in tables.rows("counties")
    )


def _covers(each: County, at: dt.date) -> bool:
    return (each.valid_from is None or each.valid_from <= at) and (each.valid_to is None or at < each.valid_to)


def valid_at(code: pl.Expr, date: pl.Expr) -> pl.Expr:
    """Whether each two-digit county number was valid on each date (Boolean); null as for municipalities: where the
    number is missing, or the answer depends on a date that is missing or before HORIZON."""
    valid = pl.lit(False)
    known = pl.Series(sorted({each.code for each in all_counties()})).implode()
    for each in all_counties():
        until = pl.lit(True) if each.valid_to is None else date < each.valid_to
        since = pl.lit(True) if each.valid_from is None else date >= each.valid_from
        valid = valid | ((code.cast(pl.String) == each.code) & since & until)
    return pl.when(~code.cast(pl.String).is_in(known)).then(False).when(date >= HORIZON).then(valid)
