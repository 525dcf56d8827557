"""The command palette: everything that can be done where one is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Input

from auditor.tui.keys import Keyed
from auditor.tui.session import session_of

MOVES = {"move", "move_column", "page", "first", "last", "app.focus_next", "app.focus_previous"}


class Actions(Provider):
    """Every action of the screen below, the focused widget and the app, by the description of its key."""

    def _actions(self) -> dict[str, tuple[str, Callable[[], Coroutine[Any, Any, Any]]]]:
        found: dict[str, tuple[str, Callable[[], Coroutine[Any, Any, Any]]]] = {}
        active_bindings = sorted(self.screen.active_bindings.items(), key=lambda entry: _rank(entry[1].binding))
        for key, active in active_bindings:
            description = active.binding.description
            if isinstance(active.node, Keyed) and description and active.enabled and description not in found:
                shown = active.binding.key_display or self.app.get_key_display(active.binding) or key
                found[description] = (shown, partial(self.app.run_action, active.binding.action, active.node))
        return found

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for description, (key, run) in self._actions().items():
            yield DiscoveryHit(description, run, help=key)

    async def search(self, query: str) -> Hits:
        """Those whose description matches."""
        matcher = self.matcher(query)
        for description, (key, run) in self._actions().items():
            score = matcher.match(description)
            if score > 0:
                yield Hit(score, matcher.highlight(description), run, help=key)


def _rank(binding: Binding) -> int:
    """What the keybar shows first, moving about last."""
    moves = binding.action.partition("(")[0] in MOVES
    return 2 if moves else (0 if binding.show else 1)


class Palette(CommandPalette):
    """Textual's palette in the language of the session."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(providers=[Actions], placeholder=placeholder, id="--command-palette")

    def on_mount(self) -> None:
        """A cursor that blinks would paint all the time."""
        self.query_one(Input).cursor_blink = False

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """An empty list says it without Textual's English sentence."""


def open_palette(app: Any) -> None:
    """Show the palette unless it is open."""
    if not CommandPalette.is_open(app):
        app.push_screen(Palette(session_of(app).t("tui.palette.placeholder")))
