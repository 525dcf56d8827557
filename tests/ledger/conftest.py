"""Audits to record, and a ledger to record them in."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.ledger.database import connected
from auditor.model.audit import AuditResult
from auditor.rulesets import load
from tests.small import PERSONS, write_extract, write_ruleset

KEY = bytes(range(32))
NOW = dt.datetime(2025, 1, 15, 12, 0, 0)
HEAD = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer\n"
Audited = Callable[..., AuditResult]


@pytest.fixture
def audited(tmp_path: Path) -> Audited:
    """Audits of programme rows by the rule set ``liten``."""
    ruleset = load(write_ruleset(tmp_path / "liten"))
    number = count()

    def carry_out(*rows: str, person: str | None = PERSONS) -> AuditResult:
        folder = write_extract(tmp_path / f"uttrekk{next(number)}", HEAD + "".join(f"{row}\n" for row in rows), person)
        extract = open_extract(folder, tuple(ruleset.tables.values()))
        return audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))

    return carry_out


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A new ledger."""
    with connected(tmp_path / "logg" / "ledger.sqlite") as connection:
        yield connection
