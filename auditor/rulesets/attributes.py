"""What a code list knows beside its codes: which code a text stands for, and the attributes a code has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from auditor.model.ruleset import CodeList
from auditor.reference.lookup import translated
from auditor.rulesets.sql import SqlError

_KINDS = {dt.date: "date", int: "number", float: "number", str: "text"}


def code_of(text: pl.Expr, codes: CodeList) -> pl.Expr:
    """The code that each text is or stands for, whatever its case; null for a text the list does not know."""
    names = {name.casefold(): each.code for each in codes.codes for name in (*each.aliases, each.code)}
    return translated(text.str.strip_chars().str.to_lowercase(), names)


def attribute_of(code: pl.Expr, codes: CodeList, name: str) -> tuple[pl.Expr, str]:
    """The attribute of each code, and what kind of value it is; null for codes that are unknown or have none.

    ``from`` and ``to`` are the dates of the code itself. SqlError where no code of the list has such an attribute.
    """
    values = _values(codes, name)
    if not values:
        raise SqlError("rulesets.unknown_attribute", codes=codes.name, attribute=name)
    kind = _KINDS[type(next(iter(values.values())))]
    found = translated(code, {each: str(value) for each, value in values.items()})
    if kind == "date":
        return found.str.to_date("%Y-%m-%d"), kind
    return (found.cast(pl.Float64), kind) if kind == "number" else (found, kind)


def _values(codes: CodeList, name: str) -> Mapping[str, str | int | float | dt.date]:
    if name in ("from", "to"):
        dated = {each.code: each.start if name == "from" else each.end for each in codes.codes}
        return {code: date for code, date in dated.items() if date is not None}
    return {each.code: each.attributes[name] for each in codes.codes if name in each.attributes}
