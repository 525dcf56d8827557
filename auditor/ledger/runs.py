"""Runs: recording what an audit found, and telling what became of what was found before.

Runs of one *series* are deliveries of the same kind, one after another. A finding is a *span* of runs in which it was
there; one that comes back after it was corrected begins a new span and has *reappeared*.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from auditor.extract.steady import steady
from auditor.ledger import changes as changes_of_runs
from auditor.ledger.database import transaction
from auditor.ledger.naming import naming
from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.privacy.masking import mask
from auditor.privacy.sanitise import sanitise
from auditor.results.finding_changes import Change, changes_since
from auditor.results.keys import KEY
from auditor.results.tables import totals

NOBODY = ""
"""Stands for rows that name no municipality."""


@dataclass(frozen=True)
class Run:
    """One recorded run."""

    id: int
    series: str
    recorded_at: str
    extract: str
    ruleset: str
    version: str
    reference_date: str
    complete: bool
    findings: int


@dataclass(frozen=True)
class Recorded:
    """What a run changed. ``changes`` are those of ``changes_since``, with ``reappeared`` (Boolean) of new ones.

    ``again`` is true where the same files had been recorded last; nothing was recorded then, and what was new is new
    still, so that a job that is run again ends as it did.
    """

    run: int
    previous: int | None
    changes: pl.DataFrame
    again: bool = False

    def count(self, change: Change) -> int:
        """Findings by what became of them."""
        return self.changes.filter(pl.col("change") == change.value).height

    @property
    def reappeared(self) -> int:
        """New findings that had been corrected before."""
        return int(self.changes["reappeared"].sum())


def record(
    connection: sqlite3.Connection, result: AuditResult, key: bytes, recorded_at: dt.datetime, series: str | None = None
) -> Recorded:
    """Record an audit as the next run of its series (by default the name of the rule set).

    The order of runs is that of recording: a clock that goes backwards changes nothing.
    """
    name = series or result.ruleset.name
    with transaction(connection), steady(result.extract):
        last = connection.execute("SELECT max(id) FROM run WHERE series = ?", (name,)).fetchone()[0]
        digest = _digest(result)
        if last is not None and _same(connection, last, digest, result):
            return Recorded(last, last, _changes(connection, result, key, name, last), again=True)
        changes = _changes(connection, result, key, name)
        run = _insert(connection, result, digest, recorded_at, name)
        _totals(connection, result, run)
        connection.executemany(
            "INSERT INTO known_rule (rule, dimension, severity) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET dimension = excluded.dimension, severity = excluded.severity",
            ((rule.id, rule.dimension.value, int(rule.severity)) for rule in result.ruleset.rules),
        )
        if last is not None:
            changes_of_runs.keep(connection, run, result.rule_ids, changes)
        _spans(connection, result, changes, run, name)
    return Recorded(run, last, changes)


def uncovered(recorded: Recorded, result: AuditResult, covered: pl.DataFrame, least: Severity) -> int:
    """New findings of severity ``least`` or worse that no waiver covers (``covered``: those it does).

    Findings without a key count as new, since nothing shows that they are old.
    """
    places = [place for place, rule in enumerate(result.ruleset.rules) if rule.severity >= least]
    changes = [Change.NEW.value, Change.WITHOUT_KEY.value]
    fresh = recorded.changes.filter(pl.col("rule").is_in(places), pl.col("change").is_in(changes))
    return fresh.join(covered, on=["rule", KEY, "row"], how="anti", nulls_equal=True).height


def runs(connection: sqlite3.Connection, series: str | None = None) -> Iterator[Run]:
    """The recorded runs, latest first."""
    rows = connection.execute(
        "SELECT id, series, recorded_at, extract, ruleset, version, reference_date, complete,"
        " (SELECT coalesce(sum(found), 0) FROM total WHERE run = run.id)"
        " FROM run WHERE ? IS NULL OR series = ? ORDER BY id DESC",
        (series, series),
    )
    for row in rows:
        number, name, at, extract, ruleset, version, date, complete, found = row
        yield Run(number, name, at, extract, ruleset, version, date, bool(complete), found)


def prune(connection: sqlite3.Connection, keep: int) -> int:
    """Forget all but the last ``keep`` runs of each series, and findings that ended before them; how many runs."""
    with transaction(connection):
        old = connection.execute(
            "SELECT id, series FROM (SELECT id, series, row_number() OVER (PARTITION BY series ORDER BY id DESC)"
            " AS place FROM run) WHERE place > ?",
            (keep,),
        ).fetchall()
        connection.executemany("DELETE FROM run WHERE id = ?", [(run,) for run, _ in old])
        first = "(SELECT min(id) FROM run WHERE run.series = span.series)"
        connection.execute(f"DELETE FROM span WHERE ended IS NOT NULL AND last_run < {first}")
    return len(old)


def _changes(
    connection: sqlite3.Connection, result: AuditResult, key: bytes, series: str, again: int | None = None
) -> pl.DataFrame:
    """Changes since the last run; with ``again`` since the one before it, as far as spans tell that began then."""
    places = {rule: place for place, rule in enumerate(result.rule_ids)}
    open_spans = [
        (places[rule], name, municipality or None)
        for rule, name, municipality in connection.execute(
            "SELECT rule, record, municipality FROM span WHERE series = ? AND ended IS NULL AND first_run IS NOT ?",
            (series, again),
        )
        if rule in places
    ]
    schema = {"rule": pl.UInt16, KEY: pl.String, "municipality": pl.String}
    before = pl.DataFrame(open_spans, schema=schema, orient="row").with_columns(pl.lit(None, pl.UInt32).alias("row"))
    changes = changes_since(before, result, naming(key, result.ruleset))
    corrected = connection.execute(
        "SELECT DISTINCT rule, record FROM span WHERE series = ? AND ended = ?", (series, Change.CORRECTED.value)
    ).fetchall()
    earlier = pl.DataFrame(
        [(places[rule], name) for rule, name in corrected if rule in places],
        schema={"rule": pl.UInt16, KEY: pl.String},
        orient="row",
    ).with_columns(pl.lit(value=True).alias("reappeared"))
    is_new = pl.col("change") == Change.NEW.value
    return changes.join(earlier, on=["rule", KEY], how="left", maintain_order="left").with_columns(
        (is_new & pl.col("reappeared").fill_null(value=False)).alias("reappeared")
    )


def _digest(result: AuditResult) -> str:
    """What was audited by what: equal for equal files, rule set and date."""
    told = hashlib.sha256()
    for file in result.extract.manifest.files:
        told.update(f"{file.name}\0{file.sha256}\0".encode("utf-8", "surrogatepass"))
    rules = result.ruleset
    told.update(f"{rules.name}\0{rules.version}\0{result.reference_date}\0{result.municipalities}".encode())
    return told.hexdigest()


def _manifest(result: AuditResult) -> str:
    """The files of the extract: names (digits like an identity number masked), sizes, rows and hashes."""
    files = [
        {"name": sanitise(mask(each.name, "none")), "size": each.size, "rows": each.rows, "sha256": each.sha256}
        for each in result.extract.manifest.files
    ]
    return json.dumps(files, ensure_ascii=False)


def _same(connection: sqlite3.Connection, last: int, digest: str, result: AuditResult) -> bool:
    recorded = connection.execute("SELECT digest, ruleset FROM run WHERE id = ?", (last,)).fetchone()
    return bool(recorded == (digest, result.ruleset.name))


def _insert(
    connection: sqlite3.Connection, result: AuditResult, digest: str, recorded_at: dt.datetime, series: str
) -> int:
    rules = result.ruleset
    row = connection.execute(
        "INSERT INTO run (series, recorded_at, extract, digest, ruleset, version, reference_date, complete,"
        " manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            series,
            recorded_at.isoformat(timespec="seconds"),
            sanitise(mask(result.extract.manifest.name, "none")),
            digest,
            rules.name,
            rules.version,
            result.reference_date.isoformat(),
            int(result.complete),
            _manifest(result),
        ),
    ).fetchone()
    return int(row[0])


def _totals(connection: sqlite3.Connection, result: AuditResult, run: int) -> None:
    counted = totals(result).group_by("rule", "municipality").agg(pl.col("checked", "found", "unknown").sum())
    connection.executemany(
        "INSERT INTO total VALUES (?, ?, ?, ?, ?, ?)",
        (
            (run, result.rule_ids[rule], municipality or NOBODY, checked, found, unknown)
            for rule, municipality, checked, found, unknown in counted.iter_rows()
        ),
    )


def _spans(connection: sqlite3.Connection, result: AuditResult, changes: pl.DataFrame, run: int, series: str) -> None:
    """Open spans stay open while nobody can tell that they have ended."""
    lines = changes.filter(pl.col(KEY).is_not_null()).select("rule", KEY, "municipality", "change").rows()
    ids = result.rule_ids
    there = [
        (run, place or NOBODY, series, ids[rule], name)
        for rule, name, place, change in lines
        if change == Change.REMAINING.value
    ]
    connection.executemany(
        "UPDATE span SET last_run = ?, municipality = ? WHERE series = ? AND rule = ? AND record = ? AND ended IS NULL",
        there,
    )
    connection.executemany(
        "INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, NULL)",
        (
            (series, ids[rule], name, place or NOBODY, run, run)
            for rule, name, place, change in lines
            if change == Change.NEW.value
        ),
    )
    ended = (Change.CORRECTED.value, Change.LEFT_OUT.value)
    connection.executemany(
        "UPDATE span SET ended = ? WHERE series = ? AND rule = ? AND record = ? AND ended IS NULL",
        ((change, series, ids[rule], name) for rule, name, _, change in lines if change in ended),
    )
