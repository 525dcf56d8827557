"""A person's history drawn to scale: where on a line of so many cells things begin, end, overlap and are lacking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from auditor.results.person import Event

SPELL, OPEN, POINT, GAP, OVERLAP, DEADLINE, BEFORE, AFTER = "━", "▶", "◆", "┄", "╪", "┆", "‹", "›"
"""A spell, its end if it has none yet, an event of a day, no spell of the table, two at once, a deadline, off scale."""
FAR = 365 * 25
"""Days from the middle date beyond which a date is off the scale: a slip of the pen must not squeeze all others."""
LABEL = 5
"""Cells for a year and the space after it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from ``first`` to ``last``, both drawn, on a line of ``width`` cells."""

    first: dt.date
    last: dt.date
    width: int

    def cell(self, day: dt.date) -> int:
        """The cell a day is drawn in; days off the scale are in the outermost ones."""
        days = max((self.last - self.first).days, 1)
        return max(0, min((day - self.first).days * (self.width - 1) // days, self.width - 1))

    def axis(self) -> str:
        """The years, each where it begins, as many as there is room for."""
        years = range(self.first.year, self.last.year + 1)
        places = {year: self.cell(max(dt.date(year, 1, 1), self.first)) for year in years}
        line, free = [" "] * self.width, 0
        for year, place in places.items():
            if free <= place <= self.width - LABEL + 1:
                line[place : place + 4] = str(year)
                free = place + LABEL
        return "".join(line)


@dataclass(frozen=True, slots=True)
class Relation:
    """How a spell stands to those of its table that began before: days without any, or days with another one.

    A day on which one ends and the next begins, as one moves, is no overlap.
    """

    gap: int = 0
    overlap: int = 0
    since: dt.date | None = None
    """The last day before the gap, or of the overlap."""


def scale(events: Sequence[Event], reference_date: dt.date, width: int) -> Scale | None:
    """The scale that holds all dates of the events, but those far from the others; None where there is no date."""
    days = [
        day
        for event in events
        for day in (event.start, event.end, *(deadline.day for deadline in event.deadlines))
        if day is not None
    ]
    if not days:
        return None
    if any(event.open_ended and event.start for event in events):
        days.append(reference_date)
    middle = median_low(days)
    near = [day for day in days if abs((day - middle).days) <= FAR]
    return Scale(min(near), max(near), width)


def relations(events: Sequence[Event], reference_date: dt.date) -> list[Relation]:
    """For each event, in their order, how it stands to earlier spells of its table; open ones last to the date."""
    reached: dict[str, dt.date] = {}
    found = []
    for event in events:
        relation = Relation()
        if event.start is not None and event.spell:
            until = reached.get(event.table)
            end = _end(event, reference_date)
            if until is not None:
                days = (event.start - until).days
                if days > 1:
                    relation = Relation(gap=days - 1, since=until)
                elif days < 0:
                    shared = min(until, end)
                    relation = Relation(overlap=(shared - event.start).days + 1, since=shared)
            reached[event.table] = max(end, until or end)
        found.append(relation)
    return found


def bar(event: Event, relation: Relation, to: Scale, reference_date: dt.date) -> str:
    """The event on its line: what leads to it, what it is, and its deadlines."""
    line = [" "] * to.width
    if event.start is not None:
        begin = to.cell(event.start)
        if relation.gap and relation.since is not None:
            line[to.cell(relation.since) + 1 : begin] = GAP * max(begin - to.cell(relation.since) - 1, 0)
        if event.spell:
            stop = max(to.cell(_end(event, reference_date)), begin)
            line[begin : stop + 1] = SPELL * (stop - begin + 1)
            if relation.overlap and relation.since is not None:
                shared = min(max(to.cell(relation.since), begin), stop)
                line[begin : shared + 1] = OVERLAP * (shared - begin + 1)
            if event.open_ended:
                line[stop] = OPEN
            if event.end is not None and event.end > to.last:
                line[stop] = AFTER
        else:
            line[begin] = POINT
        if event.start < to.first:
            line[0] = BEFORE
        elif event.start > to.last:
            line[-1] = AFTER
    for deadline in event.deadlines:
        if to.first <= deadline.day <= to.last:
            line[to.cell(deadline.day)] = DEADLINE
    return "".join(line)


def mark(event: Event, blame: Sequence[str], sign: str, to: Scale) -> str:
    """The sign of a finding at its place: at the end where the end alone is blamed, else at the start."""
    at_end = event.end_field in blame and event.start_field not in blame
    day = (event.end if at_end else event.start) or event.start or event.end
    if day is None:
        return ""
    place = min(to.cell(day), to.width - len(sign))
    return " " * place + sign


def _end(event: Event, reference_date: dt.date) -> dt.date:
    """The last day of a spell: its end, or the reference date; never before its start."""
    assert event.start is not None
    return max(event.end or (reference_date if event.open_ended else event.start), event.start)
