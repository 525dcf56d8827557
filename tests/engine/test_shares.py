"""Shares with small numbers handled, against plain Python that tries every case."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from auditor.engine.funnel import variance_between, wilson
from auditor.engine.group_lines import COUNT, EXPECTED, FIRST, HIGH, HOLDS, LIMIT, LOW, ROWS, VALUE
from auditor.engine.groups import judge_groups
from auditor.engine.prepare import Preparation
from auditor.model.ruleset import RuleSet
from auditor.rulesets.loading import load
from tests.engine.extracts import Rows, extract
from tests.rulesets import writing

DATE = dt.date(2024, 12, 31)
EXAMPLES = "{fails: [{rows: [{timer: 1}]}], passes: [{rows: [{timer: 2}]}]}"
DERIVE = """\
derive:
  - {table: program, name: aar, title: {nb: År, en: Year}, sql: "year(start_dato)"}
parameters:
  - name: maal
    title: {nb: Mål, en: Goal}
    basis: [{law: prøveloven § 1}]
    values: [{value: 0.5}, {value: 0.9, from: 2020-01-01}]
"""
SHARE = "kind: share\nof: timer > 10\n"


def loaded(folder: Path, condition: str) -> RuleSet:
    """A rule set with one rule about shares, with the year of each programme."""
    return load(writing.write(folder, writing.rule(SHARE + condition, examples=EXAMPLES), derive=DERIVE))


def judged(ruleset: RuleSet, rows: Rows) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What becomes of each group."""
    rule = ruleset.rule("P-1")
    assert rule is not None
    lines = judge_groups(rule, Preparation(extract(ruleset, program=rows, person=[]), ruleset, DATE), None)
    by = rule.condition.by  # type: ignore[union-attr]
    return {tuple(line[name] for name in by): line for line in lines.to_dicts()}


def programs(where: str, yes: int, no: int, unknown: int = 0, year: int = 2020) -> list[dict[str, object]]:
    """Programmes of a municipality that count, that do not, and of which nobody can tell."""
    hours = [20] * yes + [5] * no + [":"] * unknown
    return [{"kommunenummer": where, "timer": each, "start_dato": f"{year}-02-01"} for each in hours]


@given(st.integers(1, 400), st.data(), st.sampled_from([0.8, 0.95, 0.998]))
def test_wilson_is_where_the_score_test_turns(rows: int, data: st.DataObject, certainty: float) -> None:
    """A share p is in the interval exactly where k differs from np by no more than z standard deviations."""
    count = data.draw(st.integers(0, rows))
    z = NormalDist().inv_cdf((1 + certainty) / 2)
    low, high = (float(each[0]) for each in wilson(np.array([float(count)]), np.array([float(rows)]), certainty))
    assert 0 <= low <= count / rows <= high <= 1
    for bound, outside in ((low, -1e-6), (high, 1e-6)):
        if 0 < bound < 1:
            assert abs(count - rows * bound) == pytest.approx(z * math.sqrt(rows * bound * (1 - bound)), abs=1e-6)
            beyond = bound + outside
            assert abs(count - rows * beyond) > z * math.sqrt(max(0.0, rows * beyond * (1 - beyond)))


def test_wilson_as_published() -> None:
    """Newcombe 1998 (Statistics in Medicine 17:857-872), table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29."""
    counts, rows = np.array([81.0, 15.0, 0.0, 1.0]), np.array([263.0, 148.0, 20.0, 29.0])
    low, high = wilson(counts, rows, 0.95)
    assert low.round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert high.round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def slow_variance(groups: list[tuple[int, int]], expected: float) -> float:
    """τ² by the formulas of Spiegelhalter 2005, section 6, one group at a time."""
    if not 0 < expected < 1 or len(groups) < 2:
        return 0.0
    scores = sorted((k / n - expected) / math.sqrt(expected * (1 - expected) / n) for k, n in groups)
    drawn_in = min(math.ceil(len(scores) / 10), (len(scores) - 1) // 2)
    lowest, highest = scores[drawn_in], scores[len(scores) - 1 - drawn_in]
    squares = sum(min(max(each, lowest), highest) ** 2 for each in scores)
    weights = [n / (expected * (1 - expected)) for _, n in groups]
    room = sum(weights) - sum(each**2 for each in weights) / sum(weights)
    return max(0.0, (squares - (len(groups) - 1)) / room)


GROUPS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 2)), min_size=4, max_size=9)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GROUPS, st.sampled_from(["high", "low", "both"]), st.sampled_from([0.0, 0.2]))
def test_against_all(tmp_path: Path, groups: list[tuple[int, int, int]], side: str, least: float) -> None:
    """Every group with enough rows is held against the share of all, whatever its hidden values are."""
    condition = f"by: [kommunenummer]\nagainst: all\ncertainty: 0.8\nmin_rows: 3\nside: {side}\nmin_difference: {least}"
    rows = [row for at, (yes, no, unknown) in enumerate(groups) for row in programs(str(at), yes, no, unknown)]
    got = judged(loaded(tmp_path, condition), rows)
    large = {at: (yes, no, unknown) for at, (yes, no, unknown) in enumerate(groups) if yes + no + unknown >= 3}
    if len(large) < 5:
        assert got == {}
        return
    assert set(got) == {(str(at),) for at in large}
    known = sum(yes + no for yes, no, _ in groups)
    if not known:
        assert {line[HOLDS] for line in got.values()} == {None}
        return
    expected = sum(yes for yes, _, _ in groups) / known
    between = slow_variance([(yes, yes + no) for yes, no, _ in large.values() if yes + no], expected)
    z = NormalDist().inv_cdf(0.9)
    for at, (yes, no, unknown) in large.items():
        size = yes + no + unknown
        room = max(least, z * math.sqrt(expected * (1 - expected) / size + between))
        verdicts = set()
        for count in range(yes, yes + unknown + 1):
            beyond = count / size - expected
            assume(abs(abs(beyond) - room) > 1e-7)
            verdicts.add(not ((side != "low" and beyond > room) or (side != "high" and beyond < -room)))
        line = got[(str(at),)]
        assert line[HOLDS] is (verdicts.pop() if len(verdicts) == 1 else None)
        assert line[EXPECTED] == pytest.approx(expected)
        assert (line[COUNT], line[ROWS]) == (yes, size)
        assert line[LOW] <= line[VALUE] <= line[HIGH]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3), st.sampled_from(["max_share", "min_share"]))
def test_fixed_limit_with_certainty(tmp_path: Path, yes: int, no: int, unknown: int, limit: str) -> None:
    """A limit is only broken where Wilson's interval lies beyond it in every case."""
    assume(yes + no + unknown)
    got = judged(
        loaded(tmp_path, f"by: [kommunenummer]\n{limit}: 0.4\ncertainty: 0.95"), programs("a", yes, no, unknown)
    )
    size = yes + no + unknown
    z, cases = NormalDist().inv_cdf(0.975), set()
    for count in range(yes, yes + unknown + 1):
        score = (count - size * 0.4) / math.sqrt(size * 0.4 * 0.6)
        cases.add(score <= z if limit == "max_share" else score >= -z)
    line = got[("a",)]
    assert line[HOLDS] is (cases.pop() if len(cases) == 1 else None)
    assert line[LIMIT] == 0.4


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(2015, 2021), st.integers(0, 3), st.integers(0, 3)), max_size=8
    )
)
def test_pooling(tmp_path: Path, cells: list[tuple[str, int, int, int]]) -> None:
    """A year with too few takes up at most two earlier ones, the last year first, and every row counts once."""
    condition = "by: [kommunenummer, aar]\nmax_share: 0.5\nmin_rows: 4\npool: {by: aar, periods: 2}"
    rows = [row for where, year, yes, no in cells for row in programs(where, yes, no, year=year)]
    got = judged(loaded(tmp_path, condition), rows)
    counted: dict[str, dict[int, list[int]]] = {where: defaultdict(lambda: [0, 0]) for where in "ab"}
    for where, year, yes, no in cells:
        if yes + no:
            counted[where][year][0] += yes
            counted[where][year][1] += yes + no
    wanted = {}
    for where, years in counted.items():
        left = sorted(years, reverse=True)
        while left:
            last = left.pop(0)
            count, size = years[last]
            first = None
            while left and size < 4 and last - left[0] <= 2:
                first = left.pop(0)
                count, size = count + years[first][0], size + years[first][1]
            if size >= 4:
                wanted[(where, last)] = (Fraction(count, size) <= Fraction(1, 2), size, first)
    assert {key: (line[HOLDS], line[ROWS], line[FIRST]) for key, line in got.items()} == wanted


def test_pooled_years_have_the_expectation_of_their_years(tmp_path: Path) -> None:
    """What is usual in each year counts with the rows the group has in it."""
    condition = "by: [kommunenummer, aar]\nagainst: [aar]\ncertainty: 0.95\nmin_rows: 10\npool: {by: aar, periods: 1}"
    rows = [row for at in range(5) for year in (2019, 2020) for row in programs(str(at), 4, 16, year=year)]
    rows += programs("z", 0, 6, year=2020) + programs("z", 0, 4, year=2019)
    got = judged(loaded(tmp_path, condition), rows)
    assert got[("z", 2020)][EXPECTED] == pytest.approx((6 * 20 / 106 + 4 * 20 / 104) / 10)
    assert got[("z", 2020)][FIRST] == 2019
    assert len(got) == 11


def test_a_dated_goal(tmp_path: Path) -> None:
    """A limit may be a parameter at a date that the group names."""
    limit = "by: [kommunenummer, aar]\nmin_share: \"parameter('maal', year_start(aar))\""
    rows = [*programs("a", 6, 4, year=2019), *programs("a", 6, 4, year=2020)]
    got = judged(loaded(tmp_path, limit), rows)
    assert {year: (line[HOLDS], line[LIMIT]) for (_, year), line in got.items()} == {
        2019: (True, 0.5),
        2020: (False, 0.9),
    }


def test_one_that_differs_does_not_hide_itself(tmp_path: Path) -> None:
    """The scores furthest out count no more for the spread than the next, so that an outlier stays one."""
    rows = [row for at in range(9) for row in programs(str(at), 4, 36)] + programs("x", 30, 10)
    got = judged(loaded(tmp_path, "by: [kommunenummer]\nagainst: all\ncertainty: 0.998\nmin_rows: 20"), rows)
    assert [key for key, line in got.items() if line[HOLDS] is False] == [("x",)]


def test_practice_that_differs_everywhere_is_no_outlier(tmp_path: Path) -> None:
    """Large groups that all have a share of their own lie within limits that chance alone would put them beyond."""
    shares = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
    rows = [
        row
        for at, share in enumerate(shares)
        for row in programs(str(at), round(400 * share), 400 - round(400 * share))
    ]
    got = judged(loaded(tmp_path, "by: [kommunenummer]\nagainst: all\ncertainty: 0.998\nmin_rows: 20"), rows)
    assert {line[HOLDS] for line in got.values()} == {True}
    expected = np.full(10, 0.425)
    assert variance_between(np.array(shares), expected, np.full(10, 400.0)) > 0.01
