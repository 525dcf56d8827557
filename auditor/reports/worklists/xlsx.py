"""A worklist as a spreadsheet: cover note, lines with filters and a column to tick off, and key figures."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from auditor.reports.spreadsheet import Heading, Spreadsheet
from auditor.reports.worklists.letter import FIGURES, LINES, Column, Letter, Line

DONE = "x"


def write_xlsx(letter: Letter) -> bytes:
    """The workbook; the same worklist gives the same bytes."""
    book = Spreadsheet(letter.title, letter.result.reference_date)
    book.note(letter.text("sheet.note"), letter.title, letter.note())
    lines = _table(book, letter, "sheet.lines", LINES, letter.worklist.lines)
    if letter.worklist.lines:
        choice = {"validate": "list", "source": [DONE], "input_message": letter.text("tick_here")}
        done = [column.key for column in LINES].index("done")
        lines.data_validation(1, done, len(letter.worklist.lines), done, choice)
    _table(book, letter, "sheet.figures", FIGURES, letter.worklist.figures)
    lines.activate()
    return book.content()


def _table(
    book: Spreadsheet, letter: Letter, name: str, columns: Sequence[Column[Line]], lines: Sequence[Line]
) -> Worksheet:
    headings = [Heading(letter.text(f"column.{column.key}"), column.width) for column in columns]
    return book.table(
        letter.text(name), headings, [[column.cell(line, letter) for column in columns] for line in lines]
    )
