"""The bytes of a text column as numbers, read where Polars keeps them.

Polars keeps texts as Arrow string views: 16 bytes each, of which the first four are the length, the next four the first
bytes, and where the text has no more than twelve bytes the last twelve are the whole text, filled up with zeros. What
can be told from two numbers of eight bytes is told at the speed of memory. Source: Arrow columnar format,
*variable-size binary view layout*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.arrow import Chunk, chunks

WHOLE = 12
"""Bytes up to which a text lies in its view."""
_VIEW = 16
_IN_LOW = 4
"""Bytes of a text that lie beside its length."""
WORTH_IT = 200
"""Texts from which on it pays to look at their bytes."""
_HIGHEST = np.uint64(0x8080808080808080)
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class TextBytes:
    """Some texts as their views; what a missing text has here means nothing."""

    chunks: tuple[Chunk, ...]

    def __len__(self) -> int:
        return sum(chunk.length for chunk in self.chunks)

    @cached_property
    def low(self) -> Words:
        """The length in bytes, and above it the first four bytes, the first of them lowest."""
        return self._words(0)

    @cached_property
    def high(self) -> Words:
        """The eight bytes after those, in the same order; of no meaning for texts of more than twelve bytes."""
        return self._words(1)

    def _words(self, half: int) -> Words:
        words, first = np.empty(len(self), np.uint64), 0
        for chunk in self.chunks:
            views = chunk.array(1, np.uint64, 2 * chunk.offset, 2 * chunk.length)
            words[first : first + chunk.length] = views[half::2]
            first += chunk.length
        return words

    @cached_property
    def lengths(self) -> npt.NDArray[np.uint32]:
        """Bytes of each text."""
        return self.low.view(np.uint32)[0::2].copy()

    @cached_property
    def begins(self) -> npt.NDArray[np.uint32]:
        """The first four bytes of each text as one number, the first byte lowest."""
        return self.low.view(np.uint32)[1::2].copy()

    def byte(self, place: int) -> npt.NDArray[np.uint8]:
        """One byte of each text, by place from 0 to 11; 0 after the end, and of no meaning after four of a long one."""
        words = self.__dict__.get("low" if place < _IN_LOW else "high")
        if words is not None:  # half as far apart as in the views
            of_each: npt.NDArray[np.uint8] = words.view(np.uint8)[(place + _IN_LOW) % 8 :: 8]
            return of_each
        found, first = np.empty(len(self), np.uint8), 0
        for chunk in self.chunks:
            views = chunk.array(1, np.uint8, _VIEW * chunk.offset, _VIEW * chunk.length)
            found[first : first + chunk.length] = views[_IN_LOW + place :: _VIEW]
            first += chunk.length
        return found

    @property
    def last(self) -> npt.NDArray[np.uint8]:
        """The last byte of each text of 1 to 12 bytes; of no meaning for the others."""
        lengths = self.lengths
        after = np.minimum(lengths - np.uint32(_IN_LOW + 1), np.uint32(7))  # one that wraps around is set below
        last: npt.NDArray[np.uint8] = self.high.view(np.uint8).take(np.arange(0, 8 * len(lengths), 8) + after)
        short = np.flatnonzero(lengths <= _IN_LOW)
        if len(short):
            last[short] = self.low.view(np.uint8).take(8 * short + (_IN_LOW - 1) + lengths[short])
        return last

    def beyond_ascii(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Which of these rows hold more than twelve bytes, or one that is not ASCII."""
        low, high = self.low[rows], self.high[rows]
        far: npt.NDArray[np.bool_] = ((low >> np.uint64(32) | high) & _HIGHEST) != 0
        return far | (low & np.uint64(0xFFFFFFFF) > WHOLE)


def text_bytes(texts: pl.Series) -> TextBytes | None:
    """The bytes of texts; None on a machine or from a Polars that keeps them otherwise."""
    parts = chunks(texts, b"vu")
    return TextBytes(tuple(parts)) if parts is not None else None
