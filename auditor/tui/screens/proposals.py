"""All corrections that are proposed for the extract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from auditor.ledger.corrections import Correction, handed_on
from auditor.model.errors import AuditorError
from auditor.privacy.sanitise import sanitise
from auditor.tui.corrections import SCHEMA, proposals_source
from auditor.tui.keys import Key
from auditor.tui.proposals import Proposals, place_of, proposals_of
from auditor.tui.screens.base import View
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.prompt import PromptScreen
from auditor.tui.source import FrameSource
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class ProposalsScreen(View):
    """One row a correction; Enter opens the person, ``x`` takes it back, ``z`` undoes that."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("x", "take_back", "corrections.key.take_back", show=True),
        Key("z", "undo", "corrections.key.undo", show=True),
        Key("w", "hand_on", "corrections.key.hand_on", show=True),
    )
    help_topic = "proposals"

    @dataclass
    class Read(Message):
        """A worker has looked the records up."""

        proposals: Proposals
        source: FrameSource

    def __init__(self) -> None:
        super().__init__()
        self._taken_back: list[Correction] = []

    @property
    def crumb(self) -> str:
        """The corrections."""
        return self.session.t("corrections.crumb")

    def body(self) -> Iterable[Widget]:
        """Where they are kept, and the list."""
        t = self.session.t
        path = place_of(self.session)
        where = t("corrections.file", file=str(path)) if path is not None else t("corrections.nowhere")
        yield Static(Content(sanitise(where)), classes="lead", markup=False)
        table = Browser(
            FrameSource(pl.DataFrame(schema=SCHEMA), ()),
            name="proposals",
            empty=t("corrections.preparing"),
            help_topic="proposals",
            id="proposals",
        )
        yield Section(t("corrections.title"), table)

    def on_mount(self) -> None:
        """Look the records up."""
        self.query_one(Browser).focus()
        self._read()

    def on_screen_resume(self) -> None:
        """What has been proposed meanwhile is in the list."""
        if self.query_one(Browser).source.height:
            self._read()

    @work(thread=True, exclusive=True, exit_on_error=False, group="read")
    def _read(self) -> None:
        proposals = proposals_of(self.session)
        self.post_message(self.Read(proposals, proposals_source(self.session, proposals)))

    @on(Read)
    def _show(self, event: Read) -> None:
        t, table = self.session.t, self.query_one(Browser)
        table.empty = t("corrections.empty")
        row = min(table.cursor_row, max(event.source.height - 1, 0))
        table.show(event.source, row)
        self.query_one(Section).head(t("corrections.title"), counted(t, "corrections.count", event.source.height))
        self.show_way()

    def refresh_values(self) -> None:
        """Values are written when the table is made."""
        self._read()

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is None or record["row"] is None:
            self.notify(self.session.t("corrections.no_person"), markup=False)
        else:
            self.app.push_screen(PersonScreen(record["table_name"], record["row"]))

    def action_take_back(self) -> None:
        """Leave the correction under the cursor out."""
        record, proposals = self.query_one(Browser).record, self.session.proposals
        if record is None or proposals is None:
            return
        entry = proposals.entries[record["place"]]
        proposals.take_back(entry)
        self._taken_back.append(entry)
        self.notify(self.session.t("corrections.taken_back"), markup=False)
        self._read()

    def action_undo(self) -> None:
        """Propose again what was taken back last."""
        proposals = self.session.proposals
        if proposals is None or not self._taken_back:
            self.notify(self.session.t("corrections.nothing_to_undo"), markup=False, severity="warning")
            return
        proposals.propose(self._taken_back.pop())
        self._read()

    @work(exclusive=True, group="hand_on")
    async def action_hand_on(self) -> None:
        """Copy the file and its key into a folder."""
        t, proposals = self.session.t, self.session.proposals
        if proposals is None or not proposals.entries or proposals.path is None:
            self.notify(t("corrections.none_to_hand_on"), markup=False, severity="warning")
            return
        answer = await self.app.push_screen_wait(PromptScreen(t("corrections.folder"), str(Path.home())))
        if answer is None:
            return
        folder = Path(answer).expanduser()
        try:
            if not folder.is_dir():
                raise AuditorError("tui.export.not_a_folder", folder=sanitise(str(folder)))
            handed_on(proposals.path, folder)
        except Exception as error:
            self.app_report(error)
        else:
            self.notify(sanitise(t("corrections.handed_on", folder=str(folder))), markup=False)
