"""Judging again by one rule: single rows, at the cost of those and what is looked up for them, or all groups."""

from __future__ import annotations

import polars as pl

from auditor.engine.failures import POLARS_FAILS
from auditor.engine.group_lines import HOLDS, WHERE, group_names
from auditor.engine.groups import judge_groups
from auditor.engine.prepare import Preparation
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.rule import DriftCondition, Rule
from auditor.rulesets.conditions import ELEMENTWISE_KINDS, row_test
from auditor.rulesets.excerpt import excerpt


def outcomes(result: AuditResult, rule: Rule, rows: pl.Series) -> pl.DataFrame:
    """Columns ROW and ``holds`` (true, false, or null where the rule cannot tell) of the ``rows`` asked for.

    No rows come back for kinds that look at several rows at once, or for a rule that cannot be evaluated.
    """
    nothing = pl.DataFrame(schema={ROW: pl.UInt32, "holds": pl.Boolean})
    if not isinstance(rule.condition, ELEMENTWISE_KINDS) or not len(rows):
        return nothing
    alone = excerpt(result.ruleset, (rule,))
    tables = Preparation(result.extract, alone, result.reference_date)
    try:
        test = row_test(rule, tables.scope(rule.table), alone)
        frame = tables.frame(rule.table, (rule,)).filter(pl.col(ROW).is_in(rows.implode()))
        return frame.select(ROW, test.outcome.alias("holds")).collect(engine="streaming").sort(ROW)
    except POLARS_FAILS:
        return nothing


def group_outcomes(result: AuditResult, rule: Rule) -> pl.DataFrame | None:
    """Columns ``group`` (its label) and ``holds`` (null where nobody can tell) of all groups of a rule about groups.

    None where the rule compares with a previous delivery, which an audit does not keep, or cannot be evaluated.
    """
    if isinstance(rule.condition, DriftCondition) and rule.condition.period is None:
        return None
    tables = Preparation(result.extract, excerpt(result.ruleset, (rule,)), result.reference_date)
    try:
        lines = judge_groups(rule, tables, None)
    except POLARS_FAILS:
        return None
    if result.municipalities:
        lines = lines.filter(pl.col(WHERE).is_in(result.municipalities))
    return lines.select(group_names(rule), pl.col(HOLDS).alias("holds"))
