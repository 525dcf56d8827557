"""What somebody did about a finding: sent it to whoever corrects it, or said that it is corrected.

A mark changes no count: it is a finding's next run that tells whether it was corrected.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from auditor.ledger.database import transaction
from auditor.ledger.errors import LedgerError
from auditor.ledger.kinds import Kind
from auditor.ledger.naming import naming
from auditor.model.audit import AuditResult
from auditor.results.finding_changes import findings_by_key
from auditor.results.keys import KEY


@dataclass(frozen=True)
class About:
    """A finding by its rule and the name of its record in the ledger; ``municipality`` of the row, where it has one."""

    rule: str
    record: str
    municipality: str | None = None


@dataclass(frozen=True)
class Mark:
    """One mark."""

    id: int
    about: About
    kind: Kind
    marked_at: str


@dataclass(frozen=True)
class Marked:
    """The marks of an audit's findings."""

    found: pl.DataFrame
    """One row a finding with a mark; columns of findings_by_key, ``kind`` (of its latest mark) and ``marked_at``."""

    @property
    def still_found(self) -> pl.DataFrame:
        """Findings that somebody said were corrected."""
        return self.found.filter(pl.col("kind") == Kind.CORRECTED.value)

    @property
    def sent(self) -> pl.DataFrame:
        """Findings that were sent to whoever corrects them."""
        return self.found.filter(pl.col("kind") == Kind.SENT.value)


def mark(connection: sqlite3.Connection, about: Iterable[About], kind: Kind, marked_at: dt.datetime) -> int:
    """Mark findings, all or none; how many were not marked so before. The latest mark of a finding counts."""
    with transaction(connection):
        latest = {(each.about.rule, each.about.record): each.kind for each in marks(connection)}
        fresh = [each for each in dict.fromkeys(about) if latest.get((each.rule, each.record)) is not kind]
        connection.executemany(
            "INSERT INTO mark (rule, record, municipality, kind, marked_at) VALUES (?, ?, ?, ?, ?)",
            (
                (each.rule, each.record, each.municipality, kind.value, marked_at.isoformat(timespec="seconds"))
                for each in fresh
            ),
        )
    return len(fresh)


def unmark(connection: sqlite3.Connection, number: int) -> None:
    """Take back the mark of a number; LedgerError where there is none."""
    with transaction(connection):
        gone = connection.execute("DELETE FROM mark WHERE id = ?", (number,))
    if not gone.rowcount:
        raise LedgerError("ledger.no_such_mark", number=number)


def marks(connection: sqlite3.Connection) -> list[Mark]:
    """The latest mark of each finding that has one, in the order they were made."""
    rows = connection.execute(
        "SELECT max(id), rule, record, municipality, kind, marked_at FROM mark GROUP BY rule, record ORDER BY 1"
    )
    return [Mark(number, About(rule, record, code), Kind(kind), at) for number, rule, record, code, kind, at in rows]


def marked(connection: sqlite3.Connection, result: AuditResult, key: bytes) -> Marked:
    """Which findings of an audit are marked."""
    return of_findings(result, marks(connection), key)


def of_findings(result: AuditResult, known: Collection[Mark], key: bytes) -> Marked:
    """The same by marks that were read before."""
    places = {rule: place for place, rule in enumerate(result.rule_ids)}
    lines = pl.DataFrame(
        [
            (places[each.about.rule], each.about.record, each.kind.value, each.marked_at)
            for each in known
            if each.about.rule in places
        ],
        schema={"rule": pl.UInt16, KEY: pl.String, "kind": pl.String, "marked_at": pl.String},
        orient="row",
    )
    found = findings_by_key(result, naming(key, result.ruleset), lines["rule"].unique().to_list())
    return Marked(found.join(lines, on=["rule", KEY], how="inner", maintain_order="left"))
