"""The Textual application: where the screens meet. What they do is written in them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import App

from auditor import system
from auditor.model.errors import AuditorError, Cancelled
from auditor.privacy.sanitise import sanitise
from auditor.tui import resume
from auditor.tui.failures import Guarded, sentence
from auditor.tui.keys import Key, Keyed
from auditor.tui.palette import open_palette
from auditor.tui.screens.base import View
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.screens.message import MessageScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.session import Request, Session
from auditor.tui.settings import DENSITIES
from auditor.tui.theme import THEMES

TAKES_LONG = 10.0
"""Seconds of loading from which on nobody leaves an audit by one key."""
SURE_WITHIN = 5.0
"""Seconds between two requests to leave that belong together."""


class AuditorApp(Guarded, Keyed, App[int], inherit_bindings=False):
    """Shows an extract's audit; begins with the extract of the request, or with the choice of one."""

    CSS_PATH = Path(__file__).parent / "styles" / "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("q", "quit", "tui.key.quit", show=True),
        Key("ctrl+q", "quit", "tui.key.quit", priority=True),
        Key("ctrl+c", "quit", "tui.key.quit"),
        Key("f1,question_mark", "help", "tui.key.help", show=True, display="F1"),
        Key("ctrl+p", "palette", "tui.key.palette", show=True, display="^p"),
        Key("m", "toggle_ids", "tui.key.toggle_ids"),
        Key("f2", "theme", "tui.key.theme"),
        Key("f6", "settings", "settings.key.settings"),
    )

    def __init__(self, session: Session) -> None:
        self.session = session
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        wanted = session.settings.theme
        self.theme = wanted if wanted in self.available_themes else THEMES[0].name
        self._show_density()
        self.reports: list[str] = []
        """What has been told about failures; for tests."""
        self._asked_to_quit = -SURE_WITHIN

    def on_mount(self) -> None:
        """Open the extract that was asked for."""
        self.push_screen(OpenScreen())
        if self.session.request.path is not None:
            self.open_extract(self.session.request)
        if self.session.trouble is not None:
            self.report(self.session.trouble)

    def settle(self, **changes: Any) -> None:
        """Change settings and show it. AuditorError where they cannot be kept."""
        session = self.session
        if "theme" in changes:
            self.theme = changes["theme"]
        if "language" in changes and changes["language"] != session.language:
            session.speak(changes["language"])
            self.relabel()
        try:
            session.settle(**changes)
        finally:
            self._show_density()
            self.renew()

    def _show_density(self) -> None:
        for each in DENSITIES:
            self.set_class(each == self.session.settings.density, f"-{each}")

    def renew(self) -> None:
        """Make the view anew, where what it shows is written otherwise now; those below follow when they are seen."""
        view = self.screen
        if isinstance(view, View) and view.outdated:
            self.switch_screen(view.renewed())

    def open_extract(self, request: Request) -> None:
        """Load and audit an extract, then show what was found."""
        if self.session.watch:
            from auditor.tui import watching

            watching.start(self, request)
        self.push_screen(LoadingScreen(request))

    def _log(self, *arguments: Any, **options: Any) -> None:
        """Nothing is logged, not even for developers who ask for it: messages between widgets carry rows."""

    # Failures

    def report(self, error: BaseException) -> None:
        """Tell about an exception; the same sentence is not told twice at once."""
        if isinstance(error, Cancelled):
            return
        t = self.session.t
        text = sentence(error, t)
        self.reports.append(text)
        if isinstance(self.screen, MessageScreen) and self.screen.sentence == sanitise(text):
            return
        title = t("tui.failure.title" if isinstance(error, AuditorError) else "tui.failure.title_unexpected")
        self.push_screen(MessageScreen(title, text))

    def _handle_exception(self, error: Exception) -> None:
        """End with a sentence where even reporting failed; Textual would print local variables, which hold data."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()

    def _fatal_error(self) -> None:
        error = self._exception
        text = sentence(error, self.session.t) if error is not None else self.session.t("tui.failure.fatal")
        self.panic(Text(text))

    # Actions

    def action_help(self) -> None:
        """Explain what has the focus."""
        from auditor.tui.screens.help import HelpScreen, keys_of, topics_of

        if isinstance(self.screen, HelpScreen):
            return
        display = {key: self.session.t(f"tui.keyname.{key}") for key in KEY_NAMES}
        self.push_screen(HelpScreen(topics_of(self.screen), keys_of(self.screen, display)))

    def action_palette(self) -> None:
        """Show everything that can be done here."""
        open_palette(self)

    def action_toggle_ids(self) -> None:
        """Show identity numbers or mask them, where that is allowed."""
        if not self.session.may_show_ids:
            self.notify(self.session.t("tui.toast.ids_not_allowed"), markup=False, severity="warning")
            return
        self.session.toggle_ids()
        for screen in self.screen_stack:
            if isinstance(screen, View):
                screen.refresh_values()

    async def action_quit(self) -> None:
        """Leave, and remember where one was; where that throws away an audit that took long, only when asked twice."""
        session = self.session
        asked, self._asked_to_quit = self._asked_to_quit, time.monotonic()
        sure = self._asked_to_quit - asked < SURE_WITHIN
        if session.result is None or session.seconds < TAKES_LONG or sure:
            self.remember_way()
            self.exit(0)
        else:
            self.notify(session.t("tui.toast.quit_again", seconds=round(session.seconds)), markup=False)

    def remember_way(self) -> None:
        """Remember where one is, where that is wanted and there is an audit to go back to."""
        if self.session.settings.resume:
            way = resume.way_of(self.session, self.screen_stack)
            if way is not None:
                resume.remember(self.session.state_dir, way)

    def lose_terminal(self) -> None:
        """Remember where one was, and end; called from a signal."""
        self.remember_way()
        system.end_without_terminal()

    def end(self) -> None:
        """Leave because another program asks for it, with the terminal as it was; called from a signal."""
        self.remember_way()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.exit, 0)

    def action_settings(self) -> None:
        """Show the settings."""
        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen())

    def action_theme(self) -> None:
        """Choose another theme."""

        def chosen(name: str | None) -> None:
            if name:
                self._settle_theme(name)

        self.push_screen(
            ChoiceScreen(self.session.t("tui.choice.theme"), sorted(self.available_themes), self.theme), chosen
        )

    def _settle_theme(self, name: str) -> None:
        try:
            self.settle(theme=name)
        except AuditorError as error:
            self.report(error)

    def get_key_display(self, binding: Any) -> str:
        """Names of keys in the language of the session."""
        if binding.key_display:
            return str(binding.key_display)
        if binding.key in KEY_NAMES:
            return self.session.t(f"tui.keyname.{binding.key}")
        return super().get_key_display(binding)


KEY_NAMES = (
    "enter",
    "escape",
    "tab",
    "shift+tab",
    "up",
    "down",
    "left",
    "right",
    "pageup",
    "pagedown",
    "home",
    "end",
    "slash",
    "question_mark",
    "backspace",
    "ctrl+c",
    "G",
    "shift+g",
    "N",
    "shift+n",
    "O",
    "shift+o",
    "V",
    "shift+v",
    "f1",
    "f2",
    "f3",
    "f4",
    "f6",
    "ctrl+p",
    "ctrl+q",
)
"""Keys whose names are texts of the catalogue."""
