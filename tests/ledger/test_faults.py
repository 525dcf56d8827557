"""Killed, with a full disk, at once with another, by a clock that goes backwards: nothing acknowledged is lost."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from auditor.ledger import baseline, corrections
from auditor.ledger.database import connected
from auditor.ledger.kinds import Kind
from auditor.ledger.marks import About, mark, marks
from auditor.ledger.waivers import waive, waivers
from auditor.tui import recent, settings
from tests.ledger.conftest import NOW

LISTS = """
import datetime as dt, sys
from pathlib import Path
from auditor.engine import audit
from auditor.extract import open_extract
from auditor.locale import Translator
from auditor.model.vocabulary import Severity
from auditor.privacy.masking import Masker
from auditor.reports.worklists.folder import write_worklists
from auditor.reports.worklists.letter import Letter
from auditor.results.worklists import worklists
from auditor.rulesets import load
from tests.small import write_extract, write_ruleset

folder = Path(sys.argv[1])
head = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer\\n"
rows = "".join(f"A{n};P1;{1000 + n};2023-01-01;2024-01-01;;1\\n" for n in range(400))
ruleset = load(write_ruleset(folder / "liten"))
extract = open_extract(write_extract(folder / "uttrekk", head + rows), tuple(ruleset.tables.values()))
result = audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))
found = worklists(result, "nb", Masker(), Severity.WARNING)
letters = (Letter(each, result, dt.date(2025, 2, 28), False, Translator("nb")) for each in found)
write_worklists(letters, folder / "ut", ("xlsx", "csv"), tick=lambda receiver: print(receiver, flush=True))
"""
FULL = """
import resource, signal, sys
from auditor.cli import app
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(app.run(sys.argv[2:]))
"""


def test_lists_are_whole_or_not_there_when_their_writer_is_killed(tmp_path: Path) -> None:
    """kill -9 in the middle of four hundred lists: every file that has its name can be opened."""
    process = subprocess.Popen([sys.executable, "-c", LISTS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(40):
        process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    files = [each for each in (tmp_path / "ut").iterdir() if not each.name.startswith(".")]
    books = [each for each in files if each.suffix == ".xlsx"]
    assert len(books) >= 20
    assert not (tmp_path / "ut" / "oversikt.html").exists()
    for book in books:
        with zipfile.ZipFile(book) as opened:
            assert opened.testzip() is None
    for text in files:
        if text.suffix == ".csv":
            assert text.read_bytes().endswith(b"\r\n")


def run_full(limit: int, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command line that cannot write files longer than ``limit`` bytes, as on a disk that is full."""
    environment = {**os.environ, "XDG_DATA_HOME": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-c", FULL, str(limit), *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**environment, "LANG": "nb_NO.UTF-8"}
    )


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Lists, and a waiver that does not fit: a sentence, no traceback, no file, and what was there is there still."""
    from tests.small import FLAWED, write_extract, write_ruleset

    write_ruleset(tmp_path / "liten")
    write_extract(tmp_path / "flawed", FLAWED)
    common = ("flawed", "--rules", "liten", "--reference-date", "2024-12-31")
    lists = run_full(2_000, tmp_path, "worklists", *common, "--out", "ut", "--format", "xlsx")
    assert lists.returncode == 2, lists.stderr
    assert lists.stderr.startswith("Feil: "), lists.stderr
    assert "Traceback" not in lists.stderr
    assert not (tmp_path / "ut").exists() or list((tmp_path / "ut").iterdir()) == []
    path = tmp_path / "logg.sqlite"
    with connected(path) as connection:
        waive(
            connection, "L-NOK-001", municipality="0301", reason="lawful", owner="x", expires=NOW.date(), created_at=NOW
        )
    waiving = ("ledger", "waive", "L-AVS-001", "--municipality", "0301", "--reason", "lawful", "--owner", "Kari",
               "--until", "2099-12-31", "--rules", "liten", "--ledger", "logg.sqlite")  # fmt: skip
    full = run_full(100, tmp_path, *waiving)
    assert full.returncode == 2, full.stderr
    assert "Traceback" not in full.stderr
    with connected(path) as connection:
        assert [each.rule for each in waivers(connection)] == ["L-NOK-001"]


def test_two_that_read_lists_at_once_mark_each_finding_once(tmp_path: Path) -> None:
    """Four readers of the same ticks: each finding has one mark."""
    path = tmp_path / "logg.sqlite"
    about = [About("R", f"{place:020}") for place in range(50)]

    def read(_: int) -> int:
        with connected(path) as connection:
            return mark(connection, about, Kind.CORRECTED, NOW)

    with ThreadPoolExecutor(4) as pool:
        fresh = list(pool.map(read, range(4)))
    assert sorted(fresh) == [0, 0, 0, 50]
    with connected(path) as connection:
        assert connection.execute("SELECT count(*) FROM mark").fetchone() == (50,)


def test_the_order_of_marks_is_that_of_making_them_whatever_the_clock(ledger: sqlite3.Connection) -> None:
    """The clock is put back a year between two marks: the later one counts all the same."""
    about = About("R", "n" * 20)
    mark(ledger, [about], Kind.SENT, NOW)
    mark(ledger, [about], Kind.CORRECTED, NOW - dt.timedelta(days=365))
    assert [each.kind for each in marks(ledger)] == [Kind.CORRECTED]


def test_a_waiver_made_tomorrow_counts_when_the_clock_is_put_back(ledger: sqlite3.Connection) -> None:
    """What counts is its last day, not when it was made."""
    waive(ledger, "R", municipality="0301", reason="lawful", owner="x", expires=NOW.date(), created_at=NOW)
    (one,) = waivers(ledger)
    assert one.active(NOW.date() - dt.timedelta(days=30))
    assert not one.active(NOW.date() + dt.timedelta(days=1))


KILLED = """
import datetime as dt, os, random, signal, sys, time
from pathlib import Path
from auditor.ledger import baseline, corrections, marks, waivers
from auditor.ledger.kinds import Kind
from auditor.ledger.database import connected
from auditor.tui import recent, settings

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
now = dt.datetime(2025, 1, 1)

def write(life):
    for n in range(10_000):
        with connected(folder / "logg.sqlite") as connection:
            marks.mark(connection, [marks.About("R", f"{life}-{n}-{each}") for each in range(20)], Kind.SENT, now)
        entries = tuple(corrections.Correction("t", f"{life}-{n}-{each}", "f", "v", "w") for each in range(20))
        corrections.write(folder / "rettelser.json", corrections.Corrections("liten", entries))
        check = baseline._check(b"k" * 32)
        baseline.write(baseline.Baseline("liten", check, {"R": frozenset(f"{n}-{each}" for each in range(20))}),
                       folder / "gjeld.json")
        recent.remember(folder, recent.Recent(Path(f"/{life}/{n}"), "nir"))
        shown = tuple(f"{n}-{each}" for each in range(20))
        settings.save(folder, settings.Settings(language="en", columns={"t": shown}))

random.seed(1)
for life in range(kills):
    child = os.fork()
    if not child:
        write(life)
        os._exit(0)
    time.sleep(random.uniform(0.01, 0.12))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


def test_killed_at_any_moment_every_file_of_the_users_is_whole(tmp_path: Path) -> None:
    """kill -9 at random moments, again and again: the ledger has whole transactions, the other files are whole."""
    kills = int(os.environ.get("AUDITOR_KILLS", "12"))
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(kills)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with connected(tmp_path / "logg.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count = len(list(marks(connection)))
    assert count > 0
    assert count % 20 == 0
    assert len(corrections.read(tmp_path / "rettelser.json").entries) == 20
    assert len(baseline.read(tmp_path / "gjeld.json")) == 20
    assert recent.load(tmp_path)
    kept = settings.load(tmp_path)
    assert kept.trouble is None
    assert len(kept.settings.columns["t"]) == 20
