"""``python -m tests.benchmarks.curve FOLDER``: what an audit costs by the number of rules, from 10 to 300.

FOLDER holds a benchmark's table as ``tests.benchmarks.run --data`` leaves it. Each audit is a process of its own; told
are medians of CPU and wall seconds, and how much dearer than with the fewest rules.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.cases import OURS
from tests.benchmarks.rulefiles import FEW, MANY, write_ruleset
from tests.benchmarks.steps import in_turn, kind_of, parser_of

COUNTS = (10, FEW, 100, 200, MANY)


def main() -> None:
    """Measure and print."""
    options = parser_of(__doc__, 3).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        module = [sys.executable, "-m", "tests.benchmarks.contestants", OURS, options.folder, kind_of(options.folder)]
        commands = {
            f"{count:>4} rules": [
                *module,
                write_ruleset(Path(scratch) / f"rules{count}", count),
                Path(scratch) / "answer",
            ]
            for count in COUNTS
        }
        rounds = in_turn(commands, options.rounds)
    fewest = next(iter(commands))
    for name in commands:
        spent = f"{rounds.median(name, 'cpu'):6.2f} s CPU, {rounds.median(name, 'wall'):6.2f} s wall"
        print(f"{name}: {spent}, {rounds.times(name, fewest, 'cpu'):.2f} x the fewest")


if __name__ == "__main__":
    main()
