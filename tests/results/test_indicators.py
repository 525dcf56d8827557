"""Figures with their doubts: bounds, chance, targets, pooling, merged municipalities, and what to correct first."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.indicators import IndicatorCounter
from auditor.model.indicator import Indicator, IndicatorResult, Place, Tally, Target
from auditor.results.corrections import correct_first
from auditor.results.indicators import Verdict, estimate, narrowing, number_in, series, verdict
from tests.engine.extracts import extract
from tests.engine.test_indicators import BY_HAND, counter, row
from tests.indicators import rules

DATE = dt.date(2024, 12, 31)
SHARE, MEAN = rules().indicators["arbeid"], rules().indicators["timer"]
small = st.integers(0, 6)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Tallies of a share."""
    known, perhaps = draw(small), draw(small)
    hits = draw(st.integers(0, known))
    return Tally(known, hits, hits, draw(small), perhaps, draw(st.integers(0, perhaps)), draw(small))


def result(counts: dict[Place, Tally], indicator: Indicator = SHARE) -> IndicatorResult:
    """A result with these counts."""
    return IndicatorResult(indicator, indicator.readings()[0], DATE, counts)


def test_a_share_by_hand() -> None:
    """2 of 3 known, 2 open, one that perhaps counts and is a hit, one of which nothing is known."""
    figure = estimate(Tally(3, 2, 2, 2, 1, 1, 1), SHARE)
    assert figure.observed == pytest.approx(2 / 3)
    assert figure.lowest == pytest.approx(2 / 6)
    assert figure.highest == pytest.approx((2 + 2 + 1 + 1) / 7)
    assert figure.chance == pytest.approx((0.2077, 0.9385), abs=1e-4)
    assert estimate(Tally(10, 3, 3), SHARE).chance == pytest.approx((0.1078, 0.6032), abs=1e-4)


def test_a_mean_by_hand() -> None:
    """100 and 200 known, one open: between a missing 0 and a missing 600."""
    figure = estimate(Tally(2, 300, 50_000, 1), MEAN)
    assert (figure.observed, figure.lowest, figure.highest) == (150, 100, 300)
    assert figure.chance == pytest.approx((150 - 1.959964 * 50, 150 + 1.959964 * 50))
    assert estimate(Tally(1, 100, 10_000), MEAN).chance is None


def test_where_nothing_is_known_everything_is_open() -> None:
    """And without a row there is no figure."""
    figure = estimate(Tally(open=2), SHARE)
    assert (figure.observed, figure.chance, figure.lowest, figure.highest) == (None, None, 0, 1)
    nothing = estimate(Tally(), SHARE)
    assert (nothing.lowest, nothing.highest, nothing.width) == (None, None, 0)


@given(tallies(), st.booleans())
def test_correcting_a_row_narrows_at_least_as_promised(tally: Tally, sure: bool) -> None:
    """Whatever the row turns out to be; and it is never promised that correcting widens."""
    promised = narrowing(tally, SHARE, sure)
    before = estimate(tally, SHARE).width
    assert promised >= -1e-12
    if sure and tally.open:
        changes = [Tally(open=-1, known=1, total=value) for value in (0, 1)]
    elif not sure and tally.perhaps_open:
        changes = [Tally(perhaps_open=-1), *(Tally(perhaps_open=-1, known=1, total=value) for value in (0, 1))]
    else:
        return
    for change in changes:
        assert before - estimate(tally + change, SHARE).width >= promised - 1e-12


@pytest.mark.parametrize(
    ("tally", "better", "said"),
    [
        (Tally(4, 2, 2), "high", Verdict.MET),
        (Tally(4, 2, 2, 1), "high", Verdict.OPEN),
        (Tally(5, 1, 1, 1), "high", Verdict.MISSED),
        (Tally(4, 2, 2), "low", Verdict.MET),
        (Tally(5, 4, 4), "low", Verdict.MISSED),
        (Tally(4, 2, 2, 1), "low", Verdict.OPEN),
        (Tally(4, 2, 2), None, None),
        (Tally(), "high", None),
    ],
)
def test_a_target_is_met_missed_or_open(tally: Tally, better: str | None, said: Verdict | None) -> None:
    """Met or missed only where what is missing cannot change it."""
    indicator = replace(SHARE, better=better)
    target = Target(0.5, 2023, None, ())
    assert verdict(estimate(tally, indicator), target, indicator) is said


def test_targets_hold_for_their_years() -> None:
    """From and to, both included."""
    indicator = replace(SHARE, targets=(Target(0.9, 2010, 2012, ()), Target(0.55, 2014, None, ())))
    found = {year: indicator.target(year) for year in (2009, 2010, 2012, 2013, 2014, 2030, None)}
    assert {year: each and each.value for year, each in found.items()} == {
        2009: None, 2010: 0.9, 2012: 0.9, 2013: None, 2014: 0.55, 2030: 0.55, None: None,
    }  # fmt: skip


def test_small_municipalities_take_up_earlier_years_but_never_across_a_break() -> None:
    """At least four rows, at most three years, and 2022 is a break."""
    few, many = Tally(1, 1, 1), Tally(5, 2, 2)
    counts = {Place("0301", year): few for year in (2020, 2021, 2022, 2023)} | {Place("4601", 2023): many}
    shown = series(result(counts))
    assert shown.year == 2023
    oslo, bergen = shown.municipalities
    assert (oslo.since, oslo.figure.tally.rows, oslo.few) == (2022, 2, True)
    assert (bergen.since, bergen.figure.tally.rows, bergen.few) == (2023, 5, False)
    unbroken = series(result(counts, replace(SHARE, breaks=())))
    assert (unbroken.municipalities[0].since, unbroken.municipalities[0].figure.tally.rows) == (2021, 3)
    assert [each.figure.tally.rows for each in shown.country] == [1, 1, 1, 6]


def test_rows_without_a_year_may_belong_to_each() -> None:
    """They widen every year and count in none."""
    shown = series(result({Place("0301", 2023): Tally(4, 2, 2), Place("0301", None): Tally(1, 1, 1)}))
    (line,) = shown.municipalities
    assert (line.figure.observed, line.figure.lowest, line.figure.highest) == (0.5, 0.5, 0.6)


def test_merged_municipalities_are_one_and_split_ones_stay() -> None:
    """Søgne became a part of Kristiansand in 2020; Snillfjord was split, and an unknown number is kept."""
    assert number_in("1018", 2023) == "4204"
    assert number_in("5012", 2023) == "5012"
    assert number_in("9999", 2023) == "9999"
    counts = {Place("1018", 2023): Tally(3, 1, 1), Place("4204", 2023): Tally(3, 2, 2)}
    (line,) = series(result(counts)).municipalities
    assert (line.municipality, line.figure.tally) == ("4204", Tally(6, 3, 3))


def test_municipalities_are_not_ranked() -> None:
    """They stand in the order of their numbers, whatever their figures."""
    counts = {Place(number, 2023): Tally(9, hits, hits) for number, hits in (("4601", 9), ("0301", 1), ("5001", 5))}
    assert [each.municipality for each in series(result(counts)).municipalities] == ["0301", "4601", "5001"]


def test_what_to_correct_first() -> None:
    """Most narrowing first; by file and line; nothing that cannot change the figure."""
    rows = [*BY_HAND, row("4601", cause=None), row("4601")]
    made = IndicatorCounter(extract(rules(), program=rows), rules(), replace(SHARE, pool=1), DATE)
    shown = series(next(made.results()), 2023)
    found = correct_first(made, shown, extract(rules(), program=rows))
    assert [each.municipality for each in found] == ["4601", *["0301"] * 5]
    assert found[0].narrows == pytest.approx(0.5)
    assert found[0].sure
    assert [each.narrows for each in found] == sorted((each.narrows for each in found), reverse=True)
    assert sum(each.sure for each in found) == 3


def test_nothing_to_correct_where_the_table_is_missing() -> None:
    """No rows, no lines."""
    made = counter([row()])
    empty = extract(rules(), person=[])
    assert list(correct_first(made, series(next(made.results())), empty)) == []
