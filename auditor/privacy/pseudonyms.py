"""Pseudonyms for matching records across runs and deliveries: keyed HMACs, since a plain hash of 11 digits is soon
undone.

The key stays with whoever runs the audit and outside the extract and the reports; with another key the same person gets
another pseudonym. A lost key cannot be replaced: earlier pseudonyms then match nothing.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import stat
from typing import TYPE_CHECKING

from auditor import system
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_folder, write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

KEY_BYTES = 32
_LENGTH = 20


def pseudonym(key: bytes, value: str, purpose: str = "person") -> str:
    """The pseudonym of one value: 20 lower-case letters and digits (100 bits of HMAC-SHA256, base32).

    ``purpose`` sets values of different sorts apart, so that equal texts do not match across them. ValueError for a key
    shorter than 32 bytes.
    """
    return next(pseudonyms(key, (value,), purpose))


def pseudonyms(key: bytes, values: Iterable[str], purpose: str = "person") -> Iterator[str]:
    """The pseudonym of each value, in order."""
    if len(key) < KEY_BYTES:
        raise ValueError("the key is too short")
    keyed = hmac.new(key, purpose.encode() + b"\0", "sha256")
    for value in values:
        one = keyed.copy()
        one.update(value.encode("utf-8", "surrogatepass"))
        yield base64.b32encode(one.digest()).decode("ascii")[:_LENGTH].lower()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how far; either may come from a file of others."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def load_or_create_key(path: Path) -> bytes:
    """The key of a file, made with mode 0600 (folders 0700) where there is none.

    PrivacyError where it is no file of its owner alone, or does not hold a key.
    """
    try:
        return _load(path)
    except FileNotFoundError:
        pass
    private_folder(path.parent)
    try:
        write_private(path, secrets.token_hex(KEY_BYTES) + "\n")
    except PrivacyError as error:
        if error.key != "privacy.file_exists":
            raise
    return _load(path)


def _load(path: Path) -> bytes:
    try:
        status, text = system.read_beginning(path, 4 * KEY_BYTES)
    except FileNotFoundError:
        raise
    except OSError:
        raise PrivacyError("privacy.key_unreadable", file=path.name) from None
    if not stat.S_ISREG(status.st_mode):
        raise PrivacyError("privacy.key_unreadable", file=path.name)
    if system.open_to_others(status):
        raise PrivacyError("privacy.key_open_to_others", file=path.name)
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        raise PrivacyError("privacy.key_damaged", file=path.name) from None
    if len(key) != KEY_BYTES:
        raise PrivacyError("privacy.key_damaged", file=path.name)
    return key
