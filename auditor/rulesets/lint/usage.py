"""Things nobody uses, names that mean two things, lists without a date, and examples about something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from auditor.model import rule as rules
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets import sql as source
from auditor.rulesets.dating import is_dated_list
from auditor.rulesets.excerpt import PLACEHOLDER, Needed
from auditor.rulesets.lint.conditions import aggregates_of, texts_of
from auditor.rulesets.lint.finding import LintFinding


def findings(ruleset: RuleSet) -> Iterator[LintFinding]:
    """Remarks about what is declared and how it is used."""
    yield from _unused(ruleset)
    yield from _ambiguous(ruleset)
    for rule in ruleset.rules:
        if not rule.generated:
            yield from _undated(rule, ruleset)
            yield from _examples(rule, ruleset)


def _own_files(ruleset: RuleSet) -> set[str]:
    """The files of the set itself: what its bases declare may be for others. A set of bases alone answers for all."""
    declared = [*ruleset.tables.values(), *ruleset.code_lists.values(), *ruleset.parameters.values()]
    files = {each.file for each in (*declared, *ruleset.derivations, *ruleset.lookups, *ruleset.rules)}  # type: ignore[attr-defined]
    return {file for file in files if file.partition("/")[0] not in ruleset.builds_on and file} or files


def _texts(ruleset: RuleSet) -> Iterator[tuple[str, str]]:
    for rule in ruleset.rules:
        yield from texts_of(rule)
        for text in aggregates_of(rule):
            yield rule.table, text
    for derivation in ruleset.derivations:
        yield derivation.table, derivation.sql
    for lookup in ruleset.lookups:
        if lookup.where:
            yield lookup.from_table, lookup.where
    for population in ruleset.populations.values():
        for step in population.steps:
            yield population.table, step.keep
    for indicator in ruleset.indicators.values():
        for variant in indicator.readings():
            texts = (variant.within, variant.of, *(each.where for each in variant.exclude or ()))
            yield from ((indicator.table, text) for text in (*texts, indicator.value, indicator.period) if text)


def _unused(ruleset: RuleSet) -> Iterator[LintFinding]:
    if all(rule.generated for rule in ruleset.rules):
        return
    own = _own_files(ruleset)
    parameters: set[str] = set()
    lists: set[str | None] = {field.codes for table in ruleset.tables.values() for field in table.fields}
    for _, text in _texts(ruleset):
        named, listed = source.names_used(text)
        parameters |= named
        lists |= listed
    lists |= {rule.condition.codes for rule in ruleset.rules if isinstance(rule.condition, rules.CodeListCondition)}
    for parameter in ruleset.parameters.values():
        if parameter.name not in parameters and parameter.file in own:
            yield _unused_finding("unused_parameter", parameter.file, parameter.line, name=parameter.name)
    for codes in ruleset.code_lists.values():
        if codes.name not in lists and codes.file in own:
            yield _unused_finding("unused_code_list", codes.file, codes.line, name=codes.name)
    used = _used_columns(ruleset)
    for derivation in ruleset.derivations:
        if derivation.name not in used.get(derivation.table, ()) and derivation.file in own:
            facts = {"table": derivation.table, "name": derivation.name}
            yield _unused_finding("unused_derivation", derivation.file, derivation.line, **facts)
    for lookup in ruleset.lookups:
        for name in lookup.fields:
            if name not in used.get(lookup.table, ()) and lookup.file in own:
                yield _unused_finding("unused_lookup", lookup.file, lookup.line, table=lookup.table, name=name)


def _used_columns(ruleset: RuleSet) -> dict[str, set[str]]:
    needed = Needed(ruleset)
    for table in ruleset.tables:
        needed.table(table)
    for rule in ruleset.rules:
        needed.rule(rule)
        shown = PLACEHOLDER.findall(rule.message.nb + (rule.message.en or ""))
        needed.add(rule.table, (*rule.context, *shown))
    for population in ruleset.populations.values():
        needed.population(population)
    for indicator in ruleset.indicators.values():
        needed.indicator(indicator)
    return needed.columns


def _unused_finding(key: str, file: str, line: int, **facts: object) -> LintFinding:
    return LintFinding(Severity.INFO, f"rulesets.lint.{key}", file, line, "", facts)


def _ambiguous(ruleset: RuleSet) -> Iterator[LintFinding]:
    """A header or a spelling that stands for two things would be read as either."""
    for codes in ruleset.code_lists.values():
        spellings = Counter(
            spelling
            for code in {each.code for each in codes.codes}
            for spelling in {
                name.casefold() for each in codes.codes if each.code == code for name in (code, *each.aliases)
            }
        )
        for spelling in sorted(name for name, times in spellings.items() if times > 1):
            facts = {"codes": codes.name, "alias": spelling}
            yield LintFinding(Severity.ERROR, "rulesets.lint.ambiguous_code", codes.file, codes.line, "", facts)
    for table in ruleset.tables.values():
        headers = Counter(
            header for field in table.fields for header in {_folded(name) for name in (field.name, *field.aliases)}
        )
        for header in sorted(name for name, times in headers.items() if times > 1):
            facts = {"table": table.name, "alias": header}
            yield LintFinding(Severity.ERROR, "rulesets.lint.ambiguous_header", table.file, table.line, "", facts)


def _folded(header: str) -> str:
    return header.casefold().translate({ord(each): None for each in " _-"})


def _undated(rule: Rule, ruleset: RuleSet) -> Iterator[LintFinding]:
    """A list whose codes come and go, asked by a rule about rows that nothing dates."""
    if rule.validity.by or ruleset.tables[rule.table].date:
        return
    asked = {rule.condition.codes} if isinstance(rule.condition, rules.CodeListCondition) else set()
    for _, text in texts_of(rule):
        for node in source.parse(text).walk():
            call = source.call(node)
            if call is not None and call.name == "in_list" and len(call.arguments) == 2:
                asked.add(call.arguments[1].name)
    for name in sorted(asked):
        if is_dated_list(ruleset.code_lists.get(name)):
            facts = {"rule": rule.id, "codes": name}
            key = "rulesets.lint.undated_reference"
            yield LintFinding(Severity.WARNING, key, rule.file, rule.line, rule.id, facts)


def _examples(rule: Rule, ruleset: RuleSet) -> Iterator[LintFinding]:
    needed = Needed(ruleset, whole=False)
    needed.rule(rule)
    known = {name for names in needed.columns.values() for name in names}
    if not known:
        return
    for example in (*rule.examples.fails, *rule.examples.passes, *rule.examples.unknown):
        rows = [
            example.row,
            *example.rows,
            *example.previous,
            *(row for some in example.others.values() for row in some),
        ]
        if not known & {name for row in rows for name in row}:
            key = "rulesets.lint.example_names_nothing"
            yield LintFinding(Severity.WARNING, key, rule.file, rule.line, rule.id, {"rule": rule.id})
            return
