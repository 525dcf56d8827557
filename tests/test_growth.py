"""What an audit costs grows with the input as the README says, measured by counting and not by the clock."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import FrameType

import pytest

from auditor.cli import app
from tests.peak import run_measured
from tests.small import FLAWED, PERSONS, write_ruleset

FEW, MANY = 1_000, 20_000
FIXED, PER_BYTE = 320e6, 6
"""Peak of memory in bytes: what the program needs for itself, and for each byte of text, as the README has it."""
DAY = ("--reference-date", "2024-12-31")
COMMANDS = {
    "check": ("check", "many", *DAY, "--format", "json:r.json", "--format", "html:r.html", "--format", "xlsx:r.xlsx"),
    "profile": ("profile", "many", "--format", "json", "--output", "p.json"),
    "worklists": ("worklists", "write", "many", *DAY, "--out", "lists"),
    "compare": ("compare", "few", "many", *DAY),
    "ledger": ("ledger", "record", "many", *DAY, "--ledger", "l.sqlite"),
    "suggest": ("rules", "suggest", "many"),
}


def extract(folder: Path, rows: int) -> Path:
    """The same few errors, and as many rows without one as asked for."""
    folder.mkdir()
    (folder / "person.csv").write_text(PERSONS, encoding="utf-8")
    more = (
        f"G{number};P1;0301;2022-01-{number % 28 + 1:02};2023-12-{number % 31 + 1:02};Arbeid;{number % 250}"
        for number in range(rows)
    )
    (folder / "program.csv").write_text("\n".join([*FLAWED.splitlines(), *more, ""]), encoding="utf-8")
    return folder


def calls(*arguments: str) -> int:
    """How many functions of Python a command calls, in its threads as well."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        app.run(arguments)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return counted


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_calls_a_function_for_each_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same findings in twenty times the rows, as much is done in Python."""
    rules = write_ruleset(tmp_path / "liten")
    counts = []
    for rows in (0, FEW, MANY):  # the first one warms up what is read once in a process
        work = tmp_path / str(rows)
        work.mkdir()
        extract(work / "few", 10)
        extract(work / "many", rows)
        monkeypatch.chdir(work)
        counts.append(calls(*COMMANDS[name], "--rules", str(rules)))
    _, few, many = counts
    assert few > 10_000
    assert many < few * 1.05


def test_memory_grows_with_the_input_as_the_readme_says(tmp_path: Path) -> None:
    """The peak of a whole process, at two sizes: a fixed part, and so much for each byte of text."""
    rules = write_ruleset(tmp_path / "liten")
    code = "import sys\nfrom auditor.cli import app\napp.run(sys.argv[1:])\nprint(peak())\n"
    peaks = []
    sizes = []
    for rows in (300_000, 900_000):
        data = extract(tmp_path / str(rows), rows)
        report = tmp_path / f"{rows}.txt"
        command = ("check", str(data), "--rules", str(rules), *DAY, "--output", str(report))
        (peak,) = run_measured(code, *command)
        assert report.exists()
        peaks.append(int(peak))
        sizes.append((data / "program.csv").stat().st_size)
    assert peaks[0] < FIXED + PER_BYTE * sizes[0]
    assert peaks[1] - peaks[0] < PER_BYTE * (sizes[1] - sizes[0])
