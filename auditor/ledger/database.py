"""The ledger's file: opening, schema and migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from auditor import system
from auditor.ledger.errors import LedgerError
from auditor.ledger.soundness import sound

PATIENCE = 30.0
"""Seconds to wait for another program that is writing."""

MIGRATIONS = (
    """
    CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        series TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        extract TEXT NOT NULL,
        digest TEXT NOT NULL,
        ruleset TEXT NOT NULL,
        version TEXT NOT NULL,
        reference_date TEXT NOT NULL,
        complete INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE total (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        rule TEXT NOT NULL,
        municipality TEXT NOT NULL,
        checked INTEGER NOT NULL,
        found INTEGER NOT NULL,
        unknown INTEGER NOT NULL,
        PRIMARY KEY (run, rule, municipality)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE span (
        series TEXT NOT NULL,
        rule TEXT NOT NULL,
        record TEXT NOT NULL,
        municipality TEXT NOT NULL,
        first_run INTEGER NOT NULL,
        last_run INTEGER NOT NULL,
        ended TEXT,
        PRIMARY KEY (series, rule, record, first_run)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX open_span ON span (series, rule, record) WHERE ended IS NULL;
    CREATE TABLE waiver (
        id INTEGER PRIMARY KEY,
        rule TEXT NOT NULL,
        record TEXT,
        municipality TEXT,
        reason TEXT NOT NULL,
        owner TEXT NOT NULL,
        comment TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires TEXT NOT NULL,
        ended_at TEXT
    ) STRICT;
    """,
    """
    CREATE TABLE mark (
        id INTEGER PRIMARY KEY,
        rule TEXT NOT NULL,
        record TEXT NOT NULL,
        municipality TEXT,
        kind TEXT NOT NULL,
        marked_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX mark_of ON mark (rule, record);
    """,
    """
    CREATE TABLE known_rule (
        rule TEXT PRIMARY KEY,
        dimension TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE change (
        run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
        rule TEXT NOT NULL,
        municipality TEXT NOT NULL,
        change TEXT NOT NULL,
        found INTEGER NOT NULL,
        PRIMARY KEY (run, rule, municipality, change)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE run ADD COLUMN manifest TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE known_rule ADD COLUMN severity INTEGER NOT NULL DEFAULT 3;
    """,
)
"""One script a version of the schema, in order; a script that was released is never changed."""

VERSION = len(MIGRATIONS)


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """The ledger of a file, made with mode 0600 (folders 0700) where there is none, and brought to this schema.

    LedgerError where the file cannot be opened, is no ledger, is damaged, or was written by a newer program.
    """
    try:
        system.private_folder(path.parent)
        system.create_private(path, new=False)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error):
        raise LedgerError("ledger.not_opened", file=path.name) from None
    with closing(connection):
        try:
            try:
                _prepare(connection, path)
            except UnicodeDecodeError:  # a message of SQLite's that quotes bytes of a damaged schema
                raise LedgerError("ledger.damaged", file=path.name) from None
            yield connection
        except sqlite3.DatabaseError as error:
            raise LedgerError(_reason(error), file=path.name) from None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the lock is taken at once, so that what was read is still so when it is written."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if _version(connection) < VERSION:
        with transaction(connection):
            for number in range(_version(connection), VERSION):
                for statement in MIGRATIONS[number].split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
    if _version(connection) > VERSION:
        raise LedgerError("ledger.newer", file=path.name)
    if not sound(connection):
        raise LedgerError("ledger.damaged", file=path.name)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _reason(error: sqlite3.DatabaseError) -> str:
    if isinstance(error, sqlite3.OperationalError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return "ledger.busy"
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return "ledger.disk"
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            return "ledger.not_opened"
    return "ledger.damaged"
