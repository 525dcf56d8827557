"""A baseline accepts what it names and nothing else, and never by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.ledger import baseline
from auditor.ledger.errors import LedgerError
from auditor.model.vocabulary import Severity
from tests.ledger.conftest import KEY, Audited

A, B = "MERKEA;P1;0301;2023-01-01;2024-01-01;;1", "MERKEB;P2;4601;2023-01-01;2024-01-01;;1"
NAMELESS = ";P1;0301;2023-01-01;2024-01-01;;1"


def test_what_is_accepted_is_not_new(audited: Audited, tmp_path: Path) -> None:
    """Written and read again; one that is corrected while another comes does not balance it."""
    file = tmp_path / "grunnlinje.json"
    made = baseline.of(audited(A), KEY)
    baseline.write(made, file)
    assert baseline.read(file) == made
    assert "MERKE" not in file.read_text(encoding="utf-8")
    same = baseline.against(audited(A), made, KEY)
    assert (same.new, same.gone) == (0, 0)
    other = baseline.against(audited(B), made, KEY, Severity.ERROR)
    assert other.new_by_rule == {"L-AVS-001": 1}
    assert other.gone == len(made)


def test_a_finding_without_a_key_is_always_new(audited: Audited) -> None:
    """Nothing shows that it is the one that was accepted."""
    made = baseline.of(audited(NAMELESS), KEY)
    assert baseline.against(audited(NAMELESS), made, KEY, Severity.ERROR).new == 1


def test_another_key_or_rule_set_is_refused(audited: Audited) -> None:
    """Not taken for new findings."""
    made = baseline.of(audited(A), KEY)
    with pytest.raises(LedgerError, match="baseline_key"):
        baseline.against(audited(A), made, bytes(32))
    with pytest.raises(LedgerError, match="baseline_rules"):
        baseline.against(audited(A), baseline.Baseline("annet", made.check, {}), KEY)


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null",
     '{"format": "auditor-baseline", "version": 2, "ruleset": "a", "check": "b", "findings": {}}',
     '{"format": "auditor-baseline", "version": 1, "ruleset": 1, "check": "b", "findings": {}}',
     '{"format": "auditor-baseline", "version": 1, "ruleset": "a", "check": "b", "findings": {"R": [1]}}',
     '{"format": "auditor-baseline", "version": 1, "ruleset": "a", "check": "b", "findings": ["R"]}'],
)  # fmt: skip
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    """A sentence, whatever is in it."""
    file = tmp_path / "grunnlinje.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LedgerError, match="baseline_damaged"):
        baseline.read(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """And not taken for an empty one."""
    with pytest.raises(LedgerError, match="baseline_missing"):
        baseline.read(tmp_path / "borte.json")
