"""What every format to be shared and read says of indicators, and its lines in words."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.locale import Translator
from auditor.privacy.cells import BASE, HIDDEN
from auditor.privacy.masking import Masker
from auditor.reports.explained import basis_in_words
from auditor.reports.indicators.interface import IndicatorReport, Shown
from auditor.reports.indicators.shared import SharedLine, all_shared
from auditor.reports.indicators.words import Words, place_name
from auditor.results.indicators import Series

COLUMNS = ("place", "years", "rows", "missing", "observed", "chance", "bounds", "target")
NUMERIC = range(2, len(COLUMNS))


def notes(t: Translator, *, rounded: bool) -> list[str]:
    """How to read the figures, what is hidden, and whether they are rounded."""
    said = [t("indicators.legend"), t("indicators.hidden")]
    return [*said, t("reports.shared.rounded", base=BASE)] if rounded else said


def heads(t: Translator) -> list[str]:
    """The titles of COLUMNS."""
    return [t(f"indicators.column.{each}") for each in COLUMNS]


def about(official: Series, t: Translator) -> list[tuple[str, str]]:
    """Labels and what they stand for: source, basis, what is left out, and breaks."""
    indicator = official.result.indicator
    return [
        (t("indicators.label.source"), indicator.source.in_language(t.language)),
        (t("indicators.label.basis"), "; ".join(basis_in_words(each, t) for each in indicator.basis)),
        *((t("indicators.label.excluded"), each.title.in_language(t.language)) for each in indicator.exclude),
        *((t("indicators.label.break"), f"{each.year}: {each.title.in_language(t.language)}")
          for each in indicator.breaks),
    ]  # fmt: skip


def lacking(official: Series, t: Translator) -> list[str]:
    """Why an indicator has no lines."""
    if official.result.problems:
        return [t(each.key, **each.facts) for each in official.result.problems]
    return [] if official.country or official.municipalities else [t("indicators.no_rows")]


def rows(shown: Shown, report: IndicatorReport, t: Translator) -> Iterator[list[str]]:
    """The lines of an indicator and its variants, a cell for each of COLUMNS."""
    words = Words(shown.readings[0].result.indicator, t)
    for reading, each in all_shared(shown, report):
        yield _row(reading, each, words, t)


def place(shown: Series, each: SharedLine, t: Translator) -> str:
    """The municipality by number and name, or the country and by which variant."""
    if each.line.municipality is not None:
        return Masker().text("none", place_name(each.line.municipality))
    if shown.result.variant.name:
        return t("indicators.country_variant", title=shown.result.variant.title.in_language(t.language))
    return t("indicators.column.country")


def _row(shown: Series, each: SharedLine, words: Words, t: Translator) -> list[str]:
    line, figure = each.line, each.line.figure
    counts = [t.number(figure.tally.rows), t.number(figure.tally.undecided)]
    known = [words.figure(figure.observed), words.chance(figure)]
    target = words.figure(line.target.value) if line.target else ""
    return [
        place(shown, each, t),
        words.years(line),
        *([HIDDEN] * 2 if each.little else counts),
        *([HIDDEN] * 2 if each.hidden else known),
        HIDDEN if each.little else words.missing(figure),
        target if each.little else words.target(line),
    ]
