"""The line at the bottom with the keys that matter where one is."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

ALWAYS = ("help", "palette")
"""Told even where there is little room: they lead to all the others."""
LATER = ("back", "search", "filter", "sort", "export", "quit")
"""Told where there is room, the first ones first; keys of the view itself come before them."""


class Keybar(Footer):
    """Textual's footer, narrowed to as many keys as there is room for."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        """The keys, the most important of them if not all have room."""
        if not self._bindings_ready:
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
        for name in (*ranked, *LATER, *ALWAYS):
            if name in chosen and name in bindings:
                binding = bindings[name]
                yield FooterKey(
                    binding.key, self.app.get_key_display(binding), binding.description, binding.action
                ).data_bind(compact=Footer.compact)

    def on_resize(self) -> None:
        """Choose again."""
        self.call_after_refresh(self.recompose)

    def _width(self, binding: Binding) -> int:
        return cell_len(self.app.get_key_display(binding)) + cell_len(binding.description) + 3
