"""The rows a rule found: who they are about, which fields to look at, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor import results
from auditor.model.extract import ROW, RawTable
from auditor.model.rule import Rule
from auditor.model.table import Personal
from auditor.model.table import Table as Declared
from auditor.results.matrix import By, Unit, rows_of_unit
from auditor.results.messages import placeholders
from auditor.tui.keys import Key
from auditor.tui.screens.base import View
from auditor.tui.screens.person import PersonScreen
from auditor.tui.session import Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import narrowed_crumb
from auditor.tui.values import (
    SIGNS,
    counted,
    law,
    masked,
    number,
    rule_title,
    severity_tone,
    severity_word,
)
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

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

    def present(names: Iterable[str | None]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in names if name is not None))

    blamed = present(rule.blame)
    keys = present((declared.person, *declared.key))
    identifying = tuple(name for name in keys if name not in blamed)
    context = present(
        (
            *rule.context,
            *(field.name for field in declared.fields if field.context),
            *(declared.event or ()),
            declared.date,
            declared.municipality,
        )
    )
    shown = {*identifying, *blamed}
    spoken = present(placeholders(rule))
    return RowFields(identifying, blamed, tuple(name for name in context if name not in shown), spoken)


def with_lines(frame: pl.DataFrame, raw: RawTable) -> pl.DataFrame:
    """The frame with the line each row stands on in its file."""
    if not raw.parts:
        return frame.with_columns((pl.col(ROW).cast(pl.Int64) + 2).alias(LINE))
    line = pl.lit(None, dtype=pl.Int64)
    for part in sorted(raw.parts, key=lambda part: part.first_row):
        at = pl.col(ROW).cast(pl.Int64)
        line = pl.when(at >= part.first_row).then(at - part.first_row + part.first_line).otherwise(line)
    return frame.with_columns(line.alias(LINE))


def row_columns(session: Session, rule: Rule, declared: Declared, fields: RowFields) -> tuple[Column, ...]:
    """The columns: line and identifying fields stay on the left, blamed ones carry the severity's sign and tone."""
    t = session.t
    sign, tone = SIGNS[rule.severity], severity_tone(rule.severity)

    def column(name: str, frozen: bool = False, blamed: bool = False) -> Column:
        field = declared.field(name)
        personal = field.personal if field else Personal.NONE
        return Column(
            name,
            name,
            frozen=frozen,
            first=blamed,
            limit=28 if blamed else 22,
            write=masked(session, personal, sign if blamed else ""),
            tone=(lambda value: tone) if blamed else (lambda value: ""),
        )

    return (
        Column(LINE, t("tui.column.line"), numeric=True, frozen=True, write=number(t), tone=lambda value: "muted"),
        *(column(name, frozen=place == 0) for place, name in enumerate(fields.identifying)),
        *(column(name, blamed=True) for name in fields.blamed),
        *(column(name) for name in fields.context),
    )


class RowsScreen(View):
    """One row a finding; Enter opens the person."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("i", "toggle_pane", "tui.key.toggle_pane"),)
    help_topic = "rows"

    @dataclass
    class Read(Message):
        """A worker has read the rows."""

        frame: pl.DataFrame

    def __init__(self, rule: Rule, unit: Unit | None = None) -> None:
        super().__init__()
        self.rule = rule
        self.unit = unit

    @property
    def crumb(self) -> str:
        """The rule's id, and the unit it is narrowed to."""
        return narrowed_crumb(self, self.rule.id, self.unit)

    @property
    def declared(self) -> Declared:
        """The table as the rule set describes it."""
        return self.session.audit.ruleset.tables[self.rule.table]

    def body(self) -> Iterable[Widget]:
        """Rows and what to do about the one under the cursor."""
        session = self.session
        t = session.t
        self.fields = fields_for(self.rule, self.declared)
        columns = row_columns(session, self.rule, self.declared, self.fields)
        empty = FrameSource(pl.DataFrame(schema={column.name: pl.String for column in columns}), columns)
        unit = self.unit
        name = self.rule.id
        if unit is not None:
            named = unit.key is not None and unit.by is not By.CENTRE
            name = f"{name}-{unit.key if named else unit.by.value}"
        table = Browser(empty, name=name, empty=t("tui.rows.loading"), help_topic="rows", id="rows")
        title = f"{severity_word(t, self.rule.severity)}: {rule_title(session, self.rule, self.rule.id)}"
        yield Vertical(
            Section(title, table, id="rows-section"),
            Section(t("tui.rows.what_to_do"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Read the rows."""
        self.query_one(Browser).focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        self.post_message(self.Read(read_rows(self.session, self.rule, self.unit)))

    @on(Read)
    def _show(self, event: Read) -> None:
        table = self.query_one(Browser)
        table.empty = self.session.t("tui.toast.no_findings")
        self.fields = self.fields.among(event.frame.columns)
        table.show(FrameSource(event.frame, row_columns(self.session, self.rule, self.declared, self.fields)))
        self.filters_changed()
        self._explain()

    def filters_changed(self) -> None:
        """Say how many rows are shown."""
        t = self.session.t
        title = f"{severity_word(t, self.rule.severity)}: {rule_title(self.session, self.rule, self.rule.id)}"
        count = counted(t, "tui.count.rows", self.query_one(Browser).source.height)
        self.query_one("#rows-section", Section).head(title, count)

    def refresh_values(self) -> None:
        """Also the message about the row holds values."""
        super().refresh_values()
        self._explain()

    @on(Table.Moved)
    def _explain(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self.query_one(Explanation).explain(*explain_row(self.session, self.rule, self.fields, record))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            among = self.query_one(Browser).frame_source.values(ROW)
            self.app.push_screen(PersonScreen(self.rule.table, record[ROW], self.rule.id, among))

    def action_toggle_pane(self) -> None:
        """Hide the explanation, or show it again."""
        self.query_one(".panes").toggle_class("-alone")
        self.query_one(Browser).focus()


def read_rows(session: Session, rule: Rule, unit: Unit | None) -> pl.DataFrame:
    """The values behind a rule's findings, with their lines. Scans the file: call it off the UI thread."""
    assert session.reader is not None
    rows = results.finding_rows(session.audit, rule.id) if unit is None else rows_of_unit(session.audit, rule.id, unit)
    declared = session.audit.ruleset.tables[rule.table]
    frame = session.reader.read(rule.table, rows, fields_for(rule, declared).all)
    return with_lines(frame, session.audit.extract.tables[rule.table])


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
        (t("tui.explain.remedy"), session.text(rule.remedy)),
        (t("tui.explain.registers"), ", ".join(registers)),
        (t("tui.explain.where"), t("tui.explain.place", file=file, line=line)),
        (t("tui.explain.why"), session.text(rule.why) if rule.why else ""),
        (t("tui.explain.law"), law(t, rule.basis)),
    ]
