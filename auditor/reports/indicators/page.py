"""Indicators as one HTML page, to be shared: what each is, its variants, and its municipalities by number."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.locale import Translator
from auditor.reports import html_page as html
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport, Shown
from auditor.reports.indicators.shared_words import NUMERIC, about, heads, lacking, notes, rows


class HtmlRenderer(IndicatorRenderer):
    """A section an indicator, with a table of contents."""

    name = "html"

    def __init__(self, t: Translator) -> None:
        self._t = t

    def render(self, report: IndicatorReport) -> str:
        """The whole page."""
        t, sections, places = self._t, [], []
        for each in report.indicators:
            indicator = each.readings[0].result.indicator
            title = indicator.title.in_language(t.language)
            places.append((indicator.name, title))
            sections.append(html.section(indicator.name, title, *_section(each, report, t)))
        said = [html.element("p", each) for each in notes(t, rounded=report.rounded)]
        title = t("indicators.page", date=report.indicators[0].readings[0].result.reference_date)
        return html.page(title, t, [*said, *sections], places)


def _section(shown: Shown, report: IndicatorReport, t: Translator) -> Iterator[str]:
    official = shown.readings[0]
    indicator = official.result.indicator
    yield html.element("p", indicator.description.in_language(t.language))
    yield html.facts(about(official, t))
    for sentence in lacking(official, t):
        yield html.element("p", sentence)
    lines = list(rows(shown, report, t))
    if lines:
        yield html.table(f"{indicator.name}-table", indicator.title.in_language(t.language), heads(t), lines, NUMERIC)
