"""Indicators to be shared, as CSV and HTML: figures that rest on small counts, or would give some away, are ``:``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from auditor.locale import Translator
from auditor.model.indicator import Indicator, Place, Tally
from auditor.privacy.cells import BASE, HIDDEN, is_small, suppress_table
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import spreadsheet_text
from auditor.reports import html_page as html
from auditor.reports.explained import basis_in_words
from auditor.reports.indicator_words import Words, place_name
from auditor.reports.rounding import rounded_line
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
    """All of it: a count for or against is small, or would give a small one away."""
    missing_hidden: bool
    """What is missing, and with it the rows and the bounds: so few are missing."""


def shared(shown: Series) -> list[SharedLine]:
    """The country in the year shown, then the municipalities.

    What must be hidden is found on the counts of the year alone. A municipality that takes up earlier years is shown
    where none of its counts over them is small.
    """
    indicator = shown.result.indicator
    own = [shown.result.tallies.get(Place(each.municipality, shown.year), Tally()) for each in shown.municipalities]
    table = suppress_table([_cells(each, indicator) for each in own])
    country = [each for each in shown.country if each.year == shown.year]
    lines = [_line(each, table.column_totals) for each in country]
    for each, cells in zip(shown.municipalities, table.cells, strict=True):
        if each.since != each.year:
            cells = tuple(None if is_small(count) else count for count in _cells(each.figure.tally, indicator))
        lines.append(_line(each, (None, *cells[1:]) if each.few else cells))
    return lines


def _line(line: Line, cells: Sequence[int | None]) -> SharedLine:
    """A line by its counts, of which the last is what is missing, and None is hidden."""
    *known, missing = cells or (0, 0)
    return SharedLine(line, None in known, missing is None)


def shared_variant(official: Series, variant: Series) -> list[SharedLine]:
    """The country by a variant, hidden where its difference from the indicator itself is a small count."""
    indicator = official.result.indicator
    whole = next((each for each in official.country if each.year == official.year), None)
    found = []
    for each in variant.country:
        if each.year != official.year:
            continue
        own = _cells(each.figure.tally, indicator)
        others = own if whole is None else _cells(whole.figure.tally, indicator)
        pairs = zip(own, others, strict=True)
        found.append(
            _line(each, [None if is_small(one) or is_small(abs(one - other)) else one for one, other in pairs])
        )
    return found


def all_shared(readings: Sequence[Series], *, rounded: bool) -> Iterator[tuple[Series, SharedLine]]:
    """The lines of an indicator, then those of its variants for the country alone."""
    official, *variants = readings
    lines = [(official, each) for each in shared(official)]
    lines += [(variant, each) for variant in variants for each in shared_variant(official, variant)]
    for shown, each in lines:
        yield shown, replace(each, line=rounded_line(each.line, shown.result.indicator)) if rounded else each


def _cells(tally: Tally, indicator: Indicator) -> list[int]:
    """The counts that a figure gives away: of a share those for and against, and what is missing."""
    if indicator.of is None:
        return [tally.known, tally.undecided]
    return [int(tally.total), tally.known - int(tally.total), tally.undecided]


def indicators_csv(indicators: Sequence[Sequence[Series]], *, rounded: bool = False) -> str:
    """Semicolons and a byte order mark, as a spreadsheet set to Norwegian expects; ``*`` is the country."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(HEAD)
    for readings in indicators:
        for shown, each in all_shared(readings, rounded=rounded):
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
    little = each.hidden or each.missing_hidden
    for count in (figure.tally.rows, figure.tally.undecided):
        yield HIDDEN if little else _number(count)
    for value in (figure.observed, low, high):
        yield HIDDEN if each.hidden else _number(value)
    for value in (figure.lowest, figure.highest):
        yield HIDDEN if little else _number(value)
    yield _number(line.target.value if line.target is not None else None)
    yield HIDDEN if little else (line.verdict.value if line.verdict is not None else "")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def indicators_html(readings: Sequence[Sequence[Series]], t: Translator, *, rounded: bool = False) -> str:
    """One page: for each indicator what it is, its variants and its municipalities in order of number."""
    sections, places = [], []
    for shown in readings:
        indicator = shown[0].result.indicator
        title = indicator.title.in_language(t.language)
        places.append((indicator.name, title))
        sections.append(html.section(indicator.name, title, *_section(shown, t, rounded=rounded)))
    note = html.element("p", t("indicators.legend"))
    hidden = [html.element("p", t("indicators.hidden"))]
    if rounded:
        hidden.append(html.element("p", t("reports.shared.rounded", base=BASE)))
    title = t("indicators.page", date=readings[0][0].result.reference_date)
    return html.page(title, t, [note, *hidden, *sections], places)


def _section(readings: Sequence[Series], t: Translator, *, rounded: bool) -> Iterator[str]:
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
    rows = [_html_row(shown, each, words, t) for shown, each in all_shared(readings, rounded=rounded)]
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
    little = each.hidden or each.missing_hidden
    counts = [t.number(figure.tally.rows), t.number(figure.tally.undecided)]
    known = [words.figure(figure.observed), words.chance(figure)]
    target = words.figure(line.target.value) if line.target else ""
    return [
        head,
        words.years(line),
        *([HIDDEN] * 2 if little else counts),
        *([HIDDEN] * 2 if each.hidden else known),
        HIDDEN if little else words.missing(figure),
        target if little else words.target(line),
    ]
