"""What was once a hole stays closed, and spoilt inputs by every door end in a result or a sentence.

``python -m tests.fuzz --inputs 100000`` spoils more, with a bound on memory and time for each.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fuzz.__main__ import CORPUS
from tests.fuzz.door import spoilt
from tests.fuzz.doors import DOORS
from tests.fuzz.judging import judged

INPUTS = int(os.environ.get("AUDITOR_FUZZ", "3"))
"""Inputs by each door; more where somebody wants to be surer: AUDITOR_FUZZ=500."""
KEPT = sorted(each for each in CORPUS.glob("*/*") if each.is_file())


@pytest.mark.parametrize("file", KEPT, ids=lambda each: f"{each.parent.name}-{each.name}")
def test_what_was_a_hole_is_closed(file: Path, tmp_path: Path) -> None:
    """Inputs that once ended in a traceback, a panic or nothing at all."""
    assert judged(DOORS[file.parent.name], file.read_bytes(), tmp_path / "x").hole == ""


@pytest.mark.parametrize("name", DOORS)
def test_spoilt_input_ends_in_a_result_or_a_sentence(name: str, tmp_path: Path) -> None:
    """The same inputs every time."""
    for number in range(INPUTS):
        outcome = judged(DOORS[name], spoilt(DOORS[name], number), tmp_path / "x")
        assert outcome.hole == "", (name, number)


def test_a_hole_is_found(tmp_path: Path) -> None:
    """An exception that nobody foresaw is one, and so is a refusal without a sentence."""
    from auditor.model.errors import AuditorError
    from tests.fuzz.door import Door

    def fails(data: bytes, folder: Path) -> None:
        raise AuditorError("extract.no_such_sentence") if data else ZeroDivisionError

    door = Door("x", lambda: (b"",), lambda data, chance: data, fails)
    assert "ZeroDivisionError" in judged(door, b"", tmp_path / "x").hole
    assert "no sentence" in judged(door, b"1", tmp_path / "x").hole
