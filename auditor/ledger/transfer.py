"""Taking a ledger along: all of it as lines of JSON, and back into an empty one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from auditor.ledger.database import VERSION, transaction
from auditor.ledger.errors import LedgerError
from auditor.ledger.soundness import sound

FORMAT = "auditor-ledger"
_TABLES = ("run", "total", "span", "waiver", "mark", "known_rule", "change")


def dump(connection: sqlite3.Connection) -> Iterator[str]:
    """A line that says what it is, then a line a row, as of one moment."""
    connection.execute("BEGIN")
    try:
        yield json.dumps({"format": FORMAT, "version": VERSION}) + "\n"
        for table in _TABLES:
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [each[0] for each in cursor.description]
            for row in cursor:
                yield json.dumps({"table": table, "row": dict(zip(names, row, strict=True))}, ensure_ascii=False) + "\n"
    finally:
        connection.execute("COMMIT")


def load(connection: sqlite3.Connection, lines: Iterable[str]) -> int:
    """Fill an empty ledger; the number of rows. LedgerError where it is not empty, or a line or a value in it is not
    what it should be: nothing is taken over then.
    """
    columns = {name: [each[1] for each in connection.execute(f"PRAGMA table_info({name})")] for name in _TABLES}
    count = 0
    with transaction(connection):
        if any(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in _TABLES):
            raise LedgerError("ledger.not_empty")
        for number, line in enumerate(lines, 1):
            try:
                content = json.loads(line)
                if number == 1:
                    known = [{"format": FORMAT, "version": each} for each in range(1, VERSION + 1)]
                    if content not in known:
                        raise ValueError
                    continue
                table, row = content["table"], content["row"]
                if not set(row) <= set(columns[table]):
                    raise ValueError
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
            except (ValueError, KeyError, TypeError, OverflowError, sqlite3.IntegrityError, sqlite3.InterfaceError):
                raise LedgerError("ledger.not_a_dump", line=number) from None
            count += 1
        if not sound(connection):
            raise LedgerError("ledger.dump_unsound")
    if not count:
        raise LedgerError("ledger.not_a_dump", line=1)
    return count
