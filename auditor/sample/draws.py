"""Named streams of random numbers, the same on every machine and for every version of the libraries.

Only the raw bits of PCG64 and basic arithmetic are used, since those alone are promised never to change. Each stream
has a name of its own, so that a new draw does not shift the others.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


class Draws:
    """The random numbers of one seed."""

    def __init__(self, seed: int, owner: str = "") -> None:
        """The streams of an ``owner``, if one is named, are others than those of the same names without."""
        self._seed = seed
        self._owner = f"{owner}: " if owner else ""

    def uniform(self, name: str, size: int) -> Floats:
        """Numbers from 0 (inclusive) to 1 (exclusive)."""
        bits = np.random.PCG64(
            np.random.SeedSequence([self._seed, zlib.crc32((self._owner + name).encode())])
        ).random_raw(size)
        return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def whole(self, name: str, size: int, low: int | Ints, high: int | Ints) -> Ints:
        """Whole numbers from ``low`` to ``high``, both included; ``low`` where ``high`` is below it."""
        width = np.maximum(np.asarray(high) - np.asarray(low), 0) + 1
        drawn: Ints = np.asarray(low) + (self.uniform(name, size) * width).astype(np.int64)
        return drawn

    def chance(self, name: str, size: int, share: float | Floats) -> Bools:
        """True for a share of the places."""
        hits: Bools = self.uniform(name, size) < share
        return hits

    def along(self, name: str, size: int, points: Sequence[float]) -> Floats:
        """Numbers whose distribution function runs in straight lines through ``points``, as many at each step."""
        place = self.uniform(name, size) * (len(points) - 1)
        step = place.astype(np.int64)
        low, high = np.asarray(points, np.float64)[step], np.asarray(points, np.float64)[step + 1]
        found: Floats = low + (high - low) * (place - step)
        return found

    def pick(self, name: str, size: int, weights: Sequence[float] | Floats) -> Ints:
        """Places in ``weights``, each as often as its weight says."""
        edges = np.cumsum(np.asarray(weights, np.float64))
        found = np.searchsorted(edges / edges[-1], self.uniform(name, size), side="right")
        return np.minimum(found, len(edges) - 1).astype(np.int64)

    def order(self, name: str, size: int) -> Ints:
        """The numbers from 0 in random order."""
        order: Ints = np.argsort(self.uniform(name, size), kind="stable")
        return order
