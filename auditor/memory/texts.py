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

from auditor.memory.arrow import chunks

WHOLE = 12
"""Bytes up to which a text lies in its view."""
_IN_LOW = 4
"""Bytes of a text that lie beside its length."""
WORTH_IT = 200
"""Texts from which on it pays to look at their bytes."""
_HIGHEST = np.uint64(0x8080808080808080)
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class TextBytes:
    """Some texts as their views; what a missing text has here means nothing."""

    low: Words
    """The length in bytes, and above it the first four bytes, the first of them lowest."""
    high: Words
    """The eight bytes after those, in the same order; of no meaning for texts of more than twelve bytes."""

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
        word, at = (self.low, place + 4) if place < 4 else (self.high, place - 4)
        return word.view(np.uint8)[at::8]

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
    if parts is None:
        return None
    low, high = np.empty(len(texts), np.uint64), np.empty(len(texts), np.uint64)
    first = 0
    for part in parts:
        views = part.array(1, np.uint64, 2 * part.offset, 2 * part.length)
        low[first : first + part.length] = views[0::2]
        high[first : first + part.length] = views[1::2]
        first += part.length
    return TextBytes(low, high)
