"""What a table looks like: the rows it shows, where its columns stand, and how its lines are drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from auditor.privacy.sanitise import sanitise
from auditor.tui.source import Cell, Column, RowSource, Sort
from auditor.tui.widgets.layout import GAP, GUTTER, Layout, arrow_of, fit, lay_out, measured

BLOCK = 256
"""Rows fetched from the source at a time."""
ACROSS = 32
"""Columns fetched at a time."""
KEPT = 12
"""Blocks of rows and columns that are kept."""
SAMPLE = 200
"""Rows looked at for the widths of the columns."""


class Painted(ScrollView, inherit_bindings=False):
    """Draws a RowSource: columns that stay on the left, a cursor, and signs that do not depend on colour."""

    DEFAULT_CSS = """
    Painted {
        height: 1fr;
        background: $background;
        color: $foreground;
        & > .table--header { color: $text-muted; text-style: bold; }
        & > .table--header-cursor { color: $text-accent; text-style: bold underline; }
        & > .table--frozen { text-style: none; }
        & > .table--cursor { background: $surface-lighten-1; }
        & > .table--cell { background: $primary-muted; color: $foreground; text-style: bold; }
        & > .table--blurred { background: $surface; }
        & > .table--fatal { color: $text-error; text-style: bold; }
        & > .table--error { color: $text-error; }
        & > .table--warning { color: $text-warning; }
        & > .table--info { color: $text-secondary; }
        & > .table--good { color: $text-success; }
        & > .table--muted { color: $text-muted; }
        & > .table--strong { text-style: bold; }
        & > .table--heat-1 { background: $warning 15%; }
        & > .table--heat-2 { background: $warning 35%; }
        & > .table--heat-3 { background: $error 45%; text-style: bold; }
    }
    Painted:ansi {
        & > .table--heat-1 { background: ansi_default; color: ansi_yellow; }
        & > .table--heat-2 { background: ansi_default; color: ansi_yellow; text-style: bold; }
        & > .table--heat-3 { background: ansi_default; color: ansi_red; text-style: bold; }
        & > .table--cursor { background: ansi_default; text-style: bold; }
        & > .table--cell { background: ansi_default; color: ansi_default; text-style: reverse; }
        & > .table--blurred { background: ansi_default; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"table--{name}"
        for name in (
            "header",
            "header-cursor",
            "frozen",
            "cursor",
            "cell",
            "blurred",
            "fatal",
            "error",
            "warning",
            "info",
            "good",
            "muted",
            "strong",
            "heat-1",
            "heat-2",
            "heat-3",
        )
    }
    cursor_row: reactive[int] = reactive(0, repaint=False)
    cursor_column: reactive[int] = reactive(0, repaint=False)

    def __init__(self, source: RowSource, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._source = source
        self._empty = empty
        self._blocks: dict[tuple[int, int], list[tuple[Cell, ...]]] = {}
        self._sample: list[tuple[Cell, ...]] | None = None
        self._layout = Layout()
        self._started = False
        self.sorts: tuple[Sort, ...] = ()

    # What is shown

    @property
    def source(self) -> RowSource:
        """The rows shown."""
        return self._source

    def show(self, source: RowSource, row: int = 0) -> None:
        """Show other rows, with the cursor on ``row``."""
        self._source = source
        self._blocks.clear()
        self._sample = None
        self.sorts = getattr(source, "sorts", ())
        self._lay_out()
        self.cursor_column = min(self.cursor_column, max(len(self._layout.columns) - 1, 0))
        self.set_reactive(Painted.cursor_row, -1)
        self.cursor_row = row
        self.refresh()

    def begin(self) -> None:
        """Put the cursor in the column that matters, for rows that differ from those shown before."""
        self.cursor_column = self._layout.first

    @property
    def empty(self) -> str:
        """The sentence shown when there is no row."""
        return self._empty

    @empty.setter
    def empty(self, sentence: str) -> None:
        self._empty = sentence
        self.refresh()

    @property
    def current_column(self) -> Column | None:
        """The column the cursor stands in."""
        return self._layout.columns[self.cursor_column] if self._layout.columns else None

    def cell(self, row: int, column: int) -> Cell:
        """The cell of a row, by the place of the column among those shown."""
        place = self._layout.places[column]
        start, first = row // BLOCK * BLOCK, place // ACROSS * ACROSS
        block = self._blocks.get((start, first))
        if block is None:
            if len(self._blocks) > KEPT:
                self._blocks.clear()
            places = range(first, min(first + ACROSS, len(self._source.columns)))
            block = self._source.window(start, min(start + BLOCK, self._source.height), places)
            self._blocks[start, first] = block
        return block[row - start][place - first]

    # Where things stand

    def _lay_out(self) -> None:
        outer = self.outer_size
        if not outer.width:
            return
        room = outer.width - (1 if self._source.height + 1 > outer.height else 0)
        if self._sample is None:
            rows = min(SAMPLE, self._source.height)
            self._sample = self._source.window(0, rows, measured(self._source.columns))
        self._layout = lay_out(self._source.columns, self._sample, room, self.sorts)
        if not self._started:
            self._started = True
            self.set_reactive(Painted.cursor_column, self._layout.first)
        self.virtual_size = Size(self._layout.virtual_width, self._source.height + 1)

    # Painting

    @cached_property
    def _styles(self) -> dict[str, Style]:
        return {name: self._style(name) for name in self.COMPONENT_CLASSES}

    def _style(self, name: str) -> Style:
        """What a component adds: see-through colours are mixed with the background of the table, not with nothing."""
        mixed = self.get_component_rich_style(name)
        added = self.get_component_rich_style(name, partial=True)
        color = mixed.color if added.color is not None else None
        bgcolor = mixed.bgcolor if added.bgcolor is not None else None
        return added + Style(color=color, bgcolor=bgcolor)

    def notify_style_update(self) -> None:
        """Forget the styles when a theme or class changes."""
        self.__dict__.pop("_styles", None)
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One line of the table: the header, or the row that is scrolled there. Only columns in sight are written."""
        width = self.size.width
        base = self.rich_style
        row = round(self.scroll_y) + y - 1
        if y == 0:
            return self._line(width, base, " " * GUTTER, lambda place: self._title(place, base))
        if row >= self._source.height:
            return self._below(y, width, base)
        here = row == self.cursor_row
        style = base
        if here:
            style = base + self._styles["table--cursor" if self.has_focus else "table--blurred"]
        gutter = ("›" if here else " ") + self.sign(row)
        return self._line(width, style, gutter, lambda place: self._cell(row, place, style))

    def sign(self, row: int) -> str:
        """What stands beside the cursor's sign, in one cell."""
        return " "

    def _line(self, width: int, base: Style, gutter: str, write: Callable[[int], Segment]) -> Strip:
        """The columns that stay, and those of the others that are seen, each written by ``write``."""
        layout, scrolled = self._layout, round(self.scroll_x)
        gap = Segment(" " * GAP, base)
        left = [Segment(gutter, base)]
        for place in range(layout.staying):
            left += [write(place), gap]
        seen = layout.seen(scrolled, width)
        rest = [segment for place in seen for segment in (write(place), gap)]
        begin = layout.lefts[seen.start] if seen else layout.frozen + scrolled
        right = Strip(rest).crop_extend(layout.frozen + scrolled - begin, scrolled + width - begin, base)
        return Strip.join([Strip(left).crop(0, min(layout.frozen, width)), right]).adjust_cell_length(width, base)

    def _below(self, y: int, width: int, base: Style) -> Strip:
        """Below the rows there is nothing; where there is no row, a sentence says so."""
        lines = wrap(self._empty, max(width - 2 * GUTTER, 1)) if not self._source.height else []
        if not 2 <= y < 2 + len(lines):
            return Strip.blank(width, base)
        return Strip([Segment(fit(" " * GUTTER + lines[y - 2], width), base + self._styles["table--muted"])], width)

    def _title(self, place: int, base: Style) -> Segment:
        column, width = self._layout.columns[place], self._layout.widths[place]
        here = self.has_focus and place == self.cursor_column
        style = base + self._styles["table--header-cursor" if here else "table--header"]
        arrow = arrow_of(column, self.sorts)
        title = sanitise(column.title)
        if arrow:
            title = f"{fit(title, min(cell_len(title), width - len(arrow) - 1))} {arrow}"
        return Segment(fit(title, width, column.numeric), style)

    def _cell(self, row: int, place: int, line: Style) -> Segment:
        text, tone = self.cell(row, place)
        style = line + self._styles[f"table--{tone}"] if tone else line
        if row == self.cursor_row and place == self.cursor_column and self.has_focus:
            style = line + self._styles["table--cell"]
        column, width = self._layout.columns[place], self._layout.widths[place]
        return Segment(fit(sanitise(text), width, column.numeric), style)
