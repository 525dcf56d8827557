"""The overview: can this delivery be used, and what is worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Dimension, RuleStatus, Severity
from auditor.results import tables
from auditor.results.explaining import Cause, Together, causes, together
from auditor.results.verdict import Assessment, assess

WORST = 10
EXPLAINS = 0.2
"""Share of the findings from which on one field explains them."""


@dataclass(frozen=True)
class RuleLine:
    """A rule with what it found; ``share`` of what it checked, None where that is nothing."""

    rule: str
    severity: Severity
    found: int
    checked: int
    share: float | None


@dataclass(frozen=True)
class MunicipalityLine:
    """A municipality with what was found there; ``municipality`` is None for rows that name none."""

    municipality: str | None
    name: str | None
    valid: bool
    findings: int
    per_100: float | None


@dataclass(frozen=True)
class DimensionLine:
    """What the rules of a dimension found; ``share`` of what they checked, None where that is nothing."""

    dimension: Dimension
    rules: int
    checked: int
    found: int

    @property
    def share(self) -> float | None:
        """Share of what was checked that has a finding."""
        return self.found / self.checked if self.checked else None


@dataclass(frozen=True)
class Summary:
    """What a person reads in ten seconds. ``tables`` are (name, rows, findings)."""

    assessment: Assessment
    tables: Sequence[tuple[str, int, int]]
    rules_run: int
    rules_total: int
    by_severity: Mapping[Severity, int]
    dimensions: Sequence[DimensionLine]
    not_checkable_rules: int
    failed_rules: int
    unknown: int
    worst_rules: Sequence[RuleLine]
    worst_municipalities: Sequence[MunicipalityLine]
    causes: Sequence[Cause]
    together: Sequence[Together]

    @property
    def by_dimension(self) -> Mapping[Dimension, int]:
        """Findings by dimension."""
        return {each.dimension: each.found for each in self.dimensions}

    @property
    def first_to_correct(self) -> Cause | None:
        """The field that explains so many findings that it should be corrected first."""
        return next((each for each in self.causes[:1] if each.share >= EXPLAINS), None)

    @property
    def findings(self) -> int:
        """All findings."""
        return sum(self.by_severity.values())


def summary(result: AuditResult) -> Summary:
    """The summary of an audit. Looks at every finding: call it off the UI thread."""
    rules = tables.rules(result)
    by_severity = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for severity, found in rules.select("severity", "found").iter_rows():
        by_severity[Severity(severity)] += found
    statuses = [each.status for each in result.outcomes]
    return Summary(
        assessment=assess(result),
        tables=_tables(result, rules),
        rules_run=statuses.count(RuleStatus.RAN),
        rules_total=len(statuses),
        by_severity=by_severity,
        dimensions=_dimensions(result),
        not_checkable_rules=statuses.count(RuleStatus.NOT_CHECKABLE),
        failed_rules=statuses.count(RuleStatus.FAILED),
        unknown=sum(each.unknown for each in result.outcomes),
        worst_rules=[
            RuleLine(line["rule"], Severity(line["severity"]), line["found"], line["checked"], line["share"])
            for line in rules.filter(pl.col("found") > 0).head(WORST).iter_rows(named=True)
        ],
        worst_municipalities=[
            MunicipalityLine(line["municipality"], line["name"], line["valid"], line["findings"], line["per_100"])
            for line in tables.municipalities(result).filter(pl.col("findings") > 0).head(WORST).iter_rows(named=True)
        ],
        causes=causes(result)[:WORST],
        together=together(result)[:WORST],
    )


def _tables(result: AuditResult, rules: pl.DataFrame) -> list[tuple[str, int, int]]:
    found = dict(rules.group_by("table").agg(pl.col("found").sum()).iter_rows())
    return [(name, each.rows, found.get(name, 0)) for name, each in result.tables.items()]


def _dimensions(result: AuditResult) -> list[DimensionLine]:
    lines = []
    for dimension in Dimension:
        pairs = zip(result.ruleset.rules, result.outcomes, strict=True)
        here = [outcome for rule, outcome in pairs if rule.dimension is dimension]
        ran = sum(each.status is RuleStatus.RAN for each in here)
        checked, found = sum(each.checked for each in here), sum(each.found for each in here)
        lines.append(DimensionLine(dimension, ran, checked, found))
    return lines
