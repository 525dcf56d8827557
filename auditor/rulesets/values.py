"""Compiled parts of a condition, and what a condition may refer to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from sqlglot import exp

from auditor.model.ruleset import CodeList, Parameter
from auditor.model.table import FieldType
from auditor.rulesets.sql import SqlError

UNKNOWN = "__unknown"
UNREADABLE = "__unreadable"

DTYPES: dict[FieldType, type[pl.DataType]] = {
    FieldType.TEXT: pl.String,
    FieldType.CODE: pl.String,
    FieldType.INTEGER: pl.Int64,
    FieldType.DECIMAL: pl.Float64,
    FieldType.DATE: pl.Date,
    FieldType.BOOLEAN: pl.Boolean,
}
"""What the prepared column of a field holds."""

KIND = {
    FieldType.TEXT: "text",
    FieldType.CODE: "text",
    FieldType.INTEGER: "number",
    FieldType.DECIMAL: "number",
    FieldType.DATE: "date",
    FieldType.BOOLEAN: "boolean",
}
TYPE_OF_KIND = {
    "text": FieldType.TEXT,
    "number": FieldType.DECIMAL,
    "date": FieldType.DATE,
    "boolean": FieldType.BOOLEAN,
    "null": FieldType.TEXT,
}


@dataclass(frozen=True)
class Scope:
    """What a condition may refer to, and the inputs of the run."""

    columns: Mapping[str, FieldType]
    date: str | None
    reference_date: dt.date
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    shared: Mapping[exp.Expr, Value] = field(default_factory=dict)
    """Parts of conditions that stand in a column of their own already."""
    identities: Mapping[str, str] = field(default_factory=dict)
    """Fields whose identity numbers are judged already: field -> column of kind and birth date."""
    certain: frozenset[str] = frozenset()
    """Fields of which every value can be seen and read, since they come with their type."""


@dataclass(frozen=True)
class Value:
    """A compiled part: the expression, what kind of value it gives, and the columns it reads that may hide a value.

    ``kind`` is text, number, date, boolean or null; ``literal`` is the Python value of a constant.
    """

    expr: pl.Expr
    kind: str
    columns: frozenset[str] = frozenset()
    literal: object = None

    @property
    def unknown(self) -> pl.Expr:
        """True where any column it reads holds a value that cannot be seen."""
        if not self.columns:
            return pl.lit(False)
        return pl.any_horizontal([pl.col(name + UNKNOWN) for name in sorted(self.columns)])


def date_literal(text: str) -> Value:
    """A date constant; SqlError where the text is no ISO date."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise SqlError("rulesets.sql_date", text=text) from None
    return Value(pl.lit(date), "date", literal=date)
