"""Pseudonyms match within one key and purpose only, and the key is kept as a secret."""

from __future__ import annotations

import hashlib
import hmac
import stat
from pathlib import Path

import pytest

from auditor.privacy.errors import PrivacyError
from auditor.privacy.pseudonyms import load_or_create_key, pseudonym, pseudonyms
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
    with pytest.raises(PrivacyError, match="key_open_to_others"):
        load_or_create_key(path)
    for text in ("", "ab", "z" * 64, "é" * 64):
        path.write_text(text)
        path.chmod(0o600)
        with pytest.raises(PrivacyError, match="key_damaged"):
            load_or_create_key(path)
    with pytest.raises(PrivacyError, match="key_unreadable"):
        load_or_create_key(tmp_path)
