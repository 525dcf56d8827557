"""A file beside a ledger that is no JSON is a sentence, however it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.ledger import baseline, corrections
from auditor.ledger.errors import LedgerError


@pytest.mark.parametrize("read", [baseline.read, corrections.read], ids=["baseline", "corrections"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b"null", b"[]", b'{"format": 1}'])
def test_what_is_no_such_file_is_refused(tmp_path: Path, read: object, content: bytes) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(LedgerError) as refused:
        read(file)  # type: ignore[operator]
    assert refused.value.key.endswith("_damaged")


@pytest.mark.parametrize("read", [baseline.read, corrections.read], ids=["baseline", "corrections"])
def test_a_missing_file_is_named(tmp_path: Path, read: object) -> None:
    with pytest.raises(LedgerError) as refused:
        read(tmp_path / "gone.json")  # type: ignore[operator]
    assert refused.value.facts["file"] == "gone.json"
