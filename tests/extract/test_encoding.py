"""Letters come out right whatever the file was saved as, and where they cannot, that is said."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from extract_helpers import TABLES, keys, only, read, write

from auditor.extract import open_extract
from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "år;navn\n2024;Bodø\n2024;Ærlig Ås\n"
ROWS = [(0, "2024", "Bodø"), (1, "2024", "Ærlig Ås")]


@pytest.mark.parametrize(
    ("encoding", "told", "bom"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", True),
        ("windows-1252", "windows-1252", False),
        ("latin-1", "windows-1252", False),
        ("utf-16", "utf-16-le", True),
        ("utf-32", "utf-32-le", True),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, told: str, bom: bool) -> None:
    path = write(tmp_path, "a.csv", TEXT, encoding)
    extract = open_extract(path)
    assert read(path) == ROWS
    assert only(extract).frame.collect_schema().names()[1] == "år"
    dialect = extract.manifest.files[0].dialect
    assert dialect is not None
    assert (dialect.encoding, dialect.bom) == (told, bom)
    assert extract.manifest.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_windows_1252_agrees_with_python_in_every_byte(tmp_path: Path) -> None:
    letters = bytes(set(range(32, 256)) - {ord("?"), ord('"'), 0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D})
    path = write(tmp_path, "a.csv", b"a\n" + letters.replace(b";", b"").replace(b",", b"").replace(b"|", b"") + b"\n")
    assert read(path) == [(0, path.read_bytes()[2:-1].decode("windows-1252"))]


def test_a_told_encoding_without_byte_order_yields_to_the_mark(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", b"\xfe\xff" + TEXT.encode("utf-16-be"))
    write(tmp_path, "auditor.toml", '[files."a.csv"]\nencoding = "utf-16"\n')
    assert read(tmp_path) == ROWS


def test_a_told_encoding_that_fails_is_refused_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", TEXT, "latin-1")
    write(tmp_path, "auditor.toml", '[files."a.csv"]\nencoding = "utf-8"\n')
    with pytest.raises(ExtractError) as caught:
        open_extract(tmp_path)
    assert (caught.value.key, caught.value.facts["line"]) == ("extract.not_in_encoding", "1")


def test_utf16_big_endian(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.csv", b"\xfe\xff" + TEXT.encode("utf-16-be"))) == ROWS


def test_one_late_byte_decides_the_encoding(tmp_path: Path) -> None:
    body = b"a;b\n" + b"1;2\n" * 2_000_000 + b"\x9a;\xf8\n"
    extract = open_extract(write(tmp_path, "a.csv", body))
    assert only(extract).frame.collect().row(-1)[1:3] == ("š", "ø")


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_windows_1252_lacks_are_refused_with_their_line(tmp_path: Path, byte: int) -> None:
    path = write(tmp_path, "a.csv", b"a;b\n1;2\n3;" + bytes((byte,)) + b"\n")
    with pytest.raises(ExtractError) as caught:
        open_extract(path)
    assert (caught.value.key, caught.value.facts["line"]) == ("extract.not_in_encoding", "3")


def test_truncated_utf16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractError) as caught:
        open_extract(write(tmp_path, "a.csv", TEXT.encode("utf-16")[:-1]))
    assert caught.value.key == "extract.not_in_encoding"


def test_lost_letters_are_counted_per_column(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "person.csv",
        "person_id;kommunenummer;født;kommune;url;spørsmål\n"
        "1;0301;x;Bod?;http://a?b=c;Hvem er du?\n"
        "2;0301;x;?lesund;;\n3;0301;x;S?r-Varanger;;\n4;0301;x;Bod\ufffd;;\n5;0301;x;?;;\n6;0301;x;Oslo;;?\n",
    )
    found = [problem for problem in open_extract(path, TABLES).problems if problem.key.startswith("extract.lost")]
    assert [(problem.key, problem.facts["column"], problem.facts["cells"]) for problem in found] == [
        ("extract.lost_letters", "4", 4)
    ]


@pytest.mark.parametrize("cell", ["S?r", "?lesund", "Bod?", '"Bod?"', "Nord-?dal", "N\ufffdr", "Sør-?", "Øy?"])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_each_kind_of_lost_letter_is_found_in_its_column(tmp_path: Path, cell: str, place: int, encoding: str) -> None:
    line = ["Oslo by", '"to\nlinjer"', "Hvem er du?"]
    line[place] = cell
    path = write(tmp_path, "a.csv", "a;b;c\nx y;1;2\n" + ";".join(line) + "\nx;1;2", encoding)
    expected = [] if cell == "Sør-?" else [str(place + 1)]
    found = [each.facts["column"] for each in open_extract(path).problems if each.key == "extract.lost_letters"]
    assert found == expected


def test_lost_letters_in_a_recognised_column_name_its_field(tmp_path: Path) -> None:
    path = write(tmp_path, "person.csv", "person_id;knr;født\nTroms?;0301;x\n")
    (problem,) = [each for each in open_extract(path, TABLES).problems if each.key == "extract.lost_letters_field"]
    assert problem.facts["field"] == "person_id"


def test_text_encoded_twice_is_told(tmp_path: Path) -> None:
    twice = TEXT.encode().decode("windows-1252").encode()
    assert "extract.double_encoded" in keys(open_extract(write(tmp_path, "a.csv", twice)))


def test_mixed_encodings_are_told(tmp_path: Path) -> None:
    mixed = TEXT.encode() + "2025;Tromsø\n".encode("latin-1")
    assert "extract.mixed_encoding" in keys(open_extract(write(tmp_path, "a.csv", mixed)))
    assert "extract.mixed_encoding" not in keys(open_extract(write(tmp_path, "b.csv", TEXT, "latin-1")))
