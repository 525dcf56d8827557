"""``auditor rules suggest``: text for a person, a rule file to judge, and nothing added by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Run
from tests.results.test_profile import persons, program
from tests.small import write_extract


@pytest.fixture
def place(work: Path) -> Path:
    """The small rule set beside an extract of some hundred rows."""
    write_extract(work / "mange", program(), persons())
    return work


def arguments(*more: object) -> tuple[object, ...]:
    return ("rules", "suggest", "mange", *more, "--rules", "liten", "--reference-date", "2024-12-31")


def test_each_is_told_with_support_exceptions_and_municipalities(run: Run, place: Path) -> None:
    before = {file: file.read_bytes() for file in (place / "liten").iterdir()}
    new, everything = run(*arguments()), run(*arguments("--all"))
    assert (new.code, everything.code) == (0, 0)
    assert "«Person-id» mangler (program)" in new.out
    assert "Samme «Program-id» flere ganger" not in new.out
    assert "Samme «Program-id» flere ganger" in everything.out
    assert "Sies allerede av L-NOK-001." in everything.out
    assert "med 2 unntak" in everything.out
    assert "0301 Oslo" in everything.out
    assert max(map(len, everything.out.splitlines())) <= 80
    assert {file: file.read_bytes() for file in (place / "liten").iterdir()} == before


def test_in_english(run: Run, place: Path) -> None:
    assert "“Person id” is missing (program)" in run(*arguments("--lang", "en")).out


def test_the_rule_file_is_private_and_holds_no_value_of_a_person(run: Run, place: Path) -> None:
    assert run(*arguments("--format", "yaml", "--all", "--output", "forslag.yaml")).code == 0
    file = place / "forslag.yaml"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text(encoding="utf-8")
    assert "P17" not in text
    assert "Ada" not in text
    rules = yaml.safe_load(text)["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) > 5
    assert run(*arguments("--format", "yaml", "--output", "forslag.yaml")).code == 2


def test_what_is_not_there_is_said(run: Run, place: Path) -> None:
    assert run(*arguments("--tables", "finnes_ikke")).code == 2
    assert run("rules", "suggest", "borte", "--rules", "liten").code == 3
