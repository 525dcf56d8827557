"""The command palette: everything that can be done where one is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from auditor.tui.session import session_of


class Actions(Provider):
    """Every action of the screen below, the focused widget and the app, by the description of its key."""

    def _actions(self) -> dict[str, tuple[str, Callable[[], Coroutine[Any, Any, Any]]]]:
        found: dict[str, tuple[str, Callable[[], Coroutine[Any, Any, Any]]]] = {}
        for key, active in self.screen.active_bindings.items():
            description = active.binding.description
            if description and active.enabled and description not in found:
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


class Palette(CommandPalette):
    """Textual's palette in the language of the session."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(providers=[Actions], placeholder=placeholder, id="--command-palette")

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """An empty list says it without Textual's English sentence."""


def open_palette(app: Any) -> None:
    """Show the palette unless it is open."""
    if not CommandPalette.is_open(app):
        app.push_screen(Palette(session_of(app).t("tui.palette.placeholder")))
