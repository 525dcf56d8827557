"""The pane that explains what the cursor stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from auditor.privacy.sanitise import sanitise
from auditor.tui.keys import Key, Keyed


class Explanation(Keyed, VerticalScroll, can_focus=True, inherit_bindings=False):
    """A heading and labelled paragraphs; nothing in them is read as markup."""

    DEFAULT_CSS = """
    Explanation {
        height: 1fr;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        & > Static { height: auto; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"explanation--heading", "explanation--label"}
    help_topic = "explanation"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,k", "scroll_up", "tui.key.up"),
        Key("down,j", "scroll_down", "tui.key.down"),
        Key("pageup", "page_up", "tui.key.page_up"),
        Key("pagedown", "page_down", "tui.key.page_down"),
        Key("home,g", "scroll_home", "tui.key.first"),
        Key("end,G,shift+g", "scroll_end", "tui.key.last"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, tuple[tuple[str, str], ...]] = ("", ())

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        yield Static(id="explanation-text", markup=False)

    def explain(self, heading: str, parts: Sequence[tuple[str, str]], tone: str = "") -> None:
        """Show a heading and paragraphs, each a label (may be empty) and a text; empty texts are left out."""
        self._said = heading, tuple(parts)
        self._write()
        self.scroll_home(animate=False)

    def _write(self) -> None:
        heading, parts = self._said
        label = self.get_visual_style("explanation--label")
        lines = [Content.styled(sanitise(heading), self.get_visual_style("explanation--heading"))]
        for name, text in parts:
            if text:
                lead = Content.styled(name + "  ", label) if name else Content("")
                lines.append(lead.append(sanitise(text)))
        self.query_one(Static).update(Content("\n").join(lines))

    def notify_style_update(self) -> None:
        """The text has the colours of the theme in it; those of its parts are known a moment later."""
        super().notify_style_update()
        if self._said[0] and self.is_mounted:
            self.call_later(self._write)
