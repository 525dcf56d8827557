"""Pseudonyms match within one key and purpose only, and the key is kept as a secret."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import os
import stat
from pathlib import Path

import pytest

from auditor.privacy.errors import PrivacyError
from auditor.privacy.pseudonyms import load_or_create_key, pseudonym, pseudonyms, same
from tests.privacy.hostile import HOSTILE

KEY = bytes(range(32))


def test_same_key_same_pseudonym_and_else_another() -> None:
    one = pseudonym(KEY, "01819012345")
    others = [
        pseudonym(KEY[::-1], "01819012345"),
        pseudonym(KEY, "01819012346"),
        pseudonym(KEY, "01819012345", "centre"),
    ]
    assert one == pseudonym(KEY, "01819012345")
    assert len({one, *others}) == 4


def test_it_is_an_hmac_and_no_plain_hash() -> None:
    import base64

    digest = hmac.new(KEY, b"person\x0001819012345", hashlib.sha256).digest()
    assert pseudonym(KEY, "01819012345") == base64.b32encode(digest).decode()[:20].lower()


def test_hostile_values_have_different_harmless_pseudonyms() -> None:
    made = list(pseudonyms(KEY, [text for _, text in HOSTILE]))
    assert len(set(made)) == len(HOSTILE)
    assert all(each.isalnum() and each.isascii() and len(each) == 20 for each in made)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        pseudonym(b"short", "x")


def test_the_key_is_made_once_and_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert load_or_create_key(path) == key
    assert load_or_create_key(tmp_path / "another") != key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_keys_that_are_open_damaged_or_no_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    load_or_create_key(path)
    path.chmod(0o640)
    assert refusal(path) == ("privacy.key_open_to_others", {"file": "key"})
    for text in ("", "ab", "z" * 64, "é" * 64, "ab" * 31, "ab" * 33):
        path.write_text(text)
        path.chmod(0o600)
        assert refusal(path) == ("privacy.key_damaged", {"file": "key"})
    assert refusal(tmp_path) == ("privacy.key_unreadable", {"file": tmp_path.name})
    (tmp_path / "file").write_text("")
    assert refusal(tmp_path / "file" / "key") == ("privacy.key_unreadable", {"file": "key"})
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == ("privacy.key_unreadable", {"file": "pipe"})


def refusal(path: Path) -> tuple[str, object]:
    with pytest.raises(PrivacyError) as error:
        load_or_create_key(path)
    return error.value.key, error.value.facts


def test_two_that_make_a_key_at_once_have_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the file that came meanwhile; any other refusal is told."""
    other = load_or_create_key(tmp_path / "other")

    def late(path: Path, data: str) -> None:
        path.write_bytes((tmp_path / "other").read_bytes())
        path.chmod(0o600)
        raise PrivacyError("privacy.file_exists", file=path.name)

    monkeypatch.setattr("auditor.privacy.pseudonyms.write_private", late)
    assert load_or_create_key(tmp_path / "key") == other

    def full(path: Path, data: str) -> None:
        raise PrivacyError("privacy.disk_full", file=path.name)

    monkeypatch.setattr("auditor.privacy.pseudonyms.write_private", full)
    assert refusal(tmp_path / "third") == ("privacy.disk_full", {"file": "third"})


def test_texts_are_the_same_or_not_whatever_they_hold() -> None:
    texts = [text for _, text in HOSTILE]
    assert all(same(text, text) for text in texts)
    assert not any(same(text, other) for text, other in itertools.pairwise(texts))
