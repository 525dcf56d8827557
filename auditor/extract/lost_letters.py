"""Names in which a letter was lost on the way: ``Bod?``, ``?lesund``, or U+FFFD."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOST = (
    r"\x{FFFD}"
    r"|^[\p{L}\s.'()\-?]*\p{L}\?\p{L}[\p{L}\s.'()\-?]*$"
    r"|^(?:[\p{L}\s.'()\-?]*[\s\-(])?\?\p{L}[\p{L}\s.'()\-?]*$"
    r"|^\p{Lu}\p{L}+\?$"
)


def count_lost_letters(frame: pl.LazyFrame, columns: Sequence[str]) -> dict[str, int]:
    """For each column with any, how many cells look like names with a lost letter.

    A cell counts that holds letters only and a question mark where a letter must have stood, or U+FFFD anywhere. Every
    row is looked at, so the caller asks only for columns that hold such a character in a suspicious place at all.
    """
    schema = frame.collect_schema()
    texts = [column for column in columns if schema[column] == pl.String]
    if not texts:
        return {}
    counts = frame.select(pl.col(column).str.contains(_LOST).sum() for column in texts).collect(engine="streaming")
    return {column: int(count) for column, count in zip(texts, counts.row(0), strict=True) if count}
