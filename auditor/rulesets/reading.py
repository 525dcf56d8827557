"""Reading a rule set from the YAML files of its folder, with the sets it builds on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from auditor.bundled import bundled
from auditor.model.errors import RuleSetError
from auditor.model.rule import CodeListCondition, Rule
from auditor.model.ruleset import Part, RuleSet
from auditor.rulesets import build, build_indicators
from auditor.rulesets import format as file_format
from auditor.rulesets.check import check
from auditor.rulesets.folders import HEAD, available
from auditor.rulesets.generated import generated_rules
from auditor.rulesets.validating import validated
from auditor.rulesets.yaml_source import Document, Path_, read_yaml

Named = TypeVar("Named")


def read(folder: Path, *, checked: bool) -> RuleSet:
    """The rule set of a folder, with the sets it builds on and the rules that follow from its tables.

    ``checked=False`` leaves the conditions uncompiled. RuleSetError names file, line and what was expected.
    """
    ruleset = _load_folder(folder, (), {})
    ruleset = replace(ruleset, rules=(*ruleset.rules, *generated_rules(ruleset)))
    if checked:
        check(ruleset)
    return ruleset


def _base_folder(folder: Path, base: str, document: Document, position: int) -> Path:
    """The folder of a rule set that another builds on: beside it, or among those that come with the program."""
    for parent in (folder.parent, bundled("rules")):
        if (parent / base / HEAD).is_file():
            return parent / base
    line = str(document.line(("builds_on", position)))
    raise RuleSetError("rulesets.base_not_found", file=document.file, line=line, name=base, available=available())


def _load_folder(folder: Path, under: tuple[str, ...], loaded: dict[Path, RuleSet]) -> RuleSet:
    """The rule set of a folder; ``under`` names the sets it is a base of, ``loaded`` keeps what was read already."""
    if folder in loaded:
        return loaded[folder]
    head_document = read_yaml(folder / HEAD, f"{folder.name}/{HEAD}")
    head = validated(file_format.RuleSetFile, head_document)
    ruleset = RuleSet(
        name=head.name,
        version=head.version,
        title=build.text(head.title),
        registers=tuple(head.registers),
        sources=tuple(head.sources),
        tables={},
        code_lists={},
        parameters={},
        derivations=(),
        lookups=(),
        rules=(),
        builds_on=tuple(head.builds_on),
        parts={folder.name: Part(build.text(head.title), tuple(head.registers))},
    )
    for position, base in enumerate(head.builds_on):
        place = {"file": head_document.file, "line": str(head_document.line(("builds_on", position)))}
        if base in (*under, head.name):
            raise RuleSetError("rulesets.cycle", name=base, **place)
        base_folder = _base_folder(folder, base, head_document, position)
        ruleset = _merged(ruleset, _load_folder(base_folder, (*under, head.name), loaded), place)
    for path in sorted(folder.glob("*.yaml")):
        if path.name != HEAD:
            ruleset = _with_file(ruleset, read_yaml(path, f"{folder.name}/{path.name}"))
    loaded[folder] = ruleset
    return ruleset


def _merged(ruleset: RuleSet, base: RuleSet, place: Mapping[str, str]) -> RuleSet:
    """``ruleset`` with everything of ``base``; a base reached twice is taken once, two things of one name refused."""

    def both(ours: Mapping[str, Named], theirs: Mapping[str, Named]) -> dict[str, Named]:
        for name in ours.keys() & theirs.keys():
            if ours[name] is not theirs[name]:
                raise RuleSetError("rulesets.base_conflict", name=name, base=base.name, **place)
        return {**ours, **theirs}

    return replace(
        ruleset,
        registers=tuple(dict.fromkeys((*ruleset.registers, *base.registers))),
        sources=tuple(dict.fromkeys((*ruleset.sources, *base.sources))),
        tables=both(ruleset.tables, base.tables),
        code_lists=both(ruleset.code_lists, base.code_lists),
        parameters=both(ruleset.parameters, base.parameters),
        populations=both(ruleset.populations, base.populations),
        indicators=both(ruleset.indicators, base.indicators),
        derivations=tuple(dict.fromkeys((*ruleset.derivations, *base.derivations))),
        lookups=_distinct((*ruleset.lookups, *base.lookups)),
        parts={**base.parts, **ruleset.parts},
        rules=tuple(both({rule.id: rule for rule in ruleset.rules}, {rule.id: rule for rule in base.rules}).values()),
    )


def _distinct(items: Iterable[Named]) -> tuple[Named, ...]:
    found: list[Named] = []
    for item in items:
        if item not in found:
            found.append(item)
    return tuple(found)


def _with_file(ruleset: RuleSet, document: Document) -> RuleSet:
    entries = validated(file_format.RuleFile, document)

    def line(section: str, position: int) -> int:
        return document.line((section, position))

    def add(
        known: Mapping[str, Named], section: str, items: list[Any], make: Callable[[Any, Document, Path_], Named]
    ) -> dict[str, Named]:
        known = dict(known)
        for position, entry in enumerate(items):
            if entry.name in known:
                raise RuleSetError(
                    "rulesets.duplicate", file=document.file, line=str(line(section, position)), name=entry.name
                )
            known[entry.name] = make(entry, document, (section, position))
        return known

    tables = add(ruleset.tables, "tables", entries.tables, build.table)
    code_lists = add(ruleset.code_lists, "code_lists", entries.code_lists, build.code_list)
    parameters = add(ruleset.parameters, "parameters", entries.parameters, build.parameter)
    populations = add(ruleset.populations, "populations", entries.populations, build.population)
    indicators = add(ruleset.indicators, "indicators", entries.indicators, build_indicators.indicator)
    rules = list(ruleset.rules)
    ids = {rule.id for rule in rules}
    for position, entry in enumerate(entries.rules):
        rule = build.rule(entry, entries.theme, document, line("rules", position))
        if rule.id in ids:
            raise RuleSetError("rulesets.duplicate", file=document.file, line=str(rule.line), name=rule.id)
        ids.add(rule.id)
        rules.append(rule)
    ruleset = replace(
        ruleset,
        tables=tables,
        code_lists=code_lists,
        parameters=parameters,
        populations=populations,
        indicators=indicators,
        derivations=(
            *ruleset.derivations,
            *(build.derivation(each, document, line("derive", i)) for i, each in enumerate(entries.derive)),
        ),
        lookups=(
            *ruleset.lookups,
            *(build.lookup(each, document, line("lookup", i)) for i, each in enumerate(entries.lookup)),
        ),
        rules=tuple(rules),
    )
    return replace(ruleset, rules=tuple(_with_default_codes(rule, ruleset) for rule in ruleset.rules))


def _with_default_codes(rule: Rule, ruleset: RuleSet) -> Rule:
    """A code-list rule without a list of its own takes the one its field declares."""
    condition = rule.condition
    if not isinstance(condition, CodeListCondition) or condition.codes or rule.table not in ruleset.tables:
        return rule
    field = ruleset.tables[rule.table].field(condition.field)
    return replace(rule, condition=replace(condition, codes=(field.codes if field else None) or ""))
