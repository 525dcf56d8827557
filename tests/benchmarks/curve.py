"""``python -m tests.benchmarks.curve FOLDER``: what an audit costs by the number of rules, from 10 to 300.

FOLDER holds a benchmark's table as ``tests.benchmarks.run --data`` leaves it. Each audit is a process of its own; told
are medians of CPU and wall seconds, and how much dearer than with the fewest rules.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.cases import OURS
from tests.benchmarks.measuring import measured
from tests.benchmarks.rulefiles import FEW, MANY, write_ruleset

COUNTS = (10, FEW, 100, 200, MANY)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    kind = next(each.suffix for each in sorted(options.folder.iterdir()) if each.is_file()).lstrip(".")
    costs: dict[int, list[tuple[float, float]]] = {count: [] for count in COUNTS}
    with tempfile.TemporaryDirectory() as scratch:
        rules = {count: write_ruleset(Path(scratch) / f"rules{count}", count) for count in COUNTS}
        module = [sys.executable, "-m", "tests.benchmarks.contestants", OURS, options.folder, kind]
        for _ in range(options.rounds):
            for count in COUNTS:
                cost = measured([*module, rules[count], Path(scratch) / "answer.json"])
                costs[count].append((cost.cpu, cost.wall))
    medians = {count: [statistics.median(each) for each in zip(*spent, strict=True)] for count, spent in costs.items()}
    for count, (cpu, wall) in medians.items():
        print(f"{count:>4} rules: {cpu:6.2f} s CPU, {wall:6.2f} s wall, {cpu / medians[COUNTS[0]][0]:.2f} x the fewest")


if __name__ == "__main__":
    main()
