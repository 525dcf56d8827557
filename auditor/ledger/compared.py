"""Two recorded runs of a series held against each other, however far apart they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.ledger.changes import ALL, REAPPEARED
from auditor.ledger.errors import LedgerError
from auditor.ledger.grouping import Grouping
from auditor.ledger.runs import Run, runs
from auditor.model.vocabulary import Severity
from auditor.results.finding_changes import Change

_PAIR = ["rule", "record"]


@dataclass(frozen=True)
class RunsCompared:
    """``changes``: one row a finding of either run; columns rule, record (its name), municipality and change.

    A finding that came back after it was corrected is ``reappeared`` and not ``new`` here.
    """

    old: Run
    new: Run
    changes: pl.DataFrame
    severities: Mapping[str, int]
    """Of rules, as they were when they were last recorded."""

    def fresh(self, least: Severity) -> int:
        """Findings that are new or back, of severity ``least`` or worse."""
        rules = [rule for rule, severity in self.severities.items() if severity >= least]
        come = [Change.NEW.value, REAPPEARED]
        return self.changes.filter(pl.col("rule").is_in(rules), pl.col("change").is_in(come)).height

    def counts(self) -> dict[str, int]:
        """Findings by what became of them; every change that there may be is named."""
        found = dict(self.changes["change"].value_counts().iter_rows())
        return {name: int(found.get(name, 0)) for name in ALL if name != Change.WITHOUT_KEY.value}

    def by(self, grouping: Grouping) -> pl.DataFrame:
        """One row a rule or municipality with a column for each change; most new ones first."""
        names = list(self.counts())
        counted = self.changes.group_by(grouping.value).agg(
            (pl.col("change") == name).sum().cast(pl.Int64).alias(name) for name in names
        )
        order = [REAPPEARED, Change.NEW.value, Change.REMAINING.value, Change.CORRECTED.value]
        return counted.sort([*order, grouping.value], descending=[True] * len(order) + [False])


def compare_runs(connection: sqlite3.Connection, old: int, new: int) -> RunsCompared:
    """What became of the findings of ``old`` in ``new``, a later run of the same series.

    LedgerError where there is no such run, or they are of two series or in the wrong order.
    """
    known = {each.id: each for each in runs(connection)}
    for number in (old, new):
        if number not in known:
            raise LedgerError("ledger.no_such_run", number=number)
    if known[old].series != known[new].series or old >= new:
        raise LedgerError("ledger.runs_apart", old=old, new=new)
    rows: Sequence[tuple[object, ...]] = connection.execute(
        "SELECT rule, record, municipality, first_run, last_run, ended FROM span"
        " WHERE series = ? AND first_run <= ? ORDER BY first_run",
        (known[new].series, new),
    ).fetchall()
    texts = dict.fromkeys((*_PAIR, "municipality"), pl.String)
    schema = {**texts, "first_run": pl.Int64, "last_run": pl.Int64, "ended": pl.String}
    spans = pl.DataFrame(rows, schema=schema, orient="row")
    before, after = (
        spans.filter(pl.col("first_run") <= run, pl.col("last_run") >= run).select(*_PAIR, "municipality")
        for run in (old, new)
    )
    latest = spans.group_by(_PAIR).agg(pl.col("ended").last())
    corrected = (
        spans.filter(pl.col("last_run") <= old, pl.col("ended") == Change.CORRECTED.value).select(_PAIR).unique()
    )
    gone = before.join(after, on=_PAIR, how="anti").join(latest, on=_PAIR, how="left")
    come = after.join(before, on=_PAIR, how="anti")
    parts = [
        after.join(before, on=_PAIR, how="semi").with_columns(_change(Change.REMAINING.value)),
        come.join(corrected, on=_PAIR, how="anti").with_columns(_change(Change.NEW.value)),
        come.join(corrected, on=_PAIR, how="semi").with_columns(_change(REAPPEARED)),
        gone.with_columns(pl.col("ended").fill_null(Change.NOT_CHECKABLE.value).alias("change")).drop("ended"),
    ]
    changes = pl.concat(parts).sort("rule", "change", "municipality", "record")
    severities = dict(connection.execute("SELECT rule, severity FROM known_rule"))
    return RunsCompared(known[old], known[new], changes, severities)


def _change(name: str) -> pl.Expr:
    return pl.lit(name).alias("change")
