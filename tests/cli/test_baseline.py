"""``auditor baseline`` and ``check --baseline``: only what is new fails, and debt is never taken on by accident."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.small import FLAWED

DATE = ("--rules", "liten", "--reference-date", "2024-12-31")
BASELINE = ("--baseline", "grunnlinje.json")
NEW = "A7;P1;0301;2023-01-01;2024-01-01;;1\n"


def test_only_new_findings_fail(run: Run, work: Path) -> None:
    """What is accepted passes; one more of the same rule does not; the report says both numbers."""
    made = run("baseline", "flawed", *BASELINE, *DATE)
    assert made.code == 0
    assert (work / "grunnlinje.key").stat().st_mode & 0o777 == 0o600
    passed = run("check", "flawed", *BASELINE, *DATE)
    assert passed.code == 0
    assert "Grunnlinjen godtar" in passed.out
    (work / "flawed" / "program.csv").write_text(FLAWED.replace("A1;P1", "A8;P1") + NEW, encoding="utf-8")
    failed = run("check", "flawed", "--format", "json", *BASELINE, *DATE)
    outcome = json.loads(failed.out)["outcome"]
    assert failed.code == 1
    assert outcome["failing_rules"] == ["L-AVS-001"]
    assert outcome["failing_findings"] == 2
    assert outcome["baseline"]["gone"] == 1


def test_new_debt_is_taken_on_only_when_asked_for(run: Run, work: Path) -> None:
    """+N / -M (a row, and the share of its municipality), and nothing is written without --accept-new."""
    run("baseline", "flawed", *BASELINE, *DATE)
    before = (work / "grunnlinje.json").read_bytes()
    (work / "flawed" / "program.csv").write_text(FLAWED + NEW, encoding="utf-8")
    refused = run("baseline", "flawed", *BASELINE, *DATE)
    assert refused.code == 1
    assert refused.out.startswith("+2 / -0")
    assert (work / "grunnlinje.json").read_bytes() == before
    assert run("baseline", "flawed", "--accept-new", *BASELINE, *DATE).code == 0
    assert run("check", "flawed", *BASELINE, *DATE).code == 0
    better = run("baseline", "clean", *BASELINE, *DATE)
    assert better.code == 0
    assert better.out.startswith("+0 / -")


def test_a_missing_or_damaged_baseline_is_no_empty_one(run: Run, work: Path) -> None:
    """Exit code 2."""
    assert run("check", "flawed", *BASELINE, *DATE).code == 2
    (work / "grunnlinje.json").write_text("{}")
    assert run("check", "flawed", *BASELINE, *DATE).code == 2
    assert run("baseline", "flawed", *BASELINE, *DATE).code == 2


def test_without_its_key_a_baseline_is_refused(run: Run, work: Path) -> None:
    """Rather than telling that everything is new."""
    run("baseline", "flawed", *BASELINE, *DATE)
    (work / "grunnlinje.key").unlink()
    ended = run("check", "flawed", *BASELINE, *DATE)
    assert ended.code == 2
    assert "nøkkel" in ended.err
    assert run("baseline", "flawed", *BASELINE, *DATE).code == 2
    assert not (work / "grunnlinje.key").exists()
