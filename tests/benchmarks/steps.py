"""Commands measured in turn on one benchmark's table, for the smaller questions beside the tables of the README."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.measuring import Cost, measured


def parser_of(description: str, rounds: int) -> argparse.ArgumentParser:
    """Takes the folder of a table, as ``tests.benchmarks.run --data`` leaves it, and how many rounds are measured."""
    parser = argparse.ArgumentParser(description=description.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=rounds)
    return parser


def kind_of(folder: Path) -> str:
    """``csv`` or ``parquet``, as the files in a folder are."""
    return next(each.suffix for each in sorted(folder.iterdir()) if each.is_file()).lstrip(".")


@dataclass(frozen=True)
class Rounds:
    """What each command cost, round by round."""

    costs: Sequence[Mapping[str, Cost]]

    def median(self, name: str, what: str) -> float:
        """Of ``wall``, ``cpu`` or ``memory``."""
        return statistics.median(getattr(each[name], what) for each in self.costs)

    def times(self, name: str, least: str, what: str) -> float:
        """How many times as dear as another, as the median of the ratios within a round."""
        return statistics.median(getattr(each[name], what) / getattr(each[least], what) for each in self.costs)


def in_turn(commands: Mapping[str, Sequence[str | Path]], rounds: int) -> Rounds:
    """Run all commands, each a process of its own, as often as there are rounds."""
    return Rounds([{name: measured(command) for name, command in commands.items()} for _ in range(rounds)])
