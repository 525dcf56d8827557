"""How findings went from run to run, and which shares changed too much."""

from __future__ import annotations

import sqlite3

import pytest

from auditor.ledger.drift import alerts
from auditor.ledger.grouping import Grouping
from auditor.ledger.runs import record
from auditor.ledger.trend import Count, Line, trend_by
from tests.ledger.conftest import KEY, NOW, Audited


def rows(without: int, all_of_them: int, municipality: str = "0301") -> list[str]:
    """Programmes of a municipality, some of them without a cause."""
    return [
        f"{municipality}{place};P1;{municipality};2023-01-01;2024-01-01;{'' if place < without else 'Arbeid'};1"
        for place in range(all_of_them)
    ]


def test_a_trend_by_each(ledger: sqlite3.Connection, audited: Audited) -> None:
    """Three runs of two municipalities, of which one comes late: counts of each run, by what is asked for."""
    for first in (2, 4, 8):
        late = rows(1, 10, "4601") if first > 2 else []
        result = audited(*rows(first, 20), *late)
        record(ledger, result, KEY, NOW)
    by_rule = {line.key: line for line in trend_by(ledger, Grouping.RULE).lines}
    course = by_rule["L-AVS-001"].counts
    assert course == [Count(20, 2, 0), Count(30, 5, 0), Count(30, 9, 0)]
    by_place = {line.key: line for line in trend_by(ledger, Grouping.MUNICIPALITY, rule="L-AVS-001").lines}
    assert by_place["0301"].shares == [0.1, 0.2, 0.4]
    assert by_place["4601"].shares == [None, 0.1, 0.1]
    dimensions = {line.key: line for line in trend_by(ledger, Grouping.DIMENSION, rule="L-AVS-001").lines}
    assert {key: line.counts for key, line in dimensions.items()} == {"completeness": course}
    here = trend_by(ledger, Grouping.RULE, municipality="4601", last=2)
    assert [line.shares for line in here.lines if line.key == "L-AVS-001"] == [[0.1, 0.1]]
    assert trend_by(ledger, Grouping.RULE, "nothing of the kind").lines == []


def line(key: str, before: tuple[int, int] | None, now: tuple[int, int]) -> Line:
    """A line of two runs by (found, checked)."""
    counts = [None if each is None else Count(each[1], each[0], 0) for each in (before, now)]
    return Line(key, counts)


@pytest.mark.parametrize(
    ("before", "now", "alerted"),
    [
        ((10, 100), (14, 100), False),
        ((10, 100), (16, 100), True),
        ((10, 100), (4, 100), True),
        ((1, 100), (4, 100), False),
        ((0, 100), (5, 100), True),
        ((0, 0), (50, 100), False),
        (None, (50, 100), False),
        ((10, 100), (20, 200), False),
    ],
)
def test_a_relative_change(before: tuple[int, int] | None, now: tuple[int, int], alerted: bool) -> None:
    """Beyond half of what it was, up or down, among enough findings to speak of; a new line is no change."""
    found = alerts([line("A", before, now)])
    assert bool(found) is alerted
    assert all(each.relative and not each.outlier for each in found.values())


def test_an_outlier_among_changes_that_all_go_one_way() -> None:
    """All shares fall by about a tenth; one stays as it was, which is no large change but not what the others do."""
    falling = [line(f"{place:04}", (2_000 + place, 10_000), (1_800 + place, 10_000)) for place in range(30)]
    staying = line("9998", (20_000, 100_000), (26_000, 100_000))
    found = alerts([*falling, staying])
    assert list(found) == ["9998"]
    assert (found["9998"].relative, found["9998"].outlier) == (False, True)
    assert found["9998"].change == pytest.approx(0.3)
