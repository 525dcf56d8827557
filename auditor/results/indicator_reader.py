"""The indicators of an audited extract, computed when somebody looks at them, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from auditor.engine.indicators import PLACE, YEAR, IndicatorCounter
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.indicator import Indicator
from auditor.model.ruleset import RuleSet
from auditor.results.indicators import Series, number_in, series
from auditor.rulesets import load

INDICATORS = "indicators"
"""The rule set that defines indicators for the registers that come with the program."""


class IndicatorReader:
    """Indicators that fit the tables of an audit. Each computation scans: call it off the UI thread."""

    def __init__(self, result: AuditResult) -> None:
        self.result = result
        self._ruleset = _ruleset(result)
        self._counters: dict[str, IndicatorCounter] = {}
        self._readings: dict[str, Sequence[Series]] = {}

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """Those whose table the extract has, by name."""
        known = self._ruleset.indicators
        return {name: known[name] for name in sorted(known) if known[name].table in self.result.extract.tables}

    def readings(self, name: str) -> Sequence[Series]:
        """The indicator itself and its variants."""
        if name not in self._readings:
            counter = IndicatorCounter(
                self.result.extract, self._ruleset, self.indicators[name], self.result.reference_date
            )
            self._counters[name] = counter
            self._readings[name] = [series(each) for each in counter.results()]
        return self._readings[name]

    def open_rows(self, name: str, municipality: str) -> pl.Series:
        """The rows of a municipality that can change its figure, in order of the file."""
        official = self.readings(name)[0]
        (line,) = [each for each in official.municipalities if each.municipality == municipality]
        year = official.year
        rows = self._counters[name].open_rows(official.result.variant)
        became = {
            each: each if year is None else number_in(each, year)
            for each in rows[PLACE].drop_nulls().unique().to_list()
        }
        here = pl.col(PLACE).replace_strict(became, default=None, return_dtype=pl.String) == municipality
        dated = pl.col(YEAR).is_null() | pl.col(YEAR).is_between(line.since or 0, line.year or 0)
        return rows.filter(here & dated).sort(ROW)[ROW]


def _ruleset(result: AuditResult) -> RuleSet:
    """The rule set of the audit where it defines indicators, else the bundled one where that builds on it."""
    own = result.ruleset
    if own.indicators:
        return own
    bundled = load(INDICATORS)
    return bundled if own.name in bundled.parts else own
