"""What the passes over a table gather: findings, counts by rule and municipality, and whose every row is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from auditor.engine.found import Found
from auditor.engine.municipality_codes import CODES, municipality_names

_BLOCK = 1 << 20
"""Rows whose municipalities are kept together."""


@dataclass
class Totals:
    """Counts per rule and municipality, grown as municipalities turn up; column 0 counts rows without one."""

    rules: int
    held: pl.Series = field(default_factory=lambda: pl.Series([], dtype=CODES))
    """Keeps the numbers of municipalities alive: Polars forgets them when nothing of the type is left."""
    checked: np.ndarray = field(init=False)
    found: np.ndarray = field(init=False)
    unknown: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.checked, self.found, self.unknown = (np.zeros((self.rules, 512), np.int64) for _ in range(3))

    def reserve(self, codes: int) -> None:
        """Make room for that many municipality codes."""
        have = self.checked.shape[1]
        if codes > have:
            more = ((0, 0), (0, max(codes, 2 * have) - have))
            self.checked, self.found, self.unknown = (
                np.pad(each, more) for each in (self.checked, self.found, self.unknown)
            )


@dataclass
class Places:
    """The municipality code of every row that was judged, so that later passes need not read it again."""

    blocks: dict[int, np.ndarray] = field(default_factory=dict)
    """Codes of so many rows by row number; -1 where a row was not judged."""

    def note(self, rows: np.ndarray, codes: np.ndarray) -> None:
        """Remember the codes of some rows."""
        for number, here in _by_block(rows):
            block = self.blocks.get(number)
            if block is None:
                block = np.full(_BLOCK, -1, np.int16)
            if codes[here].max() > np.iinfo(block.dtype).max:
                block = block.astype(np.int32)
            block[rows[here] % _BLOCK] = codes[here]
            self.blocks[number] = block

    def of(self, rows: np.ndarray) -> np.ndarray:
        """The codes of some rows; -1 for those that were not judged."""
        codes = np.full(len(rows), -1, np.int64)
        for number, here in _by_block(rows):
            block = self.blocks.get(number)
            if block is not None:
                codes[here] = block[rows[here] % _BLOCK]
        return codes


def _by_block(rows: np.ndarray) -> Iterator[tuple[int, slice | np.ndarray]]:
    """The blocks that rows are in, and where these are among them."""
    if not len(rows):
        return
    first, last = int(rows.min()) // _BLOCK, int(rows.max()) // _BLOCK
    if first == last:
        yield first, slice(None)
        return
    numbers = rows // _BLOCK
    if (numbers[1:] >= numbers[:-1]).all():
        ends = np.searchsorted(numbers, np.arange(first, last + 2))
        yield from (
            (first + at, slice(*ends[at : at + 2])) for at in range(last - first + 1) if ends[at] < ends[at + 1]
        )
        return
    yield from ((int(number), np.flatnonzero(numbers == number)) for number in np.unique(numbers))


@dataclass
class Gathered:
    """What the passes over one table have found so far."""

    totals: Totals
    found: Found = field(default_factory=Found)
    rows: int = 0
    places: Places = field(default_factory=Places)
    width: int = 1
    """One more than the largest municipality code so far."""

    def names(self) -> pl.Series:
        """The municipalities by code; null for code 0."""
        return municipality_names(np.arange(self.width))
