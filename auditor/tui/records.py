"""Rows of the extract as a table shows them: which fields, in what order, and how their values are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor import results
from auditor.model.extract import ROW
from auditor.model.table import FieldType, Personal
from auditor.results.matrix import Unit, rows_of_unit
from auditor.results.messages import DERIVED, placeholders
from auditor.results.written import needle
from auditor.rulesets.sql import columns
from auditor.tui.notes import NOTE, note_word
from auditor.tui.source import Column
from auditor.tui.values import SIGNS, law, masked, number, severity_tone

if TYPE_CHECKING:
    from auditor.model.extract import RawTable
    from auditor.model.rule import Rule
    from auditor.model.table import Table as Declared
    from auditor.model.vocabulary import Severity
    from auditor.tui.session import Session

UNDECLARED = "undeclared"
"""Columns of a file that nobody has described."""
LINE = "__line"
"""Column with the line of the file a row stands on, as a person counts them."""


@dataclass(frozen=True, slots=True)
class RowFields:
    """Which fields of a table are shown beside a rule's findings."""

    identifying: tuple[str, ...]
    blamed: tuple[str, ...]
    context: tuple[str, ...]
    spoken_of: tuple[str, ...]
    """Read, but shown only in the message."""

    def beside(self, names: Sequence[str] | None) -> RowFields:
        """With the fields that the user wants for context instead of those of the rule; None: as the rule has it."""
        if names is None:
            return self
        first = {*self.identifying[:1], *self.blamed}
        wanted = tuple(name for name in names if name not in first)
        stay = tuple(name for place, name in enumerate(self.identifying) if place == 0 or name in wanted)
        return replace(self, identifying=stay, context=tuple(name for name in wanted if name not in stay))

    @property
    def all(self) -> tuple[str, ...]:
        """Every field to read, each once."""
        return tuple(dict.fromkeys((*self.identifying, *self.blamed, *self.context, *self.spoken_of)))

    def among(self, columns: Iterable[str]) -> RowFields:
        """Only the fields that could be read."""
        there = set(columns)
        return RowFields(
            *(
                tuple(name for name in names if name in there)
                for names in (self.identifying, self.blamed, self.context, self.spoken_of)
            )
        )


def fields_for(rule: Rule, declared: Declared) -> RowFields:
    """The fields to show: who, what is wrong, and what one needs to judge it."""
    return fields_about(declared, rule.blame, rule.context, placeholders(rule))


def fields_about(
    declared: Declared, blamed: Sequence[str], context: Sequence[str] = (), spoken_of: Sequence[str] = ()
) -> RowFields:
    """The fields to show where ``blamed`` are those to look at, with the further ``context``."""

    def present(names: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in names if name is not None))

    looked_at = present(blamed)
    keys = present((declared.person, *declared.key))
    identifying = tuple(name for name in keys if name not in looked_at)
    beside = present(
        (
            *context,
            *(field.name for field in declared.fields if field.context),
            *(declared.event or ()),
            declared.date,
            declared.municipality,
        )
    )
    shown = {*identifying, *looked_at}
    return RowFields(identifying, looked_at, tuple(name for name in beside if name not in shown), present(spoken_of))


def with_lines(frame: pl.DataFrame, raw: RawTable) -> pl.DataFrame:
    """The frame with the line each row stands on in its file."""
    if not raw.parts:
        return frame.with_columns((pl.col(ROW).cast(pl.Int64) + 2).alias(LINE))
    line = pl.lit(None, dtype=pl.Int64)
    for part in sorted(raw.parts, key=lambda part: part.first_row):
        at = pl.col(ROW).cast(pl.Int64)
        line = pl.when(at >= part.first_row).then(at - part.first_row + part.first_line).otherwise(line)
    return frame.with_columns(line.alias(LINE))


def personal_kind(session: Session, declared: Declared, name: str) -> str:
    """How a column is masked: as declared, as the field it is looked up from, or wholly where nobody knows it."""
    field = declared.field(name)
    if field is not None:
        return field.personal.value
    ruleset = session.audit.ruleset
    for lookup in ruleset.lookups:
        if lookup.table == declared.name and name in lookup.fields:
            there = ruleset.tables[lookup.from_table]
            found = [each for used in columns(lookup.fields[name]) if (each := there.field(used)) is not None]
            return next((each.personal.value for each in found if each.personal is not Personal.NONE), "none")
    known = any(each.table == declared.name and each.name == name for each in ruleset.derivations)
    return Personal.NONE.value if known else UNDECLARED


def row_columns(
    session: Session, declared: Declared, fields: RowFields, severity: Severity | None = None
) -> tuple[Column, ...]:
    """The columns: line and identifying fields stay on the left, blamed ones carry the severity's sign and tone."""
    t = session.t
    sign, tone = (SIGNS[severity], severity_tone(severity)) if severity is not None else ("", "strong")

    def column(name: str, frozen: bool = False, blamed: bool = False) -> Column:
        field = declared.field(name)
        personal, kind = personal_kind(session, declared, name), field.type if field else DERIVED
        numbers = kind in (FieldType.INTEGER, FieldType.DECIMAL)
        return Column(
            name,
            name,
            numeric=numbers and not blamed,
            frozen=frozen,
            first=blamed,
            limit=28 if blamed else 22,
            counts=numbers,
            search=lambda text: needle(text, kind),
            write=masked(session, personal, sign if blamed else "", kind, blamed),
            tone=(lambda value: tone) if blamed else (lambda value: ""),
        )

    return (
        Column(LINE, t("tui.column.line"), numeric=True, frozen=True, write=number(t), tone=lambda value: "muted"),
        *(column(name, frozen=place == 0) for place, name in enumerate(fields.identifying)),
        *(column(name, blamed=True) for name in fields.blamed),
        *(column(name) for name in fields.context),
    )


def read_fields(session: Session, table: str, rows: pl.Series, fields: RowFields) -> pl.DataFrame:
    """Values of rows with their lines. Scans the file: call it off the UI thread."""
    assert session.reader is not None
    return with_lines(session.reader.read(table, rows, fields.all), session.audit.extract.tables[table])


def choosable(session: Session, table: str) -> list[str]:
    """The fields of a table that can be shown: those of the file, and those derived from it."""
    assert session.reader is not None
    there = session.reader.fields(table)
    return list(
        dict.fromkeys((*there, *(each.name for each in session.audit.ruleset.derivations if each.table == table)))
    )


def rule_fields(session: Session, rule: Rule) -> RowFields:
    """The fields to show beside a rule's findings, as rule and user want them."""
    declared = session.audit.ruleset.tables[rule.table]
    return fields_for(rule, declared).beside(session.fields_shown.get(rule.table))


def read_rows(session: Session, rule: Rule, unit: Unit | None) -> pl.DataFrame:
    """The values behind a rule's findings, with their lines. Scans the file: call it off the UI thread."""
    rows = results.finding_rows(session.audit, rule.id) if unit is None else rows_of_unit(session.audit, rule.id, unit)
    return read_fields(session, rule.table, rows, rule_fields(session, rule))


def explain_row(
    session: Session, rule: Rule, fields: RowFields, record: Mapping[str, Any]
) -> tuple[str, list[tuple[str, str]]]:
    """What is wrong with a row, and labelled paragraphs about what to do."""
    t = session.t
    declared = session.audit.ruleset.tables[rule.table]
    values: Mapping[str, Any] = {name: record[name] for name in fields.all if name in record}
    blamed = (declared.field(name) for name in fields.blamed)
    registers = dict.fromkeys(session.text(each.registers) for each in blamed if each and each.registers)
    file, line = session.audit.extract.tables[rule.table].location(record[ROW])
    return results.message(rule, values, session.language, session.masker, declared), [
        (t("logbook.column.note"), note_word(session, record.get(NOTE))),
        (t("tui.explain.remedy"), session.text(rule.remedy)),
        (t("tui.explain.registers"), ", ".join(registers)),
        (t("tui.explain.where"), t("tui.explain.place", file=file, line=line)),
        (t("tui.explain.why"), session.text(rule.why) if rule.why else ""),
        (t("tui.explain.law"), law(t, rule.basis)),
    ]
