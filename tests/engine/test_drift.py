"""Hidiroglou and Berthelot's method, between deliveries and between periods, against plain Python."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from auditor.engine.group_lines import EXPECTED, HIGH, HOLDS, LOW, VALUE
from auditor.engine.groups import judge_groups
from auditor.engine.hidiroglou_berthelot import limits
from auditor.engine.prepare import Preparation
from auditor.model.rule import HidiroglouBerthelot
from auditor.model.ruleset import RuleSet
from auditor.rulesets.loading import load
from tests.engine.extracts import extract
from tests.rulesets import writing

DATE = dt.date(2024, 12, 31)
EXAMPLES = "{fails: [{rows: [{timer: 1}]}], passes: [{rows: [{timer: 2}]}]}"
DERIVE = """\
derive:
  - {table: program, name: aar, title: {nb: År, en: Year}, sql: "year(start_dato)"}
"""


def loaded(folder: Path, condition: str) -> RuleSet:
    """A rule set with one rule about drift, with the year of each programme."""
    return load(writing.write(folder, writing.rule("kind: drift\n" + condition, examples=EXAMPLES), derive=DERIVE))


def judged(ruleset: RuleSet, now: Any, before: Any = None) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What becomes of each group."""
    rule = ruleset.rule("P-1")
    assert rule is not None
    previous = None if before is None else Preparation(extract(ruleset, program=before, person=[]), ruleset, DATE)
    lines = judge_groups(rule, Preparation(extract(ruleset, program=now, person=[]), ruleset, DATE), previous)
    return {tuple(line[name] for name in rule.condition.by): line for line in lines.to_dicts()}  # type: ignore[union-attr]


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """R's default (type 7): between the two values that the position lies between."""
    ordered = sorted(values)

    def at(share: float) -> float:
        place = (len(ordered) - 1) * share
        lower = int(place)
        upper = min(lower + 1, len(ordered) - 1)
        return ordered[lower] + (place - lower) * (ordered[upper] - ordered[lower])

    return at(0.25), at(0.5), at(0.75)


def slow_outliers(pairs: list[tuple[float, float]], u: float, a: float, c: float) -> list[bool | None]:
    """Whether each pair (now, before) is an outlier, by the original formulas; None for no verdict."""
    usable = [at for at, (now, before) in enumerate(pairs) if now > 0 and before > 0]
    told: list[bool | None] = [None] * len(pairs)
    if len(usable) < 5:
        return told
    changed = [at for at in usable if pairs[at][0] != pairs[at][1]]
    base = changed if (len(usable) - len(changed)) * 2 >= len(usable) else usable
    for at in usable:
        if at not in changed:
            told[at] = False
    if len(base) < 5:
        return told
    middle = median(pairs[at][0] / pairs[at][1] for at in base)

    def effect(at: int) -> float:
        now, before = pairs[at]
        ratio = now / before
        score = ratio / middle - 1 if ratio >= middle else 1 - middle / ratio
        return score * float(max(now, before)) ** u

    first, second, third = quartiles([effect(at) for at in base])
    least = abs(a * second) if second else a
    low, high = second - c * max(second - first, least), second + c * max(third - second, least)
    for at in changed:
        distance = min(abs(effect(at) - low), abs(effect(at) - high))
        assume(distance > 1e-6)
        told[at] = not low <= effect(at) <= high
    return told


PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=14)
METHODS = st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.05, 0.5]), st.sampled_from([0.5, 4.0, 20.0]))


@settings(max_examples=300, deadline=None)
@given(PAIRS, METHODS)
def test_limits(pairs: list[tuple[int, int]], method: tuple[float, float, float]) -> None:
    """The limits turned back into values cut off the same ones as the original scores."""
    wanted = slow_outliers([(float(now), float(before)) for now, before in pairs], *method)
    now, before = (np.array([pair[side] for pair in pairs], dtype=float) for side in (0, 1))
    low, high, verdict = limits(now, before, np.maximum(now, before), HidiroglouBerthelot(*method))
    for at, outlier in enumerate(wanted):
        assert verdict[at] == (outlier is not None)
        if outlier is not None and pairs[at][0] != pairs[at][1]:
            assert (now[at] < low[at] - 1e-9 or now[at] > high[at] + 1e-9) == outlier


def programs(counts: dict[str, int], year: int = 2020, hours: object = 2) -> list[dict[str, object]]:
    """So many programmes in each municipality."""
    return [
        {"kommunenummer": where, "timer": hours, "start_dato": f"{year}-02-01"}
        for where, count in counts.items()
        for _ in range(count)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=9))
def test_between_deliveries(tmp_path: Path, pairs: list[tuple[int, int]]) -> None:
    """Counts of every group in two deliveries, zeros and few groups included."""
    wanted = slow_outliers([(float(now), float(before)) for now, before in pairs], 0.5, 0.05, 4)
    ruleset = loaded(tmp_path, "by: [kommunenummer]\nvalue: COUNT(*)\nhb: {c: 4}")
    now = programs({str(at): pair[0] for at, pair in enumerate(pairs)})
    before = programs({str(at): pair[1] for at, pair in enumerate(pairs)})
    got = {key[0]: line[HOLDS] for key, line in judged(ruleset, now, before).items()}
    assert got == {str(at): not outlier for at, outlier in enumerate(wanted) if outlier is not None}


STEADY = {str(at): 20 + at for at in range(8)}
GROWN = {where: count + 1 for where, count in STEADY.items()}


def test_between_periods(tmp_path: Path) -> None:
    """Each year is held against the one before it, by the changes of that year; the last year may lack a group."""
    ruleset = loaded(tmp_path, "by: [kommunenummer, aar]\nvalue: COUNT(*)\nperiod: aar\nhb: {}\nmax_change_share: 0.2")
    rows = programs(STEADY, 2018) + programs({**GROWN, "3": 90}, 2019) + programs({**GROWN, "3": 90}, 2020)
    got = judged(ruleset, rows)
    assert {key for key, line in got.items() if line[HOLDS] is False} == {("3", 2019)}
    assert {year for _, year in got} == {2019, 2020}
    assert (got[("3", 2019)][VALUE], got[("3", 2019)][EXPECTED]) == (90, 23)
    assert got[("3", 2019)][LOW] < 25 < got[("3", 2019)][HIGH] < 90


def test_small_changes_are_none(tmp_path: Path) -> None:
    """Where all others moved alike, a little more is beyond the limits, but not told."""
    odd = {**GROWN, "3": 33}
    for further, wanted in (("", {("3",)}), ("\nmax_change_share: 0.5", set())):
        ruleset = loaded(tmp_path, f"by: [kommunenummer]\nvalue: COUNT(*)\nhb: {{c: 4}}{further}")
        got = judged(ruleset, programs(odd), programs(STEADY))
        assert {key for key, line in got.items() if line[HOLDS] is False} == wanted


def test_rates(tmp_path: Path) -> None:
    """A rate is held against the rate before; a group without a denominator has none, and a hidden part is unknown."""
    ruleset = loaded(
        tmp_path, "by: [kommunenummer]\nvalue: SUM(timer)\nper: COUNT(*)\nmax_change_share: 0.5\nmin_value: 3"
    )
    before = programs({"a": 4, "b": 4, "c": 4, "d": 2, "e": 4})
    now = programs({"a": 8, "d": 2}) + programs({"b": 4}, hours=5) + programs({"c": 4}, hours=":")
    got = judged(ruleset, now, before)
    assert {key[0]: line[HOLDS] for key, line in got.items()} == {"a": True, "b": False, "c": None}
    assert (got[("b",)][VALUE], got[("b",)][EXPECTED]) == (5, 2)


def test_only_rows_within(tmp_path: Path) -> None:
    """Rows that are not in ``within`` are no part of either side."""
    ruleset = loaded(tmp_path, "by: [kommunenummer]\nvalue: COUNT(*)\nwithin: timer > 1\nmax_change_share: 0.1")
    before = programs({"a": 10})
    assert judged(ruleset, before + programs({"a": 90}, hours=1), before)[("a",)][HOLDS] is True
    assert judged(ruleset, before + programs({"a": 90}), before)[("a",)][HOLDS] is False


@pytest.mark.parametrize("hidden", ["now", "before"])
def test_hidden_values_are_left_out_of_the_medians(tmp_path: Path, hidden: str) -> None:
    """A group with a value that cannot be seen is unknown, and the others are judged without it."""
    ruleset = loaded(tmp_path, "by: [kommunenummer]\nvalue: SUM(timer)\nhb: {}")
    sides = {"now": programs({**GROWN, "3": 200}), "before": programs(STEADY)}
    sides[hidden] += programs({"7": 1}, hours=":")
    got = {key[0]: line[HOLDS] for key, line in judged(ruleset, sides["now"], sides["before"]).items()}
    assert got == {**dict.fromkeys("012456", True), "3": False, "7": None}
