"""Indicators as a spreadsheet, to be shared, filtered and sorted: how to read it, what each is, shares, and means.

Numbers are numbers, and shares are shares of 1 shown in per cent; what is hidden is the text ``:``.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.locale import Translator
from auditor.privacy.cells import HIDDEN
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport, Shown
from auditor.reports.indicators.shared import DIGITS, SharedLine, all_shared
from auditor.reports.indicators.shared_words import about, lacking, notes, place
from auditor.reports.indicators.words import Words
from auditor.reports.spreadsheet import DECIMAL, PER_CENT, WHOLE, Cell, Heading, Spreadsheet
from auditor.results.indicators import Series

_TEXTS = (("indicator", 44), ("place", 36), ("years", 12))
_FIGURES = ("observed", "chance_low", "chance_high", "lowest", "highest", "target")


class XlsxRenderer(IndicatorRenderer):
    """Shares and means stand apart, since their numbers are written otherwise; a kind without any has no sheet."""

    name = "xlsx"

    def __init__(self, t: Translator) -> None:
        self._t = t

    def render(self, report: IndicatorReport) -> bytes:
        """The whole workbook."""
        t = self._t
        day = report.indicators[0].readings[0].result.reference_date
        title = t("indicators.page", date=day)
        book = Spreadsheet(title, day)
        book.note(t("indicators.label.legend"), title, notes(t, rounded=report.rounded))
        book.facts(t("indicators.crumb"), t("indicators.crumb"), [self._about(each) for each in report.indicators])
        shares = [each for each in report.indicators if each.readings[0].result.indicator.of is not None]
        means = [each for each in report.indicators if each.readings[0].result.indicator.of is None]
        for kind, numbers, chosen in (("shares", PER_CENT, shares), ("means", DECIMAL, means)):
            if chosen:
                lines = [line for each in chosen for line in self._lines(each, report)]
                book.table(t(f"indicators.sheet.{kind}"), self._headings(numbers), lines)
        return book.content()

    def _about(self, shown: Shown) -> list[list[Cell]]:
        official = shown.readings[0]
        indicator = official.result.indicator
        stopped = [(self._t("indicators.lacking"), each) for each in lacking(official, self._t)]
        pairs = [*about(official, self._t), *stopped]
        return [
            [indicator.title.in_language(self._t.language)],
            [self._t("indicators.label.description"), indicator.description.in_language(self._t.language)],
            *map(list[Cell], pairs),
        ]

    def _headings(self, numbers: str) -> list[Heading]:
        def said(name: str) -> str:
            return self._t(f"indicators.column.{name}")

        return [
            *(Heading(said(name), width) for name, width in _TEXTS),
            *(Heading(said(name), 12, WHOLE) for name in ("rows", "missing")),
            *(Heading(said(name), 13, numbers) for name in _FIGURES),
            Heading(said("reached"), 20),
        ]

    def _lines(self, shown: Shown, report: IndicatorReport) -> Iterator[list[Cell]]:
        for reading, each in all_shared(shown, report):
            yield list(self._cells(reading, each))

    def _cells(self, reading: Series, each: SharedLine) -> Iterator[Cell]:
        line, figure = each.line, each.line.figure
        indicator = reading.result.indicator
        yield indicator.title.in_language(self._t.language)
        yield place(reading, each, self._t)
        yield Words(indicator, self._t).years(line)
        for count in (figure.tally.rows, figure.tally.undecided):
            yield HIDDEN if each.little else count
        for known in (figure.observed, *(figure.chance or (None, None))):
            yield HIDDEN if each.hidden else _figure(known)
        for bound in (figure.lowest, figure.highest):
            yield HIDDEN if each.little else _figure(bound)
        yield None if line.target is None else line.target.value
        if line.target is None or each.little:
            yield HIDDEN if line.verdict is not None else None
        else:
            yield self._t(f"indicators.verdict.{line.verdict.value}") if line.verdict is not None else None


def _figure(value: float | None) -> Cell:
    return None if value is None else round(value, DIGITS)
