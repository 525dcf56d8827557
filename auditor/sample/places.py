"""Where persons live: today's municipalities with uneven weights, and the numbers each place has had."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from auditor.reference import municipalities, tables
from auditor.sample.days import Days, year_of
from auditor.sample.draws import Bools, Draws, Floats, Ints

FIRST_YEAR = 2004
LAST_REFORM = 2024
OSLO = "0301"
_LARGE = {"0301": 100, "4601": 42, "5001": 34, "1103": 22, "3301": 16, "4204": 18, "3107": 14, "3201": 14, "1108": 13,
          "5501": 12, "1804": 10, "4001": 10, "4003": 9, "3105": 10, "3907": 9, "3909": 8, "3403": 8, "3407": 7,
          "3205": 12, "1506": 7, "1508": 9, "1505": 6, "1106": 7, "3203": 8, "5006": 5, "3103": 8}  # fmt: skip
"""Rough sizes of the largest municipalities; the others get 0.3 to 3."""


@dataclass(frozen=True)
class Places:
    """Chains of numbers: what a place of today was called in each year, along one line of its predecessors.

    ``codes`` has a row a chain and a column a year from FIRST_YEAR; ``current`` is the chain's municipality of the
    last year (place in ``names``), ``weight`` how many live there.
    """

    codes: npt.NDArray[np.str_]
    current: Ints
    present: tuple[str, ...]
    """Numbers of the municipalities of the last day, in the order of ``names``."""
    names: tuple[str, ...]
    weight: Floats

    def code(self, chain: Ints, days: Days) -> npt.NDArray[np.str_]:
        """The number of each place on each day; of no meaning for NaT."""
        last = self.codes.shape[1] - 1
        return self.codes[chain, np.clip(year_of(days) - FIRST_YEAR, 0, last)]

    def joined_another(self, chain: Ints, days: Days) -> Bools:
        """Whether the number of a place on a day had been a neighbour's while the place had one of its own."""
        years = self.codes.shape[1]
        joined = np.zeros(self.codes.shape, bool)
        for year in range(years):
            for earlier in range(year):
                others = np.isin(self.codes[:, year], self.codes[:, earlier])
                joined[:, year] |= others & (self.codes[:, year] != self.codes[:, earlier])
        found: Bools = joined[chain, np.clip(year_of(days) - FIRST_YEAR, 0, years - 1)]
        return found

    def pick(self, draws: Draws, name: str, size: int) -> Ints:
        """Chains by weight."""
        return draws.pick(name, size, self.weight)

    def move(self, draws: Draws, name: str, chains: Ints) -> Ints:
        """Another chain for each, never one of the same present municipality."""
        found = self.pick(draws, name, len(chains))
        for step in range(1, len(self.names)):
            same = self.current[found] == self.current[chains]
            if not same.any():
                break
            found = np.where(same, (chains + step * 7) % len(self.current), found)
        return found


_EVEN = 24.0
"""Where only some municipalities are wanted, none may be so large that it hides the others."""


def places(until: dt.date, prominent: int | None = None) -> Places:
    """All places of a day, or the ``prominent`` largest of them."""
    found = _lines(until.year)
    size: dict[str, float] = defaultdict(float)
    for line, weight in found.items():
        size[line[-1]] += weight
    if prominent is not None:
        chosen = set(sorted(size, key=lambda code: (-size[code], code))[:prominent])
        found = {line: each * min(1.0, _EVEN / size[line[-1]]) for line, each in found.items() if line[-1] in chosen}
    current = sorted({line[-1] for line in found})
    number = {code: place for place, code in enumerate(current)}
    chains = np.array([number[line[-1]] for line in found], np.int64)
    named = {each.code: each.name for each in municipalities.municipalities(until)}
    return Places(
        np.array(list(found), "U4"), chains, tuple(current), tuple(named[code] for code in current),
        np.array(list(found.values())),
    )  # fmt: skip


def _lines(until: int) -> dict[tuple[str, ...], float]:
    """The numbers of each place from FIRST_YEAR to a year, and how many live there.

    Sizes are those of the municipalities of LAST_REFORM, shared evenly among the places that went into one.
    """
    steps: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for change in municipalities.all_changes():
        steps[change.date.year][change.source].add(change.target)
    lines: list[tuple[str, ...]] = [(each.code,) for each in municipalities.municipalities(dt.date(FIRST_YEAR, 1, 1))]
    for year in range(FIRST_YEAR + 1, max(until, LAST_REFORM) + 1):
        lines = [(*line, each) for line in lines for each in sorted(steps[year].get(line[-1], {line[-1]}))]
    parts = Counter(line[-1] for line in lines)
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for line in lines:
        found[line[: until - FIRST_YEAR + 1]] += _size(line[-1]) / parts[line[-1]]
    return found


def districts() -> tuple[str, ...]:
    """Numbers of Oslo's districts."""
    return tuple(row["number"] for row in tables.rows("oslo_districts") if row["district"] == "yes")


def _size(code: str) -> float:
    return float(_LARGE.get(code, 0.3 + 2.7 * (zlib.crc32(code.encode()) % 1000 / 1000) ** 3))
