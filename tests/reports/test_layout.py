"""Text is laid out by the cells it takes on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.reports.layout import Style, cells, columns, cut, left, right, wrapped


def test_cells_are_not_characters() -> None:
    """Wide characters take two, combining marks none."""
    assert cells("Stïentje") == 8
    assert cells("日本") == 4
    assert cells("e\u0301") == 1


@given(st.text(), st.integers(1, 40))
def test_cut_never_exceeds_the_width(text: str, width: int) -> None:
    """Whatever the text."""
    assert cells(cut(text, width)) <= width


def test_filling() -> None:
    """Left fills and cuts, right only fills: a number cut short would be another number."""
    assert left("abc", 5) == "abc  "
    assert left("abcdef", 4) == "abc…"
    assert right("12 345", 3) == "12 345"


def test_columns_give_way_where_they_may() -> None:
    """Only the growing column is cut."""
    lines = columns([("id", "a long title that does not fit", "1"), ("longer-id", "short", "12 345")], 40, 1, [2])
    assert all(cells(line) <= 40 for line in lines)
    assert lines[0].endswith("     1")
    assert "…" in lines[0]
    assert lines[1].startswith("longer-id  short")


def test_wrapping_keeps_numbers_whole() -> None:
    """A no-break space holds thousands together."""
    for line in wrapped("tall " * 5 + "12\u00a0345", 28):
        assert ("12" in line) == ("345" in line)


def test_colour_adds_nothing_but_colour() -> None:
    """Off is nothing at all."""
    assert Style(False)("x", "error") == "x"
    assert Style(True)("x", "error") == "\x1b[31mx\x1b[0m"
