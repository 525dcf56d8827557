"""``auditor demo`` shows the sample that comes with the program, and ``auditor sample`` makes others."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.bundled import bundled
from auditor.cli.commands.demo import REFERENCE_DATE, SAMPLE
from tests.cli.conftest import Run


def test_without_a_terminal_the_summary_is_printed(run: Run) -> None:
    """Exit code 0 whatever the sample holds; it says the same every day."""
    first, second = run("demo"), run("demo")
    assert first.code == 0
    assert "KONTROLLRAPPORT" in first.out
    assert "per 31.12.2024" in first.out
    assert first.out == second.out
    assert first.err == ""


def test_the_sample_has_errors_to_show_and_can_be_checked_whole(run: Run) -> None:
    """A demonstration without findings, or with rules that cannot run, would show nothing."""
    path = bundled("samples") / SAMPLE
    ended = run("check", path, "--reference-date", REFERENCE_DATE, "--format", "json")
    report = json.loads(ended.out)
    assert ended.code == 1
    assert report["outcome"]["complete"]
    assert sum(1 for rule in report["rules"] if rule["found"]) >= 10


def test_sample_is_reproducible_and_clean(run: Run, tmp_path: Path) -> None:
    """The same seed gives the same bytes, and nothing is found in it."""
    for name in ("a", "b"):
        ended = run("sample", "--persons", "60", "--seed", "3", tmp_path / name)
        assert ended.code == 0
    files = {each.name: each.read_bytes() for each in (tmp_path / "a").iterdir()}
    assert files == {each.name: each.read_bytes() for each in (tmp_path / "b").iterdir()}
    ended = run("check", tmp_path / "a", "--reference-date", "2024-12-31", "--fail-on", "info")
    assert ended.code == 0, ended.out


def test_sample_refuses_a_folder_in_use(run: Run, tmp_path: Path) -> None:
    """Nothing is overwritten."""
    (tmp_path / "note.txt").write_text("mine")
    assert run("sample", tmp_path).code == 2
    assert [each.name for each in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.skipif(os.name == "nt", reason="pseudo terminals are POSIX")
def test_with_a_terminal_the_screens_are_shown() -> None:
    """``auditor demo`` in a terminal starts Textual, and q leaves it with 0."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "auditor", "demo"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(follower)
    _read_until(leader, b"\x1b[?1049h")
    _read_until(leader, None, typing=b"\x11")
    assert process.wait(timeout=20) == 0


def _read_until(terminal: int, wanted: bytes | None, patience: float = 60, typing: bytes = b"") -> None:
    """Read what a program writes until ``wanted`` comes, or (None) until it has ended.

    ``typing`` is typed every second: a key that comes before the program takes keys from the terminal is lost.
    """
    end, typed, seen = time.monotonic() + patience, 0.0, b""
    while wanted is None or wanted not in seen:
        assert time.monotonic() < end, seen
        if typing and time.monotonic() > typed + 1:
            os.write(terminal, typing)
            typed = time.monotonic()
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:
            read = b""
        if not read:
            assert wanted is None, seen
            return
        seen += read
