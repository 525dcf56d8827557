"""The settings: each is seen with its value, and changed at once and for the next sittings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from auditor.tui.screens.base import View
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.setting_lines import choices, settings_source, value_of, where_kept
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class SettingsScreen(View):
    """One line a setting; Enter chooses another value."""

    help_topic = "settings"

    @property
    def crumb(self) -> str:
        """The settings."""
        return self.session.t("settings.crumb")

    def body(self) -> Iterable[Widget]:
        """Where they are kept, and the list."""
        session, t = self.session, self.session.t
        yield Static(Content(where_kept(session)), classes="lead", markup=False)
        table = Browser(settings_source(session), name="settings", help_topic="settings", id="settings")
        yield Vertical(
            Section(t("settings.crumb"), table),
            Section(t("settings.column.about"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Begin at the first."""
        self.query_one(Browser).focus()

    @on(Table.Moved)
    def _explain(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self.query_one(Explanation).explain(record["title"], [("", record["about"])])

    @on(Table.Opened)
    def _change(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self._choose(record["name"])

    @work(exclusive=True, group="choose")
    async def _choose(self, name: str) -> None:
        session, app = self.session, self.app
        offered = choices(session, name)
        title = session.t(f"settings.{name}")
        question = ChoiceScreen(title, [each.title for each in offered], value_of(session, name))
        answer = await app.push_screen_wait(question)
        chosen = next((each for each in offered if each.title == answer), None)
        if chosen is None or not chosen.settles:
            return
        settle: Any = app
        try:
            settle.settle(**{name: chosen.value})
        except Exception as error:
            self.app_report(error)
        if session.edition == self._edition:
            self.query_one(Browser).show(settings_source(session), self.query_one(Browser).cursor_row)
