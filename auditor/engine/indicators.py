"""Counting indicators: by municipality and year, what is known of the rows, and what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from auditor.engine.failures import READING_FAILS
from auditor.engine.lacking import lacking
from auditor.engine.prepare import Preparation
from auditor.extract.steady import steady
from auditor.model.errors import EngineError
from auditor.model.extract import ROW, Extract, Problem
from auditor.model.indicator import Indicator, IndicatorResult, Place, Tally, Variant
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets.excerpt import for_indicator
from auditor.rulesets.expressions import compile_condition, compile_value

PLACE, YEAR, SURE = "__place", "__year", "sure"
"""Columns of :meth:`IndicatorCounter.open_rows`, beside ROW."""
_COUNTS, _MEASURE = "__counts", "__measure"


class IndicatorCounter:
    """Counts the readings of one indicator in an extract, whose table is prepared once for all of them."""

    def __init__(self, extract: Extract, ruleset: RuleSet, indicator: Indicator, reference_date: dt.date) -> None:
        self._indicator, self._date = indicator, reference_date
        self._tables = Preparation(extract, for_indicator(ruleset, indicator), reference_date, hold=True)

    def results(self) -> Iterator[IndicatorResult]:
        """The indicator itself and each variant. EngineError where the extract can no longer be read."""
        for variant in self._indicator.readings():
            problem = self._problem(variant)
            if problem is not None:
                yield IndicatorResult(self._indicator, variant, self._date, {}, (problem,))
            else:
                yield IndicatorResult(self._indicator, variant, self._date, self._tallies(variant))

    def open_rows(self, variant: Variant) -> pl.DataFrame:
        """Rows whose correction can change the figure: ROW, municipality, year, and whether they surely count."""
        if self._problem(variant) is not None:
            return pl.DataFrame(schema={ROW: pl.Int64, PLACE: pl.String, YEAR: pl.Int64, SURE: pl.Boolean})
        counts = pl.col(_COUNTS)
        open_ = (counts & (pl.col(_MEASURE).is_null() | pl.col(YEAR).is_null())) | counts.is_null()
        return self._collected(
            self._marked(variant).filter(open_).select(ROW, PLACE, YEAR, counts.fill_null(False).alias(SURE))
        )

    def _problem(self, variant: Variant) -> Problem | None:
        table = self._indicator.table
        if table not in self._tables.present:
            return Problem(Severity.ERROR, "engine.table_missing", {"table": table}, table)
        for text in (*texts_of(variant), variant.of or self._indicator.measure, self._indicator.period):
            problem = lacking(text, self._tables, table)
            if problem is not None:
                return problem
        return None

    def _marked(self, variant: Variant) -> pl.LazyFrame:
        """The rows with whether they count (null: perhaps), their measure, place and year.

        A mean's value that cannot be, such as a programme that ended before it began, is taken for missing.
        """
        indicator, scope = self._indicator, self._tables.scope(self._indicator.table)
        table = self._tables.ruleset.tables[indicator.table]
        counts = compile_condition(variant.within or "", scope).expr
        for each in variant.exclude or ():
            counts = counts & ~compile_condition(each.where, scope).expr
        if variant.of is not None:
            measure = compile_condition(variant.of, scope).expr
        else:
            value = compile_value(indicator.value or "", scope).expr
            measure = pl.when(value.is_between(indicator.low, indicator.high)).then(value)
        place = (
            pl.col(table.municipality) if table.municipality in self._tables.columns(table.name).own else pl.lit(None)
        )
        year = compile_value(indicator.period, scope).expr
        return self._tables.frame(table.name).select(
            ROW,
            place.cast(pl.String).alias(PLACE),
            year.cast(pl.Int64).alias(YEAR),
            counts.alias(_COUNTS),
            measure.cast(pl.Float64).alias(_MEASURE),
        )

    def _tallies(self, variant: Variant) -> dict[Place, Tally]:
        counts, measure = pl.col(_COUNTS), pl.col(_MEASURE)
        sure, perhaps, known = counts.fill_null(False), counts.is_null(), measure.is_not_null()
        wanted = {
            "known": (sure & known).sum(),
            "total": measure.filter(sure).sum(),
            "squares": (measure**2).filter(sure).sum(),
            "open": (sure & ~known).sum(),
            "perhaps_known": (perhaps & known).sum(),
            "perhaps_total": measure.filter(perhaps).sum(),
            "perhaps_open": (perhaps & ~known).sum(),
        }
        frame = self._marked(variant).filter(counts.is_null() | counts)
        grouped = self._collected(frame.group_by(PLACE, YEAR).agg(**wanted).sort(PLACE, YEAR, nulls_last=True))
        return {
            Place(row[PLACE], row[YEAR]): Tally(*(row[name] for name in wanted))
            for row in grouped.iter_rows(named=True)
        }

    def _collected(self, frame: pl.LazyFrame) -> pl.DataFrame:
        with steady(self._tables.extract):
            try:
                return frame.collect(engine=self._tables.engine(self._indicator.table))
            except READING_FAILS:
                raise EngineError("engine.table_unreadable", table=self._indicator.table) from None


def texts_of(variant: Variant) -> Iterator[str]:
    """The conditions that say which rows count."""
    yield variant.within or ""
    yield from (each.where for each in variant.exclude or ())
