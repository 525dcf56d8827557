"""What a user waits for: the start of the program, the audit of a delivery of many tables, a key on the screen."""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 5
PERSONS = 100_000
ROWS = 10_000_000


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of some runs, after one that does not count."""
    work()
    spent = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def process(*arguments: str) -> float:
    """The median time of a whole process."""
    return seconds(lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=False))


def extract_figures(folder: Path) -> list[tuple[str, str]]:
    """The default rule set on a generated extract, against a scan of every column of the same files."""
    import polars as pl

    from auditor.engine import audit
    from auditor.extract import open_extract
    from auditor.rulesets import load
    from auditor.sample import write_sample
    from tests.benchmarks.opening import first_screen

    write_sample(folder / "x", PERSONS, 1)
    ruleset = load("integrering")
    tables = tuple(ruleset.tables.values())
    extract = open_extract(folder / "x", tables)

    def scan() -> None:
        for table in extract.tables.values():
            table.frame.select(pl.all().max()).collect(engine="streaming")

    def carry_out(engine: str) -> Callable[[], object]:
        return lambda: audit(extract, ruleset, reference_date=dt.date(2024, 12, 31), engine=engine)

    result = audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))
    rows = sum(table.rows for table in result.tables.values())
    opening = statistics.median(first_screen(folder / "x", "integrering")[0] for _ in range(RUNS))
    scanned, fused, native = seconds(scan), seconds(carry_out("fused"), 3), seconds(carry_out("pandera"), 3)
    what = f"{rows:,} rows of CSV in {len(extract.tables)} tables, {len(ruleset.rules)} rules"
    return [
        ("`auditor open`, until its first screen, before anything is read", f"{opening:.2f} s"),
        (f"audit of {what}", f"{fused:.1f} s, {fused / scanned:.0f} times a bare scan of the same files"),
        ("the same on pandera's own backend", f"{native:.1f} s"),
        (
            "opening, validating and hashing the same files",
            f"{seconds(lambda: open_extract(folder / 'x', tables), 3):.1f} s",
        ),
    ]


def figures() -> list[tuple[str, str]]:
    """What was measured, and the figure in words."""
    from tests.benchmarks.screens import measure

    lines = [
        ("`auditor --help`, whole process", f"{process('-m', 'auditor', '--help'):.2f} s"),
        ("`auditor rules list`, whole process", f"{process('-m', 'auditor', 'rules', 'list'):.2f} s"),
        ("`auditor demo` without a terminal, whole process", f"{process('-m', 'auditor', 'demo'):.1f} s"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines += extract_figures(Path(folder))
    first, median, late = measure(ROWS)
    return [
        *lines,
        (f"a table of {ROWS:,} rows on the screen: first paint", f"{first:.2f} s"),
        ("key to paint, median and 95th percentile", f"{median * 1000:.0f} and {late * 1000:.0f} ms"),
    ]
