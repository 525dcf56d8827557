"""The line at the top that says where one is."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from auditor.privacy.sanitise import sanitise


class Breadcrumbs(Widget):
    """The way here, the filters that are set, and whether identity numbers are shown."""

    DEFAULT_CSS = """
    Breadcrumbs {
        dock: top;
        height: 1;
        padding: 0 1;
        background: $surface;
        color: $text-muted;
        & > .breadcrumbs--here { color: $text; text-style: bold; }
        & > .breadcrumbs--filter { color: $text-accent; }
        & > .breadcrumbs--shown { color: $text-warning; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"breadcrumbs--here", "breadcrumbs--filter", "breadcrumbs--shown"}

    def __init__(self) -> None:
        super().__init__()
        self._trail: tuple[str, ...] = ()
        self._filters: tuple[str, ...] = ()
        self._note = ""

    def show(self, trail: tuple[str, ...], filters: tuple[str, ...] = (), note: str = "") -> None:
        """Show this way; the texts are made safe here."""
        self._trail = tuple(sanitise(each) for each in trail)
        self._filters = tuple(sanitise(each) for each in filters)
        self._note = sanitise(note)
        self.refresh()

    def render(self) -> Content:
        """The line; where there is too little room, the beginning of the way is left out."""
        trail, room = list(self._trail), self.size.width - cell_len(self._note) - 2
        filters = "".join(f"  ▸ {each}" for each in self._filters)
        while len(trail) > 1 and cell_len(" › ".join(trail) + filters) > room:
            trail = ["…", *trail[2:]] if len(trail) > 2 or trail[0] != "…" else trail[1:]
        before, here = trail[:-1], trail[-1] if trail else ""
        style = self.get_visual_style
        parts = [
            Content("".join(f"{each} › " for each in before)),
            Content.styled(here, style("breadcrumbs--here")),
            Content.styled(filters, style("breadcrumbs--filter")),
        ]
        line = Content("").join(parts)
        if self._note:
            space = max(self.size.width - line.cell_length - cell_len(self._note), 1)
            line = line.append(" " * space).append(Content.styled(self._note, style("breadcrumbs--shown")))
        return line
