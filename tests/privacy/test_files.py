"""Private files are whole or absent, their owner's alone, and never overwritten unasked."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from auditor import system
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_file, private_folder, write_private
from tests.privacy.hostile import HOSTILE


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_content_and_mode_are_as_asked_for_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "a.txt", "æ\r\n")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").read_bytes() == "æ\r\n".encode()
    assert mode(tmp_path / "a.txt") == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE])
def test_hostile_text_is_written_as_it_is(tmp_path: Path, text: str) -> None:
    write_private(tmp_path / "a.txt", text)
    assert (tmp_path / "a.txt").read_bytes().decode("utf-8", "surrogatepass") == text


def test_an_existing_file_is_kept_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    target.chmod(0o644)
    with pytest.raises(PrivacyError) as error:
        write_private(target, "new")
    assert (error.value.key, error.value.facts) == ("privacy.file_exists", {"file": "a.txt"})
    assert target.read_text() == "old"
    write_private(target, "new", overwrite=True)
    assert (target.read_text(), mode(target)) == ("new", 0o600)


def test_a_file_that_comes_meanwhile_is_kept_too(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"

    def both_write() -> None:
        with private_file(target) as temporary:
            temporary.write_text("mine")
            target.write_text("theirs")

    with pytest.raises(PrivacyError, match="file_exists"):
        both_write()
    assert target.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("other")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(PrivacyError, match="file_exists"):
        write_private(tmp_path / "link", "new")
    write_private(tmp_path / "link", "new", overwrite=True)
    assert (tmp_path / "other").read_text() == "other"


def test_failures_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop_half_way() -> None:
        with private_file(tmp_path / "a.txt") as temporary:
            temporary.write_text("half")
            assert mode(temporary) == 0o600
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stop_half_way()
    assert list(tmp_path.iterdir()) == []

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(system, "sync_file", full)
    with pytest.raises(PrivacyError, match="disk_full"):
        write_private(tmp_path / "a.txt", "x")
    assert list(tmp_path.iterdir()) == []


def test_folders_and_missing_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(PrivacyError, match="is_folder"):
        write_private(tmp_path, "x", overwrite=True)
    with pytest.raises(PrivacyError, match="not_written"):
        write_private(tmp_path / "no" / "a.txt", "x")


def test_what_a_killed_writer_left_is_removed_the_day_after(tmp_path: Path) -> None:
    """Nothing else is: no file of others, no folder, no link's target, and nothing that may still be written."""
    old = (f".{'0' * 16}.tmp", f".{'af' * 8}.tmp.xlsx")
    kept = (
        f".{'1' * 16}.tmp.csv",
        f".{'0' * 15}.tmp",
        f".{'x' * 16}.tmp",
        f"a.{'0' * 16}.tmp",
        f".{'2' * 16}.txt",
        "b",
    )
    for name in (*old, *kept):
        (tmp_path / name).write_text("left")
        os.utime(tmp_path / name, (0, 0))
    os.utime(tmp_path / kept[0])
    (tmp_path / f".{'3' * 16}.tmp").mkdir()
    (tmp_path / f".{'4' * 16}.tmp").symlink_to(tmp_path / "b")
    before = {each.name for each in tmp_path.iterdir()}
    write_private(tmp_path / "a.txt", "new")
    assert {each.name for each in tmp_path.iterdir()} == before - set(old) | {"a.txt"}
    assert (tmp_path / "b").read_text() == "left"


def test_what_cannot_be_removed_or_synced_is_left_and_the_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes as they are; a folder cannot be synced on Windows, and another's file not be removed."""
    left = tmp_path / f".{'0' * 16}.tmp"
    left.write_text("left")
    os.utime(left, (0, 0))

    def refused(path: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "unlink", refused)
    monkeypatch.setattr(system, "sync_folder", refused)
    write_private(tmp_path / "a.txt", b"\xff\0", overwrite=True)
    assert (tmp_path / "a.txt").read_bytes() == b"\xff\0"
    assert left.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(PrivacyError, match="not_written") as error:
        private_folder(tmp_path / "a" / "b")
    assert error.value.facts == {"file": "b"}
    private_folder(tmp_path / "c" / "d")
    assert mode(tmp_path / "c" / "d") == 0o700


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.ENOTSUP])
def test_without_hard_links_a_file_is_renamed_and_still_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As on network drives; what comes there meanwhile is kept."""

    def refused(source: Path, target: Path) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "link", refused)
    target = tmp_path / "a.txt"
    write_private(target, "mine")
    assert (target.read_text(), [each.name for each in tmp_path.iterdir()]) == ("mine", ["a.txt"])

    def both_write() -> None:
        with private_file(tmp_path / "b.txt") as temporary:
            temporary.write_text("mine")
            (tmp_path / "b.txt").write_text("theirs")

    with pytest.raises(PrivacyError, match="file_exists"):
        both_write()
    assert (tmp_path / "b.txt").read_text() == "theirs"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO])
def test_a_link_that_fails_for_another_reason_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refused(source: Path, target: Path) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "link", refused)
    with pytest.raises(PrivacyError, match="not_written"):
        write_private(tmp_path / "a.txt", "mine")
    assert list(tmp_path.iterdir()) == []
