"""All fields of the extract: how complete they are, and what stands out in their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from auditor.tui.fields import FIELDS, explain_field, fields_source, lines_of
from auditor.tui.keys import Key
from auditor.tui.screens.base import View
from auditor.tui.screens.field import FieldScreen
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class FieldsScreen(View):
    """One row a field; the pane says when it is due and how complete it is each year; Enter shows its values."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("i", "toggle_pane", "tui.key.toggle_pane", show=True),)
    help_topic = "fields"

    @dataclass
    class Read(Message):
        """A worker has read one more table; ``lines`` are those of all so far."""

        lines: pl.DataFrame
        left: int

    @property
    def crumb(self) -> str:
        """The fields."""
        return self.session.t("fields.crumb")

    def body(self) -> Iterable[Widget]:
        """Fields and explanation."""
        t = self.session.t
        fields = Browser(
            fields_source(self.session, pl.DataFrame(schema=FIELDS)),
            name="fields",
            empty=t("fields.reading"),
            help_topic="fields",
            id="fields",
        )
        yield Vertical(
            Section(t("fields.title"), fields, id="fields-section"),
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Read the tables, one after the other."""
        self.query_one(Browser).focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        session = self.session
        tables, lines = session.fields.tables, pl.DataFrame(schema=FIELDS)
        for place, table in enumerate(tables, 1):
            if get_current_worker().is_cancelled:
                return
            lines = pl.concat([lines, lines_of(session, table, session.fields.of(table))])
            self.post_message(self.Read(lines, len(tables) - place))
        if not tables:
            self.post_message(self.Read(lines, 0))

    @on(Read)
    def _show(self, event: Read) -> None:
        table = self.query_one(Browser)
        table.empty = self.session.t("fields.nothing")
        source = fields_source(self.session, event.lines)
        table.show(source.arranged_as(table.frame_source), table.cursor_row)
        self._left = event.left
        self.filters_changed()

    _left = 0

    def filters_changed(self) -> None:
        """Say how many fields are shown, and that more are coming."""
        t = self.session.t
        count = counted(t, "fields.count", self.query_one(Browser).source.height)
        if self._left:
            count = f"{count} · {counted(t, 'fields.left', self._left)}"
        self.query_one("#fields-section", Section).head(t("fields.title"), count)

    @on(Table.Moved)
    def _explain(self) -> None:
        record, session = self.query_one(Browser).record, self.session
        if record is not None:
            complete = session.fields.of(record["table"]).completeness
            self.query_one(Explanation).explain(*explain_field(session, record["table"], record["field"], complete))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self.app.push_screen(FieldScreen(record["table"], record["field"]))
