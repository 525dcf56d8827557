"""Choosing an extract and a rule set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from auditor import rulesets
from auditor.tui import recent, resume
from auditor.tui.keys import Key
from auditor.tui.screens.base import View
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.screens.picker import PickerScreen
from auditor.tui.source import FrameSource
from auditor.tui.values import text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class OpenScreen(View):
    """The extracts opened last; ``b`` looks for another one, ``r`` chooses the rule set."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("b", "browse", "tui.key.browse", show=True),
        Key("r", "rules", "tui.key.rules", show=True),
        Key("c", "resume", "settings.key.resume", show=True),
    )
    help_topic = "open"

    @property
    def crumb(self) -> str:
        """The first of all."""
        return self.session.t("tui.crumb.open")

    def body(self) -> Iterable[Widget]:
        """The rule set in use and the recent extracts."""
        t = self.session.t
        yield Static(id="lead", classes="lead", markup=False)
        table = Browser(self._source(), name="recent", empty=t("tui.open.empty"), help_topic="open", id="recent")
        yield Section(t("tui.open.recent"), table)

    def on_mount(self) -> None:
        """Begin with the extract opened last."""
        self._say_rules()
        self.query_one(Browser).focus()

    def on_screen_resume(self) -> None:
        """Show what has been opened meanwhile."""
        self.query_one(Browser).show(self._source())
        self.show_way()

    def _source(self) -> FrameSource:
        t = self.session.t
        entries = recent.load(self.session.state_dir)
        frame = pl.DataFrame(
            {
                "name": [each.path.name for each in entries],
                "folder": [str(each.path.parent) for each in entries],
                "rules": [each.rules for each in entries],
            },
            schema={"name": pl.String, "folder": pl.String, "rules": pl.String},
        )
        columns = (
            text_column(t, "name", "tui.column.extract", frozen=True, limit=40),
            text_column(t, "folder", "tui.column.folder", expand=True, limit=60),
            text_column(t, "rules", "tui.column.ruleset"),
        )
        return FrameSource(frame, columns)

    def _say_rules(self) -> None:
        text = self.session.t("tui.open.lead", rules=self.session.request.rules)
        self.query_one("#lead", Static).update(Content(text))

    @on(Table.Opened)
    def _open_recent(self, event: Table.Opened) -> None:
        entry = self.query_one(Browser).record
        if entry is not None:
            self._open(Path(entry["folder"]) / entry["name"], entry["rules"])

    @work(exclusive=True)
    async def action_browse(self) -> None:
        """Look for an extract in the folders."""
        entries = recent.load(self.session.state_dir)
        start = entries[0].path.parent if entries else Path.cwd()
        path = await self.app.push_screen_wait(PickerScreen(start, self.session.t("tui.picker.open")))
        if path is not None:
            self._open(path, self.session.request.rules)

    @work(exclusive=True)
    async def action_rules(self) -> None:
        """Choose the rule set."""
        session = self.session
        names = list(rulesets.available())
        name = await self.app.push_screen_wait(
            ChoiceScreen(session.t("tui.choice.rules"), names, session.request.rules)
        )
        if name is not None:
            session.request = session.request.with_rules(name)
            self._say_rules()

    def action_resume(self) -> None:
        """Go on where one was: the same extract, views and rows."""
        way = resume.recall(self.session.state_dir)
        if way is None or not way.path.exists():
            key = "settings.resumed_nowhere" if way is None else "settings.resumed_gone"
            self.notify(self.session.t(key), markup=False, severity="warning")
            return
        self.session.way = way
        self._open(way.path, way.rules)

    def action_back(self) -> None:
        """Back to the audit that was left; there is nothing else behind the first view."""
        if self.session.result is None:
            self.notify(self.session.t("tui.toast.first_view"), markup=False)
            return
        from auditor.tui.screens.overview import OverviewScreen

        self.app.push_screen(OverviewScreen())

    def _open(self, path: Path, rules: str) -> None:
        app: Any = self.app
        app.open_extract(self.session.request.of(path).with_rules(rules))
