"""A table of a rule set as a ``pandera.polars.DataFrameSchema`` with one named check a row rule.

The schema speaks of the *prepared* table: typed values, the ``__unknown`` companions, derived and looked-up columns. A
check stands on the first field that its rule blames, so that pandera's report names the cell to correct. Null outcomes
(not checkable) pass, as pandera's ``ignore_na`` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandera.polars as pa
import polars as pl

from auditor.model import rule as rules
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import FieldType
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, applies_to, further_intervals, present, row_test
from auditor.rulesets.scope import CHECK_DATE, prepared_columns, scope_of
from auditor.rulesets.values import DTYPES, UNKNOWN, Scope

_FAR = pl.date(9999, 12, 31)


def ruleset_schemas(ruleset: RuleSet) -> dict[str, pa.DataFrameSchema]:
    """Every table of a rule set as a pandera schema over its prepared columns."""
    schemas = {}
    for table in ruleset.tables.values():
        columns = prepared_columns(ruleset, table, CHECK_DATE).all
        schemas[table.name] = table_schema(
            ruleset, table.name, scope_of(ruleset, table, columns, CHECK_DATE), ruleset.rules_of(table.name)
        )
    return schemas


def table_schema(ruleset: RuleSet, table: str, scope: Scope, checked: Sequence[Rule]) -> pa.DataFrameSchema:
    """The schema of one prepared table with the row rules among ``checked``; rules about groups have no place in it."""
    declared = {each.name: each for each in ruleset.tables[table].fields}
    checks: dict[str | None, list[pa.Check]] = {}
    for rule in checked:
        expression = rule_expression(rule, scope, ruleset)
        if expression is not None:
            owner = next((name for name in rule.blame if name in scope.columns), None)
            checks.setdefault(owner, []).append(_check(rule.id, expression))
    columns = {
        name: pa.Column(
            _dtype(declared[name].type) if name in declared else None,
            checks.get(name, []),
            nullable=True,
            required=True,
        )
        for name in scope.columns
    }
    return pa.DataFrameSchema(columns, checks=checks.get(None, []), name=table)


def _dtype(kind: FieldType) -> Any:
    return DTYPES[kind]


def _check(rule_id: str, expression: pl.Expr) -> pa.Check:
    def holds(data: Any) -> pl.LazyFrame:
        result: pl.LazyFrame = data.lazyframe.select(expression.alias(rule_id))
        return result

    return pa.Check(holds, name=rule_id, error=rule_id)


def rule_expression(rule: Rule, scope: Scope, ruleset: RuleSet) -> pl.Expr | None:
    """The outcome of a row rule as one expression: true, false for a finding, null for not checkable.

    None for what one table cannot tell: totals, and gaps with intervals of other tables.
    """
    if isinstance(rule.condition, ELEMENTWISE_KINDS):
        return row_test(rule, scope, ruleset).outcome
    if isinstance(rule.condition, rules.GapCondition) and further_intervals(rule.condition):
        return None
    build = _WINDOWS.get(type(rule.condition))
    return build(rule, scope) if build else None


def _looked_at(rule: Rule, scope: Scope, fields: Sequence[str]) -> pl.Expr:
    applies, _ = applies_to(rule, scope)
    known = pl.all_horizontal([present(name, scope) for name in fields])
    return known if applies is None else applies & known


def _unique(rule: Rule, scope: Scope) -> pl.Expr:
    condition = rule.condition
    assert isinstance(condition, rules.UniqueCondition)
    looked_at = _looked_at(rule, scope, condition.fields)
    if not condition.differ:
        return ~looked_at | (looked_at.fill_null(False).sum().over(condition.fields) <= 1)
    looked_at = looked_at & pl.when(~pl.any_horizontal([pl.col(name + UNKNOWN) for name in condition.differ])).then(
        True
    )
    different = pl.struct(condition.differ).filter(looked_at.fill_null(False)).n_unique().over(condition.fields)
    return ~looked_at | (different <= 1)


def _intervals(rule: Rule, scope: Scope) -> pl.Expr:
    condition = rule.condition
    assert isinstance(condition, (rules.NoOverlapCondition, rules.GapCondition))
    looked_at = _looked_at(rule, scope, (*condition.by, condition.start)) & pl.when(
        ~pl.col(condition.end + UNKNOWN)
    ).then(True)
    start = pl.col(condition.start)
    end = pl.when(looked_at.fill_null(False)).then(pl.max_horizontal(pl.col(condition.end).fill_null(_FAR), start))
    reach = end.cum_max().forward_fill().shift(1).over(condition.by, order_by=[start, end, pl.col(ROW)])
    if isinstance(condition, rules.NoOverlapCondition):
        within = (reach - start).dt.total_days() <= condition.tolerance_days
    else:
        near = (start - reach).dt.total_days() <= condition.max_days
        within = pl.when(near).then(True).when(~looked_at.is_null().any().over(condition.by)).then(near)
    return ~looked_at | within.fill_null(True)


_WINDOWS: dict[type, Callable[[Rule, Scope], pl.Expr]] = {
    rules.UniqueCondition: _unique,
    rules.NoOverlapCondition: _intervals,
    rules.GapCondition: _intervals,
}
