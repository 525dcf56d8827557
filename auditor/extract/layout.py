"""Which files are of fixed width, and by the layout of which table they are to be cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.extract.dialect import DELIMITERS, detect_newline
from auditor.extract.recognise import is_named, mapped_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.extract.mapping import ExtractMapping
    from auditor.extract.sources import Source
    from auditor.model.table import Table

_SAMPLE_LINES = 200
_SURE = 0.9
"""A file whose name tells nothing must have at least this share of lines of the layout's length."""
_CELLS = 3
"""Lines with as many delimiters, the first among them, are delimited ones."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The table that a file is cut by, and whether its name or the mapping says so."""

    table: Table
    named: bool


class Layouts:
    """The tables of a rule set that may come in fixed width."""

    def __init__(self, tables: Sequence[Table], mapping: ExtractMapping) -> None:
        self._tables, self._mapping = tables, mapping
        self._laid_out = [table for table in tables if table.line_length]

    def of(self, source: Source, head: bytes, *, whole: bool) -> Layout | None:
        """The layout of a file with these first bytes (``whole``: all of them); None where it is not of fixed width.

        The mapping decides, then the name; of a file that is called otherwise, the length of its lines.
        """
        if not self._laid_out:
            return None
        lines = _lines(head, whole=whole)
        if not lines or _delimited(lines):
            return None
        told = mapped_table(source.name, (source.stem,), self._mapping)
        if told is not None:
            return next((Layout(table, named=True) for table in self._laid_out if table.name == told), None)
        called = [table for table in self._tables if is_named(table, source.stem)]
        if called:
            chosen = [table for table in called if table.line_length]
            return Layout(max(chosen, key=lambda table: _share(lines, table)), named=True) if chosen else None
        fitting = [table for table in self._laid_out if _share(lines, table) >= _SURE]
        return Layout(fitting[0], named=False) if len(fitting) == 1 else None


def _lines(head: bytes, *, whole: bool) -> list[str]:
    newline = detect_newline(head).encode()
    written = head.split(newline)
    if not whole and len(written) > 1:
        del written[-1]
    written = [line for line in written[:_SAMPLE_LINES] if line.strip()]
    try:
        return [line.decode("utf-8") for line in written]
    except UnicodeDecodeError:
        return [line.decode("latin-1") for line in written]


def _delimited(lines: Sequence[str]) -> bool:
    return any(
        lines[0].count(each) >= _CELLS and sum(line.count(each) >= _CELLS for line in lines) * 2 > len(lines)
        for each in DELIMITERS
    )


def _share(lines: Sequence[str], table: Table) -> float:
    return sum(len(line) == table.line_length for line in lines) / len(lines)
