"""Choosing one of a few."""

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

from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import session_of
from auditor.tui.source import Column, FrameSource
from auditor.tui.widgets.table import Table


class ChoiceScreen(Guarded, Keyed, ModalScreen[str | None], inherit_bindings=False):
    """A title and a list of names; Enter chooses, Esc gives None."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("escape", "cancel", "tui.key.close"),)
    help_topic = "choice"

    def __init__(self, title: str, names: Sequence[str], current: str = "") -> None:
        super().__init__()
        self._title = title
        self._names = list(names)
        self._current = current

    def compose(self) -> ComposeResult:
        """The title and the list."""
        t = session_of(self).t
        names = pl.DataFrame({"name": self._names}, schema={"name": pl.String})
        with Vertical(classes="dialog"):
            yield Label(Content(self._title), classes="dialog-title")
            column = Column("name", t("tui.choice.column"), expand=True, limit=60)
            yield Table(FrameSource(names, [column]), empty=t("tui.choice.empty"))
            yield Label(Content(t("tui.prompt.keys")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Begin at what is chosen now."""
        table = self.query_one(Table)
        table.styles.height = min(len(self._names) + 1, 12)
        if self._current in self._names:
            table.cursor_row = self._names.index(self._current)

    @on(Table.Opened)
    def _chosen(self, event: Table.Opened) -> None:
        event.stop()
        self.dismiss(self._names[event.row])

    def action_cancel(self) -> None:
        """Close without choosing."""
        self.dismiss(None)
