"""Rows of the extract: those a rule found, who they are about, which fields to look at, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor.model.errors import AuditorError
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.table import Table as Declared
from auditor.model.vocabulary import Severity
from auditor.results.matrix import By, Unit
from auditor.tui.keys import Key
from auditor.tui.notes import NOTE, has_notes, note_column, note_counts, with_notes
from auditor.tui.noting import Chosen, Noting, about_rows
from auditor.tui.records import RowFields, choosable, explain_row, read_rows, row_columns, rule_fields
from auditor.tui.screens.base import View
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.fields_shown import FieldsShownScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.record import RecordScreen
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import narrowed_crumb
from auditor.tui.values import counted, rule_title, severity_word
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class RowsView(View):
    """Rows of one table with a pane that explains the one under the cursor; Enter opens the person."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("i", "toggle_pane", "tui.key.toggle_pane"),
        Key("p", "propose", "corrections.key.propose", show=True),
        Key("r", "record", "tui.key.record", show=True),
        Key("c", "columns", "tui.key.columns", show=True),
    )
    help_topic = "rows"
    rule_id: str | None = None
    pane = "tui.rows.what_to_do"
    """Title of the pane."""

    @dataclass
    class Read(Message):
        """A worker has read the rows."""

        frame: pl.DataFrame

    def __init__(self, table: str, severity: Severity | None = None) -> None:
        super().__init__()
        self.table = table
        self.severity = severity

    # What subclasses say

    @property
    def heading(self) -> str:
        """What the rows have in common."""
        raise NotImplementedError

    @property
    def export_name(self) -> str:
        """What a file of the rows is named by."""
        raise NotImplementedError

    def wanted_fields(self) -> RowFields:
        """The fields to show."""
        raise NotImplementedError

    def read(self) -> pl.DataFrame:
        """The rows; called in a worker."""
        raise NotImplementedError

    def explain(self, record: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """Heading and labelled paragraphs about a row."""
        raise NotImplementedError

    def columns_of(self, fields: RowFields) -> tuple[Column, ...]:
        """The columns of the fields."""
        return row_columns(self.session, self.declared, fields, self.severity)

    # What they have in common

    @property
    def declared(self) -> Declared:
        """The table as the rule set describes it."""
        return self.session.audit.ruleset.tables[self.table]

    def body(self) -> Iterable[Widget]:
        """Rows and what to say of the one under the cursor."""
        t = self.session.t
        self.fields = self.wanted_fields()
        columns = self.columns_of(self.fields)
        empty = FrameSource(pl.DataFrame(schema={column.name: pl.String for column in columns}), columns)
        table = Browser(empty, name=self.export_name, empty=t("tui.rows.loading"), help_topic="rows", id="rows")
        yield Vertical(
            Section(self.heading, table, id="rows-section"),
            Section(t(self.pane), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Read the rows."""
        self.query_one(Browser).focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        self.post_message(self.Read(self.read()))

    @on(Read)
    def _show(self, event: Read) -> None:
        table = self.query_one(Browser)
        table.empty = self.session.t("tui.toast.no_findings")
        self.fields = self.wanted_fields().among(event.frame.columns)
        source = FrameSource(event.frame, self.columns_of(self.fields))
        table.show(source.arranged_as(table.frame_source), table.cursor_row)
        self.filters_changed()
        self._explain()

    def filters_changed(self) -> None:
        """Say how many rows are shown."""
        count = counted(self.session.t, "tui.count.rows", self.query_one(Browser).source.height)
        self.query_one("#rows-section", Section).head(self.heading, count)

    def refresh_values(self) -> None:
        """Also the sentence about the row holds values."""
        super().refresh_values()
        self._explain()

    @on(Table.Moved)
    def _explain(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self.query_one(Explanation).explain(*self.explain(record))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            among = self.query_one(Browser).frame_source.values(ROW)
            self.app.push_screen(PersonScreen(self.table, record[ROW], self.rule_id, among))

    def action_record(self) -> None:
        """Show every field of the row."""
        record = self.query_one(Browser).record
        if record is None:
            self.notify(self.session.t("tui.toast.no_row"), markup=False)
        else:
            self.app.push_screen(RecordScreen(self.table, record[ROW], self.fields.blamed, self.severity))

    def action_propose(self) -> None:
        """Propose another value for a field of the row, those first that the finding blames."""
        record = self.query_one(Browser).record
        if record is None:
            self.notify(self.session.t("corrections.no_record"), markup=False)
        else:
            self.app.push_screen(CorrectionScreen(self.table, record[ROW], self.fields.blamed))

    @work(exclusive=True, group="columns")
    async def action_columns(self) -> None:
        """Choose which fields are shown, for all rows of the table."""
        session = self.session
        shown = [*self.fields.identifying, *self.fields.blamed, *self.fields.context]
        always = (*self.fields.identifying[:1], *self.fields.blamed)
        names = list(dict.fromkeys((*shown, *choosable(session, self.table))))
        chosen = await self.app.push_screen_wait(FieldsShownScreen(self.declared, names, shown, always))
        if chosen is None:
            session.fields_shown.pop(self.table, None)
        elif chosen != tuple(shown):
            session.fields_shown[self.table] = chosen
        else:
            return
        self._read()
        try:
            session.keep_columns()
        except AuditorError as error:
            self.app_report(error)


class RowsScreen(Noting, RowsView):
    """One row a finding of a rule, in one unit or in all; what is noted of it stands beside the line."""

    def __init__(self, rule: Rule, unit: Unit | None = None) -> None:
        super().__init__(rule.table, rule.severity)
        self.rule = rule
        self.rule_id = rule.id
        self.unit = unit

    @property
    def crumb(self) -> str:
        """The rule's id, and the unit it is narrowed to."""
        return narrowed_crumb(self, self.rule.id, self.unit)

    @property
    def heading(self) -> str:
        """Severity and title of the rule."""
        session = self.session
        return f"{severity_word(session.t, self.rule.severity)}: {rule_title(session, self.rule, self.rule.id)}"

    @property
    def export_name(self) -> str:
        """The rule and, where that is no value of a row, the unit."""
        unit = self.unit
        if unit is None:
            return self.rule.id
        named = unit.key is not None and unit.by is not By.CENTRE
        return f"{self.rule.id}-{unit.key if named else unit.by.value}"

    def wanted_fields(self) -> RowFields:
        """Those of the rule."""
        return rule_fields(self.session, self.rule)

    def read(self) -> pl.DataFrame:
        """The rows with a finding, and what is noted of each."""
        return with_notes(self.session, self.rule, read_rows(self.session, self.rule, self.unit))

    def columns_of(self, fields: RowFields) -> tuple[Column, ...]:
        """Notes stand after the line, where there are any."""
        columns = super().columns_of(fields)
        return (columns[0], note_column(self.session), *columns[1:]) if has_notes(self.session, self.rule) else columns

    def filters_changed(self) -> None:
        """Say how many rows are shown, and how many of all are waived or sent."""
        table, t = self.query_one(Browser), self.session.t
        count = counted(t, "tui.count.rows", table.source.height)
        if NOTE in table.frame_source.frame.columns:
            count = " · ".join([count, *note_counts(self.session, table.frame_source.frame[NOTE])])
        self.query_one("#rows-section", Section).head(self.heading, count)

    def chosen(self) -> Chosen | None:
        """The marked rows, else the one under the cursor."""
        rows = self.query_one(Browser).chosen(ROW) if self.query_one(Browser).source.height else []
        if not rows:
            self.notify(self.session.t("tui.toast.no_row"), markup=False)
            return None
        return about_rows(self, self.rule, rows)

    def noted(self) -> None:
        """Read the notes anew, and stay where one is."""
        self.up_to_date()
        self._read()

    def explain(self, record: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """What is wrong and what to do."""
        return explain_row(self.session, self.rule, self.fields, record)
