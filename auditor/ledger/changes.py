"""What became of findings from one recorded run to the next, counted when the run was recorded."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from auditor.ledger.grouping import Grouping
from auditor.results.finding_changes import Change

REAPPEARED = "reappeared"
"""New findings that had been corrected before; they are counted as new, too."""

Counts = Mapping[str, int]
"""By the value of a Change, or REAPPEARED."""


def keep(connection: sqlite3.Connection, run: int, rule_ids: tuple[str, ...], changes: pl.DataFrame) -> None:
    """Keep the counts of a run's changes (see :class:`auditor.ledger.runs.Recorded`)."""
    again = changes.filter("reappeared").with_columns(pl.lit(REAPPEARED).alias("change"))
    counted = pl.concat([changes, again]).group_by("rule", "municipality", "change").len()
    connection.executemany(
        "INSERT INTO change VALUES (?, ?, ?, ?, ?)",
        (
            (run, rule_ids[rule], municipality or "", change, count)
            for rule, municipality, change, count in counted.iter_rows()
        ),
    )


def of_run(connection: sqlite3.Connection, run: int) -> Counts | None:
    """All changes of a run; None where it was recorded by a program that did not count them, or is the first."""
    rows = connection.execute("SELECT change, sum(found) FROM change WHERE run = ? GROUP BY 1", (run,)).fetchall()
    return dict(rows) if rows else None


def by_key(connection: sqlite3.Connection, run: int, by: Grouping) -> Mapping[str, Counts]:
    """The changes of a run by rule, municipality or dimension; those without any are left out."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for key, change, found in connection.execute(_SQL[by], (run,)):
        counts[key][change] = found
    return counts


ALL = (*(each.value for each in Change), REAPPEARED)
_ONE = "SELECT {key}, change, sum(found) FROM change{join} WHERE run = ? GROUP BY 1, 2"
_SQL = {
    Grouping.RULE: _ONE.format(key="change.rule", join=""),
    Grouping.MUNICIPALITY: _ONE.format(key="municipality", join=""),
    Grouping.DIMENSION: _ONE.format(key="dimension", join=" JOIN known_rule ON known_rule.rule = change.rule"),
}
