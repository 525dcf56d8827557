"""The line at the bottom with the keys that matter where one is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.widget import Widget

from auditor.privacy.sanitise import sanitise

ALWAYS = ("help", "palette")
"""Told even where there is little room: they lead to all the others."""
LATER = ("back", "search", "filter", "sort", "export", "quit")
"""Told where there is room, the first ones first; keys of the view itself come before them."""


class Keybar(Widget):
    """As many keys as there is room for, in one line that is painted at once; a click on one presses it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key", "keybar--description"}
    DEFAULT_CSS = """
    Keybar {
        dock: bottom;
        height: 1;
        background: $surface;
        color: $footer-description-foreground;
        & .keybar--key { color: $footer-key-foreground; text-style: bold; }
        & .keybar--description { color: $footer-description-foreground; }
    }
    """
    ALLOW_SELECT = False
    can_focus = False
    keys: reactive[tuple[Binding, ...]] = reactive((), layout=False)
    """The keys that are told, from the left."""

    def on_mount(self) -> None:
        """Follow the focus, which decides which keys there are."""
        self.screen.bindings_updated_signal.subscribe(self, lambda screen: self.choose())
        self.call_after_refresh(self.choose)

    def on_resize(self) -> None:
        """Choose again."""
        self.choose()

    def choose(self) -> None:
        """The keys, the most important of them if not all have room."""
        if not self.is_attached or not self.app.app_focus:
            return
        bindings: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show and active.enabled:
                bindings.setdefault(active.binding.action, active.binding)
        room = self.screen.size.width - sum(self._width(bindings[name]) for name in ALWAYS if name in bindings)
        chosen = set(ALWAYS)
        ranked = [name for name in bindings if name not in LATER and name not in ALWAYS]
        for name in (*ranked, *(name for name in LATER if name in bindings)):
            room -= self._width(bindings[name])
            if room < 0:
                break
            chosen.add(name)
        self.keys = tuple(bindings[name] for name in (*ranked, *LATER, *ALWAYS) if name in chosen and name in bindings)

    def render(self) -> Content:
        """Each key with what it does."""
        key, description = (self.get_visual_style(f"keybar--{part}") for part in ("key", "description"))
        parts = []
        for binding in self.keys:
            parts.append(Content.styled(f" {self._display(binding)} ", key))
            parts.append(Content.styled(f"{sanitise(binding.description)} ", description))
        return Content("").join(parts)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        left = 0
        for binding in self.keys:
            left += self._width(binding)
            if event.x < left:
                self.app.simulate_key(binding.key)
                return

    def _display(self, binding: Binding) -> str:
        return self.app.get_key_display(binding)

    def _width(self, binding: Binding) -> int:
        return cell_len(self._display(binding)) + cell_len(binding.description) + 3
