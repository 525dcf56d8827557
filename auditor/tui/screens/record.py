"""One row with all its fields, to be read from the top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor.model.table import FieldType
from auditor.model.vocabulary import Severity
from auditor.tui.keys import Key
from auditor.tui.records import personal_kind
from auditor.tui.screens.base import View
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.session import Session
from auditor.tui.source import FrameSource
from auditor.tui.values import SIGNS, masked, severity_tone, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section

SCHEMA = dict.fromkeys(("sign", "title", "value", "name", "registers"), pl.String)


class RecordScreen(View):
    """One line a field: what it is called, its value, and who registers it."""

    help_topic = "record"
    KEYS: ClassVar[tuple[Key, ...]] = (Key("p", "propose", "corrections.key.propose", show=True),)

    @dataclass
    class Read(Message):
        """A worker has read the row."""

        frame: pl.DataFrame

    def __init__(self, table: str, row: int, blamed: Sequence[str] = (), severity: Severity | None = None) -> None:
        super().__init__()
        self.table = table
        self.row = row
        self.blamed = tuple(blamed)
        self.severity = severity
        self._frame: pl.DataFrame | None = None

    @property
    def crumb(self) -> str:
        """File and line."""
        file, line = self.session.audit.extract.tables[self.table].location(self.row)
        return self.session.t("tui.explain.place", file=file, line=line)

    def body(self) -> Iterable[Widget]:
        """The fields."""
        t = self.session.t
        table = Browser(
            FrameSource(pl.DataFrame(schema=SCHEMA), ()),
            name="record",
            empty=t("tui.rows.loading"),
            help_topic="record",
        )
        title = self.session.text(self.session.audit.ruleset.tables[self.table].title)
        yield Vertical(Section(title, table))

    def on_mount(self) -> None:
        """Read the row."""
        self.query_one(Browser).focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        assert self.session.reader is not None
        self.post_message(self.Read(self.session.reader.read(self.table, [self.row])))

    @on(Read)
    def _show(self, event: Read) -> None:
        self._frame = event.frame
        table = self.query_one(Browser)
        table.show(record_source(self.session, self.table, event.frame, self.blamed, self.severity))
        table.begin()

    def action_propose(self) -> None:
        """Propose another value for the field under the cursor."""
        record = self.query_one(Browser).record
        if record is not None:
            self.app.push_screen(CorrectionScreen(self.table, self.row, [record["name"]]))

    def refresh_values(self) -> None:
        """Values are written when the table is made."""
        if self._frame is not None:
            source = record_source(self.session, self.table, self._frame, self.blamed, self.severity)
            table = self.query_one(Browser)
            table.show(source, table.cursor_row)
        self.show_way()


def record_source(
    session: Session, table: str, frame: pl.DataFrame, blamed: Sequence[str], severity: Severity | None
) -> FrameSource:
    """The fields of the one row of ``frame``, those to look at first on top; values are masked and written here."""
    t, declared = session.t, session.audit.ruleset.tables[table]
    titles = session.titles(table)
    names = [name for name in frame.columns if not name.startswith("__")]
    values = frame.row(0, named=True)
    rows = []
    for name in sorted(names, key=lambda each: each not in blamed):
        field = declared.field(name)
        write = masked(session, personal_kind(session, declared, name), kind=field.type if field else FieldType.TEXT)
        rows.append(
            {
                "sign": SIGNS[severity] if severity is not None and name in blamed else "",
                "title": titles.get(name, ""),
                "value": write(values[name]) if values[name] is not None else t("tui.value.missing"),
                "name": name,
                "registers": session.text(field.registers) if field and field.registers else "",
            }
        )
    tone = severity_tone(severity)
    columns = (
        text_column(t, "sign", "tui.column.sign", frozen=True, tone=lambda v: tone),
        text_column(t, "title", "tui.column.what_field", frozen=True, limit=34),
        text_column(t, "value", "tui.column.value", first=True, expand=True, limit=60),
        text_column(t, "name", "tui.column.field", limit=26, tone=lambda v: "muted"),
        text_column(t, "registers", "tui.column.registers", wide=True, limit=26, tone=lambda v: "muted"),
    )
    return FrameSource(pl.DataFrame(rows, schema=SCHEMA), columns)
