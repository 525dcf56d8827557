"""A pseudonymous delivery with identity numbers is not audited: a sentence, exit code 3, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.small import CLEAN

NUMBER = "15839010270"
ARGUMENTS = ("clean", "--rules", "liten", "--reference-date", "2024-12-31")


@pytest.fixture
def declared(work: Path) -> Path:
    """The clean extract, declared pseudonymous."""
    (work / "clean" / "auditor.toml").write_text("pseudonymous = true\n", encoding="utf-8")
    (work / "clean" / "person.csv").write_text("person_id;navn\nP1;\nP2;\nP3;\n", encoding="utf-8")
    return work


def test_what_keeps_its_word_is_audited(run: Run, declared: Path) -> None:
    """Nothing changes for an extract without numbers."""
    assert run("check", *ARGUMENTS).code == 0


@pytest.mark.parametrize("command", ["check", "population"])
def test_a_number_stops_the_command(run: Run, declared: Path, command: str) -> None:
    """No report, whatever its format; file, column, number of rows and line on stderr, and no number."""
    (declared / "liten" / "utvalg.yaml").write_text(
        "populations:\n  - name: alle\n    title: {nb: Alle, en: All}\n    basis: [{ours: for testene}]\n"
        "    table: program\n    steps: [{title: {nb: Startet, en: Began}, keep: start_dato IS NOT NULL}]\n",
        encoding="utf-8",
    )
    lines = [f"{line};{NUMBER if line.startswith('A2') else ''}" for line in CLEAN.splitlines()]
    lines[0] = lines[0] + "fritekst"
    (declared / "clean" / "program.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for more in ((), ("--format", "json"), ("--lang", "en")):
        ended = run(command, *ARGUMENTS, *more)
        assert ended.code == 3
        assert ended.out == ""
        assert "program.csv" in ended.err
        assert "8" in ended.err
        assert "linje 3" in ended.err or "line 3" in ended.err
        assert NUMBER not in ended.err


def test_names_stop_it_too(run: Run, declared: Path) -> None:
    """A field of names must be empty."""
    (declared / "clean" / "person.csv").write_text("person_id;navn\nP1;Ada Prøve\nP2;\n", encoding="utf-8")
    ended = run("check", *ARGUMENTS)
    assert (ended.code, ended.out) == (3, "")
    assert "navn" in ended.err
    assert "Ada" not in ended.err


def test_a_word_that_is_not_known_is_wrong_use(run: Run, declared: Path) -> None:
    """A misspelt declaration must not pass for none."""
    for text in ("pseudonymus = true\n", 'pseudonymous = "ja"\n', '[files."*.csv"]\npseudonym = true\n'):
        (declared / "clean" / "auditor.toml").write_text(text, encoding="utf-8")
        assert run("check", *ARGUMENTS).code == 2
