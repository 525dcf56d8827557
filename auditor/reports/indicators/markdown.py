"""Indicators as Markdown, to be shared: for a wiki, a merge request or a job summary."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.locale import Translator
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport, Shown
from auditor.reports.indicators.shared_words import NUMERIC, about, heads, lacking, notes, rows
from auditor.reports.markdown_report import table
from auditor.reports.rulebook.markdown import escaped


class MarkdownRenderer(IndicatorRenderer):
    """CommonMark with tables as GitHub and GitLab read them; a part an indicator."""

    name = "md"

    def __init__(self, t: Translator) -> None:
        self._t = t

    def render(self, report: IndicatorReport) -> str:
        """The whole document."""
        date = report.indicators[0].readings[0].result.reference_date
        blocks = [f"# {escaped(self._t('indicators.page', date=date))}"]
        blocks += map(escaped, notes(self._t, rounded=report.rounded))
        for each in report.indicators:
            blocks += self._part(each, report)
        return "\n\n".join(blocks) + "\n"

    def _part(self, shown: Shown, report: IndicatorReport) -> Iterator[str]:
        official, t = shown.readings[0], self._t
        indicator = official.result.indicator
        yield f"## {escaped(indicator.title.in_language(t.language))}"
        yield escaped(indicator.description.in_language(t.language))
        yield "\n".join(f"- {escaped(label)}: {escaped(value)}" for label, value in about(official, t))
        yield from map(escaped, lacking(official, t))
        lines = list(rows(shown, report, t))
        if lines:
            yield "\n".join(table(heads(t), lines, NUMERIC))
