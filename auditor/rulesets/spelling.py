"""What two spellings of one name have in common."""

from __future__ import annotations

import polars as pl

_LETTERS = {
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "đ": "d",
    "ð": "d",
    "ŋ": "n",
    "ŧ": "t",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ß": "ss",
}
"""Letters that no decomposition takes the mark off: Norwegian, Sami, and those that transcriptions differ in."""


def name_key(name: pl.Expr) -> pl.Expr:
    """What two spellings of one name share: its words without case, marks and apostrophes, in order; å and aa are a.

    Missing where a text holds no letter. Two names with one key may still be two names.
    """
    plain = name.str.to_lowercase().str.replace_many(list(_LETTERS), list(_LETTERS.values())).str.normalize("NFKD")
    plain = plain.str.replace_all(r"[\p{M}'’`´]", "").str.replace_all("aa", "a", literal=True)
    key = plain.str.extract_all(r"\p{L}+").list.sort().list.join(" ")
    return pl.when(key != "").then(key)
