"""A change of the files is seen when they have been left alone for a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.extract import watching
from auditor.extract.watching import changed_files, state_of


def test_files_that_are_new_gone_or_other(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.csv").write_text("x")
    before = state_of(tmp_path)
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").write_text("xy")
    (tmp_path / "c.csv").write_text("x")
    assert changed_files(before, state_of(tmp_path)) == ["a.csv", "b.csv", "c.csv"]


def test_waiting_ends_when_a_file_was_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    before = state_of(tmp_path)
    sizes = iter(["xx", "xxx", None, None])

    def pass_time(seconds: float) -> None:
        size = next(sizes)
        if size:
            file.write_text(size)

    monkeypatch.setattr(watching.time, "sleep", pass_time)
    after = watching.wait_for_change(before, tmp_path)
    assert after == state_of(tmp_path)
    assert file.read_text() == "xxx"


def test_waiting_ends_when_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching.time, "sleep", lambda seconds: None)
    assert watching.wait_for_change(state_of(tmp_path), tmp_path, stop=lambda: True) is None
