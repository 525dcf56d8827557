"""Choosing which fields of a table are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import polars as pl
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from auditor.model.table import Table as Declared
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import session_of
from auditor.tui.source import Column, FrameSource
from auditor.tui.widgets.table import Table

TICK = "✓"


class FieldsShownScreen(Guarded, Keyed, ModalScreen[tuple[str, ...] | None], inherit_bindings=False):
    """A list of fields; Enter ticks, Esc gives those that are ticked, in their order. None: as it was at first."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("escape,c", "close", "tui.key.close"),
        Key("t", "reset", "tui.key.reset_columns"),
    )
    help_topic = "fields_shown"

    def __init__(self, declared: Declared, names: Sequence[str], shown: Sequence[str], always: Sequence[str]) -> None:
        super().__init__()
        self._declared = declared
        self._names = list(names)
        self._shown = list(shown)
        self._always = set(always)

    def compose(self) -> ComposeResult:
        """The question and the list."""
        t = session_of(self).t
        with Vertical(classes="dialog"):
            yield Label(Content(t("tui.fields_shown.question")), classes="dialog-title")
            yield Table(self._source())
            yield Label(Content(t("tui.fields_shown.keys")), classes="dialog-keys")

    def _source(self) -> FrameSource:
        session = session_of(self)
        titles = session.titles(self._declared.name)
        frame = pl.DataFrame(
            {
                "sign": [TICK if name in self._shown else "" for name in self._names],
                "name": self._names,
                "title": [titles.get(name, "") for name in self._names],
            },
            schema=dict.fromkeys(("sign", "name", "title"), pl.String),
        )
        columns = [
            Column("sign", "", tone=lambda value: "good", width=1),
            Column("name", session.t("tui.column.field"), limit=30, first=True),
            Column("title", session.t("tui.column.title"), expand=True, limit=40, tone=lambda value: "muted"),
        ]
        return FrameSource(frame, columns)

    def on_mount(self) -> None:
        """As high as there are fields."""
        self.query_one(Table).styles.height = min(len(self._names) + 1, 14)

    @on(Table.Opened)
    def _tick(self, event: Table.Opened) -> None:
        """Tick a field or take its tick away; those that say who and what stay."""
        event.stop()
        name = self._names[event.row]
        if name in self._always:
            self.notify(session_of(self).t("tui.toast.field_stays"), markup=False)
            return
        if name in self._shown:
            self._shown.remove(name)
        else:
            self._shown.append(name)
        self.query_one(Table).show(self._source(), event.row)

    def action_close(self) -> None:
        """Show what is ticked."""
        self.dismiss(tuple(self._shown))

    def action_reset(self) -> None:
        """Show what the rule wants again."""
        self.dismiss(None)
