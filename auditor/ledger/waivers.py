"""Keeping waivers (*unntak*) in the ledger; what they cover is told by :mod:`auditor.results.waiving`."""

from __future__ import annotations

import datetime as dt
import sqlite3

from auditor.ledger.database import transaction
from auditor.ledger.errors import LedgerError
from auditor.ledger.naming import naming
from auditor.ledger.reasons import REASONS
from auditor.model.audit import AuditResult
from auditor.privacy.masking import mask
from auditor.privacy.sanitise import sanitise
from auditor.results.waiving import Waived, Waiver, cover


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
    """Which findings of an audit the waivers of the ledger cover on a day, and which of them are of no use."""
    return cover(result, waivers(connection), naming(key, result.ruleset), day)
