"""What a rule rests on: fields, parameters and code lists, also those behind what is derived and looked up for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.rule import CodeListCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import sql as source
from auditor.rulesets.dating import date_column
from auditor.rulesets.excerpt import excerpt
from auditor.rulesets.lint.conditions import aggregates_of, texts_of


@dataclass(frozen=True)
class Uses:
    """Names in alphabetical order; ``fields`` are pairs of table and field as the register has them."""

    fields: tuple[tuple[str, str], ...]
    parameters: tuple[str, ...]
    code_lists: tuple[str, ...]
    columns: tuple[str, ...]
    """What is derived and looked up for it, as ``table.name``."""


def uses_of(rule: Rule, ruleset: RuleSet) -> Uses:
    """What one rule of a checked rule set rests on; the field that dates its rows only where a date matters to it."""
    alone = excerpt(ruleset, (rule,), whole=False)
    parameters: set[str] = set()
    lists: set[str] = set()
    for text in _texts(rule, alone):
        named, listed = source.names_used(text)
        parameters |= named
        lists |= listed
    if isinstance(rule.condition, CodeListCondition):
        lists.add(rule.condition.codes)
    fields = {(table.name, field.name) for table in alone.tables.values() for field in table.fields}
    dated = date_column(rule, ruleset)
    if dated is not None and ruleset.tables[rule.table].field(dated) is not None:
        fields.add((rule.table, dated))
    computed = {f"{each.table}.{each.name}" for each in alone.derivations}
    computed |= {f"{each.table}.{name}" for each in alone.lookups for name in each.fields}
    return Uses(
        fields=tuple(sorted(fields)),
        parameters=tuple(sorted(parameters & ruleset.parameters.keys())),
        code_lists=tuple(sorted(lists & ruleset.code_lists.keys())),
        columns=tuple(sorted(computed)),
    )


def _texts(rule: Rule, alone: RuleSet) -> Iterator[str]:
    yield from (text for _, text in texts_of(rule))
    yield from aggregates_of(rule)
    yield from (each.sql for each in alone.derivations)
    for lookup in alone.lookups:
        yield from lookup.fields.values()
        if lookup.where:
            yield lookup.where
