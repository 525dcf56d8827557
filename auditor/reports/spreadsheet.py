"""What every spreadsheet of the program is made of: sheets to read and sheets to filter, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from auditor import __version__
from auditor.privacy.sanitise import spreadsheet_text

Cell = str | int | float | None
_NOTE_WIDTH = 100
_LONGEST_NAME = 31
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PER_CENT = "0.0 %"
"""Number format of shares, which a program writes as its language does."""
DECIMAL = "0.0"
WHOLE = "#,##0"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet: its title, its width in characters, and how its numbers are written."""

    title: str
    width: int
    numbers: str | None = None


class Spreadsheet:
    """A workbook. Texts are text cells and cannot be formulas; it has no clock but the day it is told."""

    def __init__(self, title: str, day: dt.date) -> None:
        self._written = io.BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(self._written, {"in_memory": True, **_PLAIN})
        made = dt.datetime.combine(day, dt.time())
        self._book.set_properties({"title": title, "author": f"auditor {__version__}", "created": made})
        self._title: Format = self._book.add_format({"bold": True, "font_size": 14})
        self._bold: Format = self._book.add_format({"bold": True, "valign": "top"})
        self._label: Format = self._book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        self._head: Format = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._cells: dict[str | None, Format] = {}

    def note(self, name: str, title: str, paragraphs: Iterable[str]) -> Worksheet:
        """A sheet of sentences."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, _NOTE_WIDTH)
        sheet.write_string(0, 0, spreadsheet_text(title), self._title)
        for row, paragraph in enumerate(paragraphs, 2):
            sheet.write_string(row, 0, spreadsheet_text(paragraph), self._cell())
        return sheet

    def facts(self, name: str, title: str, blocks: Iterable[Iterable[Sequence[Cell]]]) -> Worksheet:
        """A sheet of labels with what they stand for, in blocks with an empty line between.

        A line of one cell is a sentence and may run over its neighbours.
        """
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 3, 30)
        sheet.write_string(0, 0, spreadsheet_text(title), self._title)
        row = 2
        for block in blocks:
            for line in block:
                label = self._label if len(line) > 1 else self._bold
                for column, cell in enumerate(line):
                    self._write(sheet, row, column, cell, label if column == 0 else self._cell())
                row += 1
            row += 1
        return sheet

    def table(
        self, name: str, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]], sums: Sequence[Cell] | None = None
    ) -> Worksheet:
        """A sheet with a line a row, its header frozen, filtered and repeated in print; ``sums`` stay below filters."""
        sheet = self._sheet(name)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width)
            sheet.write_string(0, column, spreadsheet_text(heading.title), self._head)
        for row, line in enumerate(rows, 1):
            for column, cell in enumerate(line):
                self._write(sheet, row, column, cell, self._cell(headings[column].numbers))
        for column, cell in enumerate(sums or ()):
            self._write(sheet, len(rows) + 2, column, cell, self._bold)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def content(self) -> bytes:
        """The file; nothing can be added afterwards."""
        self._book.close()
        return self._written.getvalue()

    def _sheet(self, name: str) -> Worksheet:
        return self._book.add_worksheet(name[:_LONGEST_NAME])

    def _cell(self, numbers: str | None = None) -> Format:
        if numbers not in self._cells:
            how = {"text_wrap": True, "valign": "top"} | ({"num_format": numbers} if numbers else {})
            self._cells[numbers] = self._book.add_format(how)
        return self._cells[numbers]

    @staticmethod
    def _write(sheet: Worksheet, row: int, column: int, cell: Cell, how: Format) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, spreadsheet_text(cell), how)
        elif cell is not None:
            sheet.write_number(row, column, cell, how)
