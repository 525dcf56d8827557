"""Finding a folder or a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Label

from auditor.privacy.sanitise import sanitise
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.session import session_of
from auditor.tui.source import Column, FrameSource
from auditor.tui.widgets.table import Table

SCHEMA = {"sign": pl.String, "name": pl.String}


def entries(folder: Path) -> pl.DataFrame | None:
    """What lies in a folder, folders first, hidden ones left out; None where it cannot be read."""
    try:
        found = [(each.is_dir(), each.name) for each in folder.iterdir() if not each.name.startswith(".")]
    except OSError:
        return None
    found.sort(key=lambda entry: (not entry[0], entry[1].casefold()))
    rows = [("▸" if is_dir else "", name) for is_dir, name in found]
    return pl.DataFrame([("◂", ".."), *rows], schema=SCHEMA, orient="row")


class PickerScreen(Guarded, Keyed, ModalScreen[Path | None], inherit_bindings=False):
    """Folders and files as a table: Enter goes into a folder or takes a file, ``v`` takes the folder itself."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("escape", "cancel", "tui.key.close"),
        Key("v", "take", "tui.key.take"),
        Key("backspace", "up", "tui.key.folder_up"),
    )
    help_topic = "picker"

    @dataclass
    class Listed(Message):
        """A worker has read a folder."""

        folder: Path
        entries: pl.DataFrame | None

    def __init__(self, folder: Path, title: str) -> None:
        super().__init__()
        self._title = title
        self.folder = folder.absolute()

    def compose(self) -> ComposeResult:
        """The folder's name, its entries and what the keys do."""
        with Vertical(classes="dialog"):
            yield Label(Content(self._title), classes="dialog-title")
            yield Label(id="folder", classes="dialog-place", markup=False)
            yield Table(self._source(pl.DataFrame(schema=SCHEMA)))
            yield Label(Content(session_of(self).t("tui.picker.keys")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Read the first folder."""
        self.query_one(Table).styles.height = min(14, max(self.app.size.height - 13, 5))
        self._list(self.folder)

    def _source(self, frame: pl.DataFrame) -> FrameSource:
        t = session_of(self).t
        return FrameSource(frame, [Column("sign", ""), Column("name", t("tui.picker.column"), expand=True, limit=60)])

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _list(self, folder: Path) -> None:
        self.post_message(self.Listed(folder, entries(folder)))

    @on(Listed)
    def _show(self, event: Listed) -> None:
        if event.entries is None:
            self.notify(session_of(self).t("tui.picker.unreadable"), markup=False, severity="warning")
            return
        self.folder = event.folder
        self.query_one("#folder", Label).update(Content(sanitise(str(event.folder))))
        self.query_one(Table).show(self._source(event.entries))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        event.stop()
        source = event.table.source
        assert isinstance(source, FrameSource)
        name = source.record(event.row)["name"]
        if name == "..":
            self.action_up()
        elif (self.folder / name).is_dir():
            self._list(self.folder / name)
        else:
            self.dismiss(self.folder / name)

    def action_up(self) -> None:
        """To the folder above."""
        self._list(self.folder.parent)

    def action_take(self) -> None:
        """Take the folder that is shown."""
        self.dismiss(self.folder)

    def action_cancel(self) -> None:
        """Close without choosing."""
        self.dismiss(None)
