"""Indicators in words: figures, bounds and targets as every report of them says them."""

from __future__ import annotations

from auditor.locale import Translator
from auditor.model.indicator import Indicator
from auditor.reference.municipalities import latest
from auditor.reports.layout import GOOD_SIGN, UNKNOWN_SIGN
from auditor.results.indicators import Estimate, Line, Verdict

NOTHING = "–"
SIGNS = {Verdict.MET: GOOD_SIGN, Verdict.MISSED: "✗", Verdict.OPEN: UNKNOWN_SIGN}


class Words:
    """The figures of one indicator in the translator's language."""

    def __init__(self, indicator: Indicator, t: Translator) -> None:
        self.indicator, self._t = indicator, t

    def figure(self, value: float | None) -> str:
        """A share in per cent, a mean with one decimal."""
        if value is None:
            return NOTHING
        return self._t.percent(value) if self.indicator.of is not None else self._t.decimal(value)

    def between(self, low: float | None, high: float | None) -> str:
        """Two ends of which the unit is said once; one where they are the same."""
        if low is None or high is None:
            return NOTHING
        first, last = self.figure(low), self.figure(high)
        return first if first == last else f"{first.rstrip('%').rstrip()}–{last}"

    def chance(self, figure: Estimate) -> str:
        """Where chance lets it lie."""
        return self.between(*figure.chance) if figure.chance else NOTHING

    def missing(self, figure: Estimate) -> str:
        """Where what is missing lets it lie."""
        return self.between(figure.lowest, figure.highest)

    def target(self, line: Line) -> str:
        """The target of the year and whether it is met."""
        if line.target is None:
            return ""
        sign = SIGNS[line.verdict] if line.verdict is not None else ""
        return f"{self.figure(line.target.value)} {sign}".rstrip()

    def years(self, line: Line) -> str:
        """The years a line takes up."""
        if line.year is None:
            return self._t("indicators.no_year")
        return str(line.year) if line.since == line.year else f"{line.since}–{line.year}"


def place_name(number: str) -> str:
    """A municipality by number and name."""
    known = latest(number)
    return f"{number} {known.name}" if known is not None else number
