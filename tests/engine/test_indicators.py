"""Counting indicators, recomputed by hand, and bounds that hold the truth whatever was taken out of the extract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.engine.indicators import PLACE, SURE, YEAR, IndicatorCounter
from auditor.model.indicator import IndicatorResult, Place, Tally
from auditor.results.indicators import Series, series
from tests.engine.extracts import extract
from tests.indicators import rules

DATE = dt.date(2024, 12, 31)
Rows = Sequence[Mapping[str, Any]]


def row(
    number: str = "0301", end: object = "2023-06-01", cause: object = "Arbeid", **more: object
) -> dict[str, object]:
    """A programme."""
    return {"program_id": "A", "person_id": "P", "kommunenummer": number, "start_dato": "2020-01-01",
            "slutt_dato": end, "aarsak": cause, "timer": 100, **more}  # fmt: skip


def counter(rows: Rows, name: str = "arbeid", **change: Any) -> IndicatorCounter:
    """The counter of an indicator over these rows."""
    return IndicatorCounter(extract(rules(), program=rows), rules(), replace(rules().indicators[name], **change), DATE)


def results(rows: Rows, name: str = "arbeid", **change: Any) -> list[IndicatorResult]:
    """The indicator itself and its variants."""
    return list(counter(rows, name, **change).results())


BY_HAND = [
    row(), row(), row(cause="Flyttet"), row(cause=None), row(cause=":"),
    row(start_dato="2009-05-05"), row(start_dato=":"), row(start_dato=":", cause=None), row(end=None),
    row(end=":"), row("4601", "2022-01-01"), row("4601", "2022-01-01", "Flyttet"), row("", "2023-01-01"),
]  # fmt: skip


def test_rows_are_counted_by_what_is_known_of_them() -> None:
    """Of thirteen programmes, by hand."""
    official, counted, everybody = results(BY_HAND)
    assert official.tallies == {
        Place("0301", 2023): Tally(
            known=3, total=2, squares=2, open=2, perhaps_known=1, perhaps_total=1, perhaps_open=1
        ),
        Place("0301", None): Tally(perhaps_known=1, perhaps_total=1),
        Place("4601", 2022): Tally(known=2, total=1, squares=1),
        Place(None, 2023): Tally(known=1, total=1, squares=1),
    }
    assert counted.tallies[Place("0301", 2023)].known == 4
    assert everybody.tallies[Place("0301", 2023)] == Tally(known=5, total=4, squares=4, open=3)


def test_a_mean_takes_what_cannot_be_for_missing() -> None:
    """601 hours are more than there are."""
    rows = [row(timer=100), row(timer=200), row(timer=601), row(timer="x"), row(timer=None)]
    (mean,) = results(rows, "timer")
    assert mean.tallies == {Place("0301", 2023): Tally(known=2, total=300, squares=50_000, open=3)}


def test_what_is_lacking_is_told_and_nothing_is_counted() -> None:
    """A missing column or table is a problem of the readings that need it."""
    without = extract(rules(), without={"program": ["aarsak"]}, program=[row()])
    found = list(IndicatorCounter(without, rules(), rules().indicators["arbeid"], DATE).results())
    assert [each.problems[0].facts for each in found] == [{"table": "program", "field": "aarsak"}] * 3
    assert all(each.tallies == {} for each in found)
    empty = IndicatorCounter(extract(rules(), person=[]), rules(), rules().indicators["arbeid"], DATE)
    (problem,) = next(empty.results()).problems
    assert problem.facts == {"table": "program"}


def test_open_rows_are_those_that_can_change_the_figure() -> None:
    """With whether they surely count."""
    made = counter(BY_HAND)
    rows = made.open_rows(rules().indicators["arbeid"].readings()[0]).sort("__row")
    assert rows["__row"].to_list() == [3, 4, 6, 7, 9]
    assert rows[SURE].to_list() == [True, True, False, False, False]
    assert rows[PLACE].to_list() == ["0301"] * 5
    assert rows[YEAR].to_list() == [2023, 2023, 2023, 2023, None]


def whole(result: IndicatorResult, year: int) -> Series:
    """The lines of a year."""
    return series(result, year)


full = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["0301", "4601"]),
        "end": st.sampled_from(["2022-06-01", "2023-06-01", None]),
        "cause": st.sampled_from(["Arbeid", "Flyttet"]),
        "start": st.sampled_from(["2009-01-01", "2020-01-01"]),
        "hours": st.integers(0, 600),
    }
)
gaps = st.sets(st.sampled_from(["slutt_dato", "aarsak", "start_dato", "timer"]))


@given(st.lists(st.tuples(full, gaps), min_size=1, max_size=12), st.sampled_from(["arbeid", "timer"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bounds_hold_the_truth_when_what_is_missing_is_revealed(
    rows: list[tuple[dict[str, Any], set[str]]], name: str
) -> None:
    """For each municipality and the country in every year: the figure of the whole rows lies within the bounds."""
    truth = [
        row(each["number"], each["end"], each["cause"], start_dato=each["start"], timer=each["hours"])
        for each, _ in rows
    ]
    seen = [
        {**known, **{field: ":" for field in hidden if known[field] is not None}}
        for known, (_, hidden) in zip(truth, rows, strict=True)
    ]
    for real, shown in zip(results(truth, name, pool=1), results(seen, name, pool=1), strict=True):
        for year in (2022, 2023):
            facts, bounds = whole(real, year), whole(shown, year)
            known = {each.municipality: each for each in bounds.municipalities}
            known[None] = next((each for each in bounds.country if each.year == year), None)
            country = [each for each in facts.country if each.year == year]
            for each in (*facts.municipalities, *country):
                if each.figure.observed is None or known.get(each.municipality) is None:
                    continue
                line = known[each.municipality].figure
                assert line.lowest is not None
                assert line.highest is not None
                assert line.lowest - 1e-9 <= each.figure.observed <= line.highest + 1e-9


@pytest.mark.parametrize("name", ["arbeid", "timer"])
def test_nothing_missing_leaves_nothing_open(name: str) -> None:
    """The bounds are the figure."""
    for result in results([row(), row(cause="Flyttet", timer=300), row("4601")], name):
        for line in series(result, 2023).municipalities:
            assert line.figure.lowest == line.figure.highest == line.figure.observed
