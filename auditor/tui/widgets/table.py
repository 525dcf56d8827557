"""The table every view is made of.

It is our own and not textual-fastdatatable, because that one shows a value in one style a column, so that an offending
cell could not carry its sign and colour, and because it wants the data as Arrow and pyarrow installed. Both paint a
million rows equally fast, since both draw only what is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from auditor.privacy.sanitise import sanitise
from auditor.tui.keys import Key, Keyed
from auditor.tui.source import Cell, Column, RowSource, Sort
from auditor.tui.widgets.layout import GAP, GUTTER, Layout, fit, lay_out, measured

if TYPE_CHECKING:
    from textual import events

BLOCK = 256
"""Rows fetched from the source at a time."""
ACROSS = 32
"""Columns fetched at a time."""
KEPT = 12
"""Blocks of rows and columns that are kept."""
SAMPLE = 200
"""Rows looked at for the widths of the columns."""


class Table(Keyed, ScrollView, can_focus=True, inherit_bindings=False):
    """A table over a RowSource: a cursor, columns that stay on the left, and signs that do not depend on colour."""

    DEFAULT_CSS = """
    Table {
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
    Table:ansi {
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
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "open", "tui.key.open", show=True),
        Key("up,k", "move(-1)", "tui.key.up"),
        Key("down,j", "move(1)", "tui.key.down"),
        Key("left,h", "move_column(-1)", "tui.key.left"),
        Key("right,l", "move_column(1)", "tui.key.right"),
        Key("pageup", "page(-1)", "tui.key.page_up"),
        Key("pagedown", "page(1)", "tui.key.page_down"),
        Key("home,g", "first", "tui.key.first"),
        Key("end,G,shift+g", "last", "tui.key.last"),
    )

    cursor_row: reactive[int] = reactive(0, repaint=False)
    cursor_column: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Opened(Message):
        """Enter or a double click on a row."""

        table: Table
        row: int

        @property
        def control(self) -> Table:
            """The table, for ``@on(Table.Opened, "#id")``."""
            return self.table

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or other rows are shown."""

        table: Table
        row: int

        @property
        def control(self) -> Table:
            """The table, for ``@on(Table.Moved, "#id")``."""
            return self.table

    @dataclass
    class MovedAcross(Message):
        """The cursor stands in another column."""

        table: Table

        @property
        def control(self) -> Table:
            """The table, for ``@on(Table.MovedAcross, "#id")``."""
            return self.table

    @dataclass
    class HeaderClicked(Message):
        """A click on the title of a column."""

        table: Table
        column: str

        @property
        def control(self) -> Table:
            """The table, for ``@on(Table.HeaderClicked, "#id")``."""
            return self.table

    def __init__(self, source: RowSource, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._source = source
        self._empty = empty
        self._blocks: dict[tuple[int, int], list[tuple[Cell, ...]]] = {}
        self._sample: list[tuple[Cell, ...]] | None = None
        self._layout = Layout()
        self._started = False
        self.sort: Sort | None = None

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
        self.sort = getattr(source, "sort", None)
        self._lay_out()
        self.cursor_column = min(self.cursor_column, max(len(self._layout.columns) - 1, 0))
        self.set_reactive(Table.cursor_row, -1)
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
        self._layout = lay_out(self._source.columns, self._sample, room, self.sort)
        if not self._started:
            self._started = True
            self.set_reactive(Table.cursor_column, self._layout.first)
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
        return self._line(width, style, "› " if here else "  ", lambda place: self._cell(row, place, style))

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
        arrow = ("▼" if self.sort.descending else "▲") if self.sort and self.sort.column == column.name else ""
        title = sanitise(column.title)
        if arrow:
            title = f"{fit(title, min(cell_len(title), width - 2))} {arrow}"
        return Segment(fit(title, width, column.numeric), style)

    def _cell(self, row: int, place: int, line: Style) -> Segment:
        text, tone = self.cell(row, place)
        style = line + self._styles[f"table--{tone}"] if tone else line
        if row == self.cursor_row and place == self.cursor_column and self.has_focus:
            style = line + self._styles["table--cell"]
        column, width = self._layout.columns[place], self._layout.widths[place]
        return Segment(fit(sanitise(text), width, column.numeric), style)

    # Moving

    def validate_cursor_row(self, row: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(row, self._source.height - 1))

    def validate_cursor_column(self, column: int) -> int:
        """Keep the cursor in a column."""
        return max(0, min(column, len(self._layout.columns) - 1))

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Paint the two rows concerned, and scroll if the new one is out of sight."""
        if not self._follow():
            self.refresh_line(old + 1)
            self.refresh_line(new + 1)
        if self._source.height:
            self.post_message(self.Moved(self, new))

    def _follow(self) -> bool:
        """Scroll until the cursor is seen; whether that was needed. Forced, since scrollbars come a moment later."""
        row, first = self.cursor_row, round(self.scroll_y)
        height = max(self.scrollable_content_region.height - 1, 1)
        if first <= row < first + height:
            return False
        self.scroll_to(y=row if row < first else row - height + 1, animate=False, force=True)
        return True

    def watch_cursor_column(self) -> None:
        """Scroll sideways until the column is seen."""
        if self.cursor_column < len(self._layout.columns):
            x = self._layout.scroll_to(self.cursor_column, round(self.scroll_x))
            if x != round(self.scroll_x):
                self.scroll_to(x=x, animate=False, force=True)
        self.refresh()
        if self._layout.columns:
            self.post_message(self.MovedAcross(self))

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.cursor_row += rows

    def action_move_column(self, columns: int) -> None:
        """Move the cursor by columns."""
        self.cursor_column += columns

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is seen at once."""
        self.cursor_row += pages * max(self.scrollable_content_region.height - 2, 1)

    def action_first(self) -> None:
        """To the first row."""
        self.cursor_row = 0

    def action_last(self) -> None:
        """To the last row."""
        self.cursor_row = self._source.height - 1

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self._source.height:
            self.post_message(self.Opened(self, self.cursor_row))

    # Events

    def on_resize(self) -> None:
        """Choose the columns and their widths for the new size."""
        self._lay_out()
        self._follow()
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor as active."""
        self.refresh()

    def on_blur(self) -> None:
        """Show the cursor as resting."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The header sorts, a click moves the cursor, a double click opens."""
        x = event.x if event.x < self._layout.frozen else event.x + round(self.scroll_x)
        column = self._layout.at(x)
        if event.y == 0:
            if column is not None:
                self.post_message(self.HeaderClicked(self, self._layout.columns[column].name))
            return
        row = round(self.scroll_y) + event.y - 1
        if row >= self._source.height:
            return
        self.cursor_row = row
        if column is not None:
            self.cursor_column = column
        if event.chain == 2:
            self.action_open()
