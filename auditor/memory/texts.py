"""The bytes of a text column as arrays, read where Polars keeps them.

Polars keeps texts as Arrow string views: 16 bytes each, of which the first four are the length, the next four the first
bytes, and where the text has no more than twelve bytes the last twelve are the whole text, filled up with zeros. What
can be told from length and first bytes is told at the speed of memory. Source: Arrow columnar format, *variable-size
binary view layout*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.arrow import chunks

WHOLE = 12
"""Bytes up to which a text lies in its view."""


@dataclass(frozen=True)
class TextBytes:
    """Some texts as their views; what a missing text has here means nothing."""

    words: npt.NDArray[np.uint32]
    """(n, 4): the length in bytes, the first four bytes, and either eight bytes more or where the text is."""

    @property
    def lengths(self) -> npt.NDArray[np.uint32]:
        """Bytes of each text."""
        return self.words[:, 0]

    @property
    def begins(self) -> npt.NDArray[np.uint32]:
        """The first four bytes of each text as one number, the first byte lowest."""
        return self.words[:, 1].copy()

    @property
    def bytes(self) -> npt.NDArray[np.uint8]:
        """(n, 12): the first twelve bytes, zeros after the end; only the first four count in texts longer than that."""
        return self.words.view(np.uint8)[:, 4:]

    @property
    def last(self) -> npt.NDArray[np.uint8]:
        """The last byte of each text of 1 to 12 bytes; of no meaning for the others."""
        places = np.arange(3, 3 + 16 * len(self.words), 16, dtype=np.int64)
        places += np.minimum(self.lengths, WHOLE)
        return self.words.view(np.uint8).reshape(-1)[places]


def text_bytes(texts: pl.Series) -> TextBytes | None:
    """The bytes of texts; None on a machine or from a Polars that keeps them otherwise."""
    parts = chunks(texts, b"vu")
    if parts is None:
        return None
    views = [part.array(1, np.uint32, 4 * part.offset, 4 * part.length).reshape(-1, 4).copy() for part in parts]
    if not views:
        return TextBytes(np.empty((0, 4), np.uint32))
    return TextBytes(views[0] if len(views) == 1 else np.concatenate(views))
