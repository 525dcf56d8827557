"""A worklist as CSV: UTF-8 with a byte order mark and semicolons, so that a Norwegian Excel opens it."""

from __future__ import annotations

import csv
import io

from auditor.privacy.sanitise import spreadsheet_text
from auditor.reports.worklists.letter import LINES, Letter


def write_csv(letter: Letter) -> bytes:
    """The lines; the cover note and the key figures stand in the other formats."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([letter.text(f"column.{column.key}") for column in LINES])
    for line in letter.worklist.lines:
        cells = [column.cell(line, letter) for column in LINES]
        writer.writerow([spreadsheet_text(cell) if isinstance(cell, str) else cell for cell in cells])
    return written.getvalue().encode("utf-8-sig")
