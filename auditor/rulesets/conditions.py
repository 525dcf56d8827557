"""Each kind of row rule as a pair of Boolean expressions: whom it applies to, and what must hold.

``applies`` null or ``holds`` null means that the rule cannot tell: Kleene's ``not applies or holds`` is then null,
which is the third outcome, *ikke kontrollerbar*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import polars as pl

from auditor.model import rule as rules
from auditor.model.extract import RAGGED
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets import sql as source
from auditor.rulesets.expressions import compile_condition
from auditor.rulesets.functions import identity_kind, in_code_list
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope

ELEMENTWISE_KINDS = (
    rules.RowCondition,
    rules.CodeListCondition,
    rules.IdentifierCondition,
    rules.ReferenceCondition,
    rules.ParseCondition,
    rules.RowShapeCondition,
)
"""Kinds that look at one prepared row at a time; the others need a sorted or hashed pass of their own."""


@dataclass(frozen=True)
class RowTest:
    """``applies`` is None where a rule speaks of every row; ``applies_key`` is equal for equal ``applies``."""

    holds: pl.Expr
    applies: pl.Expr | None
    applies_key: str
    passes: bool = False
    """Whether no row can fail or be undecided."""

    @property
    def outcome(self) -> pl.Expr:
        """True where all is well or the rule does not apply, false for a finding, null for not checkable."""
        return self.holds if self.applies is None else ~self.applies | self.holds


def presence_column(rule: Rule) -> str:
    """Name of the prepared column that tells whether a reference was found in the other table."""
    return f"__found_{rule.id}"


def present(field: str, scope: Scope) -> pl.Expr:
    """Whether a field has a value; null where it has one that cannot be seen."""
    if field in scope.certain:
        return pl.col(field).is_not_null()
    return pl.when(~pl.col(field + UNKNOWN)).then(pl.col(field).is_not_null())


def row_test(rule: Rule, scope: Scope, ruleset: RuleSet) -> RowTest:
    """The test of an elementwise rule on a prepared frame. SqlError where its conditions do not fit the scope."""
    applies, key = applies_to(rule, scope)
    condition = rule.condition
    extra: list[tuple[str, pl.Expr]] = []
    match condition:
        case rules.RowCondition():
            holds = compile_condition(condition.require, scope).expr
        case rules.CodeListCondition():
            codes = ruleset.code_lists.get(condition.codes)
            if codes is None:
                raise source.SqlError("rulesets.unknown_code_list", codes=condition.codes or "-")
            extra = [_present(condition.field, scope)]
            date = rule.validity.by or scope.date
            dated = pl.col(date) if date and date in scope.columns else pl.lit(scope.reference_date)
            holds = in_code_list(pl.col(condition.field), codes, dated)
        case rules.IdentifierCondition():
            extra = [_present(condition.field, scope)]
            holds = identity_kind(condition.field, scope).is_in(condition.accepts)
        case rules.ReferenceCondition():
            extra = [_present(each, scope) for each in condition.fields]
            found = pl.col(presence_column(rule))
            holds = ~found if condition.inverse else found
        case rules.ParseCondition():
            field = condition.field
            _demand((field,), scope)
            if field in scope.certain:
                return RowTest(pl.lit(True), present(field, scope), f"present:{field}", passes=True)
            extra = [(f"written:{field}", pl.col(field).is_not_null() | pl.col(field + UNKNOWN))]
            hidden = pl.col(field + UNKNOWN) & ~pl.col(field + UNREADABLE)
            holds = pl.when(~hidden).then(~pl.col(field + UNREADABLE))
        case rules.RowShapeCondition():
            holds = ~pl.col(RAGGED)
        case _:
            raise TypeError(type(condition).__name__)
    parts = ([] if applies is None else [applies]) + [expr for _, expr in extra]
    keys = ([key] if key else []) + [name for name, _ in extra]
    return RowTest(holds, reduce(lambda a, b: a & b, parts) if parts else None, " & ".join(keys))


def applies_to(rule: Rule, scope: Scope) -> tuple[pl.Expr | None, str]:
    """Whom a rule applies to by its ``when`` and its validity, and a text that is equal for equal conditions."""
    parts: list[pl.Expr] = []
    keys: list[str] = []
    when = getattr(rule.condition, "when", None)
    if when:
        parts.append(compile_condition(when, scope).expr)
        keys.append(when)
    validity = rule.validity
    if validity.start or validity.end:
        by = validity.by or scope.date
        if by is None:
            raise source.SqlError("rulesets.validity_without_date")
        _demand((by,), scope)
        if validity.start:
            parts.append(pl.col(by) >= validity.start)
            keys.append(f"{by} >= {validity.start}")
        if validity.end:
            parts.append(pl.col(by) < validity.end)
            keys.append(f"{by} < {validity.end}")
    return (reduce(lambda a, b: a & b, parts) if parts else None), " & ".join(keys)


def _present(field: str, scope: Scope) -> tuple[str, pl.Expr]:
    _demand((field,), scope)
    return f"present:{field}", present(field, scope)


def _demand(fields: tuple[str, ...], scope: Scope) -> None:
    for field in fields:
        if field not in scope.columns:
            raise source.SqlError("rulesets.unknown_field", field=field)


def columns_of(rule: Rule) -> frozenset[str]:
    """Every column of its table that a rule needs before it can be evaluated."""
    condition = rule.condition
    found: set[str] = set()
    for name in ("when", "require", "of", "within", "max_share", "min_share"):
        text = getattr(condition, name, None)
        if isinstance(text, str):
            found |= source.columns(text)
    for name in ("field", "start", "end"):
        if getattr(condition, name, None):
            found.add(getattr(condition, name))
    for name in ("fields", "differ", "by"):
        found.update(getattr(condition, name, ()))
    if isinstance(condition, rules.DriftCondition):
        found |= source.columns(condition.value) | (source.columns(condition.per) if condition.per else set())
    if isinstance(condition, rules.ReconcileCondition):
        found |= _total_columns(condition.left, rule.table) | _total_columns(condition.right, rule.table)
    if rule.validity.start or rule.validity.end:
        found |= {rule.validity.by} if rule.validity.by else set()
    return frozenset(found)


def _total_columns(total: rules.Total, table: str) -> set[str]:
    if total.table != table:
        return set()
    return set(source.columns(total.value)) | (set(source.columns(total.where)) if total.where else set())


def further_intervals(condition: rules.GapCondition) -> tuple[rules.Intervals, ...]:
    """The intervals of other tables that a gap is judged with."""
    return tuple(each for each in (condition.excused_by, condition.inside) if each is not None)


def interval_columns(intervals: rules.Intervals) -> frozenset[str]:
    """The columns of their table that intervals need."""
    where = source.columns(intervals.where) if intervals.where else frozenset()
    return frozenset({*intervals.by, intervals.start, intervals.end}) | where


def columns_elsewhere(rule: Rule) -> tuple[tuple[str, frozenset[str]], ...]:
    """Every column of other tables that a rule needs, by table."""
    condition = rule.condition
    if isinstance(condition, rules.ReferenceCondition):
        where = source.columns(condition.where) if condition.where else frozenset()
        return ((condition.to_table, where | set(condition.to_fields)),)
    if isinstance(condition, rules.GapCondition):
        return tuple((each.table, interval_columns(each)) for each in further_intervals(condition))
    if isinstance(condition, rules.ReconcileCondition):
        return tuple(
            (total.table, frozenset(_total_columns(total, total.table) | set(condition.by)))
            for total in (condition.left, condition.right)
            if total.table != rule.table
        )
    return ()


def tables_of(rule: Rule) -> frozenset[str]:
    """The other tables a rule needs."""
    condition = rule.condition
    if isinstance(condition, rules.ReferenceCondition):
        return frozenset({condition.to_table} - {rule.table})
    if isinstance(condition, rules.GapCondition):
        return frozenset({each.table for each in further_intervals(condition)} - {rule.table})
    if isinstance(condition, rules.ReconcileCondition):
        return frozenset({condition.left.table, condition.right.table} - {rule.table})
    return frozenset()
