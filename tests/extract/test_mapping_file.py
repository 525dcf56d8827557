"""The mapping file decides, is checked word by word, and comes back as it was written."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from extract_helpers import TABLES, keys, rows, write
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract import open_extract
from auditor.extract.mapping import (
    ExtractMapping,
    FileMapping,
    TableMapping,
    format_mapping,
    parse_mapping,
    write_mapping,
)
from auditor.locale import Translator
from auditor.model.errors import MappingError

if TYPE_CHECKING:
    from pathlib import Path


def test_tables_columns_and_dialects_are_told(tmp_path: Path) -> None:
    write(tmp_path, "fil1.csv", "skrot\nLøpenr¤Kommune¤F\n1¤0301¤ø\n".replace("¤", "!"), "cp865")
    write(tmp_path, "gammel.csv", "person_id;knr;født\n")
    write(
        tmp_path,
        "auditor.toml",
        '[tables.person.columns]\nperson_id = "løpenr"\nkommunenummer = "Kommune"\n"fødselsdato" = "F"\n'
        '[files."fil1.csv"]\ntable = "person"\nencoding = "cp865"\ndelimiter = "!"\nskip_rows = 1\n'
        '[files."gammel.csv"]\nignore = true\n',
    )
    extract = open_extract(tmp_path, TABLES)
    raw = extract.tables["person"]
    assert rows(raw) == [(0, "1", "0301", "ø")]
    assert {match.how for match in raw.columns} == {"mapping"}
    assert raw.location(0) == ("fil1.csv", 3)
    assert len(extract.manifest.files) == 1
    assert extract.manifest.mapping_sha256 is not None


def test_files_of_a_table_may_be_patterns(tmp_path: Path) -> None:
    write(tmp_path, "x_1.csv", "a;b;person_id\n1;2;3\n")
    write(tmp_path, "x_2.csv", "a;b;person_id\n4;5;6\n")
    told = write(tmp_path / "annetsted", "kobling.toml", '[tables.person]\nfiles = ["x_*"]\n')
    extract = open_extract(tmp_path / "x_1.csv", TABLES, mapping=told)
    assert extract.tables["person"].known
    write(tmp_path, "auditor.toml", told.read_bytes())
    (tmp_path / "annetsted" / "kobling.toml").unlink()
    assert len(rows(open_extract(tmp_path, TABLES).tables["person"])) == 2


def test_a_mapping_beside_a_file_is_found(tmp_path: Path) -> None:
    write(tmp_path, "auditor.toml", '[files."a.csv"]\ntable = "person"\n')
    assert open_extract(write(tmp_path, "a.csv", "x\n1\n"), TABLES).tables["person"].known


def test_a_mapped_header_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path, "auditor.toml", '[tables.person.columns]\nperson_id = "Nei"\n')
    write(tmp_path, "person.csv", "person_id;knr;født\n1;2;3\n")
    extract = open_extract(tmp_path, TABLES)
    assert "extract.mapped_header_missing" in keys(extract)
    assert "person_id" in extract.tables["person"].missing


@pytest.mark.parametrize(
    ("content", "key", "names"),
    [
        ("[tables", "mapping_syntax", "1"),
        ('[tables.person.columns]\nfødselsdato = "x"', "mapping_syntax", "2"),
        (b"a = '\xff'", "mapping_syntax", "auditor.toml"),
        ("tabeller = 1", "mapping_unknown_key", "tables"),
        ("[tables.person]\nkolonner = 1", "mapping_unknown_key", "columns"),
        ('[files."a.csv"]\ntabel = "x"', "mapping_unknown_key", "header_row"),
        ("[tables.persn]", "mapping_unknown_table", "introduksjonsprogram"),
        ('[files."a.csv"]\ntable = "persn"', "mapping_unknown_table", "introduksjonsprogram"),
        ('[tables.person.columns]\nfodt = "x"', "mapping_unknown_field", "fødselsdato"),
        ('[tables.person.repairs]\nfodt = "pad_zeros"', "mapping_unknown_field", "fødselsdato"),
        ('[tables.person.repairs]\nperson_id = "gjett"', "mapping_expected_repair", "pad_zeros"),
        ('[files."b.csv"]\nignore = true', "mapping_unknown_file", "a.csv"),
        ("tables = 1", "mapping_expected_table", "tables"),
        ("[tables]\nperson = 1", "mapping_expected_table", "person"),
        ("[tables.person]\nfiles = 1", "mapping_expected_list", "files"),
        ("[tables.person]\nfiles = [1]", "mapping_expected_text", "files"),
        ("[tables.person.columns]\nperson_id = 1", "mapping_expected_text", "person_id"),
        ('[files."a.csv"]\nignore = 1', "mapping_expected_boolean", "true"),
        ('[files."a.csv"]\nskip_rows = true', "mapping_expected_number", "skip_rows"),
        ('[files."a.csv"]\nheader_row = 0', "mapping_expected_number", "header_row"),
        ('[files."a.csv"]\ndelimiter = ";;"', "mapping_expected_character", "delimiter"),
        ('[files."a.csv"]\nencoding = "utf-9"', "mapping_expected_encoding", "encoding"),
        ('[files."a.csv"]\nencoding = "base64"', "mapping_expected_encoding", "encoding"),
    ],
)
def test_what_does_not_fit_is_told_with_what_was_expected(
    tmp_path: Path, content: str | bytes, key: str, names: str
) -> None:
    write(tmp_path, "a.csv", "person_id;knr;født\n1;2;3\n")
    write(tmp_path, "auditor.toml", content)
    with pytest.raises(MappingError) as caught:
        open_extract(tmp_path, TABLES)
    assert caught.value.key == f"extract.{key}"
    for language in ("nb", "en"):
        assert names in Translator(language)(caught.value.key, **caught.value.facts)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"extract\.mapping_not_found"):
        open_extract(write(tmp_path, "a.csv", "a\n1\n"), mapping=tmp_path / "nei.toml")


_names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)


@given(
    st.builds(
        ExtractMapping,
        tables=st.dictionaries(
            _names,
            st.builds(
                TableMapping,
                files=st.lists(_names, max_size=3).map(tuple),
                columns=st.dictionaries(_names, _names, max_size=3),
                repairs=st.dictionaries(_names, st.sampled_from(["pad_zeros", "pad_zeros:4"]), max_size=2),
            ),
            max_size=3,
        ),
        files=st.dictionaries(
            _names,
            st.builds(
                FileMapping,
                table=st.none() | _names,
                sheet=st.none() | _names,
                delimiter=st.sampled_from([None, ";", "\t"]),
                encoding=st.sampled_from([None, "utf-8"]),
                skip_rows=st.none() | st.integers(0, 9),
                header_row=st.none() | st.integers(1, 9),
                ignore=st.booleans(),
                pseudonymous=st.booleans(),
            ),
            max_size=3,
        ),
        pseudonymous=st.booleans(),
    )
)
def test_a_mapping_comes_back_as_it_was_written(mapping: ExtractMapping) -> None:
    assert parse_mapping(format_mapping(mapping).encode(), "auditor.toml", ()) == mapping


def test_saving_is_whole_or_not_at_all_and_private(tmp_path: Path) -> None:
    mapping = ExtractMapping(files={"a.csv": FileMapping(table="person")})
    path = write(tmp_path, "auditor.toml", "gammelt = 1")
    write_mapping(path, mapping)
    assert parse_mapping(path.read_bytes(), "auditor.toml", TABLES) == mapping
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["auditor.toml"]
    with pytest.raises(MappingError, match=r"extract\.mapping_not_written"):
        write_mapping(tmp_path / "nei" / "auditor.toml", mapping)
