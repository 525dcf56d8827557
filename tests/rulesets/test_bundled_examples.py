"""Every rule that comes with the program does what its examples say."""

from __future__ import annotations

import pytest

from auditor.engine.examples import run_examples
from auditor.rulesets.loading import available, load
from tests.rulebook import WIDEST

BUILT_ON = {"indicators": "integrering"}
"""Sets among these whose bases are tried by themselves."""


@pytest.mark.parametrize("name", WIDEST)
def test_examples(name: str) -> None:
    """Each fires on its failing examples, is silent on the others, and admits what it cannot tell."""
    ruleset = load(name)
    base = {rule.id for rule in load(BUILT_ON[name], checked=False).rules} if name in BUILT_ON else set()
    own = {rule.id for rule in ruleset.rules} - base
    results = list(run_examples(ruleset, own))
    assert [each for each in results if not each.as_wanted] == []
    tried = {each.rule for each in results}
    assert {name for name in own if not name.startswith("SHAPE.")} <= tried


def test_no_rule_set_is_left_out() -> None:
    """The rule sets tried above hold every rule of every bundled set."""
    tried = {rule.id for name in WIDEST for rule in load(name, checked=False).rules}
    assert {rule.id for name in available() for rule in load(name, checked=False).rules} <= tried
