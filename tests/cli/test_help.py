"""Help is there for every command, in both languages, and quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from auditor.cli import app
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator
from tests.cli.conftest import Run

HEAVY = ("polars", "pandera", "textual", "pydantic", "sqlglot", "numpy", "rich", "yaml")


def commands() -> list[tuple[str, ...]]:
    """Every command there is, groups included."""
    root = typer.main.get_command(app.build(Translator("nb")))
    found: list[tuple[str, ...]] = [()]
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        found.append((name,))
        found += [(name, under) for under in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("command", commands(), ids=lambda each: " ".join(each) or "auditor")
def test_every_command_explains_itself_in_both_languages(run: Run, command: tuple[str, ...]) -> None:
    """Help goes to stdout, ends in 0, fits 80 columns and has no English word left in bokmål."""
    norwegian, english = (run(*command, "--help", "--lang", language) for language in ("nb", "en"))
    assert norwegian.code == english.code == ExitCode.OK
    assert norwegian.out.startswith("Bruk: auditor")
    assert english.out.startswith("Usage: auditor")
    for ended in (norwegian, english):
        assert ended.err == ""
        assert all(len(line) <= 80 for line in ended.out.splitlines())
    for word in ("Usage", "Options", "Arguments", "Commands", "OPTIONS", "default:", "required"):
        assert word not in norwegian.out


def test_the_front_page_tells_the_exit_codes(run: Run) -> None:
    """All of the enum, in words."""
    out = run("--help").out
    for code in ExitCode:
        assert f"{code.value:>5}  " in out


def test_help_imports_nothing_heavy() -> None:
    """Not a clock but a fact: none of the heavy libraries is loaded for --help."""
    program = (
        "import sys\nfrom auditor.cli import app\ncode = app.run(['check', '--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\nsys.exit(code)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.returncode == 0
    assert ended.stderr.strip() == "[]"


def test_a_bare_call_shows_the_help_and_is_wrong_use(run: Run) -> None:
    """A job that lost its arguments is not green."""
    ended = run()
    assert ended.code == ExitCode.USAGE
    assert "Kommandoer" in ended.err


def test_version(run: Run) -> None:
    """The version of the package."""
    from auditor import __version__

    assert run("version").out == f"auditor {__version__}\n"
