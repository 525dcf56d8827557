"""Shares, reconciled totals and drift: judged where the numbers decide, unknown where hidden parts could."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.engine.groups import EXPECTED, HOLDS, ROWS, VALUE, WHERE, judge_groups
from auditor.engine.prepare import Preparation
from auditor.model.ruleset import RuleSet
from auditor.rulesets.loading import load
from tests.engine.extracts import Rows, extract
from tests.rulesets import writing

DATE = dt.date(2024, 12, 31)
EXAMPLES = "{fails: [{rows: [{timer: 1}]}], passes: [{rows: [{timer: 2}]}]}"
SHARE = "kind: share\nby: [kommunenummer]\nof: timer > 10\nwithin: aktiv\nmax_share: 0.5\nmin_rows: 2"
COUNT = "kind: share\nby: [kommunenummer, person_id]\nof: timer > 10\nmax_count: 1"
RECONCILE = (
    "kind: reconcile\nby: [person_id]\nleft: {table: program, value: timer, where: aktiv, absent: LEFT}\n"
    "right: {table: person, value: poeng, absent: RIGHT}\ntolerance: 1\ntolerance_share: 0.1"
)
DRIFT = "kind: drift\nby: [kommunenummer]\nvalue: VALUE\nmax_change_share: 0.5\nmin_value: 4"


def loaded(tmp_path: Path, condition: str) -> RuleSet:
    """A rule set with one rule about groups, and points of persons."""
    tables = writing.TABLES + "      - {name: poeng, type: integer, title: {nb: Poeng, en: Points}}\n"
    return load(writing.write(tmp_path, writing.rule(condition, examples=EXAMPLES), tables=tables))


def judged(
    ruleset: RuleSet, by: tuple[str, ...], previous: Rows | None = None, **rows: Rows
) -> dict[Any, dict[str, Any]]:
    """What becomes of each group."""
    rule = ruleset.rule("P-1")
    assert rule is not None
    before = None if previous is None else Preparation(extract(ruleset, program=previous), ruleset, DATE)
    lines = judge_groups(rule, Preparation(extract(ruleset, **rows), ruleset, DATE), before)
    found = {tuple(line[name] for name in by): line for line in lines.to_dicts()}
    assert len(found) == lines.height
    return {key[0] if len(key) == 1 else key: line for key, line in found.items()}


def holds(lines: dict[Any, dict[str, Any]]) -> dict[Any, bool | None]:
    """Only whether each group is in order."""
    return {key: line[HOLDS] for key, line in lines.items()}


CELLS = st.lists(
    st.tuples(
        st.sampled_from(["0301", "1103", None, ":"]),
        st.sampled_from(["5", "20", None, ":", "x"]),
        st.sampled_from(["ja", "ja", "ja", "nei", None, ":"]),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CELLS)
def test_share_is_judged_by_its_bounds(tmp_path: Path, cells: list[tuple[str | None, ...]]) -> None:
    """Found where the lowest possible share breaks the limit, passed where the highest keeps it, else unknown."""
    rows = [{"kommunenummer": where, "timer": hours, "aktiv": active} for where, hours, active in cells]
    got = judged(loaded(tmp_path, SHARE), ("kommunenummer",), program=rows)
    for group in ("0301", "1103"):
        inside = [hours for where, hours, active in cells if where == group and active == "ja"]
        if len(inside) < 2:
            assert group not in got
            continue
        low = sum(each == "20" for each in inside)
        high = low + sum(each in (None, ":", "x") for each in inside)
        lowest, highest = Fraction(low, len(inside)), Fraction(high, len(inside))
        limit = Fraction(1, 2)
        assert got[group][HOLDS] is (False if lowest > limit else True if highest <= limit else None)
        assert got[group][ROWS] == len(inside)
        assert got[group][VALUE] == pytest.approx(float(lowest))
        assert got[group][WHERE] == group
    assert got.keys() <= {"0301", "1103"}


def test_share_by_count(tmp_path: Path) -> None:
    """A limit by count needs no share, and groups may be of several fields."""
    rows = [{"kommunenummer": "0301", "person_id": who, "timer": hours} for who, hours in
            [("A", 20), ("A", 20), ("B", 20), ("B", 5), ("C", 20), ("C", ":")]]  # fmt: skip
    got = judged(loaded(tmp_path, COUNT), ("kommunenummer", "person_id"), program=rows)
    assert {who: line[HOLDS] for (_, who), line in got.items()} == {"A": False, "B": True, "C": None}
    assert {who: line[VALUE] for (_, who), line in got.items()} == {"A": 2, "B": 1, "C": 1}


def test_where_a_group_is(tmp_path: Path) -> None:
    """A group that is not of a municipality belongs to the only one its rows have, if any."""
    ruleset = loaded(tmp_path, "kind: share\nby: [person_id]\nof: timer > 10\nmax_share: 0.1")
    rows = [{"person_id": who, "kommunenummer": where, "timer": 20} for who, where in
            [("A", "0301"), ("A", "0301"), ("B", "0301"), ("B", "1103"), ("C", None)]]  # fmt: skip
    got = judged(ruleset, ("person_id",), program=rows)
    assert {who: line[WHERE] for who, line in got.items()} == {"A": "0301", "B": None, "C": None}


def reconciled(tmp_path: Path, left: str, right: str, program: Rows, person: Rows) -> dict[Any, bool | None]:
    """Whether the hours of each person agree with the points."""
    ruleset = loaded(tmp_path, RECONCILE.replace("LEFT", left).replace("RIGHT", right))
    return holds(judged(ruleset, ("person_id",), program=program, person=person))


def hours(who: object, number: object, active: object = "ja") -> dict[str, object]:
    """A programme."""
    return {"person_id": who, "timer": number, "aktiv": active}


def points(who: object, number: object) -> dict[str, object]:
    """A person."""
    return {"person_id": who, "poeng": number}


def test_reconcile(tmp_path: Path) -> None:
    """Totals may differ by the tolerance and a share of the right one; what is not counted by ``where`` is left out."""
    program = [hours("A", 5), hours("A", 6), hours("A", 50, "nei"), hours("B", 112), hours("C", 113), hours("D", 0)]
    person = [points("A", 10), points("B", 60), points("B", 41), points("C", 100), points("C", 1), points("D", 1)]
    assert reconciled(tmp_path, "unknown", "unknown", program, person) == {"A": True, "B": True, "C": False, "D": True}


@pytest.mark.parametrize(
    ("program", "person"),
    [
        ([hours("A", 5), hours("A", ":")], [points("A", 5)]),
        ([hours("A", 5), hours("A", None)], [points("A", 5)]),
        ([hours("A", 5), hours("A", "x")], [points("A", 500)]),
        ([hours("A", 5), hours("A", 5, ":")], [points("A", 5)]),
        ([hours("A", 5)], [points("A", ":")]),
        ([hours("A", 5)], [points("A", 5), points("A", None)]),
    ],
)
def test_hidden_parts_of_a_total(tmp_path: Path, program: Rows, person: Rows) -> None:
    """A total with a part that cannot be seen is not checkable, however the rest adds up."""
    assert reconciled(tmp_path, "unknown", "unknown", program, person) == {"A": None}


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("unknown", "unknown", {"A": None, "B": None}),
        ("zero", "zero", {"A": False, "B": False}),
        ("skip", "skip", {}),
        ("zero", "skip", {"B": False}),
        ("skip", "unknown", {"A": None}),
    ],
)
def test_group_on_one_side(tmp_path: Path, left: str, right: str, wanted: dict[str, bool | None]) -> None:
    """The rule says what a group is that one side does not have: unknown, nothing, or no case."""
    assert reconciled(tmp_path, left, right, [hours("A", 50)], [points("B", 50)]) == wanted


def programs(*counts: tuple[str | None, int]) -> list[dict[str, object]]:
    """So many programmes in each municipality, of two hours each."""
    return [{"kommunenummer": where, "timer": 2} for where, count in counts for _ in range(count)]


@pytest.mark.parametrize(("value", "factor"), [("COUNT(*)", 1), ("SUM(timer)", 2)])
def test_drift(tmp_path: Path, value: str, factor: int) -> None:
    """Compared are groups that were there before and are large enough in either delivery; a vanished one is 0."""
    before = programs(("a", 10), ("b", 10), ("c", 10), ("d", 10), ("e", 1), ("f", 1), (None, 9))
    now = programs(("a", 5), ("b", 15), ("c", 4), ("e", 9), ("f", 1), ("g", 99), (None, 99))
    got = judged(loaded(tmp_path, DRIFT.replace("VALUE", value)), ("kommunenummer",), previous=before, program=now)
    assert holds(got) == {"a": True, "b": True, "c": False, "d": False, "e": False}
    assert got["c"][VALUE] == 4 * factor
    assert got["c"][EXPECTED] == 10 * factor
    assert got["d"][VALUE] == 0


def test_drift_of_an_average_with_hidden_values(tmp_path: Path) -> None:
    """An aggregate over values that cannot all be seen is not checkable."""
    before = [{"kommunenummer": "a", "timer": 10}, {"kommunenummer": "a", "timer": 10}]
    now = [{"kommunenummer": "a", "timer": 90}, {"kommunenummer": "a", "timer": ":"}]
    ruleset = loaded(tmp_path, DRIFT.replace("VALUE", "AVG(timer)"))
    assert holds(judged(ruleset, ("kommunenummer",), previous=before, program=now)) == {"a": None}
    assert holds(judged(ruleset, ("kommunenummer",), previous=now, program=before)) == {"a": None}
