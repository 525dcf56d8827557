"""Parts of the HTML report that compare: tables by quality dimension, and municipalities by rate, with their charts."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.vocabulary import Dimension
from auditor.privacy.cells import HIDDEN
from auditor.reports.html_charts import Bar, bars, told
from auditor.reports.html_page import Markup, element, joined, table
from auditor.reports.shared_units import Units, whole_units
from auditor.reports.shared_words import SharedWords

_MOST = 15
"""Bars of municipalities: more cannot be compared at a glance, and the table has all."""


def by_dimension(words: SharedWords) -> Iterator[Markup]:
    """Which share of the rows of each table has a finding in each dimension: a table, and a chart of what is told."""
    units = whole_units(words.units())
    if not units:
        return
    used = [each for each in Dimension if any(each in found for found in units.values())]
    head = [words("html.column.table"), words("html.column.rows"), *map(words.dimension, used)]
    rows = [
        [words.table(name), words.count(words.counts.rows[name]), *(_share(words, found.get(each)) for each in used)]
        for name, found in units.items()
    ]
    yield element("h3", words("html.quality"))
    yield element("p", words("html.quality_note"))
    yield table("quality", words("html.by_dimension"), head, rows, range(1, len(head)))
    charts = []
    for dimension in used:
        lines = [
            Bar(words.table(name), found[dimension].per_cent, _share(words, found[dimension]), "info")
            for name, found in units.items()
            if dimension in found and found[dimension].per_cent
        ]
        if lines:
            title = words("html.dimension_chart", dimension=words.dimension(dimension))
            charts.append(bars(f"dimension-{dimension.value}", title, told(lines), lines, above=True))
    if charts:
        yield element("div", joined(charts), class_="charts")


def rates(words: SharedWords) -> Iterator[Markup]:
    """The highest of the rates per 100 persons that may be shown."""
    shown = [each for each in words.counts.municipalities if each.municipality is not None and each.per_100]
    highest = sorted(shown, key=lambda each: -(each.per_100 or 0))[:_MOST]
    if len(highest) > 1:
        lines = [Bar(words.place(each), each.per_100, words.rate(each), "info") for each in highest]
        title = words("html.rates_chart", count=len(highest))
        yield bars("rates", title, told(lines), lines, above=True)


def _share(words: SharedWords, units: Units | None) -> str:
    """Nothing where no rule of the dimension looks at the table."""
    if units is None:
        return ""
    return HIDDEN if units.per_cent is None else words.share(units.per_cent / 100)
