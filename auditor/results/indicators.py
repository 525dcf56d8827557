"""Indicators as intervals: what chance leaves open, what is missing leaves open, and which records would close it.

Two kinds of doubt are kept apart. Wilson's interval (1927) says how far a share of so few rows may lie from the share
behind it; it is about chance. The bounds say where the figure itself may lie once what is missing is known: from
where all that is missing fails to where all of it succeeds. Nothing is ranked.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

import numpy as np

from auditor.engine.funnel import quantile, wilson
from auditor.model.indicator import Indicator, IndicatorResult, Place, Tally, Target
from auditor.reference.municipalities import successors

CERTAINTY = 0.95


class Verdict(StrEnum):
    """What can be said of a target."""

    MET = "met"
    """Even if all that is missing goes against it."""
    MISSED = "missed"
    """Even if all that is missing goes for it."""
    OPEN = "open"
    """What is missing decides."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its doubts. None where nothing is known."""

    tally: Tally
    observed: float | None
    """Over the rows that are known: as reports give it."""
    chance: tuple[float, float] | None
    """Where the share or mean behind it lies with 95 per cent certainty, going by the known rows."""
    lowest: float | None
    """If all that is missing were as low as can be."""
    highest: float | None
    """If all that is missing were as high as can be."""

    @property
    def width(self) -> float:
        """How much what is missing leaves open."""
        return 0.0 if self.lowest is None or self.highest is None else self.highest - self.lowest


def estimate(tally: Tally, indicator: Indicator) -> Estimate:
    """The figure that a tally gives."""
    observed = tally.total / tally.known if tally.known else None
    share = indicator.of is not None
    low, high = tally.share_bounds() if share else tally.mean_bounds(indicator.low, indicator.high)
    return Estimate(tally, observed, _chance(tally, indicator), low, high)


def _chance(tally: Tally, indicator: Indicator) -> tuple[float, float] | None:
    if not tally.known:
        return None
    if indicator.of is not None:
        low, high = wilson(np.array([tally.total]), np.array([float(tally.known)]), CERTAINTY)
        return float(low[0]), float(high[0])
    if tally.known < 2:
        return None
    mean = tally.total / tally.known
    variance = max(tally.squares - tally.known * mean**2, 0.0) / (tally.known - 1)
    half = quantile(CERTAINTY) * math.sqrt(variance / tally.known)
    return max(mean - half, indicator.low), min(mean + half, indicator.high)


def verdict(figure: Estimate, target: Target | None, indicator: Indicator) -> Verdict | None:
    """Whether a target is met, whatever is missing; None without a target, a direction or rows."""
    if target is None or indicator.better is None or figure.lowest is None or figure.highest is None:
        return None
    worst, best = (figure.lowest, figure.highest)
    if indicator.better == "low":
        worst, best = -best, -worst
    goal = -target.value if indicator.better == "low" else target.value
    if worst >= goal:
        return Verdict.MET
    return Verdict.MISSED if best < goal else Verdict.OPEN


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality in a year (None: the country); ``since`` is the first of the years it takes up."""

    municipality: str | None
    year: int | None
    since: int | None
    figure: Estimate
    target: Target | None
    verdict: Verdict | None
    few: bool
    """Too few rows even with earlier years."""


@dataclass(frozen=True, slots=True)
class Series:
    """The country over the years, and each municipality in one of them."""

    result: IndicatorResult
    year: int | None
    country: Sequence[Line]
    municipalities: Sequence[Line]
    """By number; rows without one are in the country alone."""


def series(result: IndicatorResult, year: int | None = None) -> Series:
    """The lines of a result, for ``year`` or the last whole one in it."""
    years = sorted({place.year for place in result.tallies if place.year is not None})
    if year is None:
        whole = [each for each in years if each < result.reference_date.year]
        year = whole[-1] if whole else years[-1] if years else None
    result = replace(result, tallies=_in_one_year(result, year))
    country = [_line(result, None, each, each, _of_year(result.tallies, each)) for each in years]
    numbers = sorted({place.municipality for place in result.tallies if place.municipality is not None})
    lines = [_pooled(result, number, year) for number in numbers]
    return Series(result, year, country, [each for each in lines if each is not None])


@cache
def number_in(number: str, year: int) -> str:
    """The number that a municipality's figures stand under at the end of a year.

    Its own where it is unknown, or was split so that nobody can tell where its rows belong.
    """
    became = successors(number, dt.date(year, 12, 31))
    return became[0] if len(became) == 1 else number


def _in_one_year(result: IndicatorResult, year: int | None) -> Mapping[Place, Tally]:
    """The tallies with the municipalities of one year, so that merged ones are not told apart by the date of a row."""
    if year is None:
        return result.tallies
    merged: dict[Place, Tally] = {}
    for place, tally in result.tallies.items():
        number = place.municipality
        here = Place(number if number is None else number_in(number, year), place.year)
        merged[here] = merged.get(here, Tally()) + tally
    return merged


def _of_year(tallies: Mapping[Place, Tally], year: int | None) -> Tally:
    """The country in a year; rows without a year may belong to it."""
    sure = total(tally for place, tally in tallies.items() if place.year == year)
    return sure + total(tally.perhaps() for place, tally in tallies.items() if place.year is None)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    whole = Tally()
    for each in tallies:
        whole = whole + each
    return whole


def _pooled(result: IndicatorResult, number: str, year: int | None) -> Line | None:
    """A municipality's line; earlier years are taken up while there are too few rows, never across a break."""
    indicator = result.indicator
    tally = result.tallies.get(Place(number, year), Tally())
    since = year
    if year is not None:
        breaks = {each.year for each in indicator.breaks}
        for back in range(1, indicator.pool):
            if tally.rows >= indicator.least or year - back + 1 in breaks:
                break
            tally = tally + result.tallies.get(Place(number, year - back), Tally())
            since = year - back
    tally = tally + result.tallies.get(Place(number, None), Tally()).perhaps()
    if not (tally.rows or tally.undecided):
        return None
    return _line(result, number, year, since, tally)


def _line(result: IndicatorResult, number: str | None, year: int | None, since: int | None, tally: Tally) -> Line:
    figure, target = estimate(tally, result.indicator), result.indicator.target(year)
    judged = verdict(figure, target, result.indicator)
    return Line(number, year, since, figure, target, judged, tally.rows < result.indicator.least)


def narrowing(tally: Tally, indicator: Indicator, sure: bool) -> float:
    """By how much the correction of one open row narrows the bounds at least, whatever turns out.

    ``sure`` is a row that surely counts and whose value is missing; else it is one of which it is open whether it
    counts, and which after correction either does not, or counts and is known.
    """
    before = estimate(tally, indicator).width
    values = (indicator.low, indicator.high)
    if sure:
        if not tally.open:
            return 0.0
        after = [Tally(open=-1, known=1, total=value, squares=value**2) for value in values]
    elif tally.perhaps_open:
        after = [Tally(perhaps_open=-1), *(Tally(perhaps_open=-1, known=1, total=value) for value in values)]
    elif tally.perhaps_known:
        mean = tally.perhaps_total / tally.perhaps_known
        gone = Tally(perhaps_known=-1, perhaps_total=-mean)
        after = [gone, gone + Tally(known=1, total=mean)]
    else:
        return 0.0
    return before - max(estimate(tally + change, indicator).width for change in after)
