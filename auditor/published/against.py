"""Published figures against an extract: each recomputed as its file defines it, and held against what is printed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from auditor.engine.indicators import IndicatorCounter
from auditor.model.errors import RuleSetError
from auditor.model.extract import Extract, Problem
from auditor.model.indicator import Indicator, Tally
from auditor.model.ruleset import RuleSet
from auditor.model.text import Text
from auditor.published.format import RecomputeEntry
from auditor.published.interval import Interval
from auditor.published.model import Figure, Recomputation, Report
from auditor.published.numbers import read_printed
from auditor.rulesets.check import check_indicators

_ALWAYS = "TRUE"
_NO_PERIOD = "0"


class Agreement(StrEnum):
    """How a figure and an extract go together."""

    AGREES = "agrees"
    POSSIBLE = "possible"
    """Not what the known rows give, but what is missing can explain it."""
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    """The extract lacks what is needed, or the printed number is none."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A figure as the extract gives it; ``lowest`` and ``highest`` are where what is missing lets it lie."""

    figure: Figure
    agreement: Agreement
    rows: int
    value: float | None
    lowest: float | None
    highest: float | None
    problem: Problem | None = None


def against(report: Report, extract: Extract, ruleset: RuleSet, reference_date: dt.date) -> Sequence[Recomputed]:
    """Each figure that the file says how to compute. RuleSetError where a definition does not fit the rule set."""
    return list(_recomputed(report, extract, ruleset, reference_date))


def _recomputed(report: Report, extract: Extract, ruleset: RuleSet, date: dt.date) -> Iterator[Recomputed]:
    indicators = [_indicator(each, report, ruleset) for each in report.recomputations]
    check_indicators(ruleset, indicators)
    for each, indicator in zip(report.recomputations, indicators, strict=True):
        result = next(IndicatorCounter(extract, ruleset, indicator, date).results())
        figure = report.figures[each.entry.figure]
        if result.problems:
            yield Recomputed(figure, Agreement.UNKNOWN, 0, None, None, None, result.problems[0])
            continue
        tally = Tally()
        for counted in result.tallies.values():
            tally = tally + counted
        value, low, high = _values(each.entry, tally)
        yield Recomputed(figure, _agreement(each.entry, figure, value, low, high), tally.rows, value, low, high)


def _indicator(recomputation: Recomputation, report: Report, ruleset: RuleSet) -> Indicator:
    """The definition as an indicator of one period."""
    entry = recomputation.entry
    within = [entry.within] if entry.within else []
    if entry.population is not None:
        population = ruleset.populations.get(entry.population)
        if population is None or population.table != entry.table:
            facts = {"file": report.file, "line": str(recomputation.line), "name": entry.population}
            raise RuleSetError("published.no_such_population", **facts, table=entry.table, rules=ruleset.name)
        within = [*(step.keep for step in population.steps), *within]
    name = Text(entry.figure)
    low, high = entry.between or (-math.inf, math.inf)
    return Indicator(
        name=entry.figure,
        title=name,
        description=name,
        source=name,
        basis=(),
        table=entry.table,
        period=_NO_PERIOD,
        within=" AND ".join(f"({each})" for each in within) or _ALWAYS,
        of=_ALWAYS if entry.count else entry.share,
        value=entry.mean or entry.deviation,
        low=low if entry.mean or entry.deviation else 0.0,
        high=high if entry.mean or entry.deviation else 1.0,
        file=report.file,
        line=recomputation.line,
    )


def _values(entry: RecomputeEntry, tally: Tally) -> tuple[float | None, float | None, float | None]:
    """The figure over the known rows, and between what bounds the missing ones leave it."""
    if entry.count:
        return float(tally.rows), float(tally.rows), float(tally.rows + tally.perhaps_known + tally.perhaps_open)
    if not tally.known:
        return None, None, None
    mean = tally.total / tally.known
    if entry.deviation:
        spread = max(tally.squares / tally.known - mean**2, 0.0) ** 0.5
        return (spread, None, None) if tally.undecided else (spread, spread, spread)
    if entry.share:
        return mean, *tally.share_bounds()
    if entry.between is None:
        return (mean, None, None) if tally.undecided else (mean, mean, mean)
    return mean, *tally.mean_bounds(*entry.between)


def _agreement(
    entry: RecomputeEntry, figure: Figure, value: float | None, low: float | None, high: float | None
) -> Agreement:
    if value is None or figure.printed.value is None:
        return Agreement.UNKNOWN
    printed = figure.printed.value
    if entry.tolerance is not None:
        read = read_printed(entry.tolerance).value
        assert read is not None
        slack = (Fraction(read.low) + Fraction(read.high)) / 2
        printed = Interval(printed.low - slack, printed.high + slack, printed.open_low, printed.open_high)
    here = Interval(Fraction(value), Fraction(value))
    if printed.meets(here):
        return Agreement.AGREES
    if low is not None and high is not None and printed.meets(Interval(Fraction(low), Fraction(high))):
        return Agreement.POSSIBLE
    return Agreement.DIFFERS
