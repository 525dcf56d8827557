"""Duplicates, overlaps and gaps against brute force, with missing, hidden, tied and open intervals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.engine.narrow import judge
from auditor.model import rule as rules
from auditor.model.extract import ROW
from auditor.model.rule import Examples, Rule, Validity
from auditor.model.ruleset import RuleSet
from auditor.model.table import FieldType
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity
from auditor.rulesets.schemas import rule_expression
from tests.rulesets.frames import CODE_LISTS, HIDDEN, PARAMETERS, UNREAD, prepared, scope

T = Text("x", "x")
COLUMNS = {
    "k": FieldType.TEXT,
    "m": FieldType.INTEGER,
    "fra": FieldType.DATE,
    "til": FieldType.DATE,
    "p": FieldType.BOOLEAN,
}
RULESET = RuleSet("x", "1", T, (), (), {}, CODE_LISTS, PARAMETERS, (), (), ())
ALWAYS = Validity()
FAR = dt.date(9999, 12, 31)


def a_rule(condition: rules.Condition, validity: Validity = ALWAYS) -> Rule:
    """A rule with nothing but a condition."""
    return Rule(
        "R", T, "t", condition, Severity.ERROR, Dimension.CONSISTENCY, T, T, (), Examples((), ()), (), validity=validity
    )


def frame(rows: list[dict[str, Any]]) -> pl.LazyFrame:
    """A prepared table with row numbers."""
    return prepared(rows, COLUMNS).with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW)).lazy()


def judged(rows: list[dict[str, Any]], rule: Rule) -> dict[int, bool | None]:
    """The rows a rule looks at, and what it says of them."""
    result = judge(frame(rows), rule, scope(COLUMNS, "fra"))
    return dict(zip(result[ROW].to_list(), result["__holds"].to_list(), strict=True))


def failing_in_schema(rows: list[dict[str, Any]], rule: Rule) -> set[int]:
    """The rows that fail the same rule as a pandera check would have it."""
    expression = rule_expression(rule, scope(COLUMNS, "fra"), RULESET)
    assert expression is not None
    outcome = frame(rows).select(expression.alias("v")).collect()["v"].to_list()
    return {row for row, held in enumerate(outcome) if held is False}


def unseen(value: Any) -> bool:
    """Whether a value is there but cannot be seen."""
    return value is HIDDEN or value is UNREAD


def applies(row: dict[str, Any], rule: Rule) -> bool | None:
    """Whether a rule is about a row: by ``when: p`` and by its validity."""
    parts: list[bool | None] = []
    if getattr(rule.condition, "when", None):
        parts.append(None if unseen(row["p"]) else row["p"])
    if rule.validity.start:
        date = row["fra"]
        parts.append(None if date is None or unseen(date) else date >= rule.validity.start)
    return False if False in parts else None if None in parts else True


def brute_unique(rows: list[dict[str, Any]], rule: Rule) -> dict[int, bool | None]:
    """Every row against every other."""
    condition = rule.condition
    assert isinstance(condition, rules.UniqueCondition)
    looked_at: dict[int, bool | None] = {}
    for number, row in enumerate(rows):
        key = [row[name] for name in condition.fields]
        about = applies(row, rule)
        if None in key or about is False:
            continue
        key += [row[name] for name in condition.differ]
        looked_at[number] = None if about is None or any(map(unseen, key)) else True
    known = [number for number, held in looked_at.items() if held]
    for one in known:
        for other in known:
            apart = not condition.differ or any(rows[one][name] != rows[other][name] for name in condition.differ)
            if one != other and apart and all(rows[one][name] == rows[other][name] for name in condition.fields):
                looked_at[one] = False
    return looked_at


def brute_intervals(rows: list[dict[str, Any]], rule: Rule) -> dict[int, bool | None]:
    """Every interval against the farthest end of those of its group that come before it; one unseen may fill a gap."""
    condition = rule.condition
    assert isinstance(condition, (rules.NoOverlapCondition, rules.GapCondition))
    looked_at: dict[int, bool | None] = {}
    for number, row in enumerate(rows):
        key = [row[name] for name in condition.by]
        about = applies(row, rule)
        if None in key or about is False or row["fra"] is None:
            continue
        hidden = about is None or any(map(unseen, [*key, row["fra"], row["til"]]))
        looked_at[number] = None if hidden else True
    known = [number for number, held in looked_at.items() if held]

    def place(number: int) -> tuple[dt.date, dt.date, int]:
        start = rows[number]["fra"]
        return start, max(rows[number]["til"] or FAR, start), number

    for one in known:
        before = [
            place(other)[1]
            for other in known
            if place(other) < place(one) and all(rows[one][name] == rows[other][name] for name in condition.by)
        ]
        if not before:
            continue
        days = (rows[one]["fra"] - max(before)).days
        if isinstance(condition, rules.NoOverlapCondition):
            looked_at[one] = -days <= condition.tolerance_days
        else:
            key = [rows[one][name] for name in condition.by]
            among = (other for other, held in looked_at.items() if other not in known and held is None)
            filled = any([rows[other][name] for name in condition.by] == key for other in among)
            looked_at[one] = True if days <= condition.max_days else None if filled else False
    return looked_at


def cells(values: list[Any], *further: Any) -> st.SearchStrategy[Any]:
    """Mostly values, and now and then none or a hidden one."""
    return st.sampled_from([*(values * (24 // len(values))), None, HIDDEN, *further])


DAYS = [dt.date(2020, 1, day) for day in range(1, 13)]
TABLES = st.lists(
    st.fixed_dictionaries(
        {
            "k": cells(["A", "B"]),
            "m": cells([1, 2]),
            "fra": cells(DAYS, UNREAD),
            "til": cells(DAYS, UNREAD, None, None),
            "p": cells([True, True, False]),
        }
    ),
    min_size=2,
    max_size=14,
)
KEYS = st.sampled_from([("k",), ("k", "m"), ("m",)])
WHEN = st.sampled_from([None, "p"])
VALIDITIES = st.sampled_from([ALWAYS, Validity(start=dt.date(2020, 1, 8))])


@settings(max_examples=150, deadline=None)
@given(TABLES, KEYS, WHEN, VALIDITIES, st.sampled_from([(), ("fra",), ("fra", "til")]))
def test_unique(
    rows: list[dict[str, Any]], keys: tuple[str, ...], when: str | None, validity: Validity, differ: tuple[str, ...]
) -> None:
    """Found, passed and not checkable as brute force has it; and the schema finds the same."""
    rule = a_rule(rules.UniqueCondition(keys, when, differ), validity)
    wanted = brute_unique(rows, rule)
    assert judged(rows, rule) == wanted
    assert failing_in_schema(rows, rule) == {row for row, held in wanted.items() if held is False}


@settings(max_examples=150, deadline=None)
@given(TABLES, KEYS, st.sampled_from([0, 1, 3]), WHEN, VALIDITIES)
def test_no_overlap(
    rows: list[dict[str, Any]], keys: tuple[str, ...], tolerance: int, when: str | None, validity: Validity
) -> None:
    """Intervals that meet are no overlap, open ones reach for ever, and an end before its start counts as its start."""
    rule = a_rule(rules.NoOverlapCondition(keys, "fra", "til", tolerance, when), validity)
    wanted = brute_intervals(rows, rule)
    assert judged(rows, rule) == wanted
    assert failing_in_schema(rows, rule) == {row for row, held in wanted.items() if held is False}


@settings(max_examples=150, deadline=None)
@given(TABLES, KEYS, st.sampled_from([0, 2, 5]), WHEN, VALIDITIES)
def test_gap(
    rows: list[dict[str, Any]], keys: tuple[str, ...], most: int, when: str | None, validity: Validity
) -> None:
    """The gap is counted from the farthest end so far, not from the interval before."""
    rule = a_rule(rules.GapCondition(keys, "fra", "til", most, when), validity)
    wanted = brute_intervals(rows, rule)
    assert judged(rows, rule) == wanted
    assert failing_in_schema(rows, rule) == {row for row, held in wanted.items() if held is False}


def test_many_rows_with_few_duplicates() -> None:
    """The hash that finds candidates decides nothing by itself."""
    rows = [{"k": f"P{number}", "m": 1, "fra": None, "til": None, "p": True} for number in range(20_000)]
    rows[19_999]["k"] = "P7"
    found = [row for row, held in judged(rows, a_rule(rules.UniqueCondition(("k", "m")))).items() if held is False]
    assert sorted(found) == [7, 19_999]
