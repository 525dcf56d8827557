"""Indicators as lines of text: all of them for the country, or one with its years, variants and municipalities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.locale import Translator
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.explained import basis_in_words
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport
from auditor.reports.indicators.words import Words, place_name
from auditor.reports.layout import UNKNOWN_SIGN, columns, wrapped
from auditor.results.corrections import Correction
from auditor.results.indicators import Line, Series


class TextRenderer(IndicatorRenderer):
    """Lines of at most ``width`` cells."""

    name = "text"

    def __init__(self, t: Translator, width: int = 80) -> None:
        self._t, self._width = t, width
        self._masker = Masker()

    def render(self, report: IndicatorReport) -> str:
        """The one that was asked for in detail, else the country by all of them."""
        if report.detail:
            (one,) = report.indicators
            official, *variants = map(report.told, one.readings)
            lines = self.detail(official, variants, one.first, report.first)
        else:
            lines = self.overview([each.readings[0] for each in report.indicators])
        text = "\n".join(lines)
        return text if text.endswith("\n") else text + "\n"

    def _text(self, key: str, **facts: object) -> str:
        return self._t(f"indicators.{key}", **facts)

    def overview(self, all_shown: Sequence[Series]) -> Iterator[str]:
        """The country in the year of each series, one line an indicator."""
        yield from wrapped(self._text("overview", date=all_shown[0].result.reference_date), self._width)
        yield ""
        heads = ("indicator", "year", "rows", "observed", "bounds", "target")
        rows = [tuple(self._text(f"column.{each}") for each in heads)]
        lacking = []
        for shown in all_shown:
            indicator = shown.result.indicator
            title = f"{indicator.title.in_language(self._t.language)} ({indicator.name})"
            line = next((each for each in shown.country if each.year == shown.year), None)
            if line is None:
                lacking.append((title, shown))
                continue
            words = Words(indicator, self._t)
            figures = (words.years(line), self._t.number(line.figure.tally.rows), words.figure(line.figure.observed))
            rows.append((sanitise(title), *figures, words.missing(line.figure), words.target(line)))
        yield from self._tall(rows)
        for title, shown in lacking:
            for problem in shown.result.problems:
                text = f"{title}: {self._t(problem.key, **problem.facts)}"
                yield from wrapped(sanitise(text), self._width, f"{UNKNOWN_SIGN} ", "  ")
            if not shown.result.problems:
                text = f"{title}: {self._text('no_rows')}"
                yield from wrapped(sanitise(text), self._width, f"{UNKNOWN_SIGN} ", "  ")
        yield ""
        yield from wrapped(self._text("legend"), self._width)

    def _tall(self, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
        """A table whose first column goes on below where it is too long."""
        others = sum(max(len(row[place]) for row in rows) + 2 for place in range(1, len(rows[0])))
        tall: list[tuple[str, ...]] = []
        for first, *rest in rows:
            head, *more = wrapped(first, max(self._width - others, 20), "", "  ")
            tall += [(head, *rest), *((each, *("" for _ in rest)) for each in more)]
        yield from columns(tall, self._width, 0, range(1, len(rows[0])))

    def detail(
        self, official: Series, variants: Sequence[Series], first: Sequence[Correction], limit: int
    ) -> Iterator[str]:
        """One indicator: what it is, its years, variants, municipalities and what to correct first."""
        indicator, language = official.result.indicator, self._t.language
        yield from wrapped(sanitise(f"{indicator.title.in_language(language)} ({indicator.name})"), self._width)
        yield from wrapped(sanitise(indicator.description.in_language(language)), self._width)
        basis = "; ".join(basis_in_words(each, self._t) for each in indicator.basis)
        source = indicator.source.in_language(language)
        facts = self._text("about", source=source, table=indicator.table, date=official.result.reference_date)
        yield from wrapped(sanitise(f"{facts} {basis}"), self._width)
        for each in indicator.exclude:
            yield from wrapped(sanitise(self._text("excluded", title=each.title.in_language(language))), self._width)
        yield ""
        for problem in official.result.problems:
            yield from wrapped(sanitise(self._t(problem.key, **problem.facts)), self._width, f"{UNKNOWN_SIGN} ", "  ")
        if not official.country:
            if not official.result.problems:
                yield self._text("no_rows")
            return
        yield from self._years(official)
        yield ""
        yield from self._variants(official, variants)
        yield from self._municipalities(official)
        yield from self._first(official, first, limit)
        yield from wrapped(self._text("legend"), self._width)

    def _heads(self, first: str) -> tuple[str, ...]:
        names = (first, "rows", "missing", "observed", "chance", "bounds", "target")
        return tuple(self._text(f"column.{each}") for each in names)

    def _row(self, head: str, line: Line, words: Words) -> tuple[str, ...]:
        figure = line.figure
        counts = (self._t.number(figure.tally.rows), self._t.number(figure.tally.undecided))
        observed = self._text("few") if line.few else words.figure(figure.observed)
        return (head, *counts, observed, words.chance(figure), words.missing(figure), words.target(line))

    def _years(self, official: Series) -> Iterator[str]:
        """The country year by year, with a line where the series breaks."""
        words = Words(official.result.indicator, self._t)
        breaks = {each.year: each for each in official.result.indicator.breaks}
        rows = [self._heads("country"), *(self._row(words.years(each), each, words) for each in official.country)]
        head, *lines = columns(rows, self._width, 0, range(1, len(rows[0])))
        yield head
        for place, (line, text) in enumerate(zip(official.country, lines, strict=True)):
            if place and line.year in breaks:
                note = breaks[line.year].title.in_language(self._t.language)
                yield from wrapped(sanitise(self._text("break", year=str(line.year), note=note)), self._width)
            yield text

    def _variants(self, official: Series, variants: Sequence[Series]) -> Iterator[str]:
        rows = [self._heads("variant")]
        for shown in variants:
            line = next((each for each in shown.country if each.year == official.year), None)
            if line is not None:
                title = sanitise(shown.result.variant.title.in_language(self._t.language))
                rows.append(self._row(title, line, Words(shown.result.indicator, self._t)))
        if len(rows) > 1:
            yield self._text("variants", year=str(official.year))
            yield from self._tall(rows)
            yield ""

    def _municipalities(self, official: Series) -> Iterator[str]:
        if not official.municipalities:
            return
        words = Words(official.result.indicator, self._t)
        rows = [self._heads("municipality")]
        for line in official.municipalities:
            name = self._masker.text("none", place_name(line.municipality or ""))
            rows.append(self._row(name if line.since == line.year else f"{name} *", line, words))
        yield self._text("municipalities", year=str(official.year))
        yield from self._tall(rows)
        if any(line.since != line.year for line in official.municipalities):
            yield from wrapped(self._text("pooled"), self._width)
        yield ""

    def _first(self, official: Series, first: Sequence[Correction], limit: int) -> Iterator[str]:
        if not first or not limit:
            return
        indicator = official.result.indicator
        yield from wrapped(self._text("first", fields=list(indicator.correct)), self._width)
        rows = [tuple(self._text(f"column.{each}") for each in ("municipality", "file", "line", "narrows"))]
        for each in first[:limit]:
            points = 100 * each.narrows if indicator.of is not None else each.narrows
            name = self._masker.text("none", place_name(each.municipality))
            rows.append((name, sanitise(each.file), str(each.line), self._t.decimal(points)))
        yield from columns(rows, self._width, 0, (2, 3))
        if len(first) > limit:
            yield self._text("more", number=len(first) - limit)
        yield ""
