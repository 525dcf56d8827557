"""Any table of text written as CSV comes back identical, in every dialect and encoding, with right rows and lines."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from extract_helpers import only
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.extract import open_extract
from auditor.model.extract import RAGGED, ROW

_LETTERS = "abcæøåÅšé019 ;,|\t\n\r\"'?.:-#€\u00a0"
_cells = st.text(st.sampled_from(_LETTERS), max_size=6)


@st.composite
def _tables(draw: st.DrawFn) -> tuple[int, list[list[str]]]:
    width = draw(st.integers(2, 5))
    return width, draw(st.lists(st.lists(_cells, min_size=width, max_size=width), max_size=12))


@given(
    _tables(),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "windows-1252", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_any_table_reads_back(
    made: tuple[int, list[list[str]]], delimiter: str, encoding: str, newline: str, quoting: int, last_newline: bool
) -> None:
    width, lines = made
    if quoting == csv.QUOTE_MINIMAL and newline == "\n":
        # The csv module leaves a lone carriage return unquoted here, where nobody can tell it from a line end.
        lines = [[cell.replace("\r", "") for cell in line] for line in lines]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=newline, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow([f"kolonne {n}" for n in range(width)])
    starts = []
    for line in lines:
        starts.append(buffer.getvalue().count("\n") + 1)
        writer.writerow(line)
    text = buffer.getvalue() if last_newline else buffer.getvalue().removesuffix(newline)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode(encoding))
        told = Path(folder) / "auditor.toml"
        told.write_text('[files."a.csv"]\nheader_row = 1\n')
        extract = open_extract(path)
        raw = only(extract)
        frame = raw.frame.collect()
    assert frame[ROW].to_list() == list(range(len(lines)))
    assert not frame[RAGGED].any()
    assert frame.drop(ROW, RAGGED).rows() == [tuple(cell or None for cell in line) for line in lines]
    assert [raw.location(row)[1] for row in range(len(lines))] == starts
    assert extract.manifest.files[0].rows == len(lines)


@given(st.lists(_cells, max_size=12))
@settings(max_examples=100, deadline=None)
def test_one_column_reads_back(cells: list[str]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([["kolonne"], *([cell] for cell in cells)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(buffer.getvalue().encode())
        frame = only(open_extract(path)).frame.collect()
    assert frame["kolonne"].to_list() == [cell or None for cell in cells]


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.csv.gz", "a.zip", "a.xlsx", "a.xls", "a.parquet"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    """No foreign exception comes out, neither when opening nor when reading what was accepted."""
    from auditor.model.errors import ExtractError

    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            extract = open_extract(path)
        except ExtractError:
            return
        for raw in extract.tables.values():
            raw.frame.collect()


@given(st.text(st.sampled_from('ab;"\n\r,'), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_quoting_is_read_or_refused(content: str) -> None:
    """What the structure pass accepts, the scan reads with the very number of rows that was counted."""
    from auditor.model.errors import ExtractError

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(b"k1;k2\n" + content.encode())
        try:
            extract = open_extract(path)
        except ExtractError:
            return
        assert only(extract).frame.collect().height == extract.manifest.files[0].rows
