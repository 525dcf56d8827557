"""The tables and texts about fields: how complete they are, and how their values are spread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.model.table import Field, FieldType, Personal
from auditor.reports.layout import bar
from auditor.reports.profile.figures import Figures, Figuring, Words
from auditor.results.profile.completeness import MUNICIPALITY, ROWS, STATES, YEAR, Completeness
from auditor.results.profile.values import COUNT, NUMBERS, Bin, Distribution
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import count_column, percent, rule_title, text_column

if TYPE_CHECKING:
    from auditor.results.profile.reader import TableFields
    from auditor.tui.session import Session

BAR = 12
"""Cells of the longest bar."""
MOST_VALUES = 1_000
"""Different values that are listed, the most common first."""
HEAP_SIGN, FAR_SIGN = "▲", "!"
FIELDS = {
    "table": pl.String,
    "of_table": pl.String,
    "field": pl.String,
    "title": pl.String,
    "type": pl.String,
    **dict.fromkeys(STATES, pl.Int64),
    "complete": pl.Float64,
    "distinct": pl.Int64,
    "mean": pl.Float64,
    "sd": pl.Float64,
    "note": pl.String,
}


def words_of(session: Session) -> Words:
    """What is said of fields, with values as they may be seen at the time."""
    return Words(session.t, session.masker, Figuring(session.audit.ruleset, shared=False))


def field_of(session: Session, table: str, name: str) -> Field:
    """A field as it is declared."""
    field = session.audit.ruleset.tables[table].field(name)
    assert field is not None
    return field


def lines_of(session: Session, table: str, read: TableFields) -> pl.DataFrame:
    """One row a field of a table; columns FIELDS."""
    title = session.text(session.audit.ruleset.tables[table].title)
    rows = []
    for name in read.completeness.fields:
        field, counts, spread = field_of(session, table, name), read.completeness.of(name), read.distributions[name]
        rows.append(
            {
                "table": table,
                "of_table": title,
                "field": name,
                "title": session.text(field.title),
                "type": session.t(f"profile.type.{field.type.value}"),
                **{state: getattr(counts, state) for state in STATES},
                "complete": counts.complete,
                "distinct": spread.distinct,
                "mean": spread.mean,
                "sd": spread.sd,
                "note": note(session, field, spread),
            }
        )
    return pl.DataFrame(rows, schema=FIELDS)


def note(session: Session, field: Field, spread: Distribution) -> str:
    """What stands out, in few cells: heaps, dates that cluster, values far out."""
    words, t = words_of(session), session.t
    said = [f"{HEAP_SIGN} {words.value(field, heap.value)}" for heap in spread.heaps[:3]]
    said += [f"{HEAP_SIGN} {t('fields.cluster.' + each.kind)}" for each in spread.clusters if each.marked]
    far = spread.outliers
    if far is not None and far.below + far.above:
        said.append(f"{FAR_SIGN} {t('fields.far', count=far.below + far.above)}")
    return "  ".join(said)


def fields_source(session: Session, lines: pl.DataFrame) -> FrameSource:
    """The list of fields."""
    t, words = session.t, words_of(session)
    columns = (
        text_column(t, "field", "tui.column.field", frozen=True, first=True, limit=24),
        text_column(t, "of_table", "tui.column.table", expand=True, limit=26, tone=lambda v: "muted"),
        text_column(t, "type", "profile.column.type", wide=True, tone=lambda v: "muted"),
        count_column(t, "missing", "profile.column.missing", "warning"),
        text_column(t, "complete", "profile.column.complete", percent(t), numeric=True, tone=complete_tone),
        text_column(t, "note", "fields.column.note", limit=26, tone=lambda v: "warning"),
        count_column(t, "not_applicable", "profile.column.not_applicable"),
        count_column(t, "hidden", "profile.column.hidden"),
        count_column(t, "unreadable", "profile.column.unreadable", "error"),
        count_column(t, "distinct", "profile.column.distinct", wide=True),
        text_column(t, "mean", "profile.column.mean", words.measure, numeric=True, wide=True),
        text_column(t, "sd", "profile.column.sd", words.measure, numeric=True, wide=True),
    )
    return FrameSource(lines, columns)


def complete_tone(value: Any) -> str:
    """Whether a share of what is due is all of it, or too little."""
    return "muted" if value is None or value == 1 else "warning" if value < 0.95 else ""


def explain_field(
    session: Session, table: str, name: str, complete: Completeness, years: bool = True
) -> tuple[str, list[tuple[str, str]]]:
    """Heading and labelled paragraphs about a field: when it is due, who registers it, and (``years``) each year."""
    t, field = session.t, field_of(session, table, name)
    ruleset = session.audit.ruleset
    demanding = complete.demanded_by.get(name, ())
    asked = "; ".join(f"{rule_title(session, ruleset.rule(each), each)} ({each})" for each in demanding)
    parts = [
        (t("tui.column.field"), f"{table}.{name}"),
        (t("tui.explain.registers"), session.text(field.registers) if field.registers else ""),
        (t("fields.due"), asked or t("fields.no_rule")),
    ]
    for line in complete.by(name, YEAR).iter_rows(named=True) if years else ():
        parts.append((year_word(session)(line[YEAR]), year_in_words(session, line)))
    return session.text(field.title), parts


def year_in_words(session: Session, line: dict[str, Any]) -> str:
    """How complete a year is."""
    t = session.t
    if line["complete"] is None:
        return t("fields.nothing_due")
    drawn = bar(line["complete"], 1, BAR).ljust(BAR, "·")
    return f"{drawn} {percent(t)(line['complete'])} " + t("fields.of_due", missing=line["missing"], due=_due(line))


def year_word(session: Session) -> Callable[[Any], str]:
    """Writes years; words for rows without one."""
    return lambda value: session.t("tui.unitless.year") if value is None else str(value)


def drawn_bar(value: Any) -> str:
    """A bar for a share of the longest one."""
    return bar(value or 0, 1, BAR)


def _due(line: dict[str, Any]) -> int:
    return int(line[ROWS]) - int(line["not_applicable"])


def facts(session: Session, table: str, name: str, read: TableFields) -> list[str]:
    """What is told of a field above its tables: the counts, the spread, and what stands out."""
    t, words = session.t, words_of(session)
    figures = figures_of(session, table, name, read)
    counts = read.completeness.of(name)
    said = [t("fields.counts", **{state: getattr(counts, state) for state in STATES}, rows=counts.rows)]
    if figures.mean is not None:
        said.append(t("fields.mean", mean=words.measure(figures.mean), sd=words.measure(figures.sd)))
    if figures.spread[1] is not None:
        quantiles = (0.0, 0.05, 0.5, 0.95, 1.0)
        least, low, median, high, most = (
            words.value(figures.field, figures.distribution.quantile(share)) for share in quantiles
        )
        said.append(t("fields.spread", least=least, low=low, median=median, high=high, most=most))
    line = " ".join(said)
    return [line, *words.of_field(figures)]


def figures_of(session: Session, table: str, name: str, read: TableFields) -> Figures:
    """The figures of a field as who holds the data sees them."""
    field = field_of(session, table, name)
    return Figuring(session.audit.ruleset, shared=False).figures(field, read.completeness, read.distributions[name])


# Values


@dataclass(frozen=True)
class ShownValues:
    """The lines of a distribution, with the condition that each one's rows satisfy."""

    source: FrameSource
    conditions: tuple[pl.Expr, ...]
    labels: tuple[str, ...]


def values_source(session: Session, table: str, name: str, spread: Distribution) -> ShownValues:
    """Numbers and dates in steps with their heaps beside them; other values with the most common first."""
    field = field_of(session, table, name)
    if spread.type in NUMBERS or (spread.type is FieldType.DATE and field.personal is Personal.NONE):
        lines = [line for each in spread.bins() for line in _bin_lines(session, field, each)]
    else:
        lines = list(_value_lines(session, field, spread))
    most = max((count for _, count, _, _ in lines), default=0)
    frame = pl.DataFrame(
        [
            {"label": label, "bar": count / most if most else 0.0, COUNT: count, "note": sign, "place": place}
            for place, (label, count, sign, _) in enumerate(lines)
        ],
        schema={"label": pl.String, "bar": pl.Float64, COUNT: pl.Int64, "note": pl.String, "place": pl.Int64},
    ).with_columns((pl.col(COUNT) / max(spread.count, 1)).alias("share"))
    t = session.t
    columns = (
        text_column(t, "label", "tui.column.value", frozen=True, first=True, expand=True, limit=34),
        text_column(t, "bar", "tui.column.bar", drawn_bar, limit=BAR, tone=lambda v: "info", drawn=True),
        count_column(t, COUNT, "tui.column.rows"),
        text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
        text_column(t, "note", "fields.column.note", limit=16, tone=lambda v: "warning"),
    )
    conditions = tuple(condition for *_, condition in lines)
    return ShownValues(FrameSource(frame, columns), conditions, tuple(label for label, *_ in lines))


Line = tuple[str, int, str, pl.Expr]
"""Label, count, what stands out, and the condition of the rows."""


def _bin_lines(session: Session, field: Field, each: Bin) -> Iterable[Line]:
    """A step, and below it a line for each heap in it."""
    t, words, value = session.t, words_of(session), pl.col(field.name)
    start, stop = (words.value(field, bound) for bound in (each.start, each.stop))
    if each.start is None:
        label, condition = t("fields.below", value=stop), value < each.stop
    elif each.stop is None:
        label, condition = t("fields.from", value=start), value >= each.start
    else:
        single = field.type is FieldType.INTEGER and each.stop - each.start == 1
        label = start if single else t("fields.from_to", low=start, high=stop)
        condition = (value >= each.start) & (value < each.stop)
    yield label, each.count, f"{FAR_SIGN} {t('fields.far_out')}" if each.outlying else "", condition
    for heap in each.heaps:
        yield f"  {words.value(field, heap.value)}", heap.count, f"{HEAP_SIGN} {t('fields.heap')}", value == heap.value


def _value_lines(session: Session, field: Field, spread: Distribution) -> Iterable[Line]:
    words = words_of(session)
    for value, count in spread.common(MOST_VALUES):
        yield words.value(field, value), count, "", pl.col(field.name) == value


# Completeness


def by_year(session: Session, name: str, complete: Completeness) -> FrameSource:
    """One row a year."""
    t = session.t
    year = text_column(t, YEAR, "fields.column.year", year_word(session), frozen=True, first=True)
    return FrameSource(complete.by(name, YEAR), (year, *_completeness_columns(session)))


def by_municipality(session: Session, name: str, complete: Completeness) -> FrameSource:
    """One row a municipality, those with the most missing first."""
    t = session.t
    frame = complete.by(name, MUNICIPALITY).sort("missing", ROWS, descending=True, maintain_order=True)
    names = [
        t("tui.municipalities.unnamed") if code is None else municipality_name(session, code)
        for code in frame[MUNICIPALITY]
    ]
    frame = frame.with_columns(pl.Series("name", names, dtype=pl.String))
    columns = (
        text_column(t, MUNICIPALITY, "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "name", "tui.column.name", frozen=True, first=True, expand=True, limit=24),
        *_completeness_columns(session),
    )
    return FrameSource(frame, columns)


def _completeness_columns(session: Session) -> Sequence[Column]:
    t = session.t
    return (
        count_column(t, ROWS, "tui.column.rows"),
        count_column(t, "missing", "profile.column.missing", "warning"),
        text_column(t, "complete", "profile.column.complete", percent(t), numeric=True, tone=complete_tone),
        count_column(t, "not_applicable", "profile.column.not_applicable"),
        count_column(t, "hidden", "profile.column.hidden"),
        count_column(t, "unreadable", "profile.column.unreadable", "error", wide=True),
    )
