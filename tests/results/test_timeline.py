"""A history drawn to scale: signs stand where their days are, and what is between spells is told from spells."""

from __future__ import annotations

import datetime as dt

import pytest

from auditor.model.text import Text
from auditor.results.person import Deadline, Event
from auditor.results.timeline import Relation, Scale, bar, mark, relations, scale

TODAY = dt.date(2024, 12, 31)
YEAR = Scale(dt.date(2021, 1, 1), dt.date(2021, 12, 31), 12)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def spell(start: str, end: str | None, table: str = "stay", *, deadlines: tuple[str, ...] = ()) -> Event:
    """A row that lasts."""
    due = tuple(Deadline(Text("Frist"), day(each)) for each in deadlines)
    until = day(end) if end else None
    return Event(table, 0, day(start), until, end is None, {}, (), "fra", "til", due)


def moment(start: str) -> Event:
    """A row of one day."""
    return Event("permit", 0, day(start), None, False, {}, (), "dato", None)


def drawn(event: Event, relation: Relation | None = None) -> str:
    return bar(event, relation or Relation(), YEAR, TODAY)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (spell("2021-01-01", "2021-12-31"), "━━━━━━━━━━━━"),
        (spell("2021-01-01", "2021-01-01"), "━           "),
        (spell("2021-07-20", None), "      ━━━━━▶"),
        (moment("2021-12-31"), "           ◆"),
        (spell("2021-01-01", "2021-03-15", deadlines=("2021-12-31", "2029-01-01")), "━━━        ┆"),
        (moment("1901-01-01"), "‹           "),
        (moment("2199-01-01"), "           ›"),
        (spell("2021-07-20", "2999-01-01"), "      ━━━━━›"),
        (Event("stay", 0, None, None, False, {}, (), "fra", "til"), "            "),
    ],
)
def test_signs_stand_where_their_days_are(event: Event, expected: str) -> None:
    """A line of twelve cells for a year, more or less one a month."""
    assert drawn(event) == expected


def test_gaps_and_overlaps_are_of_one_table_and_to_the_day() -> None:
    """Neither the day after nor the day of moving, which both hold, counts; spells of other tables never do."""
    events = [
        spell("2021-01-01", "2021-03-31"),
        spell("2021-02-01", "2021-12-01", "course"),
        spell("2021-04-01", "2021-05-31"),
        spell("2021-05-31", "2021-06-30"),
        spell("2021-06-10", "2021-06-20"),
        spell("2021-08-01", None),
        spell("2021-09-01", "2021-09-10"),
        moment("2021-10-01"),
    ]
    found = relations(events, TODAY)
    assert [(each.gap, each.overlap) for each in found] == [
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 11),
        (31, 0),
        (0, 10),
        (0, 0),
    ]


def test_a_gap_leads_to_its_spell_and_an_overlap_covers_the_shared_days() -> None:
    """Dots from where the last one ended, crosses as long as both last."""
    last = day("2021-03-15")
    assert drawn(spell("2021-07-20", "2021-12-31"), Relation(gap=111, since=last)) == "   ┄┄┄━━━━━━"
    assert drawn(spell("2021-02-10", "2021-12-31"), Relation(overlap=34, since=last)) == " ╪╪━━━━━━━━━"


def test_the_scale_holds_all_days_but_slips_of_the_pen() -> None:
    """Deadlines and the reference date of what lasts still count; 1901 does not squeeze the rest."""
    events = [spell("2019-05-01", "2020-05-01", deadlines=("2022-01-01",)), moment("1901-01-01"), moment("2018-01-01")]
    found = scale(events, TODAY, 40)
    assert found is not None
    assert (found.first, found.last) == (day("2018-01-01"), day("2022-01-01"))
    still = scale([*events, spell("2021-01-01", None)], TODAY, 40)
    assert still is not None
    assert still.last == TODAY
    assert scale([Event("stay", 0, None, None, True, {}, (), "fra", "til")], TODAY, 40) is None


def test_the_axis_names_years_where_they_begin_as_far_as_there_is_room() -> None:
    """Six years have no room on twenty cells: every other is named, none runs into the next or beyond the line."""
    wide = Scale(day("2019-07-01"), day("2023-06-30"), 48).axis()
    assert len(wide) == 48
    assert wide.split() == ["2019", "2020", "2021", "2022", "2023"]
    assert wide.index("2020") == Scale(day("2019-07-01"), day("2023-06-30"), 48).cell(day("2020-01-01"))
    narrow = Scale(day("2018-01-01"), day("2023-12-31"), 20).axis()
    assert len(narrow) == 20
    assert all(len(year) == 4 for year in narrow.split())


def test_a_finding_stands_at_the_end_where_the_end_alone_is_blamed() -> None:
    """Else at the start; without a day it stands nowhere."""
    event = spell("2021-01-01", "2021-12-31")
    assert mark(event, ("til",), "✗✗", YEAR) == " " * 10 + "✗✗"
    assert mark(event, ("fra", "til"), "✗", YEAR) == "✗"
    assert mark(event, ("mottak",), "!", YEAR) == "!"
    assert mark(spell("2021-01-01", None), ("til",), "✗", YEAR) == "✗"
    assert mark(Event("stay", 0, None, None, False, {}, (), "fra", "til"), ("fra",), "✗", YEAR) == ""
