"""Whether what a ledger holds can have been written by this program: texts where they must be, days, and known words.

SQLite keeps what its file says, whoever wrote it: with constraints taken away or bytes changed, a day may be no day.
The tables that grow with the findings are left out; of them only numbers and keys are used, which need no meaning.
"""

from __future__ import annotations

import sqlite3

from auditor.ledger.kinds import Kind
from auditor.ledger.reasons import REASONS
from auditor.model.vocabulary import Dimension, Severity

_TEXTS = {
    "run": ("series", "recorded_at", "extract", "ruleset", "version", "reference_date"),
    "waiver": ("rule", "reason", "owner", "comment", "created_at", "expires"),
    "mark": ("rule", "record", "kind", "marked_at"),
    "known_rule": ("rule", "dimension"),
}
_TEXTS_OR_NOTHING = {"waiver": ("record", "municipality", "ended_at"), "mark": ("municipality",)}
_DAYS = {"run": ("reference_date",), "waiver": ("expires",)}
_MOMENTS = {"run": ("recorded_at",), "waiver": ("created_at",), "mark": ("marked_at",)}
_WORDS: dict[tuple[str, str], tuple[str | int, ...]] = {
    ("waiver", "reason"): REASONS,
    ("mark", "kind"): tuple(each.value for each in Kind),
    ("known_rule", "dimension"): tuple(each.value for each in Dimension),
    ("known_rule", "severity"): tuple(each.value for each in Severity),
}


def sound(connection: sqlite3.Connection) -> bool:
    """Whether no value of the tables that are read whole is one that nothing can be made of."""
    return not any(
        connection.execute(f"SELECT 1 FROM {table} WHERE {doubt} LIMIT 1", words).fetchone()
        for table, doubt, words in _DOUBTS
    )


def _doubts() -> list[tuple[str, str, tuple[str | int, ...]]]:
    found: list[tuple[str, str, tuple[str | int, ...]]] = []
    for table, texts in _TEXTS.items():
        tests = [f"typeof({each}) <> 'text'" for each in texts]
        tests += [f"typeof({each}) NOT IN ('text', 'null')" for each in _TEXTS_OR_NOTHING.get(table, ())]
        tests += [f"{each} < '0001' OR date({each}, '+0 days') IS NOT {each}" for each in _DAYS.get(table, ())]
        days = [f"substr({each}, 1, 10)" for each in _MOMENTS.get(table, ())]
        tests += [f"{each} < '0001' OR date({each}, '+0 days') IS NOT {each}" for each in days]
        found.append((table, " OR ".join(tests), ()))
    for (table, column), words in _WORDS.items():
        found.append((table, f"{column} NOT IN ({', '.join('?' * len(words))})", words))
    return found


_DOUBTS = _doubts()
