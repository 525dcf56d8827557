"""Findings are the same, wherever they were kept meanwhile."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from auditor.engine import found as found_
from auditor.engine.found import Found
from auditor.engine.municipality_codes import CODES, municipality_codes

HELD = pl.Series(["0301", None, "4601"], dtype=CODES)
"""Polars forgets municipalities of which no column is left."""


def gathered(batches: int = 9) -> Found:
    """Findings of three rules, the last of which comes late and out of order; some without a municipality."""
    codes = municipality_codes(HELD)
    found = Found()
    for number in range(batches):
        rows = np.arange(3, dtype=np.uint32) + 10 * number
        for rule in (4, 0):
            found.add(rule, rows[rule // 4 :], codes[rule // 4 :])
    found.add(2, np.array([50, 3, 20, 1], np.uint32), codes[[0, 1, 2, 0]])
    found.add(2, np.array([2], np.uint32), codes[[2]])
    return found


@pytest.fixture(name="expected")
def _expected() -> pl.DataFrame:
    return gathered().frame()


@pytest.mark.parametrize("held", [1, 4, 7, 46])
def test_findings_in_a_file_are_those_in_memory(
    held: int, expected: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order by rule and row; nothing is left of the file, and its folder was of the owner alone."""
    monkeypatch.setattr(found_, "HELD_FINDINGS", held)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = gathered()
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    first = found.first()
    frame = found.frame()
    assert frame.equals(expected)
    assert frame.schema == expected.schema
    assert frame.equals(expected.sort("rule", "row"))
    assert not list(tmp_path.iterdir())
    assert first == gathered().first()


def test_findings_that_find_no_room_in_a_file_stay_in_memory(
    expected: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the folder is gone or full, nothing is lost."""
    monkeypatch.setattr(found_, "HELD_FINDINGS", 7)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert gathered().frame().equals(expected)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = gathered(5)
    (folder,) = tmp_path.iterdir()
    monkeypatch.setattr(found, "_folder", folder / "none")
    codes = np.ones(40, np.int64)
    found.add(7, np.arange(40, dtype=np.uint32), codes)
    frame = found.frame()
    assert frame.height == 5 * 5 + 5 + 40
    assert frame.equals(frame.sort("rule", "row"))


def test_the_first_failing_rows_are_few_of_each_rule() -> None:
    """By number, with the municipality by name."""
    found = gathered()
    assert found.first()[:4] == [(0, 0, "0301"), (1, 0, None), (1, 4, None), (2, 0, "4601")]
    assert len(found.first()) == 3 + 2 + 3
