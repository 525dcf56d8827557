"""Counts to the nearest five, for reports of which a reader has several: their differences tell no small number.

Hiding within one report cannot help where another of nearly the same data is subtracted from it: a whole and a part, or
two deliveries a few records apart. A rounded count may be any of five, so what two of them differ by is never certain.
What is hidden stays hidden, zero stays zero; sums are rounded by themselves and need not be those of what they sum.
Shares and rates follow from the rounded counts. Source: rounding to base 5 is a method of statistical offices
(Hundepool et al., Statistical Disclosure Control, 2012, ch. 5).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.privacy.cells import nearest
from auditor.reports.shared_counts import MunicipalityCounts, RuleCounts, SharedCounts
from auditor.reports.shared_units import DimensionUnits, Units

if TYPE_CHECKING:
    from auditor.model.indicator import Indicator, Tally
    from auditor.results.indicators import Line


def rounded_counts(counts: SharedCounts) -> SharedCounts:
    """All counts of a report."""
    return replace(
        counts,
        by_severity={severity: nearest(count) for severity, count in counts.by_severity.items()},
        findings=nearest(counts.findings),
        unknown=nearest(counts.unknown),
        rows={table: nearest(count) for table, count in counts.rows.items()},
        rules=[_rule(each) for each in counts.rules],
        municipalities=[_municipality(each) for each in counts.municipalities],
    )


def _rule(counts: RuleCounts) -> RuleCounts:
    return replace(
        counts,
        found=nearest(counts.found),
        checked=nearest(counts.checked),
        unknown=nearest(counts.unknown),
        waived=nearest(counts.waived),
    )


def _municipality(counts: MunicipalityCounts) -> MunicipalityCounts:
    return replace(
        counts,
        persons=nearest(counts.persons),
        by_severity=tuple(map(nearest, counts.by_severity)),
        findings=nearest(counts.findings),
        waived=nearest(counts.waived),
    )


def rounded_units(units: DimensionUnits) -> DimensionUnits:
    """Rows with a finding, and rows in all."""
    return replace(
        units, whole=_units(units.whole), places={place: _units(each) for place, each in units.places.items()}
    )


def _units(units: Units) -> Units:
    return Units(nearest(units.found), nearest(units.rows))


def rounded_line(line: Line, indicator: Indicator) -> Line:
    """An indicator's figure, interval, bounds and verdict as the rounded counts behind it give them.

    Of a mean, the counts alone are rounded.
    """
    from auditor.results.indicators import estimate, verdict

    figure = estimate(_tally(line.figure.tally, share=indicator.of is not None), indicator)
    return replace(line, figure=figure, verdict=verdict(figure, line.target, indicator))


def _tally(tally: Tally, *, share: bool) -> Tally:
    total = nearest(int(tally.total)) if share else 0
    known = total + nearest(tally.known - int(tally.total)) if share else nearest(tally.known)
    perhaps = nearest(tally.perhaps_known)
    scale = known / tally.known if tally.known else 0.0
    return replace(
        tally,
        known=known,
        total=float(total) if share else tally.total * scale,
        squares=float(total) if share else tally.squares * scale,
        open=nearest(tally.open),
        perhaps_known=perhaps,
        perhaps_total=min(float(nearest(int(tally.perhaps_total))), perhaps),
        perhaps_open=nearest(tally.perhaps_open),
    )
