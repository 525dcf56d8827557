"""Dates of ten or eight characters read from their bytes, a fifth of what a parser of any form takes."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.texts import WORTH_IT, text_bytes

_FIRST, _AFTER = 1000, 10_000
"""Years that are read here: the first, and the one after the last."""
_FEW_IN = 8
"""Texts among which one of another form is still left out."""


class _Form(NamedTuple):
    """Where the digits of year, month and day stand, and between them the separator."""

    year: tuple[int, int, int, int]
    month: tuple[int, int]
    day: tuple[int, int]
    separators: tuple[tuple[int, str], ...]
    length: int


FORMS = {
    "%Y-%m-%d": _Form((0, 1, 2, 3), (5, 6), (8, 9), ((4, "-"), (7, "-")), 10),
    "%d.%m.%Y": _Form((6, 7, 8, 9), (3, 4), (0, 1), ((2, "."), (5, ".")), 10),
    "%d/%m/%Y": _Form((6, 7, 8, 9), (3, 4), (0, 1), ((2, "/"), (5, "/")), 10),
    "%Y%m%d": _Form((0, 1, 2, 3), (4, 5), (6, 7), (), 8),
}


@cache
def _months() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """First day of each month since 1970-01-01, and its number of days."""
    starts = np.arange(f"{_FIRST}-01", f"{_AFTER}-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int32)
    return starts[:-1], np.diff(starts).astype(np.uint8)


def dates_of(texts: pl.Series, form: str) -> tuple[pl.Series, npt.NDArray[np.intp]] | None:
    """Dates written exactly in a form, null for the others, and the places of those others that are not missing.

    None where it is another form than these, or so many are written otherwise that nothing is won.
    """
    asked = FORMS.get(form)
    kept = text_bytes(texts) if asked is not None and len(texts) >= WORTH_IT else None
    if kept is None or asked is None:
        return None
    exact = kept.lengths == asked.length
    if texts.null_count():
        there = texts.is_not_null().to_numpy()
        exact &= there
    else:
        there = np.ones(len(texts), np.bool_)
    if np.count_nonzero(there & ~exact) * _FEW_IN > len(texts):
        return None
    for place, sign in asked.separators:
        exact &= kept.byte(place) == ord(sign)
    digits = {place: kept.byte(place) - np.uint8(48) for place in (*asked.year, *asked.month, *asked.day)}
    for each in digits.values():
        exact &= each <= 9

    def pair(places: tuple[int, ...]) -> npt.NDArray[np.uint8]:
        return digits[places[0]] * np.uint8(10) + digits[places[1]]

    year = pair(asked.year[:2]) * np.int32(100) + pair(asked.year[2:])
    month, day = pair(asked.month), pair(asked.day)
    exact &= (year >= _FIRST) & (month - np.uint8(1) < 12)
    starts, lengths = _months()
    of_month = (year - _FIRST) * np.int32(12) + month - np.int32(1)
    exact &= day - np.uint8(1) < lengths.take(of_month, mode="clip")
    days = pl.Series(texts.name, starts.take(of_month, mode="clip") + day - np.int32(1))
    read = days if exact.all() else days.set(pl.Series(~exact), None)
    return read.cast(pl.Date), np.flatnonzero(there & ~exact)
