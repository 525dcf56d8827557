"""How findings went from run to run: in all, and by rule, municipality or dimension."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.ledger.grouping import Grouping
from auditor.ledger.runs import Run, runs

LAST = 12
"""Runs that a trend goes back, unless another number is asked for."""


@dataclass(frozen=True)
class Count:
    """What was checked, found and not checkable."""

    checked: int
    found: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Found of checked; None where nothing was."""
        return self.found / self.checked if self.checked else None


@dataclass(frozen=True)
class Point(Count):
    """The counts of one run, of what was asked for."""

    run: Run


@dataclass(frozen=True)
class Line:
    """A rule (id), municipality (number; empty for rows that name none) or dimension from run to run.

    ``counts`` are those of each run of the trend, the oldest first; None where the run has none of it.
    """

    key: str
    counts: Sequence[Count | None]

    @property
    def now(self) -> Count | None:
        """The last run."""
        return self.counts[-1]

    @property
    def before(self) -> Count | None:
        """The run before it."""
        return self.counts[-2] if len(self.counts) > 1 else None

    @property
    def shares(self) -> Sequence[float | None]:
        """The shares of each run."""
        return [each.share if each is not None else None for each in self.counts]


@dataclass(frozen=True)
class Trend:
    """The last runs of a series, the oldest first, and a line for each key with anything found in one of them."""

    by: Grouping
    runs: Sequence[Run]
    lines: Sequence[Line]


def trend(
    connection: sqlite3.Connection, series: str | None = None, rule: str | None = None, municipality: str | None = None
) -> Iterator[Point]:
    """The runs of a series (or all), latest first, counting one rule or municipality where one is given."""
    for run in list(runs(connection, series)):
        checked, found, unknown = connection.execute(
            "SELECT coalesce(sum(checked), 0), coalesce(sum(found), 0), coalesce(sum(unknown), 0) FROM total"
            " WHERE run = ? AND (? IS NULL OR rule = ?) AND (? IS NULL OR municipality = ?)",
            (run.id, rule, rule, municipality, municipality),
        ).fetchone()
        yield Point(checked, found, unknown, run)


def trend_by(
    connection: sqlite3.Connection,
    by: Grouping,
    series: str | None = None,
    rule: str | None = None,
    municipality: str | None = None,
    last: int = LAST,
    until: int | None = None,
) -> Trend:
    """The last runs of a series (by default that of the latest run), most found in the last one first.

    With ``until`` the runs after the one of that number are left out; with ``rule`` or ``municipality`` only what
    concerns it is counted.
    """
    known = list(runs(connection, series))
    known = [each for each in known if until is None or each.id <= until]
    chosen = [each for each in known if each.series == known[0].series][:last][::-1]
    places = {run.id: place for place, run in enumerate(chosen)}
    found: dict[str, list[Count | None]] = {}
    for run in chosen:
        for key, *counts in connection.execute(_SQL[by], (run.id, rule, rule, municipality, municipality)):
            found.setdefault(key, [None] * len(chosen))[places[run.id]] = Count(*counts)
    lines = [Line(key, counts) for key, counts in found.items() if any(each and each.found for each in counts)]
    lines.sort(key=lambda line: (-(line.now.found if line.now else 0), line.key))
    return Trend(by, chosen, lines)


_ONE = (
    "SELECT {key}, sum(checked), sum(found), sum(unknown) FROM total{join}"
    " WHERE run = ? AND (? IS NULL OR total.rule = ?) AND (? IS NULL OR municipality = ?) GROUP BY 1"
)
_SQL = {
    Grouping.RULE: _ONE.format(key="total.rule", join=""),
    Grouping.MUNICIPALITY: _ONE.format(key="municipality", join=""),
    Grouping.DIMENSION: _ONE.format(key="dimension", join=" JOIN known_rule ON known_rule.rule = total.rule"),
}
