"""Small counts in shared tables: which to hide, and which others with them so that nobody works the hidden ones out.

Counts from 1 to threshold - 1 are hidden (*primary*), cells and margins alike; zero is shown. Further counts are
hidden (*secondary*) until no hidden one follows from what is shown. Whoever tries is taken to know every shown count,
that hidden counts are at least 1, and all margins; not what other tables publish: the same persons shown in two
tables, or the same table twice with a few persons more, can still give something away, and so can knowing some of the
persons oneself. What follows may be a narrow range; a single value never does. Source: SSB's and Eurostat's practice
of cell suppression (primary and secondary, symbol ``:``); threshold 5 by design.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HIDDEN = ":"
THRESHOLD = 5
BASE = 5
"""What counts are rounded to; odd, so that none lies in the middle."""


@dataclass(frozen=True, slots=True)
class SafeCounts:
    """A row of counts with its total; None is hidden."""

    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table of counts (rows of columns) with its margins; None is hidden."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def shown(count: int | None) -> str:
    """A count as a shared file shows it: ``:`` where it is hidden."""
    return HIDDEN if count is None else str(count)


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Whether a count must be hidden for its own sake."""
    return 0 < count < threshold


@overload
def nearest(count: int) -> int: ...
@overload
def nearest(count: None) -> None: ...
@overload
def nearest(count: int | None) -> int | None: ...
def nearest(count: int | None) -> int | None:
    """The multiple of BASE nearest to a count; a hidden one stays hidden."""
    return None if count is None else (count + BASE // 2) // BASE * BASE


def suppress(counts: Sequence[int], threshold: int = THRESHOLD, also: Collection[int] = ()) -> SafeCounts:
    """Hide what must be hidden of counts that are shown with their total.

    Beside the small counts and the places ``also``, which something else would give away: the smallest other one where
    a single count is hidden; the total where it is small, or where it would say that every hidden count is 1. A hidden
    zero covers no other count, since something else may tell it. ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("counts cannot be negative")
    total = sum(counts)
    hidden = {place for place, count in enumerate(counts) if is_small(count, threshold)} | set(also)
    total_hidden = is_small(total, threshold)
    while not total_hidden:
        covering = [counts[place] for place in hidden if counts[place]]
        if not covering or (len(covering) > 1 and sum(covering) > len(covering)):
            break
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        if others:
            hidden.add(min(others, key=lambda place: counts[place]))
        else:
            total_hidden = True
    return SafeCounts(
        tuple(None if place in hidden else count for place, count in enumerate(counts)),
        None if total_hidden else total,
    )


def suppress_table(
    cells: Sequence[Sequence[int]], threshold: int = THRESHOLD, totals: Collection[int] = ()
) -> SafeTable:
    """Hide what must be hidden of a table that is shown with row totals, column totals and the total of all.

    ``totals`` are columns whose totals are hidden besides, since something else would give them away. Each hidden count
    that the shown ones determine is joined with the three others of a rectangle, chosen so that as little as possible
    is lost; margins count as cells and are hidden where nothing cheaper helps. ValueError for negative counts or rows
    of different lengths.
    """
    if len({len(row) for row in cells}) > 1:
        raise ValueError("all rows have the same number of columns")
    inner = np.array([list(row) for row in cells], np.int64).reshape(len(cells), len(cells[0]) if cells else 0)
    if (inner < 0).any():
        raise ValueError("counts cannot be negative")
    values = np.zeros((inner.shape[0] + 1, inner.shape[1] + 1), np.int64)
    values[:-1, :-1] = inner
    values[:-1, -1], values[-1, :] = inner.sum(axis=1), values[:-1].sum(axis=0)
    values[-1, -1] = inner.sum()
    hidden = (values > 0) & (values < threshold)
    hidden[-1, list(totals)] = True
    network = _Network(values, hidden)
    waiting = deque(sorted(zip(*np.nonzero(hidden), strict=True), key=lambda place: int(values[place])))
    while waiting:
        place = waiting.popleft()
        if network.determined(*place):
            waiting.extend(network.hide(network.partners(*place)))
    return _published(values, hidden)


class _Network:
    """A table with margins as a network: rows and columns are nodes, hidden counts edges.

    Raising a count by 1 and keeping all sums means lowering another of its row, raising one of that one's column and
    so on round a cycle. A hidden count is determined where no such cycle passes it. Margins weigh negatively, so that
    each row and column adds up to zero; hidden counts cannot be lowered below 1. Hiding more never takes a cycle away,
    so a count that is free stays free.
    """

    def __init__(self, values: npt.NDArray[np.int64], hidden: npt.NDArray[np.bool_]) -> None:
        self.values, self.hidden = values, hidden
        self.rows, self.columns = values.shape
        margin = np.zeros(values.shape, np.bool_)
        margin[-1, :-1] = margin[:-1, -1] = True
        above_least = values > 1
        self._forward = margin & above_least | ~margin
        """Whether the weighed count may rise: a step from its row to its column."""
        self._back = ~margin & above_least | margin
        self._steps: dict[int, set[int]] = defaultdict(set)
        for row, column in zip(*np.nonzero(hidden), strict=True):
            self._add(int(row), int(column))

    def _add(self, row: int, column: int) -> None:
        if self._forward[row, column]:
            self._steps[row].add(self.rows + column)
        if self._back[row, column]:
            self._steps[self.rows + column].add(row)

    def determined(self, row: int, column: int) -> bool:
        """Whether the hidden count of this place has one possible value only."""
        here, there = row, self.rows + column
        up = self._forward[row, column] and self._reaches(there, here)
        return not (up or (self._back[row, column] and self._reaches(here, there)))

    def _reaches(self, start: int, goal: int) -> bool:
        """Whether a walk leads from start to goal other than by the edge between them."""
        seen, edge = {start}, deque(step for step in self._steps[start] if step != goal)
        while edge:
            node = edge.popleft()
            steps = self._steps[node]
            if goal in steps:
                return True
            new = steps - seen
            seen |= new
            edge.extend(new)
        return False

    def partners(self, row: int, column: int) -> list[tuple[int, int]]:
        """The three places that, hidden with this one, free it at the least loss; one of the margins' always fits.

        A rectangle frees its corners where its weighed counts can take turns going up and down, one way or the other.
        """
        loss = np.where(self.hidden, 0.0, self.values.astype(np.float64))
        loss[self.values == 0] = np.inf
        up, down = self._forward, self._back
        one_way = _turns(up[row, column], down[row, :], down[:, column], up)
        other_way = _turns(down[row, column], up[row, :], up[:, column], down)
        total = loss[row, :][np.newaxis, :] + loss[:, column][:, np.newaxis] + loss
        total[~(one_way | other_way)] = np.inf
        total[row, :] = total[:, column] = np.inf
        other_row, other_column = (int(each) for each in np.unravel_index(int(np.argmin(total)), total.shape))
        return [(row, other_column), (other_row, column), (other_row, other_column)]

    def hide(self, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Hide these places too; those that were not hidden before."""
        new = [place for place in places if not self.hidden[place]]
        for place in new:
            self.hidden[place] = True
            self._add(*place)
        return new


def _turns(
    corner: np.bool_, in_row: npt.NDArray[np.bool_], in_column: npt.NDArray[np.bool_], opposite: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    return corner & in_row[np.newaxis, :] & in_column[:, np.newaxis] & opposite


def _published(values: npt.NDArray[np.int64], hidden: npt.NDArray[np.bool_]) -> SafeTable:
    rows = [
        tuple(None if secret else int(value) for value, secret in zip(row, secrets, strict=True))
        for row, secrets in zip(values, hidden, strict=True)
    ]
    return SafeTable(
        tuple(row[:-1] for row in rows[:-1]), tuple(row[-1] for row in rows[:-1]), rows[-1][:-1], rows[-1][-1]
    )
