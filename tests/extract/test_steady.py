"""Files that are written to while they are read: told by name, and never half old and half new."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from auditor import results
from auditor.engine import audit
from auditor.extract import open_extract
from auditor.extract.steady import steady
from auditor.ledger import runs
from auditor.ledger.database import connected
from auditor.model.audit import AuditResult
from auditor.model.errors import ExtractError
from auditor.model.extract import Extract
from auditor.model.ruleset import RuleSet
from auditor.results import matrix
from auditor.results.matrix import By, Unit
from auditor.rulesets import load
from tests.small import CLEAN, FLAWED, write_extract, write_ruleset

DATE = dt.date(2024, 12, 31)


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    return load(write_ruleset(tmp_path_factory.mktemp("regler") / "liten"))


def opened(folder: Path, ruleset: RuleSet) -> Extract:
    return open_extract(folder, tuple(ruleset.tables.values()))


def rewrite(path: Path, text: str) -> None:
    """Other bytes of the same length, at a time that is another."""
    path.write_text(text, encoding="utf-8", newline="\n")
    os.utime(path, (1, 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda file: rewrite(file, FLAWED.replace("9999", "8888")),
        lambda file: file.write_text(FLAWED[:90]),
        lambda file: file.open("a").write("A7;P1;0301;2023-01-01;;;\n"),
        lambda file: file.unlink(),
    ],
    ids=["rewritten", "cut", "appended", "gone"],
)
def test_a_file_changed_during_the_audit_is_named(
    tmp_path: Path, ruleset: RuleSet, change: Callable[[Path], object]
) -> None:
    extract = opened(write_extract(tmp_path / "u", FLAWED), ruleset)
    told = []

    def meanwhile(progress: object) -> None:
        if not told:
            change(tmp_path / "u" / "program.csv")
        told.append(progress)

    with pytest.raises(ExtractError) as error:
        audit(extract, ruleset, reference_date=DATE, progress=meanwhile)
    assert (error.value.key, error.value.facts) == ("extract.changed", {"files": ["program.csv"]})


def test_the_previous_delivery_is_held_to_it_too(tmp_path: Path, ruleset: RuleSet) -> None:
    extract = opened(write_extract(tmp_path / "u", FLAWED), ruleset)
    previous = opened(write_extract(tmp_path / "v", CLEAN), ruleset)
    rewrite(tmp_path / "v" / "person.csv", "person_id;navn\nP1;Bo\n")
    with pytest.raises(ExtractError, match="changed"):
        audit(extract, ruleset, reference_date=DATE, previous=previous)


def test_a_file_that_was_only_touched_or_copied_back_is_the_same(tmp_path: Path, ruleset: RuleSet) -> None:
    folder = write_extract(tmp_path / "u", FLAWED)
    extract = opened(folder, ruleset)
    (folder / "program.csv").unlink()
    rewrite(folder / "program.csv", FLAWED)
    assert audit(extract, ruleset, reference_date=DATE).outcomes


def test_what_is_held_in_memory_needs_no_file_any_more(tmp_path: Path, ruleset: RuleSet) -> None:
    """windows-1252 is decoded when it is opened: what becomes of the file afterwards changes nothing."""
    folder = write_extract(tmp_path / "u", FLAWED)
    (folder / "person.csv").write_bytes("person_id;navn\nP1;Åse Prøve\n".encode("cp1252"))
    extract = opened(folder, ruleset)
    (folder / "person.csv").unlink()
    with steady(extract):
        pass


def test_parquet_is_held_to_it(tmp_path: Path, ruleset: RuleSet) -> None:
    folder = write_extract(tmp_path / "u", FLAWED, person=None)
    file = folder / "person.parquet"
    pl.DataFrame({"person_id": ["P1"], "navn": ["Bo"]}).write_parquet(file)
    extract = opened(folder, ruleset)
    pl.DataFrame({"person_id": ["P2"], "navn": ["Bo"]}).write_parquet(file)
    os.utime(file, (1, 1))
    with pytest.raises(ExtractError) as error, steady(extract):
        raise OSError("whatever came of it")
    assert error.value.facts == {"files": ["person.parquet"]}


def test_an_error_of_unchanged_files_is_itself(tmp_path: Path, ruleset: RuleSet) -> None:
    extract = opened(write_extract(tmp_path / "u", FLAWED), ruleset)
    with pytest.raises(OSError, match="own"), steady(extract):
        raise OSError("own")


@pytest.fixture
def overtaken(tmp_path: Path, ruleset: RuleSet) -> AuditResult:
    """An audit whose file was changed after it."""
    folder = write_extract(tmp_path / "u", FLAWED)
    result = audit(opened(folder, ruleset), ruleset, reference_date=DATE)
    rewrite(folder / "program.csv", FLAWED.replace("A1;P1", "B1;Q1"))
    return result


def test_rows_are_not_read_from_another_file_than_the_audited(overtaken: AuditResult) -> None:
    reader = results.RowReader(overtaken)
    with pytest.raises(ExtractError, match="changed"):
        reader.read("program", [0])
    with pytest.raises(ExtractError, match="changed"):
        reader.rows_of_person("program", "Q1")


def test_a_matrix_is_not_counted_in_another_file_than_the_audited(overtaken: AuditResult) -> None:
    with pytest.raises(ExtractError, match="changed"):
        matrix.cells(overtaken, By.YEAR)
    with pytest.raises(ExtractError, match="changed"):
        matrix.rows_of_unit(overtaken, "L-DAT-001", Unit(By.YEAR, "2023"))


def test_a_run_of_changed_files_is_not_recorded(overtaken: AuditResult, tmp_path: Path) -> None:
    """The transaction is taken back: the ledger is as it was."""

    def record(connection: sqlite3.Connection) -> None:
        runs.record(connection, overtaken, b"k" * 32, dt.datetime(2025, 1, 1))

    with connected(tmp_path / "logg.sqlite") as connection:
        with pytest.raises(ExtractError, match="changed"):
            record(connection)
        assert list(runs.runs(connection)) == []
