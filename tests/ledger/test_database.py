"""The file: what is acknowledged stays, two programs wait for each other, and a bad file is a sentence."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.ledger.database import VERSION, connected, transaction
from auditor.ledger.errors import LedgerError
from auditor.ledger.kinds import Kind
from auditor.ledger.marks import About, mark
from auditor.ledger.runs import record, runs
from auditor.ledger.transfer import dump, load
from auditor.ledger.waivers import waive, waivers
from tests.ledger.conftest import KEY, NOW, Audited

WRITER = """
import datetime as dt, sys
from pathlib import Path
from auditor.ledger.database import connected
from auditor.ledger.waivers import waive
day = dt.datetime(2025, 1, 1)
with connected(Path(sys.argv[1])) as connection:
    for number in range(100_000):
        needed = dict(municipality="0301", reason="lawful", owner="x", expires=day.date(), created_at=day)
        waive(connection, f"R-{number}", **needed)
        print(number, flush=True)
"""


def test_the_file_is_private(tmp_path: Path) -> None:
    """Its folder, too."""
    path = tmp_path / "ny" / "ledger.sqlite"
    with connected(path):
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    """kill -9 at whatever point it has come to."""
    path = tmp_path / "ledger.sqlite"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(20)]
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.readlines()
    process.wait()
    acknowledged = [int(line) for line in told if line.endswith("\n")]
    with connected(path) as connection:
        there = {each.rule for each in waivers(connection)}
    assert {f"R-{number}" for number in acknowledged} <= there
    assert len(there) <= len(acknowledged) + 1


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    """Every waiver of both is there."""
    path = tmp_path / "ledger.sqlite"

    def write(name: str) -> None:
        with connected(path) as connection:
            for number in range(25):
                waive(
                    connection, f"{name}-{number}", municipality="0301", reason="lawful", owner="x",
                    expires=NOW.date(), created_at=NOW,
                )  # fmt: skip

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, "abcd"))
    with connected(path) as connection:
        assert len(waivers(connection)) == 100


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    """All of a transaction, or nothing of it."""
    path = tmp_path / "ledger.sqlite"
    with connected(path) as connection:
        with suppress(ZeroDivisionError), transaction(connection):
            connection.execute("INSERT INTO run VALUES (1, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 1, '[]')")
            raise ZeroDivisionError
        assert list(runs(connection)) == []


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    """And left as it is."""
    path = tmp_path / "ledger.sqlite"
    with connected(path):
        pass
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {VERSION + 1}")
    newer.close()
    with pytest.raises(LedgerError, match="newer"), connected(path):
        pass


def test_a_file_that_is_no_ledger_is_refused_and_kept(tmp_path: Path) -> None:
    """Not a byte of it is changed."""
    path = tmp_path / "ledger.sqlite"
    content = b"program_id;person_id\n" * 400
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"), connected(path):
        pass
    assert path.read_bytes() == content


def test_a_damaged_ledger_is_refused(tmp_path: Path, audited: Audited) -> None:
    """Bytes overwritten in the middle of its pages."""
    path = tmp_path / "ledger.sqlite"
    with connected(path) as connection:
        record(connection, audited(*[f"A{n};P1;0301;2023-01-01;2024-01-01;;1" for n in range(200)]), KEY, NOW)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"), connected(path) as connection:
        list(runs(connection))


STRANGE = (
    "UPDATE run SET reference_date = '2024-02-30'",
    "UPDATE run SET reference_date = '0000-01-01'",
    "UPDATE run SET recorded_at = '＋1'",
    "UPDATE run SET extract = NULL",
    "UPDATE waiver SET expires = NULL",
    "UPDATE waiver SET expires = 20240101",
    "UPDATE waiver SET expires = '2024-01-01T00:00:00'",
    "UPDATE waiver SET reason = 'grunn'",
    "UPDATE waiver SET owner = x'00ff'",
    "UPDATE mark SET kind = 'x'",
    "UPDATE known_rule SET dimension = 'x'",
    "UPDATE known_rule SET severity = 5",
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a run, a waiver and a mark, whose tables take anything."""
    path = tmp_path_factory.mktemp("filled") / "ledger.sqlite"
    with connected(path) as connection:
        values = "'s', '2025-01-15T12:00:00', 'x', 'd', 'liten', '1', '2024-12-31', 1"
        connection.execute(
            "INSERT INTO run (series, recorded_at, extract, digest, ruleset, version, reference_date, complete)"
            f" VALUES ({values})"
        )
        connection.execute("INSERT INTO known_rule VALUES ('R', 'accuracy', 3)")
        waive(connection, "R", municipality="0301", reason="lawful", owner="x", expires=NOW.date(), created_at=NOW)
        mark(connection, [About("R", "r")], Kind.SENT, NOW)
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ' NOT NULL', ''), ') STRICT', ')'),"
            " ', WITHOUT', ' WITHOUT') WHERE name IN ('run', 'waiver', 'mark', 'known_rule')"
        )
        connection.execute("PRAGMA writable_schema = RESET")
    return path


@pytest.mark.parametrize("change", ["", *STRANGE])
def test_values_that_the_program_never_wrote_are_refused_with_the_file(
    tmp_path: Path, filled: Path, change: str
) -> None:
    """By somebody who took the constraints away, or by bytes that changed; a dump of it is not read in either."""
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(filled.read_bytes())
    with connected(path) as connection:
        if change:
            connection.execute(change)
        lines = list(dump(connection)) if "x'" not in change else []
    with connected(tmp_path / "empty.sqlite") as empty:
        if not change:
            assert load(empty, lines) == len(lines) - 1
            return
        if lines:
            with pytest.raises(LedgerError, match=r"dump_unsound|not_a_dump"):
                load(empty, lines)
            assert list(runs(empty)) == []
    with pytest.raises(LedgerError, match="damaged") as error, connected(path):
        pass
    assert error.value.facts == {"file": "ledger.sqlite"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    """A sentence."""
    tmp_path.chmod(0o500)
    with pytest.raises(LedgerError, match="not_opened"), connected(tmp_path / "ledger.sqlite"):
        pass


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    """A sentence."""
    with pytest.raises(LedgerError, match="not_opened"), connected(tmp_path):
        pass


def test_all_of_it_can_be_taken_along(tmp_path: Path, audited: Audited) -> None:
    """Dumped and read into an empty ledger it is the same; into another it is not read."""
    with connected(tmp_path / "one.sqlite") as one, connected(tmp_path / "two.sqlite") as two:
        record(one, audited("A;P1;0301;2023-01-01;2024-01-01;;1"), KEY, NOW)
        waive(one, "R", municipality="0301", reason="lawful", owner="æøå", expires=NOW.date(), created_at=NOW)
        lines = list(dump(one))
        assert load(two, lines) == len(lines) - 1
        assert list(dump(two)) == lines
        with pytest.raises(LedgerError, match="not_empty"):
            load(two, lines)


@pytest.mark.parametrize(
    "spoilt",
    [[], ["{}\n"], ['{"format": "auditor-ledger", "version": 999}\n'], ["HEAD", '{"table": "run", "row": {"id": 1}}\n'],
     ["HEAD", '{"table": "known_rule", "row": {"rule": "R", "severity": 9223372036854775808}}\n'],
     ["HEAD", '{"table": "sqlite_master", "row": {}}\n'], ["HEAD", "[]\n"], ["HEAD"]],
)  # fmt: skip
def test_what_is_no_dump_is_refused_whole(tmp_path: Path, spoilt: list[str]) -> None:
    """Nothing is taken over."""
    with connected(tmp_path / "one.sqlite") as connection:
        head = next(dump(connection))
        connection.execute("COMMIT") if connection.in_transaction else None
        with pytest.raises(LedgerError, match="not_a_dump"):
            load(connection, [head if line == "HEAD" else line for line in spoilt])
        assert list(runs(connection)) == []


def test_a_dump_of_the_first_version_is_read(tmp_path: Path, audited: Audited) -> None:
    """It lacks what came later: files of runs, changes, marks."""
    with connected(tmp_path / "one.sqlite") as one, connected(tmp_path / "two.sqlite") as two:
        record(one, audited("A;P1;0301;2023-01-01;2024-01-01;;1"), KEY, NOW)
        rows = [json.loads(line) for line in dump(one)][1:]
        for row in rows:
            row["row"].pop("manifest", None)
        old = [{"format": "auditor-ledger", "version": 1}]
        old += [row for row in rows if row["table"] in ("run", "total", "span", "waiver")]
        assert load(two, [json.dumps(line) + "\n" for line in old]) == len(old) - 1
        assert [each.extract for each in runs(two)] == [each.extract for each in runs(one)]
