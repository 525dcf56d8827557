"""``python -m tests.benchmarks.counting FOLDER``: what the matrix costs on top of an audit, and "not checkable".

FOLDER holds a benchmark's table as ``tests.benchmarks.run --data`` leaves it. An audit that knows no municipality of a
table counts by rule alone; one that takes every row for one it can judge counts no row that it cannot. Each is a
process of its own, in turn; told are medians of CPU and wall seconds, and of the ratios within a round.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from pathlib import Path
from unittest import mock

import yaml

from tests.benchmarks.cases import OURS
from tests.benchmarks.rulefiles import write_ruleset
from tests.benchmarks.steps import in_turn, kind_of, parser_of

WHOLE, NO_UNKNOWN, NO_MATRIX = "the whole audit", "without what cannot be checked", "and without municipalities"


def without_municipality(folder: Path) -> Path:
    """The rule set of the benchmark for a table of which nobody says whose its rows are."""
    write_ruleset(folder)
    path = folder / "tables.yaml"
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    for table in said["tables"]:
        table.pop("municipality", None)
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def audit_without_unknown(folder: Path, rules: Path) -> None:
    """The same audit, where no row is ever counted as one that cannot be judged."""
    from auditor.engine import audit
    from auditor.extract import open_extract
    from auditor.memory.bits import Truths
    from auditor.rulesets import load

    ruleset = load(rules)
    with mock.patch.object(Truths, "unknown", None):
        audit(open_extract(folder, tuple(ruleset.tables.values())), ruleset, reference_date=dt.date(2025, 12, 31))


def main() -> None:
    """Measure and print; with ``--one``, be one of the measured."""
    parser = parser_of(__doc__, 5)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        audit_without_unknown(options.folder, options.one)
        return
    with tempfile.TemporaryDirectory() as scratch:
        rules, bare = write_ruleset(Path(scratch) / "rules"), without_municipality(Path(scratch) / "bare")
        whole = [sys.executable, "-m", "tests.benchmarks.contestants", OURS, options.folder, kind_of(options.folder)]
        less = [sys.executable, "-m", "tests.benchmarks.counting", options.folder, "--one"]
        commands = {
            NO_MATRIX: [*less, bare],
            NO_UNKNOWN: [*less, rules],
            WHOLE: [*whole, rules, Path(scratch) / "answer.json"],
        }
        rounds = in_turn(commands, options.rounds)
    for name in commands:
        spent = f"{rounds.median(name, 'cpu'):.2f} s CPU, {rounds.median(name, 'wall'):.2f} s wall"
        print(f"{name}: {spent}, {rounds.times(name, NO_MATRIX, 'cpu'):.3f} x the least")


if __name__ == "__main__":
    main()
