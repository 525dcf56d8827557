"""``python -m tests.benchmarks.run``: the measurements that the README shows, as a Markdown table.

Whole processes where a user waits for a process, medians of several runs, and ratios against something known: a plain
scan of the same files, and pandera's own backend with the same checks.
"""

from __future__ import annotations

import datetime as dt
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 5
PERSONS = 100_000
ROWS = 1_000_000


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
    scanned, fused, native = seconds(scan), seconds(carry_out("fused"), 3), seconds(carry_out("pandera"), 3)
    what = f"{rows:,} rows of CSV in {len(extract.tables)} tables, {len(ruleset.rules)} rules"
    return [
        (f"audit, {what}", f"{fused:.1f} s = {fused / scanned:.1f} x a scan of every column as text ({scanned:.2f} s)"),
        ("the same on pandera's own backend", f"{native:.1f} s = {native / fused:.1f} x the one pass"),
        ("opening and hashing the same files", f"{seconds(lambda: open_extract(folder / 'x', tables), 3):.2f} s"),
    ]


def main() -> None:
    """Measure and print."""
    from tests.benchmarks.screens import measure

    lines = [
        ("`auditor --help`, whole process", f"{process('-m', 'auditor', '--help'):.3f} s"),
        ("`auditor rules list`, whole process", f"{process('-m', 'auditor', 'rules', 'list'):.2f} s"),
        ("`auditor demo` without a terminal, whole process", f"{process('-m', 'auditor', 'demo'):.2f} s"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines += extract_figures(Path(folder))
    first, median, late = measure(ROWS)
    lines += [
        (f"table of {ROWS:,} rows: first paint", f"{first:.3f} s"),
        ("key to paint, median and 95th percentile", f"{median * 1000:.0f} and {late * 1000:.0f} ms"),
        ("peak memory of all this", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB"),
    ]
    print("| what | measured |\n|---|---|")
    for what, figure in lines:
        print(f"| {what} | {figure} |")


if __name__ == "__main__":
    main()
