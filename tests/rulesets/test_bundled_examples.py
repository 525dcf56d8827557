"""Every rule that comes with the program does what its examples say."""

from __future__ import annotations

import pytest

from auditor.engine.examples import run_examples
from auditor.rulesets.loading import available, load


@pytest.mark.parametrize("name", ["integrering", "statistikk", "kostra"])
def test_examples(name: str) -> None:
    """Each fires on its failing examples, is silent on the others, and admits what it cannot tell."""
    ruleset = load(name)
    results = list(run_examples(ruleset))
    assert [each for each in results if not each.as_wanted] == []
    tried = {each.rule for each in results}
    assert {rule.id for rule in ruleset.rules if not rule.id.startswith("SHAPE.")} <= tried


def test_no_rule_set_is_left_out() -> None:
    """The rule sets tried above hold every rule of every bundled set."""
    tried = {rule.id for name in ("integrering", "statistikk", "kostra") for rule in load(name, checked=False).rules}
    assert {rule.id for name in available() for rule in load(name, checked=False).rules} <= tried
