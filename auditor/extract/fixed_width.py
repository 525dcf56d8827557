"""Text files of fixed width, cut into fields by the layout that a table description has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from auditor.extract.dialect import NO_DELIMITER, Head, detect_newline
from auditor.model.extract import RAGGED, ROW, Problem
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from auditor.extract.layout import Layout
    from auditor.extract.section import Section
    from auditor.model.table import Table

_LINE = "line"


def line_head(head: bytes, bom: int) -> Head:
    """The head of a file without a header, whose lines are read as one column each."""
    return Head(NO_DELIMITER, '"', detect_newline(head), ((_LINE,),), bom, 0)


def cut(section: Section, layout: Layout) -> Section:
    """A section of whole lines as one of the layout's fields; RAGGED marks the lines of another length.

    Those have no cells but the municipality, since digits of an identity number may stand where a field that is shown
    unmasked was to be.
    """
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
        whole = line.str.len_chars() == table.line_length
        shown = {name: pl.lit(value=True) if name == table.municipality else whole for name in cells}
        return lines(first_row).select(
            ROW,
            *(pl.when(shown[name] & (cell != "")).then(cell).alias(name) for name, cell in cells.items()),
            (~whole).alias(RAGGED),
        )

    return scan
