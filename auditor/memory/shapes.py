"""Texts of a fixed shape told by arithmetic on their bytes, eight at a time, instead of a regular expression.

A shape is a range of characters for each place (``[0-9]``, ``[A-Z]``, or one character), where the last one may repeat;
such are most patterns that registers ask for. Whether each of eight bytes lies between two limits takes two additions:
the highest bit of ``byte + (128 - least)`` is set from the least on, that of ``byte + (127 - most)`` beyond the most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.texts import WHOLE, WORTH_IT, TextBytes, Words, text_bytes

_ITEM = re.compile(
    r"(?:(?P<digit>\\d)|\[(?P<least>[A-Za-z0-9])-(?P<most>[A-Za-z0-9])\]|\\(?P<escaped>[-./])"
    r"|(?P<plain>[A-Za-z0-9/ _:-]))"
    r"(?:\{(?P<low>\d{1,2})(?:,(?P<high>\d{1,2}))?\}|(?P<maybe>\?))?"
)
_ANY = (0, 127)
_IN_LOW = 4
"""Bytes of a text that lie beside its length."""
_OTHERS = np.uint64(0x7F7F7F7F7F7F7F7F)


@dataclass(frozen=True)
class Shape:
    """The least and the greatest character allowed at each place, of ``shortest`` places up to all of them."""

    ranges: tuple[tuple[int, int], ...]
    shortest: int
    unicode: bool
    """Whether the pattern means digits of other scripts, too."""

    def matches(self, texts: TextBytes) -> npt.NDArray[np.bool_]:
        """Which of the texts have this shape, as far as they are ASCII; of the others none has."""
        longest = len(self.ranges)
        lengths = texts.lengths
        right = lengths == longest if self.shortest == longest else (lengths >= self.shortest) & (lengths <= longest)
        begins = self.ranges[:_IN_LOW]
        for word, before, ranges in ((texts.low, 4, begins), (texts.high, -_IN_LOW, self.ranges[_IN_LOW:])):
            if ranges:
                first = max(before, 0)
                places = range(first, first + len(ranges))
                strange = _strange(word, [_ANY] * first + list(ranges)) & _bits(dict.fromkeys(places, 128))
                right &= strange == self._expected(lengths, before, places)
        return right

    def _expected(self, lengths: npt.NDArray[np.uint32], before: int, places: range) -> Words | np.uint64:
        """The highest bits of what lies after the end of each text, which no range of a shape allows."""
        if self.shortest - 1 + before >= places[-1]:
            return np.uint64(0)
        ends = np.clip(lengths, max(-before, 0), 8 - before).astype(np.uint64) + np.uint64(before % 2**64)
        after: Words = np.left_shift(_bits(dict.fromkeys(range(8), 128)), ends << np.uint64(3))
        after &= _bits(dict.fromkeys(places, 128))
        return after


def shape_of(pattern: str) -> Shape | None:
    """The shape that a regular expression asks for; None where it asks for anything else."""
    ranges: list[tuple[int, int]] = []
    at, shortest, unicode = 0, None, False
    while at < len(pattern):
        item = _ITEM.match(pattern, at)
        if item is None or shortest is not None:
            return None
        at = item.end()
        least, most = _limits(item)
        low = 0 if item["maybe"] else int(item["low"] or 1)
        high = 1 if item["maybe"] else int(item["high"] or low)
        if low > high or least > most:
            return None
        if low < high:
            shortest = len(ranges) + low
        unicode |= item["digit"] is not None
        ranges += [(ord(least), ord(most))] * high
    if not ranges or len(ranges) > WHOLE:
        return None
    return Shape(tuple(ranges), len(ranges) if shortest is None else shortest, unicode)


def _limits(item: re.Match[str]) -> tuple[str, str]:
    if item["digit"]:
        return "0", "9"
    if item["least"]:
        return item["least"], item["most"]
    letter = item["escaped"] or item["plain"]
    return letter, letter


@lru_cache(maxsize=1024)
def full_match(pattern: str) -> Callable[[pl.Series], pl.Series] | None:
    """What tells of each text whether the whole of it matches; None where that takes an expression.

    What it says of a missing text means nothing.
    """
    shape = shape_of(pattern)
    if shape is None:
        return None
    whole = f"^(?:{pattern})$"

    def test(texts: pl.Series) -> pl.Series:
        kept = text_bytes(texts) if len(texts) >= WORTH_IT else None
        if kept is None:
            return texts.str.contains(whole).fill_null(value=False)
        right = shape.matches(kept)
        if shape.unicode:
            left = np.flatnonzero(~right)
            left = left[kept.beyond_ascii(left)]
            if len(left):
                right[left] = texts.gather(left).str.contains(whole).fill_null(value=False).to_numpy()
        return pl.Series(texts.name, right)

    return test


def _bits(bytes_: Mapping[int, int]) -> np.uint64:
    """A number of eight bytes with these ones at their places."""
    return np.uint64(sum(value << 8 * place for place, value in bytes_.items()))


def _strange(word: Words, ranges: list[tuple[int, int]]) -> Words:
    """The highest bit of each byte that lies outside its range."""
    seven = word & _OTHERS
    beyond = seven + _bits({place: 127 - most for place, (_, most) in enumerate(ranges)})
    seven += _bits({place: 128 - least for place, (least, _) in enumerate(ranges)})
    np.invert(seven, out=seven)
    seven |= beyond
    seven |= word
    return seven
