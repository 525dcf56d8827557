"""The tables and texts about indicators: the country, the municipalities, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.model.extract import ROW
from auditor.model.indicator import Indicator
from auditor.reports.explained import basis_in_words
from auditor.reports.indicators.words import NOTHING, Words
from auditor.results.indicators import Line, Series
from auditor.tui.records import RowFields, fields_about, read_fields
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import count_column, text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

_FIGURES = {
    "years": pl.String,
    "rows": pl.Int64,
    "missing": pl.Int64,
    "observed": pl.String,
    "chance": pl.String,
    "bounds": pl.String,
    "target": pl.String,
    "width": pl.Float64,
}
COUNTRY = {"indicator": pl.String, "title": pl.String, **_FIGURES}
PLACES = {"municipality": pl.String, "name": pl.String, **_FIGURES}


def _figures(line: Line, words: Words, few: str) -> dict[str, Any]:
    figure = line.figure
    return {
        "years": words.years(line),
        "rows": figure.tally.rows,
        "missing": figure.tally.undecided,
        "observed": few if line.few else words.figure(figure.observed),
        "chance": words.chance(figure),
        "bounds": words.missing(figure),
        "target": words.target(line),
        "width": figure.width,
    }


def country_line(session: Session, readings: Sequence[Series]) -> pl.DataFrame:
    """One row for an indicator; columns COUNTRY. One that cannot be computed has no figures."""
    official = readings[0]
    indicator = official.result.indicator
    row: dict[str, Any] = {"indicator": indicator.name, "title": session.text(indicator.title)}
    line = next((each for each in official.country if each.year == official.year), None)
    if line is not None:
        row |= _figures(line, Words(indicator, session.t), session.t("indicators.few"))
    return pl.DataFrame([row], schema=COUNTRY)


def country_source(session: Session, lines: pl.DataFrame) -> FrameSource:
    """The list of indicators."""
    t = session.t
    title = text_column(t, "title", "indicators.column.indicator", frozen=True, first=True, expand=True, limit=44)
    return FrameSource(lines, (title, *_columns(session)))


def places_source(session: Session, official: Series | None) -> FrameSource:
    """The municipalities of an indicator, by number."""
    t = session.t
    rows = []
    for line in official.municipalities if official is not None else ():
        number = line.municipality or ""
        words = Words(official.result.indicator, t) if official is not None else None
        assert words is not None
        figures = _figures(line, words, t("indicators.few"))
        rows.append({"municipality": number, "name": municipality_name(session, number), **figures})
    columns = (
        text_column(t, "municipality", "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "name", "tui.column.name", first=True, expand=True, limit=30),
        *_columns(session),
    )
    return FrameSource(pl.DataFrame(rows, schema=PLACES), columns)


def _columns(session: Session) -> Iterable[Column]:
    t = session.t
    return (
        text_column(t, "observed", "indicators.column.observed", _there, numeric=True),
        text_column(t, "bounds", "indicators.column.bounds", _there, numeric=True),
        text_column(t, "target", "indicators.column.target", numeric=True),
        count_column(t, "missing", "indicators.column.missing", "warning"),
        count_column(t, "rows", "indicators.column.rows"),
        text_column(t, "years", "indicators.column.years", tone=lambda v: "muted"),
        text_column(t, "chance", "indicators.column.chance", _there, numeric=True, wide=True),
    )


def _there(value: Any) -> str:
    return NOTHING if value is None else str(value)


def explain_indicator(
    session: Session, indicator: Indicator, readings: Sequence[Series]
) -> tuple[str, list[tuple[str, str]]]:
    """Heading and labelled paragraphs: what it says, from where, its years, its variants."""
    t = session.t
    parts = [
        (t("tui.explain.what"), session.text(indicator.description)),
        (t("indicators.label.source"), session.text(indicator.source)),
        (t("indicators.label.basis"), "; ".join(basis_in_words(each, t) for each in indicator.basis)),
        *((t("indicators.label.excluded"), session.text(each.title)) for each in indicator.exclude),
    ]
    if readings:
        official, *variants = readings
        parts += [(t("indicators.lacking"), t(each.key, **each.facts)) for each in official.result.problems]
        words = Words(indicator, t)
        for shown in variants:
            line = next((each for each in shown.country if each.year == official.year), None)
            if line is not None:
                parts.append((session.text(shown.result.variant.title), _in_words(session, line, words)))
        breaks = {each.year: session.text(each.title) for each in indicator.breaks}
        for line in reversed(official.country):
            text = _in_words(session, line, words)
            broken = breaks.get(line.year) if line.year is not None else None
            parts.append((words.years(line), f"{text} {broken}." if broken else text))
    parts.append((t("indicators.label.legend"), t("indicators.legend")))
    return session.text(indicator.title), [part for part in parts if part[1]]


def deciding_fields(session: Session, name: str) -> RowFields:
    """The fields to correct of the records that decide an indicator, with what identifies and dates a row."""
    indicator = session.indicators.indicators[name]
    declared = session.audit.ruleset.tables[indicator.table]
    own = [each for each in indicator.correct if declared.field(each) is not None]
    return fields_about(declared, own).beside(session.fields_shown.get(indicator.table))


def deciding_rows(session: Session, name: str, municipality: str) -> pl.DataFrame:
    """The records of a municipality whose correction narrows what is open of an indicator."""
    rows = session.indicators.open_rows(name, municipality)
    return read_fields(session, session.indicators.indicators[name].table, rows, deciding_fields(session, name))


def explain_deciding(session: Session, name: str, record: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """What the correction of such a record is for, and where the row stands."""
    t, indicator = session.t, session.indicators.indicators[name]
    names = [session.titles(indicator.table).get(each, each) for each in indicator.correct]
    file, line = session.audit.extract.tables[indicator.table].location(record[ROW])
    return session.text(indicator.title), [
        (t("indicators.label.correct"), ", ".join(names)),
        (t("tui.explain.what"), t("indicators.why_deciding")),
        (t("tui.explain.where"), t("tui.explain.place", file=file, line=line)),
    ]


def _in_words(session: Session, line: Line, words: Words) -> str:
    figure = line.figure
    facts = {"observed": words.figure(figure.observed), "bounds": words.missing(figure), "rows": figure.tally.rows}
    return session.t("indicators.year_in_words", **facts)
