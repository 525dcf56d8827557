"""Nothing of a person in anything that the program writes or says, whatever goes wrong; AUDITOR_LEAKS=1 hunts further.

Every command is hunted: one that is added to the program and not to the hunt fails here.
"""

from __future__ import annotations

import io
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import typer

from auditor.cli import app
from auditor.locale import Translator
from auditor.rulesets import load
from tests.leaks.commands import NOT_HUNTED, Trial, trials
from tests.leaks.planted import Planted, in_the_sample, planted
from tests.leaks.searching import found_in, leaks

WHOLE = bool(os.environ.get("AUDITOR_LEAKS"))
MARKER = "Qzvator0ix"
Hunt = Callable[[Trial], int]


def commands(group: Any, path: str = "") -> Iterator[str]:
    """The names of all commands below a group."""
    for name, each in group.commands.items():
        here = f"{path} {name}".strip()
        yield from commands(each, here) if hasattr(each, "commands") else (here,)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """The planted deliveries."""
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture
def hunt(made: Planted, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Hunt:
    """Carries out a command line with folders of its own, and looks through what it says."""
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "TMPDIR"):
        (tmp_path / variable).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("AUDITOR_DEBUG", "1")
    monkeypatch.setenv("POLARS_VERBOSE", "0")
    monkeypatch.chdir(tmp_path)
    return lambda trial: carried_out(trial, made, capfd, monkeypatch)


def carried_out(trial: Trial, made: Planted, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(trial.answers))
    capfd.readouterr()
    code = app.run(trial.words)
    said = capfd.readouterr()
    wanted = made.personal if trial.screen else made.personal | made.cells
    told = found_in(said.out, wanted) + found_in(said.err, made.personal | made.cells)
    assert not told, (trial.words, told)
    assert "Traceback" not in said.out + said.err
    return code


def test_every_command_is_hunted(made: Planted, tmp_path: Path) -> None:
    """A new command must be put into the list of trials, or said why not."""
    known = set(commands(typer.main.get_command(app.build(Translator("nb")))))
    hunted = {trial.command for trial in trials(made, tmp_path)}
    assert hunted | NOT_HUNTED.keys() == known
    assert not hunted & NOT_HUNTED.keys()


def test_no_command_writes_anything_of_a_person(hunt: Hunt, made: Planted, tmp_path: Path) -> None:
    """stdout, stderr, reports of all formats, the ledger's raw bytes, lists, kept files, and their names."""
    codes = {trial.command: hunt(trial) for trial in trials(made, tmp_path / "HOME", whole=WHOLE)}
    assert set(codes.values()) <= {0, 1, 2, 3}
    assert leaks(tmp_path, made.personal | made.cells) == []
    assert {"rapport.xlsx", "rapport.parquet", "logg.sqlite"} <= {each.name for each in (tmp_path / "HOME").iterdir()}


def test_the_hunt_finds_what_is_shown_on_demand(hunt: Hunt, made: Planted, tmp_path: Path) -> None:
    """With --show-ids keys are in the lists, and the search finds them there, in packed files, too."""
    lists = (
        "worklists",
        str(made.extract),
        "--rules",
        str(made.rules),
        "--out",
        str(tmp_path / "ut"),
        "--show-ids",
        "--reference-date",
        "2024-12-31",
    )
    app.run([*lists, "--format", "xlsx", "--format", "csv"])
    found = leaks(tmp_path / "ut", made.personal)
    assert {line.split(": ")[0].rpartition(".")[2] for line in found} == {"xlsx", "csv"}
    shown = {line.split(": ")[1] for line in found}
    assert not any(each.startswith(("Qzhem", "Wexlum", "1931")) for each in shown), "names and notes are nobody's keys"


class Crash:
    """Lets Polars fail at its n-th reading, with a value of the data in the text."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: BaseException, at: int) -> None:
        self.left, whole = at, pl.LazyFrame.collect

        def collect(frame: pl.LazyFrame, *arguments: Any, **options: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise error
            return whole(frame, *arguments, **options)

        monkeypatch.setattr(pl.LazyFrame, "collect", collect)


ERRORS = (
    pl.exceptions.ComputeError(f"could not parse `{MARKER}`"),
    pl.exceptions.PanicException(f"panicked at {MARKER}"),
    KeyError(MARKER),
    MemoryError(MARKER),
    OSError(28, MARKER, MARKER),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_crash_in_the_middle_tells_no_value(
    hunt: Hunt, made: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Wherever the engine fails, what is said is a sentence, or a place and a type."""
    chosen = [each for each in trials(made, tmp_path / "HOME") if each.command in ("check", "profile", "open")]
    for at in (0, 3, 9, 27, 81) if WHOLE else (3,):
        for trial in chosen if WHOLE else (chosen[0], next(each for each in chosen if each.command == "profile")):
            with monkeypatch.context() as patch:
                Crash(patch, error, at)
                hunt(trial)
    assert leaks(tmp_path, made.personal | made.cells) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no such limits")
def test_a_full_disk_leaves_no_value_and_no_half_file(hunt: Hunt, made: Planted, tmp_path: Path) -> None:
    """Files cannot be longer than a few bytes: nothing of a person is left in temporary ones."""
    chosen = [
        each
        for each in trials(made, tmp_path / "HOME")
        if each.command in ("check", "worklists write", "ledger record", "baseline", "profile", "open")
    ]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for trial in chosen if WHOLE else chosen[:3]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))
        try:
            code = app.run(trial.words)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert code in (0, 1, 2, 3)
    assert leaks(tmp_path, made.personal | made.cells) == []
    assert not [each for each in tmp_path.rglob("*.tmp*") if each.is_file()]


@pytest.mark.skipif(not WHOLE, reason="AUDITOR_LEAKS=1 hunts in all registers")
def test_nor_do_the_bundled_registers(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with the rule sets that come with the program, and values in every column that they call personal."""
    sample = in_the_sample(tmp_path, load("integrering"))
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        (tmp_path / variable).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / variable))
    for trial in trials(sample, tmp_path / "HOME"):
        if trial.command not in ("rules test", "rules lint", "sample"):  # the last invents persons who may be born then
            carried_out(trial, sample, capfd, monkeypatch)
    assert (
        leaks(tmp_path, sample.personal, [sample.extract, sample.previous, sample.broken, tmp_path / "feil.csv"]) == []
    )
