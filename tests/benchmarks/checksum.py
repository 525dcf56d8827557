"""The two check digits of an identity number, read off the bytes of the column as numpy arrays."""

from __future__ import annotations

import numpy as np
import polars as pl

_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def _holds(texts: pl.Series) -> pl.Series:
    whole = texts.str.len_bytes() == 11
    if texts.null_count() or not whole.all():
        texts = texts.set(~whole.fill_null(value=False), "00000000000")
    written = texts.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, 11)).to_numpy()
    digits = np.ascontiguousarray(written.T) - np.uint8(48)
    first = np.zeros(len(texts), np.uint16)
    second = np.zeros(len(texts), np.uint16)
    for row, one, two in zip(digits, *_WEIGHTS, strict=True):
        first += row * np.uint16(one)
        second += row * np.uint16(two)
    holds = (first % 11 == 0) & (second % 11 == 0) | (digits > 9).any(axis=0)
    return pl.Series(texts.name, holds)


def checksum_holds() -> pl.Expr:
    """True where both check digits are right, and where the value is no eleven digits at all; null for null."""
    checked = pl.col("person_id").map_batches(_holds, return_dtype=pl.Boolean(), is_elementwise=True)
    return pl.when(pl.col("person_id").is_not_null()).then(checked)
