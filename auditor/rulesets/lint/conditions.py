"""Conditions that can never matter, codes that do not exist, and conditions nobody can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from auditor.model import rule as rules
from auditor.model.rule import Rule
from auditor.model.ruleset import CodeList, RuleSet
from auditor.model.table import Table
from auditor.model.vocabulary import Severity
from auditor.rulesets import sql as source
from auditor.rulesets.conditions import further_intervals
from auditor.rulesets.lint.finding import LintFinding
from auditor.rulesets.lint.reasoning import try_all
from auditor.rulesets.scope import CHECK_DATE, prepared_columns, scope_of
from auditor.rulesets.values import Scope

MAX_MEMBERS = 60
"""More members of an IN list than this belong in a code list."""
MAX_DEPTH = 8
"""Conditions nested deeper than this belong in derived fields."""


def findings(ruleset: RuleSet) -> Iterator[LintFinding]:
    """Remarks about the conditions of rules, look-ups and derivations."""
    scopes: dict[str, Scope] = {}
    for table in ruleset.tables.values():
        scopes[table.name] = scope_of(ruleset, table, prepared_columns(ruleset, table, CHECK_DATE).all, CHECK_DATE)
    for rule in ruleset.rules:
        yield from _outcomes(rule, scopes[rule.table])
        for about, text in texts_of(rule):
            yield from written(text, ruleset, about, rule.file, rule.line, rule.id)
    for derivation in ruleset.derivations:
        name = f"{derivation.table}.{derivation.name}"
        yield from written(derivation.sql, ruleset, derivation.table, derivation.file, derivation.line, name)
    for lookup in ruleset.lookups:
        if lookup.where:
            name = f"lookup {lookup.table}"
            yield from written(lookup.where, ruleset, lookup.from_table, lookup.file, lookup.line, name)
            trial = try_all({"where": lookup.where}, scopes[lookup.from_table])
            if trial is not None and not trial.meets(where=True):
                yield LintFinding(
                    Severity.ERROR, "rulesets.lint.never_applies", lookup.file, lookup.line, "", {"rule": name}
                )


def texts_of(rule: Rule) -> Iterator[tuple[str, str]]:
    """Every condition of a rule with the table it speaks of."""
    condition = rule.condition
    for name in ("when", "require", "of", "within", "max_share", "min_share"):
        text = getattr(condition, name, None)
        if isinstance(text, str):
            yield rule.table, text
    if isinstance(condition, rules.ReferenceCondition) and condition.where:
        yield condition.to_table, condition.where
    if isinstance(condition, rules.GapCondition):
        for intervals in further_intervals(condition):
            if intervals.where:
                yield intervals.table, intervals.where
    if isinstance(condition, rules.ReconcileCondition):
        for total in (condition.left, condition.right):
            yield total.table, total.value
            if total.where:
                yield total.table, total.where


def aggregates_of(rule: Rule) -> Iterator[str]:
    """The aggregates that a rule about drift compares."""
    if isinstance(rule.condition, rules.DriftCondition):
        yield rule.condition.value
        if rule.condition.per:
            yield rule.condition.per


def _outcomes(rule: Rule, scope: Scope) -> Iterator[LintFinding]:
    condition = rule.condition
    applies = [f"({condition.when})"] if getattr(condition, "when", None) else []  # type: ignore[union-attr]
    if isinstance(condition, rules.ShareCondition):
        applies = [f"({condition.within})"] if condition.within else []
    by = rule.validity.by or scope.date
    if by is not None and applies:
        applies += [f"{by} >= DATE '{rule.validity.start}'"] if rule.validity.start else []
        applies += [f"{by} < DATE '{rule.validity.end}'"] if rule.validity.end else []
    tried: dict[str, str] = {"applies": " AND ".join(applies) or "TRUE"}
    if isinstance(condition, rules.RowCondition):
        tried["holds"] = condition.require
    elif isinstance(condition, rules.ShareCondition):
        tried["holds"] = f"NOT ({condition.of})"
    trial = try_all(tried, scope)
    if trial is None:
        return
    if not trial.meets(applies=True):
        yield _about(rule, "never_applies", Severity.ERROR)
    elif "holds" in tried and not trial.meets(applies=True, holds=False):
        yield _about(rule, "never_fires", Severity.ERROR)
    elif (
        "holds" in tried
        and not trial.meets(applies=True, holds=True)
        and not isinstance(source.parse(tried["holds"]), exp.Boolean)
    ):
        yield _about(rule, "always_fires", Severity.WARNING)


def _about(rule: Rule, key: str, severity: Severity, **facts: object) -> LintFinding:
    return LintFinding(severity, f"rulesets.lint.{key}", rule.file, rule.line, rule.id, {"rule": rule.id, **facts})


def written(text: str, ruleset: RuleSet, table: str, file: str, line: int, name: str) -> Iterator[LintFinding]:
    """Remarks about how a condition over a table is written; ``name`` is the rule, or what else it belongs to."""
    tree = source.parse(text)
    codes = _codes_of(ruleset, ruleset.tables[table])
    is_rule = ruleset.rule(name) is not None

    def about(key: str, severity: Severity, **facts: object) -> LintFinding:
        return LintFinding(
            severity, f"rulesets.lint.{key}", file, line, name if is_rule else "", {"rule": name, **facts}
        )

    for members in tree.find_all(exp.In):
        if len(members.expressions) > MAX_MEMBERS:
            yield about("long_list", Severity.WARNING, members=len(members.expressions), limit=MAX_MEMBERS)
    if _depth(tree) > MAX_DEPTH:
        yield about("too_deep", Severity.WARNING, limit=MAX_DEPTH)
    for column, literal in _compared(tree):
        known = codes.get(column)
        if known is not None and literal not in _members(known):
            alias = _stands_for(known, literal)
            key = "alias_compared" if alias else "no_such_code"
            facts = {"field": column, "code": literal, "codes": known.name} | ({"meant": alias} if alias else {})
            yield about(key, Severity.ERROR, **facts)


def _depth(node: exp.Expr) -> int:
    below = max((_depth(child) for child in node.iter_expressions()), default=0)
    within = isinstance(node, (exp.And, exp.Or, exp.Not, exp.Case)) and type(node.parent) is not type(node)
    return below + within


def _compared(tree: exp.Expr) -> Iterator[tuple[str, str]]:
    """Columns and the texts they are compared with."""
    for node in tree.walk():
        if isinstance(node, source.COMPARISONS):
            sides = [(node.this, node.expression), (node.expression, node.this)]
        elif isinstance(node, exp.In):
            sides = [(node.this, each) for each in node.expressions]
        else:
            continue
        for column, other in sides:
            if isinstance(column, exp.Column) and isinstance(other, exp.Literal) and other.is_string:
                yield column.name, other.name


def _codes_of(ruleset: RuleSet, table: Table) -> Mapping[str, CodeList]:
    """The code lists of a table's coded columns, its own and those looked up as they are."""
    found = {field.name: ruleset.code_lists[field.codes] for field in table.fields if field.codes}
    for lookup in ruleset.lookups:
        if lookup.table == table.name and lookup.from_table in ruleset.tables:
            for name, there in lookup.fields.items():
                field = ruleset.tables[lookup.from_table].field(there)
                if field is not None and field.codes:
                    found[name] = ruleset.code_lists[field.codes]
    return found


def _members(codes: CodeList) -> frozenset[str]:
    if codes.reference is not None:
        from auditor.reference.codes import all_codes

        return all_codes(codes.reference)
    return frozenset(each.code for each in codes.codes)


def _stands_for(codes: CodeList, literal: str) -> str | None:
    """The code that a text is an alias of, which data never hold once they are read."""
    folded = literal.casefold()
    return next(
        (each.code for each in codes.codes if folded in {name.casefold() for name in (each.code, *each.aliases)}), None
    )
