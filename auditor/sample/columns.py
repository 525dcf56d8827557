"""Columns of the sample's tables: names for codes, keys, municipality numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.sample.days import Days
from auditor.sample.draws import Draws, Ints
from auditor.sample.places import OSLO, Places, districts


def labels(names: tuple[str, ...], codes: Ints) -> pl.Series:
    """The name of each code; null for -1."""
    return pl.Series(names, dtype=pl.String).gather(
        pl.Series(np.where(codes < 0, len(names), codes)).replace({len(names): None})
    )


def ids(prefix: str, numbers: Ints, width: int = 7) -> pl.Series:
    """Keys like P0000012."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers + 1).cast(pl.String).str.zfill(width)).to_series()


def persons(prefixed: Ints) -> pl.Series:
    """Register keys of persons."""
    return ids("N", prefixed)


def codes_at(places: Places, chain: Ints, days: Days) -> pl.Series:
    """Municipality numbers, null where there is no day."""
    where = ~np.isnat(days)
    known = np.where(where, days, days.dtype.type("2020-01-01"))
    found = pl.Series(places.code(chain, known).astype(object), dtype=pl.String)
    return found if where.all() else pl.select(pl.when(pl.Series(where)).then(found)).to_series()


def district_of(draws: Draws, name: str, codes: pl.Series) -> pl.Series:
    """A district for rows in Oslo."""
    every = districts()
    chosen = labels(every, draws.whole(name, len(codes), 0, len(every) - 1))
    return pl.select(pl.when(codes == OSLO).then(chosen)).to_series()


def yes_no(values: npt.NDArray[np.bool_]) -> pl.Series:
    """Truth values as columns."""
    return pl.Series(values)
