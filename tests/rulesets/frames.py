"""Prepared tables for tests: columns with their companions, and conditions evaluated over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from auditor.model.ruleset import Code, CodeList, Parameter, ParameterValue
from auditor.model.table import FieldType
from auditor.model.text import Text
from auditor.rulesets.expressions import compile_condition, compile_value
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope


class _State:
    """A value that stands for a state; its name is the same in every process, as test names must be."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


HIDDEN = _State("HIDDEN")
"""A value that is there but cannot be seen."""
UNREAD = _State("UNREAD")
"""A value that is there but cannot be read."""

T = Text("x", "x")
DTYPES = {
    FieldType.TEXT: pl.String,
    FieldType.CODE: pl.String,
    FieldType.INTEGER: pl.Int64,
    FieldType.DECIMAL: pl.Float64,
    FieldType.DATE: pl.Date,
    FieldType.BOOLEAN: pl.Boolean,
}
COLUMNS = {
    "a": FieldType.INTEGER,
    "b": FieldType.INTEGER,
    "x": FieldType.DECIMAL,
    "s": FieldType.TEXT,
    "t": FieldType.TEXT,
    "d": FieldType.DATE,
    "e": FieldType.DATE,
    "p": FieldType.BOOLEAN,
    "q": FieldType.BOOLEAN,
}
PARAMETERS = {
    "fast": Parameter("fast", T, (ParameterValue(7),)),
    "timer": Parameter(
        "timer",
        T,
        (ParameterValue(300), ParameterValue(600, dt.date(2012, 1, 1)), ParameterValue(700, dt.date(2020, 9, 1))),
    ),
    "sen": Parameter("sen", T, (ParameterValue(5, dt.date(2020, 1, 1)),)),
    "tekst": Parameter("tekst", T, (ParameterValue("abc"),)),
    "dato": Parameter("dato", T, (ParameterValue(dt.date(2021, 1, 1)),)),
}
CODE_LISTS = {
    "fast": CodeList("fast", T, (Code("A", T, ("alfa",)), Code("B", T)), "x"),
    "mottak": CodeList(
        "mottak",
        T,
        (
            Code(
                "Bodø", T, ("Bodø IM",), dt.date(2016, 9, 1), dt.date(2024, 10, 1), {"kommune": "1804", "plasser": 60}
            ),
            Code("Oslo", T, ("Refstad",), dt.date(2016, 9, 1), None, {"sett": dt.date(2017, 1, 1)}),
        ),
        "x",
    ),
    "datert": CodeList(
        "datert",
        T,
        (
            Code("A", T),
            Code("B", T, start=dt.date(2020, 1, 1)),
            Code("C", T, end=dt.date(2020, 1, 1)),
            Code("D", T, start=dt.date(2010, 1, 1), end=dt.date(2012, 1, 1)),
            Code("D", T, start=dt.date(2015, 1, 1), end=dt.date(2016, 1, 1)),
        ),
        "x",
    ),
    "bydel": CodeList("bydel", T, (), "x", reference="oslo_districts"),
}
REFERENCE_DATE = dt.date(2024, 12, 31)


def scope(columns: Mapping[str, FieldType] = COLUMNS, date: str | None = "d") -> Scope:
    """What conditions of these tests may refer to."""
    return Scope(columns, date, REFERENCE_DATE, PARAMETERS, CODE_LISTS)


def prepared(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, FieldType] = COLUMNS) -> pl.DataFrame:
    """Rows as a prepared table; HIDDEN and UNREAD stand for values that cannot be seen."""
    series: dict[str, pl.Series] = {"__height": pl.Series([0] * len(rows))}
    for name, kind in columns.items():
        values = [row.get(name) for row in rows]
        series[name] = pl.Series([None if each in (HIDDEN, UNREAD) else each for each in values], dtype=DTYPES[kind])
        series[name + UNKNOWN] = pl.Series([each in (HIDDEN, UNREAD) for each in values], dtype=pl.Boolean)
        series[name + UNREADABLE] = pl.Series([each is UNREAD for each in values], dtype=pl.Boolean)
    return pl.DataFrame(series)


def evaluate(sql: str, date: str | None = "d", **row: Any) -> Any:
    """What any SQL comes out as on one row."""
    return prepared([row]).select(compile_value(sql, scope(date=date)).expr.alias("v"))["v"][0]


def judge(sql: str, rows: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    """What a condition comes out as on each row, evaluated as the engine does it.

    Polars' way without a plan takes a condition of constants, cut short by one of them, for a single value and stops.
    """
    judged = compile_condition(sql, scope()).expr.cast(pl.Boolean).alias("v")
    return prepared(rows).lazy().select("__height", judged).collect(engine="streaming")["v"].to_list()
