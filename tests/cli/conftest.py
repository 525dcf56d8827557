"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.cli import app
from tests.small import CLEAN, FLAWED, write_extract, write_ruleset


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command line in this process, in bokmål, with a data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "AUDITOR_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def carry_out(*arguments: object) -> Ended:
        capsys.readouterr()
        code = app.run([str(each) for each in arguments])
        caught = capsys.readouterr()
        return Ended(code, caught.out, caught.err)

    return carry_out


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the rule set ``liten`` and the extracts ``clean`` and ``flawed``."""
    write_ruleset(tmp_path / "liten")
    write_extract(tmp_path / "clean", CLEAN)
    write_extract(tmp_path / "flawed", FLAWED)
    monkeypatch.chdir(tmp_path)
    return tmp_path
