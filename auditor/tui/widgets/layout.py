"""Where the columns of a table stand, in cells of the terminal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len, set_cell_size

from auditor.privacy.sanitise import sanitise
from auditor.tui.source import Cell, Column, Sort, shown

ROOMY = 100
"""From this width on, all columns are shown with their long titles."""
GUTTER = 2
"""Cells at the left for the sign of the cursor."""
GAP = 2
"""Cells between two columns."""
NARROWEST = 12
"""An expanding column gives up room until it is this wide."""


def fit(text: str, width: int, right: bool = False) -> str:
    """The text in exactly ``width`` cells of the terminal: padded, or cut with an ellipsis."""
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(text, max(width - 1, 0)) + "…"[:width]
    space = " " * (width - length)
    return space + text if right else text + space


@dataclass(frozen=True)
class Layout:
    """Columns with their widths in a room of so many cells. ``places`` are their places in the source."""

    columns: tuple[Column, ...] = ()
    places: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    room: int = 0

    @property
    def total(self) -> int:
        """Cells that all columns take together."""
        return _total(self.widths)

    @cached_property
    def lefts(self) -> tuple[int, ...]:
        """Where each column begins, and where one after the last would."""
        lefts = [GUTTER]
        for width in self.widths:
            lefts.append(lefts[-1] + width + GAP)
        return tuple(lefts)

    @cached_property
    def staying(self) -> int:
        """Number of columns that do not scroll: none where they would leave too little for the rest."""
        columns = sum(column.frozen for column in self.columns)
        return columns if self.lefts[columns] <= self.room * 2 // 3 else 0

    @cached_property
    def frozen(self) -> int:
        """Cells that do not scroll."""
        return self.lefts[self.staying]

    def seen(self, scrolled: int, width: int) -> range:
        """The scrolling columns of which anything is seen, from where one has scrolled to."""
        first = bisect_right(self.lefts, self.frozen + scrolled) - 1
        return range(max(first, self.staying), min(bisect_left(self.lefts, scrolled + width), len(self.columns)))

    @property
    def stops(self) -> tuple[int, ...]:
        """How far one may scroll so that a column begins where the frozen ones end."""
        return tuple(left - self.frozen for left in self.lefts[:-1] if left >= self.frozen)

    @property
    def virtual_width(self) -> int:
        """The total, and room after the last column, so that scrolling to the end, too, stops at a column."""
        over = self.total - self.room
        if over <= 0:
            return self.total
        return self.total + next((stop for stop in self.stops if stop >= over), over) - over

    @property
    def first(self) -> int:
        """Where the cursor begins: in the column that matters, else the first one that has a title."""
        titled = [place for place, column in enumerate(self.columns) if column.title]
        return next((place for place in titled if self.columns[place].first), titled[0] if titled else 0)

    def at(self, x: int) -> int | None:
        """The column at a cell, counted from the left of the unscrolled table."""
        return next((place for place in range(len(self.columns)) if x < self.lefts[place + 1]), None)

    def scroll_to(self, place: int, scrolled: int) -> int:
        """How far to scroll so that a column is seen, from where one has scrolled to."""
        left, right = self.lefts[place], self.lefts[place + 1] - GAP
        if left < self.frozen:
            return 0 if place == 0 else scrolled
        if left - scrolled < self.frozen:
            return left - self.frozen
        if right - scrolled > self.room:
            least = min(right - self.room, left - self.frozen)
            return next(stop for stop in self.stops if stop >= least)
        return scrolled


def measured(columns: Sequence[Column]) -> list[int]:
    """Places of the columns whose width depends on what stands in them."""
    return [place for place, column in enumerate(columns) if not column.width]


def lay_out(
    columns: Sequence[Column], sample: Sequence[tuple[Cell, ...]], room: int, sorts: Sequence[Sort] = ()
) -> Layout:
    """The layout for a room: as wide as titles and sample ask for, an expanding column taking or giving the rest.

    ``sample`` holds the cells of the ``measured`` columns.
    """
    chosen = shown(columns, room, ROOMY)
    where = {column.name: place for place, column in enumerate(columns)}
    places = tuple(where[column.name] for column in chosen)
    sampled = {place: number for number, place in enumerate(measured(columns))}
    widths = [
        column.width or min(_natural(column, [row[sampled[place]].text for row in sample], sorts), column.limit)
        for column, place in zip(chosen, places, strict=True)
    ]
    for place, column in enumerate(chosen):
        if column.expand:
            left = room - _total(widths)
            widths[place] = max(widths[place] + left, min(NARROWEST, widths[place]))
    return Layout(chosen, places, tuple(widths), room)


def arrow_of(column: Column, sorts: Sequence[Sort]) -> str:
    """The arrow of a column that the rows are sorted by, with its place where there are several; nothing for others."""
    for place, each in enumerate(sorts, 1):
        if each.column == column.name:
            return ("▼" if each.descending else "▲") + (str(place) if len(sorts) > 1 else "")
    return ""


def _total(widths: Sequence[int]) -> int:
    return GUTTER + sum(widths) + GAP * max(len(widths) - 1, 0)


def _natural(column: Column, texts: Sequence[str], sorts: Sequence[Sort]) -> int:
    arrow = cell_len(arrow_of(column, sorts))
    arrow += 1 if arrow else 0
    return max(cell_len(sanitise(column.title)) + arrow, max((cell_len(sanitise(text)) for text in texts), default=0))
