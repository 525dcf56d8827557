"""Municipalities as small whole numbers, for as long as the program runs."""

from __future__ import annotations

import numpy as np
import polars as pl

CODES = pl.Categorical(pl.Categories("auditor-municipality"))


def municipality_codes(municipalities: pl.Series) -> np.ndarray:
    """Municipalities as small whole numbers from 1; 0 where there is none."""
    physical = municipalities.to_physical()
    if not physical.null_count():
        return physical.to_numpy().astype(np.int64) + 1
    return physical.cast(pl.Int64).fill_null(-1).to_numpy() + 1


def municipality_categories(codes: np.ndarray) -> pl.Series:
    """The municipalities that the numbers of :func:`municipality_codes` stand for, as they are in a batch."""
    return municipality_physical(codes).cat.to(CODES)


def municipality_physical(codes: np.ndarray) -> pl.Series:
    """The same as Polars keeps them: whole numbers from 0, null where there is none."""
    none = codes == 0
    physical = pl.Series(np.where(none, 0, codes - 1), dtype=pl.UInt32)
    return physical.set(pl.Series(none), None) if none.any() else physical


def municipality_names(codes: np.ndarray) -> pl.Series:
    """The same as text."""
    return municipality_categories(codes).cast(pl.String)
