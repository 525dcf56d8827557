"""Small changes of what rules share: computed fields, and fields fetched from other tables.

``python -m tests.rulebook.shared_mutants [NAME]`` lists the changes no example of a rule that rests on them notices.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.model.errors import AuditorError
from auditor.model.rule import Rule
from auditor.model.ruleset import Derivation, Lookup, RuleSet
from auditor.rulesets import load
from auditor.rulesets.uses import uses_of
from tests.rulebook.judging import Judge
from tests.rulebook.rule_mutants import another_code, parameter_kind
from tests.rulebook.sql_mutants import mutants

_AGGREGATES = {"MIN(": "MAX(", "MAX(": "MIN(", "SUM(": "MAX("}


@dataclass(frozen=True)
class SharedMutant:
    """A rule set with one change; ``name`` is the column (``table.name``) that it is about, or the first of several."""

    name: str
    label: str
    ruleset: RuleSet
    columns: tuple[str, ...]
    """All columns that the change may alter."""


def shared_mutants(ruleset: RuleSet, chosen: Callable[[str], bool] = lambda name: True) -> Iterator[SharedMutant]:
    """Every mutant of the derivations and look-ups of a rule set, or of the chosen columns (``table.name``).

    Of changes of a column that read alike, the second is labelled ``(2)``, and so on.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for mutant in _all_mutants(ruleset, chosen):
        seen[mutant.name, mutant.label] += 1
        number = seen[mutant.name, mutant.label]
        yield mutant if number == 1 else replace(mutant, label=f"{mutant.label} ({number})")


def _all_mutants(ruleset: RuleSet, chosen: Callable[[str], bool]) -> Iterator[SharedMutant]:
    for place, derivation in enumerate(ruleset.derivations):
        if not chosen(f"{derivation.table}.{derivation.name}"):
            continue
        for label, changed in _changed(ruleset, derivation.table, derivation.sql):
            others: list[Derivation] = list(ruleset.derivations)
            others[place] = replace(derivation, sql=changed)
            name = f"{derivation.table}.{derivation.name}"
            yield SharedMutant(name, label, replace(ruleset, derivations=tuple(others)), (name,))
    for place, lookup in enumerate(ruleset.lookups):
        if not any(chosen(f"{lookup.table}.{name}") for name in lookup.fields):
            continue
        for fields, label, changed_lookup in _changed_lookups(ruleset, lookup):
            lookups = list(ruleset.lookups)
            lookups[place] = changed_lookup
            names = tuple(f"{lookup.table}.{field}" for field in fields)
            yield SharedMutant(names[0], label, replace(ruleset, lookups=tuple(lookups)), names)


def _changed(ruleset: RuleSet, table: str, sql: str) -> Iterator[tuple[str, str]]:
    return mutants(sql, another_code(ruleset, table), parameter_kind(ruleset))


def _changed_lookups(ruleset: RuleSet, lookup: Lookup) -> Iterator[tuple[tuple[str, ...], str, Lookup]]:
    every = tuple(lookup.fields)
    if lookup.where:
        yield every, "without where", replace(lookup, where=None)
        for label, changed in _changed(ruleset, lookup.from_table, lookup.where):
            yield every, f"where: {label}", replace(lookup, where=changed)
    if lookup.order:
        turned = lookup.order[1:] if lookup.order.startswith("-") else f"-{lookup.order}"
        yield every, f"order {turned}", replace(lookup, order=turned)
    if len(lookup.key) > 1:
        for name in lookup.key:
            fewer = {here: there for here, there in lookup.key.items() if here != name}
            yield every, f"key without {name}", replace(lookup, key=fewer)
    for field, text in lookup.fields.items():
        for aggregate, other in _AGGREGATES.items():
            if text.startswith(aggregate):
                changed = text.replace(aggregate, other, 1)
                yield (field,), f"{text} -> {changed}", replace(lookup, fields={**lookup.fields, field: changed})


def surviving(
    ruleset: RuleSet,
    rules: Sequence[Rule],
    chosen: Callable[[str], bool] = lambda name: True,
    drawn: Callable[[SharedMutant], bool] = lambda mutant: True,
) -> Iterator[tuple[SharedMutant, bool | None]]:
    """Each mutant that some of ``rules`` rest on, and whether it survives their examples (None: it cannot be run).

    Only those of the columns ``chosen`` by their names, and of these the ``drawn`` ones.
    """
    users: dict[str, list[Rule]] = {}
    for rule in rules:
        for name in uses_of(rule, ruleset).columns:
            users.setdefault(name, []).append(rule)
    wanted: dict[str, tuple[str, ...] | None] = {}
    using_any: dict[tuple[str, ...], list[Rule]] = {}
    for mutant in shared_mutants(ruleset, chosen):
        if not chosen(mutant.name) or not drawn(mutant):
            continue
        using = using_any.setdefault(mutant.columns, _distinct(users.get(each, []) for each in mutant.columns))
        if not using:
            continue
        try:
            noticing = next((rule for rule in using if _notices(rule, ruleset, mutant, wanted)), None)
        except (AuditorError, pl.exceptions.PolarsError):
            yield mutant, None
            continue
        if noticing is not None:
            using.sort(
                key=lambda rule: rule is not noticing
            )  # the next change of the field is likely noticed here, too
        yield mutant, noticing is None


def _distinct(rules: Iterable[Iterable[Rule]]) -> list[Rule]:
    return list({rule.id: rule for some in rules for rule in some}.values())


def _notices(rule: Rule, ruleset: RuleSet, mutant: SharedMutant, wanted: dict[str, tuple[str, ...] | None]) -> bool:
    if rule.id not in wanted:
        (wanted[rule.id],) = Judge(rule, ruleset).verdicts([rule])
    (got,) = Judge(rule, mutant.ruleset).verdicts([rule])
    return got != wanted[rule.id]


def main(names: Sequence[str], say: Callable[[str], None] = print) -> None:
    """Print what survived, and the share killed."""
    for name in names or ["samlet", "statistikk"]:
        ruleset = load(name)
        results = [
            each
            for each in surviving(ruleset, [rule for rule in ruleset.rules if not rule.generated])
            if each[1] is not None
        ]
        for mutant, survived in results:
            if survived:
                say(f"{mutant.name}: {mutant.label}")
        killed = sum(not survived for _, survived in results)
        say(f"{name}: {killed} of {len(results)} killed")


if __name__ == "__main__":
    main(sys.argv[1:])
