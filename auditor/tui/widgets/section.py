"""A quiet frame with a title."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from auditor.privacy.sanitise import sanitise


class Section(Vertical):
    """Frames its children; the frame is lit while one of them has the focus."""

    DEFAULT_CSS = """
    Section {
        height: 1fr;
        border: round $surface-lighten-2;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        border-title-align: left;
        padding: 0;
        &:focus-within {
            border: round $primary;
            border-title-color: $text;
            border-title-style: bold;
        }
    }
    """

    def __init__(self, title: str, *children: Widget, id: str | None = None) -> None:  # noqa: A002
        super().__init__(*children, id=id)
        self.head(title)

    def head(self, title: str, count: str = "") -> None:
        """Set the title, and what stands at the bottom right."""
        self.border_title = Content(sanitise(title) or " ")
        self.border_subtitle = Content(sanitise(count)) if count else None
