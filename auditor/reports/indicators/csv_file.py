"""Indicators as CSV, to be shared: a line a municipality and variant, with ``:`` for what is hidden."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from auditor.privacy.cells import HIDDEN
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import spreadsheet_text
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport
from auditor.reports.indicators.shared import DIGITS, SharedLine, all_shared
from auditor.reports.indicators.words import place_name
from auditor.results.indicators import Series

HEAD = (
    "indicator", "variant", "municipality", "name", "since", "year", "rows", "missing", "observed", "chance_low",
    "chance_high", "lowest", "highest", "target", "verdict",
)  # fmt: skip


class CsvRenderer(IndicatorRenderer):
    """Semicolons and a byte order mark, as a spreadsheet set to Norwegian expects; ``*`` is the country."""

    name = "csv"

    def render(self, report: IndicatorReport) -> str:
        """All lines of all indicators, under the same head."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow(HEAD)
        for indicator in report.indicators:
            for shown, each in all_shared(indicator, report):
                writer.writerow([spreadsheet_text(cell) for cell in _csv_row(shown, each)])
        return "\ufeff" + text.getvalue()


def _csv_row(shown: Series, each: SharedLine) -> Iterator[str]:
    line, figure = each.line, each.line.figure
    yield from (shown.result.indicator.name, shown.result.variant.name)
    if line.municipality is None:
        yield from ("*", "")
    else:
        number, _, name = place_name(line.municipality).partition(" ")
        yield from (Masker().text("none", number), name)
    yield from (_number(line.since), _number(line.year))
    low, high = figure.chance or (None, None)
    for count in (figure.tally.rows, figure.tally.undecided):
        yield HIDDEN if each.little else _number(count)
    for value in (figure.observed, low, high):
        yield HIDDEN if each.hidden else _number(value)
    for value in (figure.lowest, figure.highest):
        yield HIDDEN if each.little else _number(value)
    yield _number(line.target.value if line.target is not None else None)
    yield HIDDEN if each.little else (line.verdict.value if line.verdict is not None else "")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}f}".rstrip("0").rstrip(".").replace(".", ",")
