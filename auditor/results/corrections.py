"""Correct first: the records whose correction narrows the bounds of their municipality's indicator most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from auditor.engine.indicators import PLACE, SURE, YEAR, IndicatorCounter
from auditor.model.extract import ROW, Extract
from auditor.results.indicators import Series, narrowing, number_in
from auditor.results.places import located


@dataclass(frozen=True, slots=True)
class Correction:
    """A record, by file and line, and by how much its correction narrows the bounds at least."""

    municipality: str
    year: int | None
    file: str
    line: int
    narrows: float
    sure: bool
    """Whether it surely counts; else what is missing tells whether it does."""


def correct_first(counter: IndicatorCounter, shown: Series, extract: Extract) -> Sequence[Correction]:
    """The open records of the municipalities shown, the most telling first, then by number, file and line."""
    indicator, variant = shown.result.indicator, shown.result.variant
    if indicator.table not in extract.tables:
        return ()
    rows = counter.open_rows(variant)
    places = located(
        extract.tables[indicator.table],
        rows.rename({ROW: "row"}).with_columns(pl.lit(indicator.name).alias("rule")),
    )
    lines = {each.municipality: each for each in shown.municipalities}
    gains = {
        (number, sure): narrowing(each.figure.tally, indicator, sure)
        for number, each in lines.items()
        for sure in (True, False)
    }
    found = []
    for number, year, sure, file, line in places.select(PLACE, YEAR, SURE, "file", "line").iter_rows():
        number = number if number is None or shown.year is None else number_in(number, shown.year)
        at = lines.get(number)
        if at is None or (year is not None and not (at.since or year) <= year <= (at.year or year)):
            continue
        certain = sure and year is not None
        found.append(Correction(number, year, file, line, gains[number, certain], certain))
    return sorted(found, key=lambda each: (-round(each.narrows, 12), each.municipality, each.file, each.line))
