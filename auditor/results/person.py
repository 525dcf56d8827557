"""One person across all registers: what happened when, and what is wrong about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from auditor.engine.parse import parse_fields
from auditor.model.audit import AuditResult
from auditor.model.extract import RAGGED, ROW
from auditor.model.rule import Rule
from auditor.model.table import FieldType, Table
from auditor.model.text import Text
from auditor.model.vocabulary import Severity
from auditor.results.messages import message, placeholders
from auditor.results.reader import RowReader
from auditor.results.tables import findings_of_row
from auditor.rulesets.excerpt import for_fields

if TYPE_CHECKING:
    from auditor.privacy.masking import Masker


@dataclass(frozen=True)
class FindingLine:
    """One finding on one row, in words."""

    rule_id: str
    severity: Severity
    message: str
    remedy: str
    blame: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """A day that a row sets a limit to, by a derived field."""

    title: Text
    day: dt.date


@dataclass(frozen=True)
class Event:
    """A row about the person. ``start`` and ``end`` are dates where the table says which fields hold them."""

    table: str
    row: int
    start: dt.date | None
    end: dt.date | None
    open_ended: bool
    """The table has an end, and this row has none yet."""
    fields: Mapping[str, str | None]
    """Raw texts by field."""
    findings: Sequence[FindingLine]
    start_field: str | None = None
    end_field: str | None = None
    """None where rows of the table last no time."""
    deadlines: Sequence[Deadline] = ()
    regime: str | None = None
    """The law the row stands under."""

    @property
    def spell(self) -> bool:
        """Whether rows of the table last from a day to another."""
        return self.end_field is not None


@dataclass(frozen=True)
class PersonHistory:
    """Everything an extract says about one person, in order of time; events without a date come last.

    ``person_id`` is the raw key: it passes a Masker before anybody sees it. It is None where the row names no person;
    the history then holds that row alone.
    """

    person_field: str | None
    person_id: str | None
    events: Sequence[Event]


def person_history(
    result: AuditResult, reader: RowReader, table: str, row: int, language: str, masker: Masker
) -> PersonHistory:
    """The history of the person that a row is about."""
    described = result.ruleset.tables[table]
    own = reader.read(table, [row])
    person_id = None
    if described.person in own.columns:
        written = own[described.person or ""][0]
        person_id = written.strip() if written and written.strip() else None
    if person_id is None:
        rows = {table: own}
    else:
        rows = {name: reader.rows_of_person(name, person_id) for name in result.tables}
    events = [event for name, frame in rows.items() for event in _events(result, reader, name, frame, language, masker)]
    events.sort(key=lambda each: (each.start is None, each.start or dt.date.max, each.end or dt.date.max, each.table))
    return PersonHistory(described.person, person_id, events)


def with_deadlines(result: AuditResult, history: PersonHistory) -> PersonHistory:
    """The history with deadlines and law regimes.

    They are looked up and computed from other tables, which may take seconds where those are large.
    """
    due = {(each.table, each.name): each.title for each in result.ruleset.derivations if each.deadline}
    wanted = {}
    for table in dict.fromkeys(event.table for event in history.events):
        regime = result.ruleset.tables[table].regime
        names = [name for there, name in due if there == table] + ([regime] if regime else [])
        if names:
            wanted[table] = names
    reader = RowReader(replace(result, ruleset=for_fields(result.ruleset, wanted)))
    values: dict[tuple[str, int], dict[str, str | None]] = {}
    for table, names in wanted.items():
        rows = [event.row for event in history.events if event.table == table]
        values |= {(table, line[ROW]): line for line in reader.read(table, rows, names).iter_rows(named=True)}
    return replace(history, events=[_dated(result, due, event, values) for event in history.events])


def _dated(
    result: AuditResult,
    due: Mapping[tuple[str, str], Text],
    event: Event,
    values: Mapping[tuple[str, int], Mapping[str, str | None]],
) -> Event:
    """The event with what was read for it."""
    line = values.get((event.table, event.row), {})
    days = ((title, _day(line.get(name))) for (table, name), title in due.items() if table == event.table)
    regime = result.ruleset.tables[event.table].regime
    return replace(
        event,
        deadlines=tuple(Deadline(title, day) for title, day in days if day is not None),
        regime=line.get(regime) if regime else None,
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _events(
    result: AuditResult, reader: RowReader, table: str, frame: pl.DataFrame, language: str, masker: Masker
) -> list[Event]:
    if frame.height == 0:
        return []
    described = result.ruleset.tables[table]
    start, end = described.event or (described.date, None)
    dates = _dates(described, frame, [start, end])
    names = [name for name in frame.columns if name not in (ROW, RAGGED)]
    texts = frame.select(pl.col(names).cast(pl.String))
    events = []
    for values, dated in zip(texts.iter_rows(named=True), dates.iter_rows(named=True), strict=True):
        until = dated.get(end) if end else None
        events.append(
            Event(
                table=table,
                row=dated[ROW],
                start=dated.get(start) if start else None,
                end=until,
                open_ended=end is not None and values.get(end) is None,
                fields=values,
                findings=_findings(result, reader, described, dated[ROW], values, language, masker),
                start_field=start,
                end_field=end,
            )
        )
    return events


def _dates(table: Table, frame: pl.DataFrame, names: Sequence[str | None]) -> pl.DataFrame:
    fields = [field for name in dict.fromkeys(names) if name and (field := table.field(name))]
    dated = [field for field in fields if field.type is FieldType.DATE]
    return parse_fields(frame.lazy(), dated, {}, [ROW]).collect()


def _findings(
    result: AuditResult,
    reader: RowReader,
    table: Table,
    row: int,
    values: Mapping[str, str | None],
    language: str,
    masker: Masker,
) -> list[FindingLine]:
    rules = [rule for each in findings_of_row(result, table.name, row) if (rule := result.ruleset.rule(each))]
    computed = [name for rule in rules for name in placeholders(rule) if name not in values]
    if computed:
        values = {**values, **reader.read(table.name, [row], computed).drop(ROW).row(0, named=True)}
    lines = [_line(rule, table, values, language, masker) for rule in rules]
    return sorted(lines, key=lambda each: (-each.severity, each.rule_id))


def _line(rule: Rule, table: Table, values: Mapping[str, str | None], language: str, masker: Masker) -> FindingLine:
    text = message(rule, values, language, masker, table)
    return FindingLine(rule.id, rule.severity, text, rule.remedy.in_language(language), rule.blame)
