"""Findings are the same, wherever they were kept meanwhile."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from auditor.engine import found as found_
from auditor.engine.found import Found
from auditor.engine.municipality_codes import CODES, municipality_codes
from auditor.system import POSIX

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
    """Where the folder of temporary files is not there, nothing is lost."""
    monkeypatch.setattr(found_, "HELD_FINDINGS", 7)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert gathered().frame().equals(expected)


@pytest.mark.skipif(not POSIX, reason="no limit on the size of files")
def test_findings_are_whole_on_a_disk_that_is_full(
    expected: pl.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written before is read back, and the rest stays in memory."""
    import resource

    monkeypatch.setattr(found_, "HELD_FINDINGS", 7)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    more = np.ones(40, np.int64)
    unlimited = gathered()
    unlimited.add(7, np.arange(40, dtype=np.uint32), more)
    found = gathered()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        found.add(7, np.arange(40, dtype=np.uint32), more)
        found.add(8, np.arange(40, dtype=np.uint32), more)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    frame = found.frame()
    assert frame.filter(pl.col("rule") < 8).equals(unlimited.frame())
    assert frame.filter(pl.col("rule") == 8).height == 40
    assert not list(tmp_path.iterdir())


def test_an_audit_that_is_stopped_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder goes with the findings."""
    monkeypatch.setattr(found_, "HELD_FINDINGS", 7)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = gathered()
    assert list(tmp_path.iterdir())
    del found
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_the_first_failing_rows_are_few_of_each_rule() -> None:
    """By number, with the municipality by name."""
    found = gathered()
    assert found.first()[:4] == [(0, 0, "0301"), (1, 0, None), (1, 4, None), (2, 0, "4601")]
    assert len(found.first()) == 3 + 2 + 3
