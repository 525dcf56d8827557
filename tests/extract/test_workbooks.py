"""Workbooks give the text a person sees, on the rows where it stands."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from extract_helpers import MARKER, TABLES, keys, only, rows, write

from auditor.extract import open_extract
from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from pathlib import Path


def book(path: Path, sheets: dict[str, list[list[Any]]], at: tuple[int, int] = (0, 0)) -> Path:
    with xlsxwriter.Workbook(path) as made:
        date = made.add_format({"num_format": "dd.mm.yyyy"})
        for name, lines in sheets.items():
            sheet = made.add_worksheet(name)
            for row, line in enumerate(lines, at[0]):
                for column, cell in enumerate(line, at[1]):
                    if isinstance(cell, dt.datetime):
                        sheet.write_datetime(row, column, cell, date)
                    elif isinstance(cell, str) and cell.startswith("#"):
                        sheet.write_formula(row, column, "=1/0", value=cell)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def test_cells_are_text_as_a_person_means_them(tmp_path: Path) -> None:
    lines = [
        ["kode", "tall", "dato", "ja", "fritekst"],
        ["0301", 301, dt.datetime(2024, 1, 2), True, " x "],
        ["007", 1.5, dt.datetime(2024, 1, 2, 13, 5), False, "2024"],
        ["1", 202312345678, None, None, None],
    ]
    raw = only(open_extract(book(tmp_path / "a.xlsx", {"Ark1": lines})))
    assert rows(raw) == [
        (0, "0301", "301", "2024-01-02", "true", " x "),
        (1, "007", "1.5", "2024-01-02 13:05:00", "false", "2024"),
        (2, "1", "202312345678", None, None, None),
    ]


def test_formula_errors_are_kept_as_text(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"En": [["x"], [1]], "To": [["a", "b"], ["#DIV/0!", 1], [2, "#N/A"]]}, at=(3, 2))
    extract = open_extract(path)
    assert rows(extract.tables["To"]) == [(0, "#DIV/0!", "1"), (1, "2", "#N/A")]


def test_rows_are_those_of_the_sheet(tmp_path: Path) -> None:
    extract = open_extract(book(tmp_path / "a.xlsx", {"Ark1": [["a", "b"], [1, 2], [], [3, 4]]}, at=(2, 1)))
    raw = only(extract)
    assert rows(raw) == [(0, "1", "2"), (2, "3", "4")]
    assert raw.location(2) == ("a.xlsx#Ark1", 6)
    assert keys(extract) == ["extract.blank_lines"]


def test_every_sheet_may_be_a_table(tmp_path: Path) -> None:
    path = book(
        tmp_path / "leveranse.xlsx",
        {
            "Personer 2024": [["Person ID", "knr", "født"], ["1", "0301", "x"]],
            "Intro-program": [["program_id", "person_id", "til dato"], ["9", "1", "x"]],
            "Forklaring": [[f"Alt om {MARKER}"], ["13861099842"]],
            "Tom": [],
        },
    )
    extract = open_extract(path, TABLES)
    assert rows(extract.tables["person"]) == [(0, "1", "0301", "x")]
    assert extract.tables["introduksjonsprogram"].known
    assert [file.name for file in extract.manifest.files][:2] == [
        "leveranse.xlsx#Personer 2024",
        "leveranse.xlsx#Intro-program",
    ]
    assert all(problem.severity < 3 for problem in extract.problems if "Forklaring" in str(problem.facts.get("file")))


def test_one_sheet_may_go_by_the_name_of_its_file(tmp_path: Path) -> None:
    extract = open_extract(book(tmp_path / "person.xlsx", {"Ark1": [["person_id", "knr", "født"], [1, 2, 3]]}), TABLES)
    assert extract.tables["person"].known


def test_the_mapping_chooses_a_sheet_and_its_header(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", {"A": [["Rapport"], [], ["x", "y", "z"], [1, 2, 3]], "B": [["q"], [1]]})
    write(tmp_path, "auditor.toml", '[files."a.xlsx"]\nsheet = "A"\nheader_row = 3\n')
    raw = only(open_extract(tmp_path))
    assert rows(raw) == [(0, "1", "2", "3")]
    assert raw.location(0) == ("a.xlsx#A", 4)


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ([["Rapport"], ["a", "b", "c"], [1, 2, 3]], "extract.title_lines"),
        ([["Region", "A", "A"], [None, "Antall", "Prosent"], ["x", 1, 2], ["y", 3, 4]], "extract.several_header_rows"),
        ([["Region", "A", None], [None, "Antall", "Andel"], ["x", 1, 2], ["y", 3, 4]], "extract.several_header_rows"),
        ([["a", None, "b"], [1, 2, 3]], "extract.blank_headers"),
        ([["a", "a"], [1, 2]], "extract.repeated_headers"),
    ],
)
def test_sheets_without_a_single_header_row_are_refused(tmp_path: Path, lines: list[list[Any]], key: str) -> None:
    with pytest.raises(ExtractError) as caught:
        open_extract(book(tmp_path / "a.xlsx", {"Ark1": lines}))
    assert caught.value.key == key


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "xlsb", "ods"])
def test_damaged_workbooks_are_refused(tmp_path: Path, suffix: str) -> None:
    whole = book(tmp_path / "hel.xlsx", {"Ark1": [["a"], [1]]}).read_bytes()
    (tmp_path / "hel.xlsx").unlink()
    for content in (b"ikke en arbeidsbok", whole[: len(whole) // 2], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        with pytest.raises(ExtractError) as caught:
            open_extract(write(tmp_path, f"a.{suffix}", content))
        assert caught.value.key == "extract.damaged"


def test_encrypted_workbooks_are_told(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ExtractError, match=r"extract\.encrypted"):
        open_extract(write(tmp_path, "a.xlsx", content))


def test_a_workbook_of_empty_sheets(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"extract\.nothing_recognised|extract\.empty_file"):
        open_extract(book(tmp_path / "a.xlsx", {"Ark1": []}))


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Ark1"><table:table-row>
<table:table-cell office:value-type="string"><text:p>kode</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>tall</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>dato</text:p></table:table-cell></table:table-row><table:table-row>
<table:table-cell office:value-type="string"><text:p>0301</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="301"><text:p>301,00</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2024-01-02"><text:p>02.01.24</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
MANIFEST = (
    '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</m:manifest>'
)


def opendocument(path: Path, manifest: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.replace("\n", ""))
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(manifest))
    return path


def test_opendocument_gives_the_same_text_and_says_what_it_cannot(tmp_path: Path) -> None:
    extract = open_extract(opendocument(tmp_path / "a.ods", ""))
    assert rows(only(extract)) == [(0, "0301", "301", "2024-01-02")]
    assert keys(extract) == ["extract.error_cells_unknown"]


def test_encrypted_opendocument_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"extract\.encrypted"):
        open_extract(opendocument(tmp_path / "a.ods", "<m:encryption-data/>"))


def test_lost_letters_are_found_in_workbooks(tmp_path: Path) -> None:
    extract = open_extract(book(tmp_path / "a.xlsx", {"Ark1": [["a", "b"], ["Bod?", "Hva nå?"]]}))
    assert [problem.facts["column"] for problem in extract.problems] == ["1"]


def test_headers_without_rows(tmp_path: Path) -> None:
    extract = open_extract(book(tmp_path / "a.xlsx", {"Ark1": [["a", "b"]]}))
    assert rows(only(extract)) == []
    assert keys(extract) == ["extract.header_only"]


def with_last_cell(path: Path, cell: str) -> Path:
    """A workbook whose sheet has more XML before the end of its cells."""
    plain = book(path.with_suffix(".plain.xlsx"), {"ark": [["kode", "tall"], ["a", 1]]})
    with zipfile.ZipFile(plain) as there, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for info in there.infolist():
            content = there.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", cell.encode() + b"</sheetData>")
            made.writestr(info.filename, content)
    plain.unlink()
    return path


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="3"><c r="pane3"><v>1</v></c></row>', "too_many_columns"),
        ('<row r="1048576"><c r="Z1048576"><v>1</v></c></row>', "cells_far_apart"),
        ("<row r='1048576'><c s='0' r='z1048576'><v>1</v></c></row>", "cells_far_apart"),
        ('<row r="1048576"><c s=">" r="Z1048576"><v>1</v></c></row>', "cells_far_apart"),
        ('<row r="3"><c r="Z3"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>', "cells_far_apart"),
        ('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>', "cells_far_apart"),
    ],
)
def test_cells_far_apart_are_refused_before_room_is_made_for_them(tmp_path: Path, cell: str, key: str) -> None:
    """A few bytes that would need columns without end, or a hundred gigabytes."""
    with pytest.raises(ExtractError) as error:
        open_extract(with_last_cell(tmp_path / "a.xlsx", cell))
    assert error.value.key == f"extract.{key}"


def test_rows_without_cells_and_one_cell_far_down_are_read(tmp_path: Path) -> None:
    """As Excel leaves them behind where somebody has formatted to the end."""
    extract = open_extract(with_last_cell(tmp_path / "a.xlsx", '<row r="1048576" ht="15"/>'))
    assert len(rows(only(extract))) == 1
    far = '<row r="20000"><c r="B20000"><v>1</v></c></row>'
    assert len(rows(only(open_extract(with_last_cell(tmp_path / "b.xlsx", far))))) == 2
