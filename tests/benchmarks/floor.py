"""``python -m tests.benchmarks.floor FOLDER``: what Polars itself takes for the checks, step by step, and the audit.

FOLDER holds a benchmark's table as ``tests.benchmarks.run --data`` leaves it. Each step does what the one before does
and more, written by hand for these checks; each is a process of its own, in turn. Told are medians, and how many scans.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tests.benchmarks.cases import MEASURE, OURS
from tests.benchmarks.contestants.protocol import Task
from tests.benchmarks.rulefiles import write_ruleset
from tests.benchmarks.steps import in_turn, kind_of, parser_of


def counted(task: Task) -> None:
    """How many rows fail each check of single rows, and nothing else."""
    task.scan().select((~check.holds).sum().alias(check.id) for check in task.checks).collect(engine="streaming")


def by_municipality(task: Task) -> None:
    """The same by municipality, with how many rows could be checked."""
    columns = [(~check.holds).alias(check.id) for check in task.checks]
    sums = [pl.col(check.id).sum() for check in task.checks]
    known = [pl.col(check.id).count().alias(f"known {check.id}") for check in task.checks]
    task.scan().select("kommunenummer", *columns).group_by("kommunenummer").agg(*sums, *known).collect(
        engine="streaming"
    )


def failing(task: Task) -> None:
    """Which rows fail which check of single rows."""
    flags = [(~check.holds).fill_null(value=False).alias(check.id) for check in task.checks]
    names = [check.id for check in task.checks]
    frame = task.scan().with_row_index("row").select("row", "kommunenummer", *flags)
    frame.filter(pl.any_horizontal(names)).collect(engine="streaming")


SCAN = "bare scan"
STEPS: dict[str, Callable[[Task], None]] = {
    "the row checks counted": counted,
    "their failing rows instead": failing,
    "counts by municipality instead": by_municipality,
}


def main() -> None:
    """Measure and print; with ``--one``, be one of the measured."""
    parser = parser_of(__doc__, 3)
    parser.add_argument("--one", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    kind = kind_of(options.folder)
    if options.one:
        STEPS[options.one](Task(options.folder, kind, options.folder))
        return
    with tempfile.TemporaryDirectory() as scratch:
        rest = [options.folder, kind, write_ruleset(Path(scratch) / "rules"), Path(scratch) / "answer.json"]
        commands: dict[str, list[str | Path]] = {
            name: [sys.executable, "-m", "tests.benchmarks.contestants", contestant, *rest]
            for name, contestant in ((SCAN, MEASURE), ("all checks by hand", "hand"), ("auditor", OURS))
        }
        for name in STEPS:
            commands[name] = [sys.executable, "-m", "tests.benchmarks.floor", options.folder, "--one", name]
        rounds = in_turn(commands, options.rounds)
    for name in commands:
        spent = f"{rounds.median(name, 'wall'):.2f} s, {rounds.median(name, 'cpu'):.2f} s CPU"
        print(f"{name}: {spent}, {rounds.times(name, SCAN, 'wall'):.2f} x the scan")


if __name__ == "__main__":
    main()
