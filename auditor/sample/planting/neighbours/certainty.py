"""What a rule about shares needs before it speaks: Wilson's interval of 0.95 wholly beyond its limit."""

from __future__ import annotations

import math

_Z = 1.96


def surely_more(few: int, of: int, limit: float) -> bool:
    """Whether the interval of a share lies above the limit."""
    share, square = few / of, _Z * _Z / of
    middle, half = share + square / 2, _Z * math.sqrt(share * (1 - share) / of + square / (4 * of))
    return (middle - half) / (1 + square) > limit


def enough(of: int, limit: float) -> int:
    """How many of so many rows are surely more than the limit; one more than there are where none is."""
    return next((few for few in range(1, of + 1) if surely_more(few, of, limit)), of + 1)
