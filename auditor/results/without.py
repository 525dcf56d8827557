"""An audit seen without some of its rules, as if they had been left out of it by choice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from auditor.model.audit import AuditResult, RuleOutcome
from auditor.model.vocabulary import RuleStatus


def without_rules(result: AuditResult, rules: Collection[str]) -> AuditResult:
    """``result`` where the rules of these ids did not run: no finding of theirs, and their outcome is not applicable.

    Looks at every finding: call it off the UI thread.
    """
    if not rules:
        return result
    places = [place for place, rule_id in enumerate(result.rule_ids) if rule_id in rules]
    off = pl.Series(places, dtype=pl.UInt16).implode()
    stays = ~pl.col("rule").is_in(off)
    return replace(
        result,
        outcomes=tuple(
            RuleOutcome(each.rule_id, RuleStatus.NOT_APPLICABLE) if each.rule_id in rules else each
            for each in result.outcomes
        ),
        tables={
            name: replace(table, findings=table.findings.filter(stays), totals=table.totals.filter(stays))
            for name, table in result.tables.items()
        },
        group_findings=result.group_findings.filter(stays),
    )
