"""What a rule or a population rests on: fields, parameters, code lists, also those behind what is computed for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.model.population import Population
from auditor.model.rule import CodeListCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import sql as source
from auditor.rulesets.dating import date_column
from auditor.rulesets.excerpt import excerpt, for_population
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
    parameters, lists = _names((*(text for _, text in texts_of(rule)), *aggregates_of(rule)), alone)
    if isinstance(rule.condition, CodeListCondition):
        lists.add(rule.condition.codes)
    fields = _fields(alone)
    dated = date_column(rule, ruleset)
    if dated is not None and ruleset.tables[rule.table].field(dated) is not None:
        fields.add((rule.table, dated))
    return _uses(fields, parameters, lists, alone, ruleset)


def uses_of_population(population: Population, ruleset: RuleSet) -> Uses:
    """What the steps of one population of a checked rule set rest on."""
    alone = for_population(ruleset, population, whole=False)
    parameters, lists = _names([step.keep for step in population.steps], alone)
    return _uses(_fields(alone), parameters, lists, alone, ruleset)


def _uses(
    fields: set[tuple[str, str]], parameters: set[str], lists: set[str], alone: RuleSet, ruleset: RuleSet
) -> Uses:
    computed = {f"{each.table}.{each.name}" for each in alone.derivations}
    computed |= {f"{each.table}.{name}" for each in alone.lookups for name in each.fields}
    return Uses(
        fields=tuple(sorted(fields)),
        parameters=tuple(sorted(parameters & ruleset.parameters.keys())),
        code_lists=tuple(sorted(lists & ruleset.code_lists.keys())),
        columns=tuple(sorted(computed)),
    )


def _fields(alone: RuleSet) -> set[tuple[str, str]]:
    return {(table.name, field.name) for table in alone.tables.values() for field in table.fields}


def _names(texts: Iterable[str], alone: RuleSet) -> tuple[set[str], set[str]]:
    """The parameters and code lists that texts name, and those behind what is derived and looked up for them."""
    parameters: set[str] = set()
    lists: set[str] = set()
    for text in (*texts, *_computed(alone)):
        named, listed = source.names_used(text)
        parameters |= named
        lists |= listed
    return parameters, lists


def _computed(alone: RuleSet) -> Iterator[str]:
    yield from (each.sql for each in alone.derivations)
    for lookup in alone.lookups:
        yield from lookup.fields.values()
        if lookup.where:
            yield lookup.where
