"""Whether texts stand in a short list, told by comparing two numbers a text."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.texts import WHOLE, WORTH_IT, TextBytes, text_bytes

FEW = 24
"""Texts of a list up to which comparing with each of them is faster than looking them up."""


@lru_cache(maxsize=1024)
def one_of(listed: frozenset[str]) -> Callable[[pl.Series], pl.Series] | None:
    """What tells of each text whether it is one of ``listed``; None where looking up is faster.

    What it says of a missing text means nothing.
    """
    numbers = numbers_of(listed)
    if numbers is None:
        return None
    looked_up = pl.Series(sorted(listed), dtype=pl.String).implode()

    def test(texts: pl.Series) -> pl.Series:
        kept = text_bytes(texts) if len(texts) >= WORTH_IT else None
        if kept is None:
            return texts.is_in(looked_up).fill_null(value=False)
        return pl.Series(texts.name, found_in(kept, numbers))

    return test


Numbers = tuple[tuple[np.uint64, np.uint64], ...]


def numbers_of(listed: Collection[str]) -> Numbers | None:
    """The two numbers of each text of a list; None where the list is long, or a text in it."""
    written = [each.encode() for each in listed]
    if not written or len(written) > FEW or any(len(each) > WHOLE for each in written):
        return None
    low = (int.from_bytes(each[:4], "little") << 32 | len(each) for each in written)
    high = (int.from_bytes(each[4:], "little") for each in written)
    return tuple((np.uint64(one), np.uint64(other)) for one, other in zip(low, high, strict=True))


def found_in(texts: TextBytes, numbers: Numbers) -> npt.NDArray[np.bool_]:
    """Which of the texts are those of the numbers."""
    found = np.zeros(len(texts.low), np.bool_)
    for low, high in numbers:
        same = texts.low == low
        if _reaches_high(low):
            same &= texts.high == high
        found |= same
    return found


def _reaches_high(low: np.uint64) -> bool:
    return int(low) & 0xFFFFFFFF > 4
