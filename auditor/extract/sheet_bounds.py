"""How far the cells of a sheet lie apart, before a reader makes room for every place between them.

A sheet names the place of each cell, and readers give all places from the first to the last one a value: two cells in
opposite corners are a few bytes in the file and a hundred gigabytes in memory. Excel's own bounds are 1,048,576 rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from auditor.extract.limits import Limits

_ATTRIBUTES = rb"""(?:[^>"']|"[^"]*"|'[^']*')*?"""
_ANY = re.compile(rb"<(?:\w+:)?c[\s/>]")
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_UNUSUAL = re.compile(
    rb"<(?:\w+:)?(?:c|row)\s" + _ATTRIBUTES + rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]*)["']""", re.DOTALL
)
"""Also rows, since a cell may leave its own place out and stand where its row says."""
_ROWS = 1_048_576
_FREE_PLACES = 4_000_000
_PLACES_FOR_EACH_CELL = 50


def check_bounds(name: str, content: bytes, limits: Limits) -> None:
    """ExtractError where the cells of a sheet's XML need more columns, rows or places than there may be."""
    cells = sum(1 for _ in _ANY.finditer(content))
    columns, rows, named = _places(_USUAL, content)
    if named < cells:
        columns, rows, _ = _places(_UNUSUAL, content)
    last = max(map(column_number, columns), default=0) + 1
    if last > limits.columns:
        raise ExtractError("extract.too_many_columns", file=name, columns=last, limit=limits.columns)
    numbers = [int(each) if len(each) <= len(str(_ROWS)) else _ROWS + 1 for each in rows]
    highest, width = max(numbers, default=0), last - min(map(column_number, columns), default=0)
    places = (highest - min(numbers, default=0) + 1) * width
    if highest > _ROWS or places > _FREE_PLACES + _PLACES_FOR_EACH_CELL * cells:
        raise ExtractError("extract.cells_far_apart", file=name)


def _places(pattern: re.Pattern[bytes], content: bytes) -> tuple[set[bytes], set[bytes], int]:
    """The columns and rows that are named, and how often."""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    count = 0
    for found in pattern.finditer(content):
        columns.add(found[1])
        rows.add(found[2])
        count += 1
    return columns - {b""}, rows - {b""}, count


def column_number(letters: bytes) -> int:
    """The place of a column from 0: A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
