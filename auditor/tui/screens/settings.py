"""The settings: each is seen with its value, and changed at once and for the next sittings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from auditor.locale import LANGUAGES
from auditor.privacy.sanitise import sanitise
from auditor.tui.screens.base import View
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.session import Session
from auditor.tui.settings import DENSITIES, FILE
from auditor.tui.source import FrameSource
from auditor.tui.theme import THEMES
from auditor.tui.values import text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

SCHEMA = dict.fromkeys(("name", "title", "value", "about"), pl.String)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a setting can have, and what it is called."""

    value: Any
    title: str


def choices(session: Session, name: str, themes: Sequence[str]) -> list[Choice]:
    """What a setting can be."""
    t = session.t
    if name == "language":
        return [Choice(each, t(f"settings.language_{each}")) for each in LANGUAGES]
    if name == "theme":
        return [Choice(each, each) for each in themes]
    if name == "density":
        return [Choice(each, t(f"settings.density_{each}")) for each in DENSITIES]
    if name == "columns":
        return [Choice(None, t("settings.columns_keep")), Choice({}, t("settings.columns_forget"))]
    return [Choice(False, t(f"settings.{name}_no")), Choice(True, t(f"settings.{name}_yes"))]


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
        folder = session.config_dir
        where = t("settings.kept", file=str(folder / FILE)) if folder is not None else t("settings.nowhere")
        yield Static(Content(sanitise(where)), classes="lead", markup=False)
        table = Browser(self._source(), name="settings", help_topic="settings", id="settings")
        yield Vertical(
            Section(t("settings.crumb"), table),
            Section(t("settings.column.about"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Begin at the first."""
        self.query_one(Browser).focus()

    def _source(self) -> FrameSource:
        t = self.session.t
        names = ("language", "theme", "density", "show_ids", "columns", "resume")
        lines = [
            {
                "name": name,
                "title": t(f"settings.{name}"),
                "value": self._value(name),
                "about": t(f"settings.{name}_about"),
            }
            for name in names
        ]
        columns = (
            text_column(t, "title", "settings.column.title", frozen=True, limit=30),
            text_column(t, "value", "settings.column.value", first=True, limit=34, tone=lambda value: "strong"),
            text_column(
                t, "about", "settings.column.about", wide=True, expand=True, limit=70, tone=lambda value: "muted"
            ),
        )
        return FrameSource(pl.DataFrame(lines, schema=SCHEMA), columns)

    def _now(self, name: str) -> Any:
        session = self.session
        if name == "language":
            return session.language
        if name == "theme":
            return self.app.theme
        return getattr(session.settings, name)

    def _value(self, name: str) -> str:
        session, t = self.session, self.session.t
        if name == "columns":
            tables = len(session.settings.columns)
            return t("settings.columns_none") if not tables else t("settings.columns_some", count=tables)
        now = self._now(name)
        found = [each.title for each in choices(session, name, [str(now)]) if each.value == now]
        return found[0] if found else str(now)

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
        own = [each.name for each in THEMES]
        themes = [*own, *sorted(set(app.available_themes) - set(own))]
        offered = choices(session, name, themes)
        now = self._value(name)
        title = session.t(f"settings.{name}")
        answer = await app.push_screen_wait(ChoiceScreen(title, [each.title for each in offered], now))
        chosen = next((each for each in offered if each.title == answer), None)
        if chosen is None or (name == "columns" and chosen.value is None):
            return
        settle: Any = app
        try:
            settle.settle(**{name: chosen.value})
        except Exception as error:
            self.app_report(error)
        if session.edition == self._edition:
            self.query_one(Browser).show(self._source(), self.query_one(Browser).cursor_row)
