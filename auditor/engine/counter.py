"""Counting rows of a batch by municipality."""

from __future__ import annotations

import numpy as np

from auditor.memory.bits import Bitmap, count, places


class Counter:
    """Counts rows by municipality code, looking at the fewer of two: those that are meant, or those that are not."""

    def __init__(self, codes: np.ndarray) -> None:
        self.codes = codes
        self.width = int(codes.max(initial=0)) + 1
        self.everywhere = np.bincount(codes, minlength=self.width)

    def at(self, rows: np.ndarray) -> np.ndarray:
        """How many of the rows at these places each municipality has."""
        counts: np.ndarray = np.bincount(self.codes[rows], minlength=self.width)
        return counts

    def of(self, marked: Bitmap) -> np.ndarray:
        """How many of the marked rows each municipality has."""
        marks = count(marked)
        if marks in (0, len(self.codes)):
            return self.everywhere if marks else np.zeros(self.width, np.int64)
        if 2 * marks < len(self.codes):
            return self.at(places(marked))
        rest: np.ndarray = self.everywhere - self.at(places(~marked)[: len(self.codes) - marks])
        return rest
