"""What changed between two versions of a rule set, as data.

Things are the same when they have the same name (a rule its id). In which file they stand does not matter, nor do
themes and examples, which change nothing for who is checked. Rules that the program makes from table descriptions are
left out: the change of the field says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

from auditor.model.indicator import Indicator
from auditor.model.population import Population, PopulationStep
from auditor.model.rule import Rule
from auditor.model.ruleset import Code, Derivation, RuleSet
from auditor.model.table import Field, Table
from auditor.model.text import Text
from auditor.rulesets.indicator_parts import parts_of
from auditor.rulesets.uses import Uses, uses_of, uses_of_population

REMOVED, ADDED, CHANGED = "removed", "added", "changed"
KINDS = (
    *("head", "rule", "population", "indicator", "table", "field"),
    *("code_list", "code", "parameter", "derivation", "lookup"),
)
"""What can change, in the order it is told."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing about something that changed: its name, and what it was and is.

    ``old`` and ``new`` are values of the model (Text, Severity, dates, tuples of them) or condition texts. ``subject``
    names the part of a condition where ``name`` is ``condition``, the step of a population where it is ``step``, and
    what a rule or a population rests on where it is ``rests_on_...``.
    """

    name: str
    old: object
    new: object
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something removed, added or changed; ``aspects`` is empty for the first two."""

    how: str
    kind: str
    name: str
    title: Text | None
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSetDiff:
    """Two versions and the changes between them: by kind, then in the order of the newer (removed: older) version."""

    old: RuleSet
    new: RuleSet
    changes: tuple[Change, ...]

    def of(self, how: str, kind: str) -> tuple[Change, ...]:
        """The changes of one sort."""
        return tuple(each for each in self.changes if each.how == how and each.kind == kind)


def compare(old: RuleSet, new: RuleSet) -> RuleSetDiff:
    """The changes from ``old`` to ``new``; both have been loaded and checked."""
    return RuleSetDiff(old, new, tuple(_changes(old, new)))


def _changes(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    head = _differences(old, new, ("name", "version", "title", "registers", "sources", "builds_on"))
    if head:
        yield Change(CHANGED, "head", new.name, new.title, tuple(head))
    yield from _matched("rule", _rules(old), _rules(new), lambda a, b: _of_rule(a, b, old, new))
    yield from _matched("population", old.populations, new.populations, lambda a, b: _of_population(a, b, old, new))
    yield from _matched("indicator", old.indicators, new.indicators, _of_indicator)
    tables = _names(Table, ("fields", "file", "line"))
    yield from _matched("table", old.tables, new.tables, lambda a, b: _differences(a, b, tables))
    described = _names(Field, ("name", "line"))
    yield from _matched("field", _fields(old), _fields(new), lambda a, b: _differences(a, b, described))
    lists = ("title", "source", "reference")
    yield from _matched("code_list", old.code_lists, new.code_lists, lambda a, b: _differences(a, b, lists))
    yield from _matched("code", _codes(old, new), _codes(new, old), _of_codes, lambda codes: codes[0].label)
    valued = ("title", "values", "basis")
    yield from _matched("parameter", old.parameters, new.parameters, lambda a, b: _differences(a, b, valued))
    derived = ("title", "sql")
    yield from _matched("derivation", _derived(old), _derived(new), lambda a, b: _differences(a, b, derived))
    looked_up = ("from_table", "field", "key", "where", "order")
    yield from _matched(
        "lookup", _looked_up(old), _looked_up(new), lambda a, b: _differences(a, b, looked_up), lambda _: None
    )


def _matched(
    kind: str,
    old: Mapping[str, Thing],
    new: Mapping[str, Thing],
    differences: Callable[[Thing, Thing], Iterable[Aspect]],
    title: Callable[[Any], Text | None] = lambda each: each.title,
) -> Iterator[Change]:
    for name, was in old.items():
        if name not in new:
            yield Change(REMOVED, kind, name, title(was))
    for name, thing in new.items():
        if name not in old:
            yield Change(ADDED, kind, name, title(thing))
        else:
            aspects = tuple(differences(old[name], thing))
            if aspects:
                yield Change(CHANGED, kind, name, title(thing), aspects)


def _differences(old: Any, new: Any, names: Iterable[str]) -> list[Aspect]:
    return [
        Aspect(name, getattr(old, name), getattr(new, name))
        for name in names
        if getattr(old, name) != getattr(new, name)
    ]


def _names(kind: type, without: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.compare and each.name not in without)


def _rules(ruleset: RuleSet) -> dict[str, Rule]:
    return {rule.id: rule for rule in ruleset.rules if not rule.generated}


def _fields(ruleset: RuleSet) -> dict[str, Field]:
    return {f"{table.name}.{field.name}": field for table in ruleset.tables.values() for field in table.fields}


def _derived(ruleset: RuleSet) -> dict[str, Derivation]:
    return {f"{each.table}.{each.name}": each for each in ruleset.derivations}


@dataclass(frozen=True)
class _LookedUp:
    """One looked-up column."""

    from_table: str
    field: str
    key: tuple[tuple[str, str], ...]
    where: str | None
    order: str | None


def _looked_up(ruleset: RuleSet) -> dict[str, _LookedUp]:
    return {
        f"{each.table}.{name}": _LookedUp(each.from_table, field, tuple(each.key.items()), each.where, each.order)
        for each in ruleset.lookups
        for name, field in each.fields.items()
    }


def _codes(ruleset: RuleSet, other: RuleSet) -> dict[str, tuple[Code, ...]]:
    """The entries of each code of the lists that both versions have: a list that comes or goes is told as a whole."""
    found: dict[str, tuple[Code, ...]] = {}
    for codes in ruleset.code_lists.values():
        if codes.name in other.code_lists:
            for code in codes.codes:
                name = f"{codes.name}: {code.code}"
                found[name] = (*found.get(name, ()), code)
    return found


def _of_codes(old: tuple[Code, ...], new: tuple[Code, ...]) -> Iterator[Aspect]:
    if len(old) == len(new) == 1:
        yield from _differences(old[0], new[0], ("label", "aliases", "start", "end", "attributes"))
    elif old != new:
        yield Aspect("entries", old, new)


def _of_rule(old: Rule, new: Rule, before: RuleSet, after: RuleSet) -> Iterator[Aspect]:
    yield from _of_condition(old.condition, new.condition)
    names = (
        "table",
        "severity",
        "dimension",
        "validity",
        "title",
        "message",
        "why",
        "remedy",
        "basis",
        "blame",
        "context",
    )
    yield from _differences(old, new, names)
    yield from _of_what_it_rests_on(uses_of(old, before), uses_of(new, after), before, after)


def _of_population(old: Population, new: Population, before: RuleSet, after: RuleSet) -> Iterator[Aspect]:
    yield from _differences(old, new, ("table", "title", "description", "basis"))
    yield from _of_steps(old, new)
    was, now = uses_of_population(old, before), uses_of_population(new, after)
    yield from _of_what_it_rests_on(was, now, before, after)


def _of_indicator(old: Indicator, new: Indicator) -> Iterator[Aspect]:
    was, now = parts_of(old), parts_of(new)
    yield from (Aspect(name, was[name], now[name]) for name in was if was[name] != now[name])


def _of_steps(old: Population, new: Population) -> Iterator[Aspect]:
    """Steps are the same when they have the same title; under another one it is a step taken out and one put in."""
    was, now = _steps(old), _steps(new)
    for name in [each for each in was if each not in now]:
        yield Aspect("step", was[name].keep, None, name)
    for name, step in now.items():
        if name not in was:
            yield Aspect("step", None, step.keep, name)
            continue
        if was[name].keep.split() != step.keep.split():
            yield Aspect("step", was[name].keep, step.keep, name)
        if was[name].title != step.title:
            yield Aspect("step_title", was[name].title, step.title, name)
    kept = [[name for name in each if name in was and name in now] for each in (was, now)]
    if kept[0] != kept[1]:
        yield Aspect("step_order", tuple(kept[0]), tuple(kept[1]))


def _of_condition(old: Any, new: Any) -> Iterator[Aspect]:
    if type(old) is not type(new):
        yield Aspect("condition", condition_parts(old), condition_parts(new))
        return
    for each in fields(old):
        was, now = getattr(old, each.name), getattr(new, each.name)
        if was == now:
            continue
        if is_dataclass(was) and is_dataclass(now):
            yield from (
                Aspect("condition", part.old, part.new, f"{each.name} {part.subject}")
                for part in _of_condition(was, now)
            )
        elif not (isinstance(was, str) and isinstance(now, str) and was.split() == now.split()):
            yield Aspect("condition", was, now, each.name)


def condition_parts(condition: Any) -> tuple[tuple[str, object], ...]:
    """The named parts of a condition that say something."""
    return tuple(
        (each.name, value) for each in fields(condition) if (value := getattr(condition, each.name)) not in (None, ())
    )


def _steps(population: Population) -> dict[str, PopulationStep]:
    """By their titles, which have a number where they stand more than once."""
    found: dict[str, PopulationStep] = {}
    for step in population.steps:
        times = sum(each.title.nb == step.title.nb for each in found.values())
        found[f"{step.title.nb} ({times + 1})" if times else step.title.nb] = step
    return found


def _of_what_it_rests_on(was: Uses, now: Uses, before: RuleSet, after: RuleSet) -> Iterator[Aspect]:
    """Shared values, code lists and computed fields that both versions use and that changed."""
    for name in now.parameters:
        if name in was.parameters and before.parameters[name].values != after.parameters[name].values:
            yield Aspect("rests_on_parameter", before.parameters[name].values, after.parameters[name].values, name)
    for name in now.code_lists:
        if name in was.code_lists and before.code_lists[name].codes != after.code_lists[name].codes:
            yield Aspect("rests_on_code_list", None, None, name)
    derived, derived_now = _derived(before), _derived(after)
    for name in now.columns:
        both = name in was.columns and name in derived and name in derived_now
        if both and derived[name].sql.split() != derived_now[name].sql.split():
            yield Aspect("rests_on_derivation", derived[name].sql, derived_now[name].sql, name)
    looked_up, looked_up_now = _looked_up(before), _looked_up(after)
    for name in now.columns:
        if (
            name in was.columns
            and name in looked_up
            and name in looked_up_now
            and looked_up[name] != looked_up_now[name]
        ):
            yield Aspect("rests_on_lookup", None, None, name)
