"""An hour of work in one sitting: open, look, correct, open again, compare, on an extract that goes on changing.

``python -m tests.soak --minutes 60`` prints memory and open files as it goes, and ends in 1 where they grew: the median
of the last quarter is held against that of the second, since the first fills what is kept on purpose.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import gc
import itertools
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from textual.pilot import Pilot

from auditor.bundled import bundled
from auditor.engine.record_check import RecordCheck
from auditor.ledger import corrections, runs
from auditor.ledger.database import connected
from auditor.ledger.place import key_of
from auditor.model.audit import AuditResult
from auditor.results.comparison import compare
from auditor.tui.app import AuditorApp
from auditor.tui.logbook import Logbook
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.session import Request, Session
from tests.small import FLAWED, write_extract, write_ruleset

DATE = dt.date(2024, 12, 31)
PAGE = 4096
KEYS = ("enter", "down", "enter", "enter", "escape", "escape", "escape", "f1", "escape", "2", "escape", "w", "escape")
MOST_GROWTH = 0.05
"""Of the memory; more than that between the second and the last quarter is a leak."""
MOST_WAITING = 600
"""Seconds; an extract that is not opened by then was refused, or the program hangs."""


def memory() -> float:
    """Megabytes that the process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def handles() -> int:
    """Files the process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@dataclass(frozen=True)
class Work:
    """What is worked at: an extract, its rule set, and the table with a date that is corrected."""

    extract: Path
    rules: str
    table: str
    file: str

    def delivered_again(self, turn: int) -> Work:
        """The delivery with another last cell in another row, beside the last one, which is compared with it."""
        extract = self.extract.with_name(f"leveranse{turn % 2}")
        shutil.rmtree(extract, ignore_errors=True)
        shutil.copytree(self.extract, extract)
        file = extract / self.file
        lines = file.read_text(encoding="utf-8").splitlines()
        place = 1 + turn % (len(lines) - 1)
        cells = lines[place].split(";")
        cells[-1] = "" if cells[-1] else "7"
        lines[place] = ";".join(cells)
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return replace(self, extract=extract)


def small(folder: Path) -> Work:
    """A rule set of six rules and six rows, for many turns."""
    rules = write_ruleset(folder / "liten")
    return Work(
        write_extract(folder / "leveranse", FLAWED.replace("A3;P3", "A4;P3")), str(rules), "program", "program.csv"
    )


def demo(folder: Path) -> Work:
    """The sample that comes with the program."""
    extract = shutil.copytree(bundled("samples") / "demo", folder / "leveranse")
    return Work(extract, "nir", "introduksjonsprogram", "introduksjonsprogram.csv")


def correct(result: AuditResult, work: Work, folder: Path, turn: int) -> None:
    """Propose an end date for a record with a finding, and see what would become of its findings."""
    rows = result.tables[work.table].findings["row"]
    row = int(rows[turn % len(rows)])
    check = RecordCheck(result, work.table, row, "slutt_dato")
    check.change("2024-06-01")
    path, raw, table = folder / "rettelser.json", result.extract.tables[work.table], result.ruleset.tables[work.table]
    known = corrections.named(path, raw, table, row, "slutt_dato")
    entry = corrections.Correction(work.table, known.record, "slutt_dato", "2024-06-01", known.was)
    corrections.write(path, corrections.Corrections(result.ruleset.name).with_entry(entry))


async def opened(app: AuditorApp, pilot: Pilot[None], before: AuditResult | None) -> None:
    """Wait until another audit than the one ``before`` is on the screen; AssertionError where none comes."""
    began = time.monotonic()
    while app.session.result is before or isinstance(app.screen, LoadingScreen):
        assert time.monotonic() - began < MOST_WAITING, (app.screen, app.reports)
        await pilot.pause(0.2)


async def sitting(folder: Path, work: Work, minutes: float, pause: float) -> list[tuple[float, float, int]]:
    """Minutes, megabytes and open files, turn by turn."""
    book = Logbook(folder / "logg.sqlite")
    app = AuditorApp(
        Session(Request(work.extract, work.rules, DATE), "nb", state_dir=folder, config_dir=folder, logbook=book)
    )
    measured: list[tuple[float, float, int]] = []
    before: AuditResult | None = None
    began = time.monotonic()
    async with app.run_test(size=(120, 40)) as pilot:
        for turn in itertools.count():
            if turn:
                app.open_extract(Request(work.extract, work.rules, DATE))
            await opened(app, pilot, before)
            result = app.session.audit
            for key in KEYS:
                await pilot.press(key)
                await pilot.pause(0.05)
            await asyncio.to_thread(correct, result, work, folder, turn)
            if before is not None:
                compare(before, result)
            with connected(book.path) as connection:
                runs.record(connection, result, key_of(book.path), dt.datetime.now())
                runs.prune(connection, 5)
            before = result
            while len(app.screen_stack) > 2:
                app.pop_screen()
                await pilot.pause()
            assert not app.reports, app.reports
            gc.collect()
            passed = (time.monotonic() - began) / 60
            measured.append((passed, memory(), handles()))
            print(f"{passed:6.1f} min  turn {turn:5}  {measured[-1][1]:7.1f} MB  {measured[-1][2]:4} files", flush=True)
            if passed > minutes:
                return measured
            work = await asyncio.to_thread(work.delivered_again, turn)
            await asyncio.sleep(pause)
    raise AssertionError


def main() -> int:
    """Sit for as long as asked; 1 where memory or open files grew."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--pause", type=float, default=1.0, help="seconds between two turns")
    asked.add_argument("--demo", action="store_true", help="the bundled sample in the place of six rows")
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(
            sitting(Path(folder), (demo if told.demo else small)(Path(folder)), told.minutes, told.pause)
        )
    quarter = max(len(measured) // 4, 1)
    early, late = measured[quarter : 2 * quarter] or measured, measured[-quarter:]
    was, is_now = (statistics.median(each[1] for each in part) for part in (early, late))
    files, files_now = (statistics.median(each[2] for each in part) for part in (early, late))
    print(f"{len(measured)} turns: {was:.1f} to {is_now:.1f} MB, {files:.0f} to {files_now:.0f} files")
    return 1 if is_now > was * (1 + MOST_GROWTH) or files_now > files else 0


if __name__ == "__main__":
    sys.exit(main())
