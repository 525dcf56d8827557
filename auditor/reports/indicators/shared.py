"""Indicators to be shared: figures that rest on small counts, or would give some away, are ``:``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.model.indicator import Indicator, Place, Tally
from auditor.privacy.cells import is_small, suppress_table
from auditor.reports.indicators.interface import IndicatorReport, Shown
from auditor.reports.rounding import rounded_line
from auditor.results.indicators import Line, Series

DIGITS = 4
"""Decimals of a figure to be shared: more would tell counts that are not shown."""


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line as it may be passed on."""

    line: Line
    hidden: bool
    """All of it: a count for or against is small, or would give a small one away."""
    missing_hidden: bool
    """What is missing, and with it the rows and the bounds: so few are missing."""

    @property
    def little(self) -> bool:
        """Whether rows, what is missing, bounds and verdict are hidden."""
        return self.hidden or self.missing_hidden


def shared(shown: Series) -> list[SharedLine]:
    """The country in the year shown, then the municipalities.

    What must be hidden is found on the counts of the year alone. A municipality that takes up earlier years is shown
    where none of its counts over them is small.
    """
    indicator = shown.result.indicator
    own = [shown.result.tallies.get(Place(each.municipality, shown.year), Tally()) for each in shown.municipalities]
    table = suppress_table([_cells(each, indicator) for each in own])
    country = [each for each in shown.country if each.year == shown.year]
    lines = [_line(each, table.column_totals) for each in country]
    for each, cells in zip(shown.municipalities, table.cells, strict=True):
        if each.since != each.year:
            cells = tuple(None if is_small(count) else count for count in _cells(each.figure.tally, indicator))
        lines.append(_line(each, (None, *cells[1:]) if each.few else cells))
    return lines


def _line(line: Line, cells: Sequence[int | None]) -> SharedLine:
    """A line by its counts, of which the last is what is missing, and None is hidden."""
    *known, missing = cells or (0, 0)
    return SharedLine(line, None in known, missing is None)


def shared_variant(official: Series, variant: Series) -> list[SharedLine]:
    """The country by a variant, hidden where its difference from the indicator itself is a small count."""
    indicator = official.result.indicator
    whole = next((each for each in official.country if each.year == official.year), None)
    found = []
    for each in variant.country:
        if each.year != official.year:
            continue
        own = _cells(each.figure.tally, indicator)
        others = own if whole is None else _cells(whole.figure.tally, indicator)
        pairs = zip(own, others, strict=True)
        found.append(
            _line(each, [None if is_small(one) or is_small(abs(one - other)) else one for one, other in pairs])
        )
    return found


def all_shared(shown: Shown, report: IndicatorReport) -> Iterator[tuple[Series, SharedLine]]:
    """The lines of an indicator, then those of its variants for the country alone.

    What is hidden does not depend on which municipalities were asked for: the country less those would tell the rest.
    """
    official, *variants = shown.readings
    lines = [(official, each) for each in shared(official) if report.tells(each.line.municipality)]
    lines += [(variant, each) for variant in variants for each in shared_variant(official, variant)]
    for reading, each in lines:
        indicator = reading.result.indicator
        yield reading, replace(each, line=rounded_line(each.line, indicator)) if report.rounded else each


def _cells(tally: Tally, indicator: Indicator) -> list[int]:
    """The counts that a figure gives away: of a share those for and against, and what is missing."""
    if indicator.of is None:
        return [tally.known, tally.undecided]
    return [int(tally.total), tally.known - int(tally.total), tally.undecided]
