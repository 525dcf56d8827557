"""Many numbers of 64 bits, kept in as few bytes as they need and sorted a slice at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
_Result = TypeVar("_Result")

SORTED_AT_ONCE = 1 << 23
"""Numbers that are sorted together: 64 MB of them, twice that where they then are all."""
_THREADS = 2
_MOST_SLICES = 1 << 8
"""What a byte tells apart."""
_FOUR_BYTES = np.uint64(32)
_NONE = np.uint64(0)


@dataclass(frozen=True)
class Packed:
    """Numbers in four, five or eight bytes each."""

    low: npt.NDArray[np.uint32] | Numbers
    high: npt.NDArray[np.uint8] | None = None
    least: np.uint64 = _NONE

    def __len__(self) -> int:
        return len(self.low)

    def numbers(self) -> Numbers:
        """All of them, in order."""
        return self._widened(self.low, self.high)

    def chosen(self, number: int, mask: int, bit: int = 0) -> Numbers:
        """Those with this ``number`` in the bits of ``mask`` from ``bit`` on; in five bytes, in the fifth."""
        if self.high is not None:
            here = self.high & np.uint8(mask) == np.uint8(number)
            return self._widened(self.low[here], self.high[here])
        told = self.low >> self.low.dtype.type(bit) if bit else self.low
        here = told & told.dtype.type(mask) == told.dtype.type((number - int(self.least)) & mask)
        return self._widened(self.low[here], None)

    def _widened(self, low: np.ndarray, high: np.ndarray | None) -> Numbers:
        numbers = low.astype(np.uint64)
        if high is not None:
            numbers |= high.astype(np.uint64) << _FOUR_BYTES
        return numbers + self.least if self.least else numbers


def packed(numbers: Numbers) -> Packed:
    """The numbers by how far they are from the least, where four bytes hold that; a copy in any case."""
    least, most = (numbers.min(), numbers.max()) if len(numbers) else (np.uint64(0), np.uint64(0))
    if most - least >> _FOUR_BYTES:
        return Packed(numbers.copy())
    return Packed((numbers - least).astype(np.uint32), None, least)


def five_bytes(numbers: Numbers) -> Packed:
    """The lowest 40 bits of each, for hashes of which only candidates are wanted."""
    return Packed(numbers.astype(np.uint32), (numbers >> _FOUR_BYTES).astype(np.uint8))


def in_slices(
    parts: Sequence[Packed], work: Callable[[Numbers], _Result], bit: int = 0, at_once: int | None = None
) -> list[_Result]:
    """What ``work`` makes of the sorted numbers of each slice of some ``at_once``; two slices at a time.

    Equal numbers are in the same slice. ``bit`` is for numbers in eight bytes: those that agree from it on are, too.
    """
    total, at_once = sum(map(len, parts)), at_once or SORTED_AT_ONCE
    wanted = -(-total // at_once) if total > 2 * at_once else 1
    slices = min(1 << max(0, wanted - 1).bit_length(), _MOST_SLICES)

    def one(number: int) -> _Result:
        chosen = [part.chosen(number, slices - 1, bit) if slices > 1 else part.numbers() for part in parts]
        numbers = np.concatenate([np.empty(0, np.uint64), *chosen])
        chosen.clear()
        numbers.sort()
        return work(numbers)

    if slices == 1:
        return [one(0)]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(one, range(slices)))


def changes(ordered: Numbers) -> npt.NDArray[np.bool_]:
    """Where a value is another than the one before; the first one always is."""
    changed = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=changed[1:])
    return changed
