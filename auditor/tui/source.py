"""What a table shows: columns, and windows of rows that are written only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import polars as pl

from auditor.locale.alphabet import ORDER


class Cell(NamedTuple):
    """A cell as it is shown: its text, and the tone (a style of the table) it is shown in."""

    text: str
    tone: str = ""


def plain(value: Any) -> str:
    """The value as text; nothing for a missing one."""
    return "" if value is None else str(value)


def no_tone(value: Any) -> str:
    """No tone, whatever the value."""
    return ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table on the screen."""

    name: str
    """The column of the frame."""
    title: str
    short: str = ""
    """The title where there is little room; the title itself if empty."""
    numeric: bool = False
    frozen: bool = False
    """Stays on the left while the others scroll."""
    wide: bool = False
    """Shown only where there is room for it."""
    expand: bool = False
    """Takes the room that is left, and gives up room first."""
    first: bool = False
    """Where the cursor begins."""
    limit: int = 32
    """Widest it may be, in cells of the terminal."""
    width: int = 0
    """How wide it is, whatever stands in it; 0: as wide as its cells."""
    drawn: bool = False
    """Draws what other columns say in numbers."""
    write: Callable[[Any], str] = plain
    tone: Callable[[Any], str] = no_tone
    counts: bool = False
    """Holds numbers as texts, which are sorted as numbers."""
    search: Callable[[str], str] = plain
    """What to look for in its texts where a reader looks for something as it is written."""
    file: Callable[[Any], str] | None = None
    """How files have its values, where that is not as they are shown; such texts hold nothing from the data."""


class RowSource(Protocol):
    """Rows by their place in the table. Millions of them may stand behind it: only windows become Python objects."""

    @property
    def height(self) -> int:
        """Number of rows."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, from the left."""

    def window(self, start: int, stop: int, places: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        """The cells of rows ``start`` to ``stop`` (exclusive) in the columns at ``places`` (all, if None)."""


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column the rows are sorted."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Only rows with this value in this column."""

    column: str
    value: Any


class FrameSource:
    """A frame, filtered and sorted by row numbers; the frame itself is never copied.

    The first ``pinned`` rows stay first and are always shown. All methods that look at every row (``sorted``,
    ``filtered``, ``find``) belong in a worker.
    """

    def __init__(self, frame: pl.DataFrame, columns: Sequence[Column], pinned: int = 0) -> None:
        self.frame = frame
        self.pinned = pinned
        self.columns: Sequence[Column] = tuple(columns)
        self.sorts: tuple[Sort, ...] = ()
        """By which columns the rows are sorted, the first one first."""
        self.filters: tuple[Filter, ...] = ()
        self._order: pl.Series | None = None

    @property
    def height(self) -> int:
        """Number of rows that pass the filters."""
        return self.frame.height if self._order is None else len(self._order)

    def window(self, start: int, stop: int, places: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        """The cells of rows ``start`` to ``stop``; see RowSource."""
        columns = self.columns if places is None else [self.columns[place] for place in places]
        part = self._slice(self.frame, start, stop).select([column.name for column in columns])
        return [
            tuple(Cell(column.write(value), column.tone(value)) for column, value in zip(columns, row, strict=True))
            for row in part.iter_rows()
        ]

    def record(self, row: int) -> dict[str, Any]:
        """All values of a row as they are in the frame, also of columns that are not shown."""
        return self._slice(self.frame, row, row + 1).row(0, named=True)

    def place(self, row: int) -> int:
        """Where in the frame a row stands, however the rows are sorted and filtered."""
        return row if self._order is None else int(self._order[row])

    def places(self) -> pl.Series:
        """Where in the frame each of the rows stands."""
        return pl.int_range(self.height, eager=True, dtype=pl.UInt32) if self._order is None else self._order

    def records(self, start: int, stop: int) -> Iterator[dict[str, Any]]:
        """The values of rows ``start`` to ``stop``, as ``record`` gives them."""
        return self._slice(self.frame, start, stop).iter_rows(named=True)

    def values(self, name: str) -> pl.Series:
        """All values of a column of the frame, in the order of the rows."""
        values = self.frame[name]
        return values if self._order is None else values.gather(self._order)

    def column(self, name: str) -> Column:
        """The column of that name; StopIteration for an unknown one."""
        return next(column for column in self.columns if column.name == name)

    def sorted(self, column: str, further: bool = False) -> FrameSource:
        """The rows sorted by a column; a second time by the same one turns the order round.

        Numbers begin with the highest, texts with the first of the alphabet. With ``further`` the columns they are
        sorted by already come before this one.
        """
        there = next((each for each in self.sorts if each.column == column), None)
        if there is not None:
            new = Sort(column, not there.descending)
        else:
            new = Sort(column, self.frame.schema[column].is_numeric())
        if not further:
            sorts: tuple[Sort, ...] = (new,)
        elif there is not None:
            sorts = tuple(new if each is there else each for each in self.sorts)
        else:
            sorts = (*self.sorts, new)
        return self._arranged(sorts, self.filters)

    def filtered(self, column: str, value: Any) -> FrameSource:
        """Only the rows with that value; the same filter a second time is taken away."""
        new = Filter(column, value)
        filters = tuple(each for each in self.filters if each != new)
        return self._arranged(self.sorts, filters if len(filters) < len(self.filters) else (*filters, new))

    def unfiltered(self) -> FrameSource:
        """Without the filter that was set last."""
        return self._arranged(self.sorts, self.filters[:-1])

    def arranged_as(self, other: FrameSource) -> FrameSource:
        """Sorted and filtered as another source, as far as its columns are here, too."""
        names = {column.name for column in self.columns}
        sorts = tuple(each for each in other.sorts if each.column in names)
        filters = tuple(each for each in other.filters if each.column in names)
        return self._arranged(sorts, filters) if sorts or filters else self

    def with_columns(self, columns: Sequence[Column]) -> FrameSource:
        """The same rows shown in other columns."""
        other = copy(self)
        other.columns = tuple(columns)
        return other

    def find(self, text: str, start: int, forward: bool = True) -> int | None:
        """The next (or previous) row, from ``start`` on and round the end, where a shown column contains ``text``."""
        hits = self.frame.select(self._matches(text).alias("hit"))["hit"]
        if self._order is not None:
            hits = hits.gather(self._order)
        rows = hits.arg_true()
        if not len(rows):
            return None
        if forward:
            place = rows.search_sorted(start, side="left")
            return int(rows[place if place < len(rows) else 0])
        place = rows.search_sorted(start, side="right")
        return int(rows[place - 1 if place > 0 else len(rows) - 1])

    def _slice(self, frame: pl.DataFrame, start: int, stop: int) -> pl.DataFrame:
        """Rows ``start`` to ``stop`` of the frame, or of one that lies beside it."""
        return frame[start:stop] if self._order is None else frame[self._order[start:stop]]

    def _arranged(self, sorts: tuple[Sort, ...], filters: tuple[Filter, ...]) -> FrameSource:
        other = copy(self)
        other.sorts, other.filters = sorts, filters
        order: pl.Series | None = None
        if filters:
            wanted = [pl.col(each.column).eq_missing(pl.lit(each.value)) for each in filters]
            order = self.frame.select(pl.all_horizontal(wanted).alias("wanted"))["wanted"].arg_true()
        if sorts:
            by, descending = self._sorting(sorts)
            keys = self.frame.select(each.alias(str(place)) for place, each in enumerate(by))
            keys = keys if order is None else keys[order]
            places = keys.select(
                pl.arg_sort_by(
                    keys.columns,
                    descending=descending,
                    nulls_last=True,
                    maintain_order=True,
                ).alias("place")
            )["place"]
            order = places if order is None else order.gather(places)
        if self.pinned and order is not None:
            first = pl.Series(range(self.pinned), dtype=order.dtype)
            order = pl.concat([first, order.filter(order >= self.pinned)])
        other._order = order
        return other

    def _sorting(self, sorts: Sequence[Sort]) -> tuple[list[pl.Expr], list[bool]]:
        """What rows are sorted by, and whether the other way round."""
        return [self._sort_key(each.column) for each in sorts], [each.descending for each in sorts]

    def _sort_key(self, column: str) -> pl.Expr:
        key = pl.col(column)
        if self.frame.schema[column] != pl.String:
            return key
        if any(each.name == column and each.counts for each in self.columns):
            return key.str.replace_all(r"\s", "").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        return key.str.to_lowercase().str.replace_many(list(ORDER), list(ORDER.values()))

    def _matches(self, text: str) -> pl.Expr:
        needle = text.lower()
        hits = []
        for column in self.columns:
            values = pl.col(column.name)
            if self.frame.schema[column.name] == pl.String:
                wanted_text = column.search(needle)
                hits.append(values.str.to_lowercase().str.contains(wanted_text, literal=True).fill_null(False))
            else:
                written = self.frame[column.name].unique()
                wanted = [value for value in written if needle in column.write(value).lower()]
                hits.append(values.is_in(wanted, nulls_equal=True))
        return pl.any_horizontal(hits)


def shown(columns: Sequence[Column], width: int, roomy: int) -> tuple[Column, ...]:
    """The columns for a table ``width`` cells wide: below ``roomy`` without the wide ones and with short titles."""
    if width >= roomy:
        return tuple(columns)
    return tuple(replace(each, title=each.short or each.title) for each in columns if not each.wide)
