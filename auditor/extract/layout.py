"""Text files of fixed width, cut into fields by the layout that a table description has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from auditor.extract.dialect import DELIMITERS, NO_DELIMITER, Head, detect_newline
from auditor.extract.recognise import is_named, mapped_table
from auditor.model.extract import RAGGED, ROW, Problem
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from auditor.extract.mapping import ExtractMapping
    from auditor.extract.section import Section
    from auditor.extract.sources import Source
    from auditor.model.table import Table

_LINE = "line"
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


def line_head(head: bytes, bom: int) -> Head:
    """The head of a file without a header, whose lines are read as one column each."""
    return Head(NO_DELIMITER, '"', detect_newline(head), ((_LINE,),), bom, 0)


def cut(section: Section, layout: Layout) -> Section:
    """A section of whole lines as one of the layout's fields; RAGGED marks the lines of another length."""
    table = layout.table
    problems = section.problems
    if not layout.named:
        facts = {"file": section.source.name, "table": table.name, "length": table.line_length}
        problems += (Problem(Severity.INFO, "extract.by_line_length", facts, table.name),)
    names = tuple(field.name for field in table.fields)
    return replace(
        section,
        source=replace(section.source, format=section.source.format.replace("csv", "fixed")),
        headers=names,
        frame=_cutter(section.frame, table),
        suspect_headers=names if section.suspect_headers else (),
        problems=problems,
        table=table.name,
    )


def _cutter(lines: Callable[[int], pl.LazyFrame], table: Table) -> Callable[[int], pl.LazyFrame]:
    def scan(first_row: int) -> pl.LazyFrame:
        line = pl.col(_LINE).str.strip_suffix("\r")
        cells = {each.name: line.str.slice(each.position - 1, each.width).str.strip_chars() for each in table.fields}
        return lines(first_row).select(
            ROW,
            *(pl.when(cell != "").then(cell).alias(name) for name, cell in cells.items()),
            (line.str.len_chars() != table.line_length).alias(RAGGED),
        )

    return scan
