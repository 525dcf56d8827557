"""Parquet keeps its types, joins other files, and is refused where damaged or nested."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest
from extract_helpers import TABLES, only, ragged, rows, write

from auditor.extract import open_extract
from auditor.model.errors import ExtractError
from auditor.model.extract import ROW

if TYPE_CHECKING:
    from pathlib import Path

FRAME = pl.DataFrame({"person_id": ["1", "2"], "knr": [301, 302], "født": [dt.date(2000, 1, 1), None]})


def test_types_are_kept_and_rows_numbered(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "person.parquet")
    extract = open_extract(tmp_path, TABLES)
    frame = extract.tables["person"].frame
    assert frame.collect_schema() == {
        ROW: pl.UInt32, "person_id": pl.String, "kommunenummer": pl.Int64, "fødselsdato": pl.Date
    }  # fmt: skip
    assert frame.collect()[ROW].to_list() == [0, 1]
    assert extract.manifest.files[0].rows == 2


def test_parts_of_one_type_keep_it_and_others_become_text(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "person_1.parquet")
    FRAME.with_columns(pl.col("knr").cast(pl.Int16), pl.col("født").cast(pl.String)).write_parquet(
        tmp_path / "person_2.parquet"
    )
    frame = open_extract(tmp_path, TABLES).tables["person"].frame.collect()
    assert frame.schema["kommunenummer"] == pl.Int64
    assert frame["fødselsdato"].to_list() == ["2000-01-01", None, "2000-01-01", None]
    assert frame[ROW].to_list() == [0, 1, 2, 3]


def test_parquet_and_text_make_one_table(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "person_1.parquet")
    write(tmp_path, "person_2.csv", "person_id;knr;født;ekstra\n3;0303;x;y\n4\n")
    raw = open_extract(tmp_path, TABLES).tables["person"]
    assert rows(raw) == [
        (0, "1", "301", "2000-01-01", None),
        (1, "2", "302", None, None),
        (2, "3", "0303", "x", "y"),
        (3, "4", None, None, None),
    ]
    assert ragged(raw) == [3]
    assert raw.location(3) == ("person_2.csv", 3)


def test_headers_that_polars_takes_for_patterns_are_columns(tmp_path: Path) -> None:
    pl.DataFrame({"*": [1], "^a$": ["x"]}, schema_overrides={"^a$": pl.Categorical}).write_parquet(
        tmp_path / "a.parquet"
    )
    assert rows(only(open_extract(tmp_path))) == [(0, 1, "x")]


def test_categories_are_text(tmp_path: Path) -> None:
    FRAME.with_columns(pl.col("person_id").cast(pl.Categorical)).write_parquet(tmp_path / "a.parquet")
    assert only(open_extract(tmp_path)).frame.collect_schema()["person_id"] == pl.String


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 ikke parquet PAR1"])
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ExtractError, match=r"extract\.damaged"):
        open_extract(write(tmp_path, "a.parquet", content))


def test_no_damaged_byte_gives_a_foreign_exception(tmp_path: Path) -> None:
    FRAME.write_parquet(tmp_path / "hel.parquet")
    whole = (tmp_path / "hel.parquet").read_bytes()
    (tmp_path / "hel.parquet").unlink()
    refused = 0
    for place in range(0, len(whole), 7):
        path = write(tmp_path, "a.parquet", whole[:place] + bytes((whole[place] ^ 0x5A,)) + whole[place + 1 :])
        try:
            extract = open_extract(path)
        except ExtractError:
            refused += 1
        else:
            only(extract).frame.collect()
    assert refused > 10


def test_nested_columns_are_refused(tmp_path: Path) -> None:
    pl.DataFrame({"a": [1], "b": [[1, 2]], "c": [b"x"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(ExtractError) as caught:
        open_extract(tmp_path / "a.parquet")
    assert (caught.value.key, caught.value.facts["columns"]) == ("extract.nested_columns", "2, 3")
