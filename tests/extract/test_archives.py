"""Archives are read in memory, member by member, and hostile ones are refused whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest
from extract_helpers import TABLES, keys, only, read, rows, write

from auditor.extract import Limits, open_extract
from auditor.model.errors import ExtractError

if TYPE_CHECKING:
    from pathlib import Path

PERSON = "person_id;kommunenummer;født\n1;0301;x\n"
SMALL = Limits(ratio_from_bytes=1_000)


def pack(path: Path, members: dict[str, bytes | str], **options: object) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def refused(path: Path, limits: Limits = Limits()) -> str:  # noqa: B008
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(ExtractError) as caught:
        open_extract(path, limits=limits)
    assert sorted(path.parent.rglob("*")) == before
    return caught.value.key


def test_members_are_tables_and_named_with_their_archive(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"mappe/person.csv": PERSON, "__MACOSX/x.csv": "a", "mappe/.skjult": "x"})
    extract = open_extract(path, TABLES)
    assert rows(extract.tables["person"]) == [(0, "1", "0301", "x")]
    assert [file.name for file in extract.manifest.files] == ["a.zip!mappe/person.csv"]
    assert extract.tables["person"].location(0) == ("a.zip!mappe/person.csv", 2)


def test_an_archive_among_files(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {"person.csv": PERSON})
    write(tmp_path, "person_2.csv", PERSON.replace("1;", "2;"))
    extract = open_extract(tmp_path, TABLES)
    assert [row[1] for row in rows(extract.tables["person"])] == ["1", "2"]


def test_a_mapping_inside_the_archive(tmp_path: Path) -> None:
    told = '[tables.person]\nfiles = ["x"]\n'
    extract = open_extract(pack(tmp_path / "a.zip", {"x.csv": PERSON, "auditor.toml": told}), TABLES)
    assert extract.tables["person"].known
    assert extract.manifest.mapping_file == "a.zip!auditor.toml"


@pytest.mark.parametrize(
    "name", ["../ut.csv", "/etc/ut.csv", "a/../../ut.csv", "..\\ut.csv", "C:\\ut.csv", "C:/ut.csv"]
)
def test_members_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(pack(tmp_path / "a.zip", {"person.csv": PERSON, name: PERSON})) == "extract.unsafe_member"


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("person.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert refused(path) == "extract.unsafe_member"


@pytest.mark.parametrize("name", ["indre.zip", "indre.csv.gz", "indre.7z"])
def test_archives_in_archives_are_refused(tmp_path: Path, name: str) -> None:
    assert refused(pack(tmp_path / "a.zip", {name: "x"})) == "extract.nested_archive"


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"person.csv": PERSON})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(signature) + offset
        data[place : place + 2] = struct.pack("<H", 1)
    path.write_bytes(data)
    assert refused(path) == "extract.encrypted"


def test_bombs_are_refused_by_what_they_declare(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.csv": b"0" * 3_000_000})
    assert refused(path, SMALL) == "extract.unpacks_too_large"
    assert refused(path, Limits(unpacked_bytes=1_000_000)) == "extract.unpacks_too_large"


def test_bombs_are_refused_by_what_they_hold(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a.csv": b"0" * 3_000_000})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.index(signature) + offset
        data[place : place + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert refused(path, SMALL) in ("extract.damaged", "extract.unpacks_too_large")


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {f"{n}.csv": "a\n1\n" for n in range(11)})
    assert refused(path, Limits(archive_members=10)) == "extract.too_many_members"


@pytest.mark.parametrize("damage", ["cut", "junk", "flipped", "empty"])
def test_damaged_archives_are_refused(tmp_path: Path, damage: str) -> None:
    path = pack(tmp_path / "a.zip", {"person.csv": PERSON * 50})
    data = bytearray(path.read_bytes())
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "junk":
        data = bytearray(b"PK\x03\x04" + os.urandom(100))
    elif damage == "empty":
        data = bytearray()
    else:
        data[60] ^= 0xFF
    path.write_bytes(data)
    assert refused(path) == "extract.damaged"


def test_an_archive_without_files(tmp_path: Path) -> None:
    assert refused(pack(tmp_path / "a.zip", {})) == "extract.empty_file"


def test_gzip_is_read_with_the_hash_of_what_was_delivered(tmp_path: Path) -> None:
    packed = gzip.compress(PERSON.encode()) + gzip.compress("2;0301;ø\n".encode())
    path = write(tmp_path, "person.csv.gz", packed)
    extract = open_extract(path, TABLES)
    assert [row[1] for row in rows(extract.tables["person"])] == ["1", "2"]
    (file,) = extract.manifest.files
    assert (file.format, file.size) == ("csv.gz", len(packed))
    assert file.sha256 == hashlib.sha256(packed).hexdigest()


def test_gzip_in_windows_1252(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv.gz", gzip.compress("a;b\nBodø;1\n".encode("latin-1")))
    assert read(path) == [(0, "Bodø", "1")]


@pytest.mark.parametrize("damage", ["cut", "junk", "empty", "flipped"])
def test_damaged_gzip_is_refused(tmp_path: Path, damage: str) -> None:
    data = bytearray(gzip.compress(PERSON.encode() * 50))
    if damage == "cut":
        data = data[:-9]
    elif damage == "junk":
        data = bytearray(b"ikke gzip")
    elif damage == "empty":
        data = bytearray()
    else:
        data[-6] ^= 0xFF
    assert refused(write(tmp_path, "a.csv.gz", bytes(data))) == "extract.damaged"


def test_gzip_bombs_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv.gz", gzip.compress(b"0" * 3_000_000))
    assert refused(path, SMALL) == "extract.unpacks_too_large"


def test_workbook_bombs_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    path = write(tmp_path, "a.xlsx", buffer.getvalue())
    assert refused(path, SMALL) == "extract.unpacks_too_large"


def test_a_mapping_for_a_refused_archive_does_not_hide_why(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {"../ut.csv": PERSON})
    write(tmp_path, "b.csv", "a;b\n1;2\n")
    write(tmp_path, "auditor.toml", '[files."a.zip!x.csv"]\nignore = true\n')
    assert keys(open_extract(tmp_path)) == ["extract.unsafe_member", "extract.mapping_unknown_file"]


def test_a_refused_archive_leaves_the_others(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {"../ut.csv": PERSON})
    write(tmp_path, "b.csv", "a;b\n1;2\n")
    extract = open_extract(tmp_path)
    assert rows(only(extract)) == [(0, "1", "2")]
    assert keys(extract) == ["extract.unsafe_member"]
