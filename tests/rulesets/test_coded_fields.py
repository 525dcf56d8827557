"""Every coded field of the bundled rule sets is held against its list by some rule, or stands here with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest

from auditor.model.rule import CodeListCondition, RowCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import FieldType
from auditor.rulesets import load

SETS = ("samlet", "statistikk")
UNHELD: Mapping[tuple[str, str], str] = {
    ("bosetting", "avtalt_kommune"): "compared with the municipality of settlement, whose number is held",
}
"""Coded fields, by table and name, that no rule needs to hold against their list, each with its reason."""
_HOLDS = r"\b(?:in_list|valid_municipality|valid_municipality_in_year)\(\s*{field}\b"


@cache
def ruleset(name: str) -> RuleSet:
    return load(name)


def holds(rule: Rule, field: str) -> bool:
    """Whether a rule holds a field against a code list: by its kind, or by a function in what it demands."""
    match rule.condition:
        case CodeListCondition():
            return rule.condition.field == field
        case RowCondition():
            return re.search(_HOLDS.format(field=field), rule.condition.require) is not None
    return False


def coded(name: str) -> list[tuple[str, str]]:
    return [
        (table.name, field.name)
        for table in ruleset(name).tables.values()
        for field in table.fields
        if field.type is FieldType.CODE
    ]


@pytest.mark.parametrize("name", SETS)
def test_every_coded_field_is_held_against_its_list(name: str) -> None:
    """A field that no rule holds lets any text through, and rules that compare it are silent or wrong."""
    unheld = [
        (table, field)
        for table, field in coded(name)
        if (table, field) not in UNHELD and not any(holds(rule, field) for rule in ruleset(name).rules_of(table))
    ]
    assert unheld == []


def test_the_exceptions_are_needed() -> None:
    """An exception is about a coded field that is there and has no rule, and says why."""
    every = {place: name for name in SETS for place in coded(name)}
    for (table, field), reason in UNHELD.items():
        assert reason
        assert (table, field) in every
        assert not any(holds(rule, field) for rule in ruleset(every[table, field]).rules_of(table))


def test_a_field_without_a_rule_is_noticed() -> None:
    """Taking a rule away leaves its field unheld, whichever way the rule holds it."""
    rules = ruleset("integrering")
    for rule_id, field in (("NIR-KOD-018", "norskmaal_muntlig"), ("BOS-BOS-016", "bydel")):
        rule = rules.rule(rule_id)
        assert rule is not None
        assert holds(rule, field)
        assert not any(holds(other, field) for other in rules.rules_of(rule.table) if other is not rule)
