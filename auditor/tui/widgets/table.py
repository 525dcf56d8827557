"""The table every view is made of.

It is our own and not textual-fastdatatable, because that one shows a value in one style a column, so that an offending
cell could not carry its sign and colour, and because it wants the data as Arrow and pyarrow installed. Both paint a
million rows equally fast, since both draw only what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from auditor.tui.keys import Key, Keyed
from auditor.tui.widgets.painting import Painted

if TYPE_CHECKING:
    from textual import events


class Table(Keyed, Painted, can_focus=True, inherit_bindings=False):
    """A table over a RowSource in which one moves, opens and clicks."""

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
