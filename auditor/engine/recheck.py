"""Judging single rows again by one rule, at the cost of those rows and what is looked up for them."""

from __future__ import annotations

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.rule import Rule
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
    except pl.exceptions.PolarsError:
        return nothing
