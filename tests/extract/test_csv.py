"""Text files come out cell for cell, with row numbers that lead back to the line."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from extract_helpers import keys, only, ragged, read, rows, write

from auditor.extract import open_extract
from auditor.model.extract import RAGGED, ROW

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_each_delimiter_is_found_and_recorded(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, "a.csv", f"x{delimiter}y\n1{delimiter}2\n{delimiter}4\n")
    extract = open_extract(path)
    assert rows(only(extract)) == [(0, "1", "2"), (1, None, "4")]
    dialect = extract.manifest.files[0].dialect
    assert dialect is not None
    assert dialect.delimiter == delimiter


def test_decimal_commas_do_not_make_a_comma_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "Dato;A, pst;B\n01.01.2013;70,0;55,1\n01.01.2014;70,5;51,8\n")
    assert read(path) == [(0, "01.01.2013", "70,0", "55,1"), (1, "01.01.2014", "70,5", "51,8")]


def test_text_is_exactly_as_written(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "kode;tall\n0301; 1.0 \n\u00a0x;NULL\nNA;true\n")
    assert read(path) == [(0, "0301", " 1.0 "), (1, "\u00a0x", "NULL"), (2, "NA", "true")]


def test_row_numbers_are_narrow_and_first(tmp_path: Path) -> None:
    schema = only(open_extract(write(tmp_path, "a.csv", "a;b\n1;2\n"))).frame.collect_schema()
    assert schema.names() == [ROW, "a", "b", RAGGED]
    assert str(schema[ROW]) == "UInt32"


def test_short_and_long_lines_are_marked_and_empty_cells_are_not(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", "a;b\n1;2\n;\n3\n4;\n5;6;\n7;8;9;10\n;;;\n11;12")))
    assert ragged(raw) == [2, 4, 5, 6]
    assert rows(raw)[2] == (2, "3", None)
    assert rows(raw)[5] == (5, "7", "8")
    assert rows(raw)[-1] == (7, "11", "12")


def test_a_blank_line_is_told_and_shifts_no_number(tmp_path: Path) -> None:
    extract = open_extract(write(tmp_path, "a.csv", "a;b\n1;2\n\n3;4\n\r\n5\n\n\n"))
    raw = only(extract)
    assert rows(raw) == [(0, "1", "2"), (2, "3", "4"), (4, "5", None)]
    assert ragged(raw) == [4]
    assert raw.location(4) == ("a.csv", 6)
    (problem,) = extract.problems
    assert (problem.key, problem.facts["lines"], problem.facts["first"]) == ("extract.blank_lines", 4, "3")
    assert extract.manifest.files[0].rows == 3


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    extract = open_extract(write(tmp_path, "a.csv", 'tekst\nHei, du\n""\n1;2\n'))
    assert rows(only(extract)) == [(0, "Hei, du"), (1, None), (2, "1;2")]
    assert ragged(only(extract)) == []


def test_quotes_protect_delimiters_line_breaks_and_quotes(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", 'a;b\n"x;1\n\ny";"q""r"\n"";2\n"""";3\n')))
    assert rows(raw) == [(0, "x;1\n\ny", 'q"r'), (1, None, "2"), (2, '"', "3")]
    assert ragged(raw) == []


def test_lines_are_right_after_line_breaks_in_cells(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", 'a;b\n1;2\n"x\ny\nz";2\n3;4\n"u\nv";5\n6;7\n')))
    assert [raw.location(row)[1] for row in range(5)] == [2, 3, 6, 7, 9]


def test_a_header_may_hold_a_line_break(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", '\n"Kommune\nnr";b\n1;2\n')))
    assert raw.frame.collect_schema().names() == [ROW, "Kommune nr", "b", RAGGED]
    assert raw.location(0) == ("a.csv", 4)


@pytest.mark.parametrize(
    "content", ["a;b\n1;2;\n3;4;\n", "a;b;\n1;2;\n3;4;\n", "a;b;\r\n1;2;\r\n3;4;\r\n", "a;b;\n1;2\n3;4\n"]
)
def test_a_delimiter_at_the_end_of_every_line_is_no_column(tmp_path: Path, content: str) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", content)))
    assert rows(raw) == [(0, "1", "2"), (1, "3", "4")]
    assert ragged(raw) == []


def test_several_empty_columns_at_the_end_are_none(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", "a;b;;;\n1;2;;;\n;4;;;\n;;;;\n")))
    assert rows(raw) == [(0, "1", "2"), (1, None, "4"), (2, None, None)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path: Path, newline: str) -> None:
    extract = open_extract(write(tmp_path, "a.csv", newline.join(["a;b", "1;2", '"3";""', "5"])))
    assert rows(only(extract)) == [(0, "1", "2"), (1, "3", None), (2, "5", None)]
    assert ragged(only(extract)) == [2]
    dialect = extract.manifest.files[0].dialect
    assert dialect is not None
    assert dialect.newline == newline


def test_stray_quotes_are_plain_characters_where_no_cell_can_be_cut(tmp_path: Path) -> None:
    extract = open_extract(write(tmp_path, "a.csv", 'a;b\n"Kari "Kalle"";5" rør\n"x";"y ""z"""\n'))
    assert rows(only(extract)) == [(0, 'Kari "Kalle"', '5" rør'), (1, "x", 'y "z"')]
    (problem,) = extract.problems
    assert (problem.key, problem.facts["line"]) == ("extract.irregular_quotes", "2")


def test_headers_that_polars_takes_for_patterns_are_columns(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", '*;^.*$;a\n"";2;3\n')))
    assert raw.frame.collect_schema().names() == [ROW, "* (1)", "^.*$ (2)", "a", RAGGED]
    assert rows(raw) == [(0, None, "2", "3")]


def test_the_separator_line_of_excel_is_no_header(tmp_path: Path) -> None:
    raw = only(open_extract(write(tmp_path, "a.csv", "sep=|\na|b\n1|2\n")))
    assert rows(raw) == [(0, "1", "2")]
    assert raw.location(0) == ("a.csv", 3)


def test_header_only_is_a_table_without_rows_and_a_warning(tmp_path: Path) -> None:
    for content in ("a;b\n", "a;b", "a;b\n\n\n"):
        extract = open_extract(write(tmp_path, "a.csv", content))
        assert rows(only(extract)) == []
        assert "extract.header_only" in keys(extract)


def test_the_manifest_knows_hash_size_and_rows(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "a;b\n1;2\n")
    (file,) = open_extract(path).manifest.files
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (file.name, file.format, file.size, file.rows) == ("a.csv", "csv", 8, 1)


def test_large_files_are_measured_across_chunks(tmp_path: Path) -> None:
    lines = [f'{n};"text {n}\n{"x" * (n % 97)}";{n * 7}' for n in range(120_000)]
    lines[70_001] = "70001;kort"
    lines[110_007] = ""
    extract = open_extract(write(tmp_path, "a.csv", "id;tekst;tall\n" + "\n".join(lines) + "\n"))
    raw = only(extract)
    frame = raw.frame.collect()
    assert ragged(raw) == [70_001]
    assert frame.height == 119_999
    assert frame[ROW].to_list() == [n for n in range(120_000) if n != 110_007]
    assert frame["id"].to_list() == [str(n) for n in range(120_000) if n != 110_007]
    assert "extract.lines_approximate" in keys(extract)
