"""Two deliveries held against each other: what became of the findings, and how the tables differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from auditor.extract.steady import steady
from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.results.finding_changes import Change, finding_changes
from auditor.results.row_changes import TableChange, table_changes


@dataclass(frozen=True)
class Comparison:
    """``findings`` are those of :func:`auditor.results.finding_changes.finding_changes`."""

    old: AuditResult
    new: AuditResult
    findings: pl.DataFrame
    tables: Sequence[TableChange]

    def counts(self) -> dict[Change, int]:
        """Findings by what became of them."""
        found = dict(self.findings.group_by("change").len().iter_rows())
        return {each: int(found.get(each.value, 0)) for each in Change}

    def new_findings(self, least: Severity) -> int:
        """New findings of severity ``least`` or worse; those that cannot be held against the old delivery count."""
        places = [place for place, rule in enumerate(self.new.ruleset.rules) if rule.severity >= least]
        changes = [Change.NEW.value, Change.WITHOUT_KEY.value]
        return self.findings.filter(pl.col("rule").is_in(places), pl.col("change").is_in(changes)).height

    def by(self, column: str) -> pl.DataFrame:
        """One row a ``rule`` or ``municipality`` with a column for each Change; most new ones first, then remaining."""
        counted = self.findings.group_by(column).agg(
            (pl.col("change") == each.value).sum().cast(pl.Int64).alias(each.value) for each in Change
        )
        order = [Change.NEW.value, Change.REMAINING.value, Change.CORRECTED.value]
        return counted.sort([*order, column], descending=[True, True, True, False], nulls_last=True)


def compare(old: AuditResult, new: AuditResult, tolerance: float = 0.0) -> Comparison:
    """``new`` against ``old``, both audited by the same rule set."""
    with steady(old.extract, new.extract):
        tables = table_changes(old.extract, new.extract, new.ruleset, new.reference_date, tolerance)
        return Comparison(old, new, finding_changes(old, new), tables)
