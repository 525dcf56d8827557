"""What a spreadsheet holds, read from its parts."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Sheets = dict[str, list[list[str]]]


def cells(content: bytes) -> Sheets:
    """The cells of each sheet as text, a list a row; an empty cell is an empty text."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shared = [
            "".join(text.text or "" for text in each.iter(f"{_MAIN}t"))
            for each in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        ]
        names = [
            str(each.get("name"))
            for each in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        ]
        return {
            name: _rows(ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml")), shared)
            for number, name in enumerate(names, start=1)
        }


def part(content: bytes, name: str) -> str:
    """One part of the file as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def as_text(content: bytes) -> str:
    """All sheets as text, a line a row, so that a change can be read."""
    lines = []
    for name, rows in cells(content).items():
        lines.append(f"== {name}")
        lines += ["\t".join(row).rstrip("\t") for row in rows]
    return "\n".join(lines) + "\n"


def _rows(sheet: ElementTree.Element, shared: list[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in sheet.iter(f"{_MAIN}row"):
        while len(rows) < int(row.get("r", "0")):
            rows.append([])
        for cell in row.iter(f"{_MAIN}c"):
            assert cell.find(f"{_MAIN}f") is None, "a formula"
            letters = re.match("[A-Z]+", cell.get("r", "A"))
            column = 0
            for letter in letters[0] if letters else "A":
                column = 26 * column + ord(letter) - ord("A") + 1
            value = cell.find(f"{_MAIN}v")
            written = "" if value is None else value.text or ""
            line = rows[-1]
            line += [""] * (column - len(line))
            line[column - 1] = shared[int(written)] if cell.get("t") == "s" else written
    return rows
