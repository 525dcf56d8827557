"""Loading a rule set from its folder, with the sets it builds on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from auditor.bundled import bundled
from auditor.model.errors import RuleSetError
from auditor.model.rule import CodeListCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import build
from auditor.rulesets import format as file_format
from auditor.rulesets.check import check
from auditor.rulesets.generated import generated_rules
from auditor.rulesets.yaml_source import Document, read_yaml

HEAD = "ruleset.yaml"
DEFAULT = "integrering"
Model = TypeVar("Model", bound=BaseModel)
Named = TypeVar("Named")


def available() -> list[str]:
    """Names of the rule sets that come with the program."""
    folder = bundled("rules")
    return sorted(each.parent.name for each in folder.glob(f"*/{HEAD}"))


def load(name: str | Path = DEFAULT, *, checked: bool = True) -> RuleSet:
    """The rule set of that name (one that comes with the program) or in that folder.

    ``checked=False`` skips compiling the conditions, for lists that only show texts. RuleSetError names file, line and
    what was expected.
    """
    folder = _folder(name)
    ruleset = _load_folder(folder, (), {})
    ruleset = replace(ruleset, rules=(*ruleset.rules, *generated_rules(ruleset)))
    if checked:
        check(ruleset)
    return ruleset


def _folder(name: str | Path) -> Path:
    for folder in (bundled("rules") / str(name), Path(name)):
        if (folder / HEAD).is_file():
            return folder
    raise RuleSetError("rulesets.not_found", name=str(name), available=available())


def _load_folder(folder: Path, under: tuple[str, ...], loaded: dict[Path, RuleSet]) -> RuleSet:
    """The rule set of a folder; ``under`` names the sets it is a base of, ``loaded`` keeps what was read already."""
    if folder in loaded:
        return loaded[folder]
    head_document = read_yaml(folder / HEAD)
    head = _validated(file_format.RuleSetFile, head_document)
    if head.name in under:
        raise RuleSetError("rulesets.cycle", name=head.name, file=HEAD)
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
    )
    for base in head.builds_on:
        base_folder = folder.parent / base
        if not (base_folder / HEAD).is_file():
            base_folder = _folder(base)
        ruleset = _merged(ruleset, _load_folder(base_folder, (*under, head.name), loaded))
    for path in sorted(folder.glob("*.yaml")):
        if path.name != HEAD:
            ruleset = _with_file(ruleset, read_yaml(path))
    loaded[folder] = ruleset
    return ruleset


def _validated(model: type[Model], document: Document) -> Model:
    try:
        return model.model_validate(document.data if document.data is not None else {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = _place(document.data, first["loc"])
        raise RuleSetError(
            "rulesets.format",
            file=document.file,
            line=str(document.line(place)),
            place=".".join(str(part) for part in place) or "-",
            expected=_expectation(first),
        ) from None


def _place(data: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A pydantic location without the parts that name a union's branch, so that it is a path into the data."""
    place: list[str | int] = []
    part: Any
    for part in location:
        inside: Any = data
        if (isinstance(inside, dict) and part in inside) or (
            isinstance(inside, list) and isinstance(part, int) and part < len(inside)
        ):
            data = inside[part]
        elif isinstance(part, str) and isinstance(data, dict) and location[-1] == part:
            place.append(part)
            break
        else:
            continue
        place.append(part)
    return tuple(place)


def _expectation(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return "a known key"
    if kind == "missing":
        return "this key to be present"
    if kind == "value_error":
        return str(context.get("error", ""))
    return str(error["msg"])


def _merged(ruleset: RuleSet, base: RuleSet) -> RuleSet:
    """``ruleset`` with everything of ``base``; a base reached twice is taken once."""
    known = {rule.id for rule in ruleset.rules}
    return replace(
        ruleset,
        registers=tuple(dict.fromkeys((*ruleset.registers, *base.registers))),
        sources=tuple(dict.fromkeys((*ruleset.sources, *base.sources))),
        tables={**ruleset.tables, **base.tables},
        code_lists={**ruleset.code_lists, **base.code_lists},
        parameters={**ruleset.parameters, **base.parameters},
        derivations=tuple(dict.fromkeys((*ruleset.derivations, *base.derivations))),
        lookups=_distinct((*ruleset.lookups, *base.lookups)),
        rules=(*ruleset.rules, *(rule for rule in base.rules if rule.id not in known)),
    )


def _distinct(items: Iterable[Named]) -> tuple[Named, ...]:
    found: list[Named] = []
    for item in items:
        if item not in found:
            found.append(item)
    return tuple(found)


def _with_file(ruleset: RuleSet, document: Document) -> RuleSet:
    entries = _validated(file_format.RuleFile, document)

    def line(section: str, position: int) -> int:
        return document.line((section, position))

    def add(known: dict[str, Named], section: str, items: list[Any], make: Callable[[Any], Named]) -> dict[str, Named]:
        for position, entry in enumerate(items):
            if entry.name in known:
                raise RuleSetError(
                    "rulesets.duplicate", file=document.file, line=str(line(section, position)), name=entry.name
                )
            known = {**known, entry.name: make(entry)}
        return known

    tables = add(dict(ruleset.tables), "tables", entries.tables, build.table)
    code_lists = add(dict(ruleset.code_lists), "code_lists", entries.code_lists, build.code_list)
    parameters = add(dict(ruleset.parameters), "parameters", entries.parameters, build.parameter)
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
