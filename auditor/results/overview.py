"""The overview: can this delivery be used, and what is worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Dimension, RuleStatus, Severity
from auditor.results import tables

WORST = 10


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
class DominantField:
    """The field that most findings (fatal or error, else all) blame first, and its share of them."""

    table: str
    field: str
    share: float


@dataclass(frozen=True)
class Summary:
    """What a person reads in ten seconds.

    ``usable`` is false where something fatal was found or nothing was read; ``complete`` is false where a rule that
    should run could not. ``tables`` are (name, rows, findings).
    """

    usable: bool
    complete: bool
    tables: Sequence[tuple[str, int, int]]
    rules_run: int
    rules_total: int
    by_severity: Mapping[Severity, int]
    by_dimension: Mapping[Dimension, int]
    not_checkable_rules: int
    failed_rules: int
    unknown: int
    worst_rules: Sequence[RuleLine]
    worst_municipalities: Sequence[MunicipalityLine]
    dominant_field: DominantField | None

    @property
    def findings(self) -> int:
        """All findings."""
        return sum(self.by_severity.values())


def summary(result: AuditResult) -> Summary:
    """The summary of an audit."""
    rules = tables.rules(result)
    by_severity = dict.fromkeys(sorted(Severity, reverse=True), 0)
    by_dimension = dict.fromkeys(Dimension, 0)
    for severity, dimension, found in rules.select("severity", "dimension", "found").iter_rows():
        by_severity[Severity(severity)] += found
        by_dimension[Dimension(dimension)] += found
    statuses = [each.status for each in result.outcomes]
    rows = sum(each.rows for each in result.tables.values())
    return Summary(
        usable=rows > 0 and by_severity[Severity.FATAL] == 0,
        complete=result.complete,
        tables=_tables(result, rules),
        rules_run=statuses.count(RuleStatus.RAN),
        rules_total=len(statuses),
        by_severity=by_severity,
        by_dimension=by_dimension,
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
        dominant_field=_dominant_field(result, rules),
    )


def _tables(result: AuditResult, rules: pl.DataFrame) -> list[tuple[str, int, int]]:
    found = dict(rules.group_by("table").agg(pl.col("found").sum()).iter_rows())
    return [(name, each.rows, found.get(name, 0)) for name, each in result.tables.items()]


def _dominant_field(result: AuditResult, rules: pl.DataFrame) -> DominantField | None:
    serious = rules.filter((pl.col("severity") >= int(Severity.ERROR)) & (pl.col("found") > 0))
    counted = serious if serious.height else rules.filter(pl.col("found") > 0)
    blamed: dict[tuple[str, str], int] = {}
    for rule_id, found in counted.select("rule", "found").iter_rows():
        rule = result.ruleset.rule(rule_id)
        if rule is not None and rule.blame:
            place = (rule.table, rule.blame[0])
            blamed[place] = blamed.get(place, 0) + found
    if not blamed:
        return None
    (table, field), most = max(blamed.items(), key=lambda each: (each[1], each[0]))
    return DominantField(table, field, most / int(counted["found"].sum()))
