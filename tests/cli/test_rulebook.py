"""``auditor rules docs`` and ``auditor rules diff``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.small import write_ruleset


def test_docs_writes_pages_and_says_where_to_begin(run: Run, work: Path) -> None:
    """A page a rule and a table, and one HTML file, in the language asked for; never over files without leave."""
    ended = run("rules", "docs", "--rules", "liten", "--out", "bok")
    assert ended.code == 0
    assert "rulebook.html" in ended.out
    assert (work / "bok" / "rules" / "L-AVS-001.md").is_file()
    assert (work / "bok" / "tables" / "program.md").is_file()
    assert '<html lang="nb">' in (work / "bok" / "rulebook.html").read_text(encoding="utf-8")
    assert run("rules", "docs", "--rules", "liten", "--out", "bok").code == 2
    assert run("rules", "docs", "--rules", "liten", "--out", "bok", "--force", "--lang", "en").code == 0
    assert '<html lang="en">' in (work / "bok" / "rulebook.html").read_text(encoding="utf-8")


def test_docs_needs_a_folder(run: Run, work: Path) -> None:
    """It does not guess where to write."""
    ended = run("rules", "docs", "--rules", "liten")
    assert ended.code == 2
    assert "--out" in ended.err


def test_diff_ends_in_0_whatever_changed(run: Run, work: Path) -> None:
    """A difference is no failure; a version that does not exist is."""
    newer = write_ruleset(work / "nyere")
    file = newer / "regler.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("severity: fatal", "severity: error"), encoding="utf-8")
    ended = run("rules", "diff", "liten", "nyere")
    assert ended.code == 0
    assert "ENDRET" in ended.out
    assert run("rules", "diff", "liten", "nyere", "--format", "markdown", "--lang", "en").out.startswith("# Change log")
    assert run("rules", "diff", "liten", "finnes_ikke").code == 2
    assert run("rules", "diff", "liten", "nyere", "--format", "pdf").code == 2
