"""``auditor open`` where there is no terminal: the same views as text."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_command_walks_where_there_is_no_terminal(
    run: Run,
    work: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By itself, and with ``--plain``; the answers are read from stdin, and its end is the end."""
    monkeypatch.setenv("XDG_STATE_HOME", str(work / "state"))
    for options in ((), ("--plain",)):
        monkeypatch.setattr(sys, "stdin", io.StringIO("r\n"))
        ended = run("open", "flawed", "--rules", work / "liten", "--reference-date", "2024-12-31", *options)
        assert ended.code == 0
        assert "✗ Leveransen bør ikke brukes som den er." in ended.out
        assert "flawed > Alle kontroller" in ended.out
        assert "\x1b" not in ended.out
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert run("open", "borte", "--rules", work / "liten", "--plain").code == 3
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\nq\n"))
    ended = run("open", "--plain")
    assert ended.code == 0
    assert "1. flawed; " in ended.out
