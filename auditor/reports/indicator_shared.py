"""Indicators to be shared, as CSV and HTML: figures that rest on small counts, or would give some away, are ``:``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.locale import Translator
from auditor.model.indicator import Indicator, Place, Tally
from auditor.privacy.cells import HIDDEN, is_small, suppress_table
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import spreadsheet_text
from auditor.reports import html_page as html
from auditor.reports.explained import basis_in_words
from auditor.reports.indicator_words import Words, place_name
from auditor.results.indicators import Line, Series

HEAD = (
    "indicator", "variant", "municipality", "name", "since", "year", "rows", "missing", "observed", "chance_low",
    "chance_high", "lowest", "highest", "target", "verdict",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line as it may be passed on."""

    line: Line
    hidden: bool


def shared(shown: Series) -> list[SharedLine]:
    """The country in the year shown, then the municipalities; a line is shown whole or not at all.

    What must be hidden is found on the counts of the year alone. A municipality that takes up earlier years is shown
    where none of its counts over them is small.
    """
    own = [shown.result.tallies.get(Place(each.municipality, shown.year), Tally()) for each in shown.municipalities]
    table = suppress_table([_cells(each, shown.result.indicator) for each in own])
    lines = [SharedLine(each, None in table.column_totals) for each in shown.country if each.year == shown.year]
    for each, cells in zip(shown.municipalities, table.cells, strict=True):
        pooled = each.since != each.year
        small = any(is_small(count) for count in _cells(each.figure.tally, shown.result.indicator))
        lines.append(SharedLine(each, each.few or small or (None in cells and not pooled)))
    return lines


def _cells(tally: Tally, indicator: Indicator) -> list[int]:
    """The counts that a figure gives away: of a share those for and against, and what is missing."""
    if indicator.of is None:
        return [tally.known, tally.undecided]
    return [int(tally.total), tally.known - int(tally.total), tally.undecided]


def indicators_csv(all_shown: Sequence[Series]) -> str:
    """Semicolons and a byte order mark, as a spreadsheet set to Norwegian expects; ``*`` is the country."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD)
    for shown in all_shown:
        for each in shared(shown):
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
    for value in (figure.tally.rows, figure.tally.undecided, figure.observed, low, high, figure.lowest, figure.highest):
        yield HIDDEN if each.hidden else _number(value)
    yield _number(line.target.value if line.target is not None else None)
    yield HIDDEN if each.hidden else (line.verdict.value if line.verdict is not None else "")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def indicators_html(readings: Sequence[Sequence[Series]], t: Translator) -> str:
    """One page: for each indicator what it is, its variants and its municipalities in order of number."""
    sections, places = [], []
    for shown in readings:
        indicator = shown[0].result.indicator
        title = indicator.title.in_language(t.language)
        places.append((indicator.name, title))
        sections.append(html.section(indicator.name, title, *_section(shown, t)))
    note = html.element("p", t("indicators.legend"))
    hidden = html.element("p", t("indicators.hidden"))
    title = t("indicators.page", date=readings[0][0].result.reference_date)
    return html.page(title, t, [note, hidden, *sections], places)


def _section(readings: Sequence[Series], t: Translator) -> Iterator[str]:
    official = readings[0]
    indicator, words = official.result.indicator, Words(official.result.indicator, t)
    yield html.element("p", indicator.description.in_language(t.language))
    pairs = [
        (t("indicators.label.source"), indicator.source.in_language(t.language)),
        (t("indicators.label.basis"), "; ".join(basis_in_words(each, t) for each in indicator.basis)),
        *((t("indicators.label.excluded"), each.title.in_language(t.language)) for each in indicator.exclude),
        *((t("indicators.label.break"), f"{each.year}: {each.title.in_language(t.language)}")
          for each in indicator.breaks),
    ]  # fmt: skip
    yield html.facts(pairs)
    for problem in official.result.problems:
        yield html.element("p", t(problem.key, **problem.facts))
    names = ("place", "years", "rows", "missing", "observed", "chance", "bounds", "target")
    heads = [t(f"indicators.column.{each}") for each in names]
    rows = []
    for shown in readings:
        for each in shared(shown):
            if each.line.municipality is None or shown is official:
                rows.append(_html_row(shown, each, words, t))
    if rows:
        yield html.table(f"{indicator.name}-table", indicator.title.in_language(t.language), heads, rows, range(2, 8))
    elif not official.result.problems:
        yield html.element("p", t("indicators.no_rows"))


def _html_row(shown: Series, each: SharedLine, words: Words, t: Translator) -> list[str]:
    line, figure = each.line, each.line.figure
    if line.municipality is not None:
        head = Masker().text("none", place_name(line.municipality))
    elif shown.result.variant.name:
        head = t("indicators.country_variant", title=shown.result.variant.title.in_language(t.language))
    else:
        head = t("indicators.column.country")
    if each.hidden:
        return [head, words.years(line), *([HIDDEN] * 5), words.figure(line.target.value) if line.target else ""]
    counts = [t.number(figure.tally.rows), t.number(figure.tally.undecided)]
    shown_figures = [words.figure(figure.observed), words.chance(figure), words.missing(figure), words.target(line)]
    return [head, words.years(line), *counts, *shown_figures]
