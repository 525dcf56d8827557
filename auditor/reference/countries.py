"""Countries as Statistics Norway codes them: three digits, leading zeros kept (000 Norge, 148 Ukraina, 564 Syria).

The codes look like ISO 3166's numeric ones and are not: 578 is Norway there and Jemen here. ``980`` (stateless) and
``990`` (not stated) are codes of the list without being countries. Sources: SSB, IMDi, ISO 3166-1 (two letters).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from auditor.reference import tables
from auditor.reference.lookup import is_one_of, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

STATELESS, NOT_STATED, NORWAY = "980", "990", "000"


@dataclass(frozen=True, slots=True)
class Country:
    """A country or a special code; ``iso2`` is None where ISO 3166-1 has no code (XK is Kosovo's customary one)."""

    code: str
    name: str
    iso2: str | None
    earlier_name: str | None = None
    """What lists before the country took its present name say."""


@dataclass(frozen=True, slots=True)
class SpecialCode:
    """A code for no country: ``system`` is ssb3, alpha3 (Folkeregisteret, UDI) or alpha3_old (older data)."""

    system: str
    code: str
    meaning: str


@cache
def countries() -> Mapping[str, Country]:
    """All codes of the list with what they stand for, special ones included, in order of names."""
    return {
        row["code"]: Country(row["code"], row["name"], row["iso2"] or None, row["earlier_name"] or None)
        for row in tables.rows("countries")
    }


@cache
def special_codes(system: str) -> Mapping[str, SpecialCode]:
    """The special codes of one code system (ssb3, alpha3, alpha3_old); empty for an unknown one."""
    found = (SpecialCode(row["system"], row["code"], row["meaning"]) for row in tables.rows("country_specials"))
    return {each.code: each for each in found if each.system == system}


def is_country_code(code: pl.Expr) -> pl.Expr:
    """Whether each code is on the list, 980 and 990 included (Boolean; null for null)."""
    return is_one_of(code, countries())


def country_name(code: pl.Expr) -> pl.Expr:
    """The name each code stands for (String); null for an unknown code."""
    return translated(code, {each.code: each.name for each in countries().values()})


def country_iso2(code: pl.Expr) -> pl.Expr:
    """The two-letter ISO code of each code (String); null where there is none."""
    return translated(code, {each.code: each.iso2 for each in countries().values() if each.iso2})
