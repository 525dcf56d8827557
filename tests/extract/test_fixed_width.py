"""Files of fixed width are cut by the layout of a table description, never guessed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from extract_helpers import MARKER, TABLES, keys, rows, write

from auditor.extract import open_extract
from auditor.model.errors import ExtractError
from auditor.model.extract import RAGGED
from auditor.model.table import Field, FieldType, Table
from auditor.model.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from auditor.model.extract import Extract


def laid_out(name: str, position: int, width: int) -> Field:
    return Field(name, FieldType.TEXT, Text(name), position=position, width=width)


FORM = Table(
    "skjema",
    Text("Skjema"),
    (laid_out("kommunenummer", 1, 4), laid_out("journal", 5, 8), laid_out("sum", 15, 7)),
    municipality="kommunenummer",
    files=("skjema*",),
    line_length=21,
)
LINES = ("0301A-1     xx0012000", "4601Åse     xx0000500", "1103        xx       ")
CELLS = [(0, "0301", "A-1", "0012000"), (1, "4601", "Åse", "0000500"), (2, "1103", None, None)]


def opened(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Extract:
    write(folder, name, text, encoding)
    return open_extract(folder, (*TABLES, FORM))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
def test_lines_are_cut_by_character_in_every_encoding(tmp_path: Path, encoding: str, newline: str) -> None:
    """A letter of two bytes takes one position; blanks alone are no value; what lies between fields is left out."""
    extract = opened(tmp_path, "skjema.dat", newline.join([*LINES, ""]), encoding)
    raw = extract.tables["skjema"]
    assert rows(raw) == CELLS
    assert not raw.frame.collect()[RAGGED].any()
    assert raw.missing == ()
    assert extract.manifest.files[0].format == "fixed"
    assert extract.manifest.files[0].rows == 3
    assert not keys(extract)


@pytest.mark.parametrize("name", ["skjema_2015.txt", "SKJEMA.DAT", "skjema.csv"])
def test_the_name_says_which_table_it_is(tmp_path: Path, name: str) -> None:
    assert rows(opened(tmp_path, name, "\n".join(LINES)).tables["skjema"]) == CELLS


def test_a_single_line_is_enough_where_the_name_says_so(tmp_path: Path) -> None:
    assert rows(opened(tmp_path, "skjema.dat", LINES[0]).tables["skjema"]) == CELLS[:1]


def test_a_line_of_another_length_is_marked_with_its_line_number(tmp_path: Path) -> None:
    """Blank lines take a number, so that the line told is that of the file; only the municipality of it is kept."""
    text = "\n".join([LINES[0], "", LINES[1] + "9", LINES[2][:-1], LINES[0]])
    extract = opened(tmp_path, "skjema.dat", text)
    raw = extract.tables["skjema"]
    frame = raw.frame.collect()
    assert frame["__row"].to_list() == [0, 2, 3, 4]
    assert frame[RAGGED].to_list() == [False, True, True, False]
    assert [row[1:] for row in rows(raw)[1:3]] == [("4601", None, None), ("1103", None, None)]
    assert raw.location(2) == ("skjema.dat", 3)
    assert keys(extract) == ["extract.blank_lines"]


def test_a_file_of_another_name_is_known_by_the_length_of_its_lines(tmp_path: Path) -> None:
    """And the reader is told."""
    extract = opened(tmp_path, "0301.txt", "\n".join(LINES))
    assert rows(extract.tables["skjema"]) == CELLS
    assert keys(extract) == ["extract.by_line_length"]


def test_the_mapping_goes_before_the_length(tmp_path: Path) -> None:
    write(tmp_path, "auditor.toml", '[files."x.dat"]\ntable = "skjema"\n')
    extract = opened(tmp_path, "x.dat", "\n".join(line + "  " for line in LINES))
    assert [row[:2] for row in rows(extract.tables["skjema"])] == [row[:2] for row in CELLS]
    assert extract.tables["skjema"].frame.collect()[RAGGED].all()


def test_the_same_table_may_come_delimited(tmp_path: Path) -> None:
    extract = opened(tmp_path, "skjema.csv", "kommunenummer;journal;merke;sum\n0301;A-1;x;0012000\n4601;B;y;1\n")
    assert rows(extract.tables["skjema"])[0][:2] == (0, "0301")
    assert extract.manifest.files[0].format == "csv"


def test_fixed_and_delimited_files_make_one_table(tmp_path: Path) -> None:
    write(tmp_path, "skjema_b.csv", "kommunenummer;journal;merke;sum\n1804;C;x;7\n")
    raw = opened(tmp_path, "skjema_a.dat", "\n".join(LINES)).tables["skjema"]
    assert rows(raw)[3][:3] == (3, "1804", "C")


def test_lines_that_no_layout_has_are_refused(tmp_path: Path) -> None:
    """Rather than cut at the wrong places."""
    write(tmp_path, "ukjent.txt", f"{MARKER:<40}\n" * 5)
    with pytest.raises(ExtractError) as caught:
        open_extract(tmp_path, (*TABLES, FORM))
    assert caught.value.key == "extract.fixed_width"
