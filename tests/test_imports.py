"""Imports run one way, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def loaded(program: str, *names: str) -> list[str]:
    """Which of the modules are loaded after a program has run."""
    code = f"import sys\n{program}\nprint(*[name for name in {names!r} if name in sys.modules], sep=',')"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return [name for name in ended.stdout.strip().splitlines()[-1].split(",") if name] if ended.stdout.strip() else []


def test_contracts_hold() -> None:
    """The layers of pyproject.toml."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize(
    "package",
    ["cli.app", "engine", "extract", "locale", "model", "privacy", "reference", "reports", "results",
     "rulesets", "sample", "tui"],
)  # fmt: skip
def test_importing_a_package_loads_no_library(package: str) -> None:
    """Packages load on first use."""
    assert loaded(f"import auditor.{package}", "polars", "pandera", "textual", "pydantic", "sqlglot") == []


def test_listing_kept_rules_opens_no_other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a library that reads data is loaded, nor are the installed packages gone through for plugins."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    program = (
        "import importlib.metadata, os\n"
        "os.environ.pop('PYDANTIC_DISABLE_PLUGINS', None)\n"
        "def gone_through(*_, **__): raise AssertionError('installed packages were gone through')\n"
        "importlib.metadata.distributions = gone_through\n"
        "from auditor.cli import app\n"
        "assert app.run(['rules', 'list', '--rules', 'prover']) == 0"
    )
    libraries = ("polars", "pandera", "textual", "sqlglot", "pydantic")
    assert "polars" in loaded(program, *libraries)
    assert loaded(program, *libraries) == ["pydantic"]


def test_a_check_never_loads_textual(tmp_path: Path) -> None:
    """The batch face works where there is no terminal library."""
    from tests.small import write_extract, write_ruleset

    rules, extract = write_ruleset(tmp_path / "liten"), write_extract(tmp_path / "clean")
    program = (
        "from auditor.cli import app\n"
        f"code = app.run(['check', {str(extract)!r}, '--rules', {str(rules)!r}])\nassert code == 0"
    )
    assert loaded(program, "textual", "polars") == ["polars"]


def test_the_first_screen_needs_no_engine() -> None:
    """What audits is loaded once the reader sees that something goes on."""
    program = "import auditor.tui.app, auditor.tui.logbook"
    heavy = ("auditor.engine.auditing", "auditor.rulesets.expressions", "pandera", "pydantic", "sqlglot")
    assert loaded(program, "textual", *heavy) == ["textual"]
