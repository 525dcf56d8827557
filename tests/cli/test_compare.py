"""``auditor compare`` as a person and as a program read it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

COMMON = ("--rules", "liten", "--reference-date", "2024-12-31")


def test_new_findings_fail(run: Run, work: Path) -> None:
    """Exit code 1 where something new is an error; 0 the other way round."""
    worse, better = run("compare", "clean", "flawed", *COMMON), run("compare", "flawed", "clean", *COMMON)
    assert (worse.code, better.code) == (1, 0)
    assert "SAMMENLIKNING  clean → flawed" in worse.out
    assert all(len(line) <= 80 for line in worse.out.splitlines())
    assert run("compare", "flawed", "flawed", *COMMON).code == 0


def test_the_machine_readable_comparison(run: Run, work: Path) -> None:
    """Counts that add up, and no key of a person."""
    ended = run("compare", "clean", "flawed", "--format", "json", *COMMON)
    content = json.loads(ended.out)
    assert content["schema"] == "auditor-comparison/1"
    assert sum(content["counts"].values()) == len(content["findings"])
    assert sum(each["new"] for each in content["rules"]) == content["counts"]["new"]
    assert not [name for name in ("P1", "P2", "P9") if name in ended.out]


def test_a_tolerance_must_be_a_number(run: Run, work: Path) -> None:
    """A sentence and exit code 2."""
    ended = run("compare", "clean", "flawed", "--tolerance", "mye", *COMMON)
    assert ended.code == 2
    assert "--tolerance" in ended.err
