"""Waivers (*unntak*): findings that somebody answers for until a day; counted beside the others, never hidden.

A waiver is about one record, or about one municipality, and always about one rule.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.ledger.database import transaction
from auditor.ledger.errors import LedgerError
from auditor.ledger.naming import naming
from auditor.ledger.reasons import REASONS
from auditor.model.audit import AuditResult
from auditor.privacy.masking import mask
from auditor.privacy.sanitise import sanitise
from auditor.results.finding_changes import findings_by_key
from auditor.results.keys import KEY


@dataclass(frozen=True)
class Waiver:
    """``record`` is the name of a record in the ledger; ``expires`` is the last day it counts."""

    id: int
    rule: str
    record: str | None
    municipality: str | None
    reason: str
    owner: str
    comment: str
    created_at: str
    expires: dt.date
    ended_at: str | None

    def active(self, day: dt.date) -> bool:
        """Whether it counts on a day."""
        return self.ended_at is None and day <= self.expires


@dataclass(frozen=True)
class Waived:
    """What the waivers cover of one audit."""

    by_rule: Mapping[str, int]
    """Findings that an active waiver covers."""
    covered: pl.DataFrame
    """The same, by rule (index into rule_ids) and KEY."""
    unused: Sequence[Waiver]
    """Active, and covering nothing: the error is corrected, or the waiver never fitted."""
    expired: Sequence[Waiver]
    """Past their last day, and there is still something that they would cover."""

    @property
    def findings(self) -> int:
        """All findings that are covered."""
        return sum(self.by_rule.values())


def waive(
    connection: sqlite3.Connection,
    rule: str,
    *,
    record: str | None = None,
    municipality: str | None = None,
    reason: str,
    owner: str,
    expires: dt.date,
    created_at: dt.datetime,
    comment: str = "",
) -> int:
    """A new waiver, of a record or of a municipality; its number. Identity numbers in the comment are masked.

    LedgerError where it is about neither or both, the reason is none of REASONS, nobody owns it, or it has expired.
    """
    if (record is None) == (municipality is None):
        raise LedgerError("ledger.waiver_about")
    if reason not in REASONS or not owner.strip() or (reason == "other" and not comment.strip()):
        raise LedgerError("ledger.waiver_reason", available=list(REASONS))
    if expires < created_at.date():
        raise LedgerError("ledger.waiver_expired", date=expires)
    with transaction(connection):
        row = connection.execute(
            "INSERT INTO waiver (rule, record, municipality, reason, owner, comment, created_at, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                rule,
                record,
                municipality,
                reason,
                sanitise(owner.strip()),
                sanitise(mask(comment.strip(), "none")),
                created_at.isoformat(timespec="seconds"),
                expires.isoformat(),
            ),
        ).fetchone()
    return int(row[0])


def end(connection: sqlite3.Connection, number: int, ended_at: dt.datetime) -> None:
    """Take a waiver back; it stays in the ledger. LedgerError where there is no such waiver, or it has ended."""
    with transaction(connection):
        ended = connection.execute(
            "UPDATE waiver SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
            (ended_at.isoformat(timespec="seconds"), number),
        )
    if not ended.rowcount:
        raise LedgerError("ledger.no_such_waiver", number=number)


def waivers(connection: sqlite3.Connection) -> list[Waiver]:
    """All waivers that were not taken back, by number."""
    rows = connection.execute(
        "SELECT id, rule, record, municipality, reason, owner, comment, created_at, expires, ended_at FROM waiver"
        " WHERE ended_at IS NULL ORDER BY id"
    )
    return [
        Waiver(number, rule, record, code, reason, owner, comment, at, dt.date.fromisoformat(expires), ended)
        for number, rule, record, code, reason, owner, comment, at, expires, ended in rows
    ]


def waived(connection: sqlite3.Connection, result: AuditResult, key: bytes, day: dt.date) -> Waived:
    """Which findings of an audit the waivers cover on a day, and which waivers cover nothing or no longer count."""
    known = waivers(connection)
    found = findings_by_key(result, naming(key, result.ruleset)) if known else None
    places = {rule: place for place, rule in enumerate(result.rule_ids)}
    covered = pl.Series("place", [], dtype=pl.UInt32)
    unused, expired = [], []
    for each in known:
        rows = covered.clear() if found is None else _covered(found, each, places.get(each.rule))
        if not each.active(day):
            expired += [each] if len(rows) else []
        elif len(rows):
            covered = pl.concat([covered, rows])
        else:
            unused.append(each)
    if found is None:
        return Waived({}, pl.DataFrame(schema={"rule": pl.UInt16, KEY: pl.String}), unused, expired)
    lines = found.with_row_index("place").filter(pl.col("place").is_in(covered.unique().implode()))
    by_rule = {result.rule_ids[rule]: count for rule, count in lines.group_by("rule").len().iter_rows()}
    return Waived(by_rule, lines.select("rule", KEY), unused, expired)


def _covered(found: pl.DataFrame, waiver: Waiver, place: int | None) -> pl.Series:
    about = pl.col("rule") == place if place is not None else pl.lit(value=False)
    if waiver.record is not None:
        about = about & (pl.col(KEY) == waiver.record)
    else:
        about = about & (pl.col("municipality") == waiver.municipality)
    return found.with_row_index("place").filter(about)["place"]
