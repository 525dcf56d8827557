"""A worklist as a spreadsheet: cover note, lines with filters and a column to tick off, and key figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from auditor import __version__
from auditor.privacy.sanitise import spreadsheet_text
from auditor.reports.worklists.letter import FIGURES, LINES, Column, Letter, Line

DONE = "x"
_NOTE_WIDTH = 100
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_xlsx(letter: Letter) -> bytes:
    """The workbook. Texts are text cells and cannot be formulas; the same worklist gives the same bytes."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, **_PLAIN})
    made = dt.datetime.combine(letter.result.reference_date, dt.time())
    book.set_properties({"title": letter.title, "author": f"auditor {__version__}", "created": made})
    sheets = _Sheets(book, letter)
    sheets.note()
    lines = sheets.table("sheet.lines", LINES, letter.worklist.lines)
    if letter.worklist.lines:
        choice = {"validate": "list", "source": [DONE], "input_message": letter.text("tick_here")}
        done = [column.key for column in LINES].index("done")
        lines.data_validation(1, done, len(letter.worklist.lines), done, choice)
    sheets.table("sheet.figures", FIGURES, letter.worklist.figures)
    lines.activate()
    book.close()
    return written.getvalue()


class _Sheets:
    def __init__(self, book: Workbook, letter: Letter) -> None:
        self._book, self._letter = book, letter
        self._head: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._cell: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self._title: Format = book.add_format({"bold": True, "font_size": 14})

    def note(self) -> None:
        """The sheet that is read first."""
        sheet = self._book.add_worksheet(self._letter.text("sheet.note"))
        sheet.set_column(0, 0, _NOTE_WIDTH)
        sheet.write_string(0, 0, spreadsheet_text(self._letter.title), self._title)
        for row, paragraph in enumerate(self._letter.note(), 2):
            sheet.write_string(row, 0, spreadsheet_text(paragraph), self._cell)

    def table(self, name: str, columns: Sequence[Column[Line]], lines: Sequence[Line]) -> Worksheet:
        """A sheet with one line a row, its header frozen and repeated in print."""
        sheet: Worksheet = self._book.add_worksheet(self._letter.text(name))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, self._letter.text(f"column.{column.key}"), self._head)
        for row, line in enumerate(lines, 1):
            for place, column in enumerate(columns):
                cell = column.cell(line, self._letter)
                if isinstance(cell, str):
                    sheet.write_string(row, place, spreadsheet_text(cell), self._cell)
                elif cell is not None:
                    sheet.write_number(row, place, cell, self._cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(lines), 1), len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet
