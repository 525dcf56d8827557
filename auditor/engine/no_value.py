"""Texts that stand for no value, or for one that may not be shown, and how they are told from all others."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.memory.texts import WHOLE, WORTH_IT, TextBytes, text_bytes

MISSING = ("", ".", "..", "Ikke tilgjengelig")
"""How Norwegian register files write that there is no value (IMDi and SSB: ``.`` missing, ``..`` not available)."""

HIDDEN = (
    *(":", "Prikket", "Prikket (<5)", "Anonymisert", "Skjult"),
    *(f"<{blank}{limit}" for limit in range(1, 100) for blank in ("", " ")),
)
"""How they write that there is one which may not be shown."""

_TOKENS = pl.Series([*MISSING, *HIDDEN]).implode()
_FEW_IN = 32
"""Texts among which one of another length is looked at by itself."""
_BLANK, _BEYOND_ASCII = np.uint8(0x20), np.uint8(0x80)
"""A cell that neither begins nor ends below the one or from the other on has no white space around it."""
_BYTES = [each.encode() for each in (*MISSING, *HIDDEN) if each]
_WORDS = sorted({int.from_bytes(each[:4], "little") for each in _BYTES if each[:1].isalpha()})
_SIGNS = sorted({each[0] for each in _BYTES if not each[:1].isalpha()})
"""What stands for no value begins with one of these, as a number of four bytes or one."""


Look = Callable[[pl.Series], tuple[pl.Series, pl.Series]]
"""Gives texts as values, and where there is a hidden one."""
_A_FEW, _REMEMBERED = 500, 4096
"""Texts of a batch that are looked at one by one, and how many of them are remembered."""


def nowhere(texts: pl.Series) -> pl.Series:
    """False for each of the texts, in a series of its own."""
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(texts))


def remembering(look: Look) -> Look:
    """The same, where a few texts, mostly the same in every batch, are each looked at once."""

    @lru_cache(maxsize=_REMEMBERED)
    def one(text: str | None) -> tuple[str | None, bool]:
        value, hidden = look(pl.Series([text], dtype=pl.String))
        return value[0], bool(hidden[0])

    def each(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
        if len(texts) > _A_FEW:
            return look(texts)
        values, hidden = zip(*map(one, texts.to_list()), strict=True) if len(texts) else ((), ())
        return pl.Series(texts.name, values, dtype=pl.String), pl.Series(hidden, dtype=pl.Boolean)

    return each


def shown(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Stripped texts without those that stand for a missing or hidden value, and where there is a hidden one.

    Most texts begin and end with something that tells at once that there is nothing to do.
    """
    doubtful = _doubtful(texts)
    if doubtful is None:
        return _looked_at(texts)
    hidden = nowhere(texts)
    if not len(doubtful):
        return texts, hidden
    before = texts.gather(doubtful)
    after, concealed = _looked_at_again(before)
    if not before.equals(after):
        texts = texts.clone().scatter(doubtful, after)
    return texts, hidden.scatter(doubtful, concealed) if concealed.any() else hidden


def _doubtful(texts: pl.Series) -> pl.Series | None:
    """The places of texts that may have blanks around them or stand for no value; None where that takes as long."""
    if len(texts) < WORTH_IT:
        return None
    kept = text_bytes(texts)
    if kept is None:
        return None
    first, (last, doubtful) = kept.byte(0), _ends(kept)
    for outer in (first, last):
        doubtful |= (outer - _BLANK - 1) >= _BEYOND_ASCII - _BLANK - 1  # below the least wraps around
    for sign in _SIGNS:
        doubtful |= first == sign
    for word in _WORDS:
        doubtful |= kept.begins == word
    if texts.null_count():
        doubtful &= texts.is_not_null().to_numpy()
    found = np.flatnonzero(doubtful) if doubtful.any() else np.empty(0, np.int64)
    return pl.Series(found, dtype=pl.UInt32) if len(found) < len(texts) // 2 else None


def _ends(kept: TextBytes) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """The last byte of each text, and for which texts it is none; most columns have texts of one length."""
    length = int(kept.lengths[len(kept.lengths) // 2])
    if 0 < length <= WHOLE:
        others = kept.lengths != length
        if np.count_nonzero(others) * _FEW_IN < len(others):
            return kept.byte(length - 1), others
    return kept.last, kept.lengths > WHOLE


def _looked_at(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    texts = texts.str.strip_chars()
    if not texts.is_in(_TOKENS).any():
        return texts, nowhere(texts)
    hidden = texts.is_in(HIDDEN).fill_null(value=False)
    return texts.set(hidden | texts.is_in(MISSING), None), hidden


_looked_at_again = remembering(_looked_at)
