"""The code lists the program carries itself, by the names rule sets refer to them with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from auditor.reference import counties, municipalities, tables
from auditor.reference.countries import countries
from auditor.reference.lookup import is_one_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import polars as pl

LISTS = ("municipalities", "counties", "countries", "oslo_districts", "education_levels")
"""Names that ``reference:`` of a rule set's code list may hold."""
UNSPECIFIED_DISTRICT = "030199"
"""*Uoppgitt bydel Oslo*: on the list, but says nothing."""


@dataclass(frozen=True, slots=True)
class District:
    """A part of Oslo; Sentrum, Marka and the unspecified one have no council of their own."""

    code: str
    name: str
    council: bool


@cache
def oslo_districts() -> Mapping[str, District]:
    """The districts (*bydeler*) of Oslo by six-digit number, 030101-030117 and 030199."""
    return {
        row["number"]: District(row["number"], row["name"], row["district"] == "yes")
        for row in tables.rows("oslo_districts")
    }


@cache
def education_levels() -> Mapping[str, str]:
    """The level digit of NUS2000 with its name; 9 is *uoppgitt*."""
    return {row["level"]: row["name"] for row in tables.rows("education_levels")}


def labels(name: str, at: dt.date) -> Mapping[str, str]:
    """The codes of a list on a day with their names; KeyError for a name that is not in LISTS."""
    if name == "municipalities":
        return {each.code: each.name for each in municipalities.municipalities(at)}
    if name == "counties":
        return {each.code: each.name for each in counties.counties(at)}
    return _undated(name)


def is_valid(name: str, code: pl.Expr, date: pl.Expr) -> pl.Expr:
    """Whether each code is on the list ``name`` on each date (Boolean; null for a missing code).

    Municipalities follow :func:`auditor.reference.municipalities.valid_at`; counties likewise; the other lists have no
    dates. KeyError for a name that is not in LISTS.
    """
    if name == "municipalities":
        return municipalities.valid_at(code, date)
    if name == "counties":
        return counties.valid_at(code, date)
    return is_one_of(code, _undated(name))


def _undated(name: str) -> Mapping[str, str]:
    if name == "countries":
        return {each.code: each.name for each in countries().values()}
    if name == "oslo_districts":
        return {each.code: each.name for each in oslo_districts().values()}
    if name == "education_levels":
        return education_levels()
    raise KeyError(name)


@cache
def all_codes(name: str) -> frozenset[str]:
    """Every code a list has or ever had; KeyError for a name that is not in LISTS."""
    if name == "municipalities":
        return municipalities.known_codes()
    if name == "counties":
        return frozenset(each.code for each in counties.all_counties())
    return frozenset(_undated(name))
