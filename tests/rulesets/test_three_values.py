"""Conditions are three-valued as SQL is, and know a hidden value from a missing one."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings

from auditor.rulesets.expressions import compile_condition
from tests.rulesets.frames import judge, prepared, scope
from tests.rulesets.kleene import Node, conditions, rows


@settings(max_examples=200, deadline=None)
@given(conditions(plain=False), rows(hidden=True))
def test_as_kleene_has_it(condition: Node, table: list[dict[str, Any]]) -> None:
    """The compiled expression gives what an interpreter of Kleene's logic gives, row for row."""
    assert judge(condition[0], table) == [condition[1](row) for row in table]


@settings(max_examples=150, deadline=None)
@given(conditions(plain=True), rows(hidden=False))
def test_as_polars_has_it(condition: Node, table: list[dict[str, Any]]) -> None:
    """Where nothing is hidden, the compiled expression and Polars' own SQL agree."""
    frame = prepared(table).lazy()
    both = {"ours": compile_condition(condition[0], scope()).expr, "theirs": pl.sql_expr(condition[0])}
    judged = frame.select("__height", *(each.cast(pl.Boolean).alias(name) for name, each in both.items())).collect()
    ours, theirs = judged["ours"], judged["theirs"]
    assert ours.to_list() == theirs.to_list()


@settings(max_examples=100, deadline=None)
@given(conditions(plain=False), rows(hidden=True))
def test_seeing_more_changes_no_answer(condition: Node, table: list[dict[str, Any]]) -> None:
    """An answer given although something is hidden holds whatever is hidden, unless CASE asks whether it is known."""
    if "CASE" in condition[0]:
        return
    for row, held in zip(table, judge(condition[0], table), strict=True):
        if held is None:
            continue
        for filled in ({"a": 1, "b": 2, "s": "a", "t": "b", "p": True, "q": False}, {"a": None, "b": -1, "s": None}):
            shown = {name: filled.get(name) if type(value) is object else value for name, value in row.items()}
            assert judge(condition[0], [shown]) == [held]
