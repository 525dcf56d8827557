"""Nobody works a hidden count out from what a shared table shows."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.privacy.cells import SafeCounts, SafeTable, shown, suppress, suppress_table

counts = st.lists(st.integers(0, 9) | st.integers(0, 60), max_size=8)
tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 7, 30]), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def with_margins(cells: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def published(table: SafeTable) -> list[list[int | None]]:
    rows = [[*row, total] for row, total in zip(table.cells, table.row_totals, strict=True)]
    return [*rows, [*table.column_totals, table.total]]


def alternatives(truth: list[list[int]], seen: list[list[int | None]]) -> set[tuple[int, int]]:
    """The hidden places for which another table, at most 1 off anywhere and 1 or more where hidden, shows the same.

    Sums over rows and columns have whole-numbered solutions next to each other, so looking 1 off misses nothing.
    """
    height, width = len(truth), len(truth[0])

    def moves(row: int) -> list[tuple[int, ...]]:
        steps = [
            [0] if seen[row][column] is not None else [step for step in (-1, 0, 1) if truth[row][column] + step >= 1]
            for column in range(width)
        ]
        return [move for move in product(*steps) if sum(move[:-1]) == move[-1]]

    found: set[tuple[int, int]] = set()
    last = set(moves(height - 1))
    for choice in product(*(moves(row) for row in range(height - 1))):
        margins = tuple(sum(column) for column in zip(*choice, strict=True))
        if margins in last:
            whole = [*choice, margins]
            found |= {(row, column) for row in range(height) for column in range(width) if whole[row][column]}
    return found


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_hidden_count_of_a_table_has_a_single_possible_value(cells: list[list[int]]) -> None:
    truth, seen = with_margins(cells), published(suppress_table(cells))
    hidden = {(r, c) for r, row in enumerate(seen) for c, value in enumerate(row) if value is None}
    assert alternatives(truth, seen) >= hidden


@settings(max_examples=200, deadline=None)
@given(tables)
def test_what_a_table_shows_is_true_and_never_small(cells: list[list[int]]) -> None:
    for row, seen in zip(with_margins(cells), published(suppress_table(cells)), strict=True):
        for count, value in zip(row, seen, strict=True):
            assert value in (None, count)
            assert value is None or value == 0 or value >= 5
            assert count > 0 or value == 0


@given(counts)
def test_no_hidden_count_of_a_row_has_a_single_possible_value(row: list[int]) -> None:
    safe = suppress(row)
    places = [place for place, value in enumerate(safe.counts) if value is None]
    for value, count in zip(safe.counts, row, strict=True):
        assert value in (None, count)
        assert value not in (1, 2, 3, 4)
    assert safe.total not in (1, 2, 3, 4)
    if places and safe.total is not None:
        left = safe.total - sum(value for value in safe.counts if value is not None)
        assert len(places) >= 2
        assert left > len(places)


def test_the_check_itself_finds_a_count_that_gives_itself_away() -> None:
    truth = with_margins([[3, 10], [20, 30]])
    only_primary: list[list[int | None]] = [[None, 10, 13], [20, 30, 50], [23, 40, 63]]
    assert alternatives(truth, only_primary) == set()


def test_known_cases() -> None:
    assert suppress([3, 0, 9, 7]) == SafeCounts((None, 0, 9, None), 19)
    assert suppress([3, 0]) == SafeCounts((None, 0), None)
    assert suppress([1, 1, 1, 1, 1]) == SafeCounts((None,) * 5, None)
    assert suppress([2, 4, 50]) == SafeCounts((None, None, 50), 56)
    assert suppress([0, 5, 6]) == SafeCounts((0, 5, 6), 11)
    assert suppress([]) == SafeCounts((), 0)
    assert suppress([2, 9], threshold=2) == SafeCounts((2, 9), 11)
    assert suppress_table([[3, 10], [20, 30]]).cells == ((None, None), (None, None))
    assert suppress_table([[8, 10], [20, 0]]).cells == ((8, 10), (20, 0))
    assert suppress_table([[0, 3], [2, 0]]).total == 5
    assert suppress_table([]) == SafeTable((), (), (), 0)
    assert (shown(None), shown(0), shown(12)) == (":", "0", "12")


def test_impossible_counts_are_refused() -> None:
    for wrong in ([[1, 2], [3]], [[-1]]):
        with pytest.raises(ValueError, match=r"row|negative"):
            suppress_table(wrong)
    with pytest.raises(ValueError, match="negative"):
        suppress([-1])
