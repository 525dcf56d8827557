"""How findings went from run to run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.ledger.runs import Run, runs


@dataclass(frozen=True)
class Point:
    """One run: what was checked, found and not checkable of what was asked for."""

    run: Run
    checked: int
    found: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Found of checked; None where nothing was."""
        return self.found / self.checked if self.checked else None


def trend(
    connection: sqlite3.Connection, series: str | None = None, rule: str | None = None, municipality: str | None = None
) -> Iterator[Point]:
    """The runs of a series (or all), latest first, counting one rule or municipality where one is given."""
    for run in list(runs(connection, series)):
        row = connection.execute(
            "SELECT coalesce(sum(checked), 0), coalesce(sum(found), 0), coalesce(sum(unknown), 0) FROM total"
            " WHERE run = ? AND (? IS NULL OR rule = ?) AND (? IS NULL OR municipality = ?)",
            (run.id, rule, rule, municipality, municipality),
        ).fetchone()
        yield Point(run, *row)
