"""Structural problems gate the rules that need what is not there: those are not checkable, and the run is not green."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.engine.prepare import Preparation
from auditor.model.audit import RuleOutcome
from auditor.model.extract import Problem
from auditor.model.rule import DriftCondition, RowShapeCondition, Rule, SchemaCondition
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.rulesets.conditions import columns_elsewhere, columns_of, tables_of
from auditor.rulesets.dating import date_column


@dataclass
class Gate:
    """Rules that cannot run, with their outcome, and what the reader should know of it."""

    stopped: dict[str, RuleOutcome] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def gate(tables: Preparation, previous: Preparation | None, only_tables: frozenset[str]) -> Gate:
    """Sort out the rules that lack a table, a column or a previous delivery.

    A missing table that the delivery was not meant to hold, an absent optional column, and a drift rule without a
    previous delivery make a rule not applicable; everything else makes it not checkable.
    """
    result = Gate()
    gone = [name for name in tables.ruleset.tables if name not in tables.present and _meant(name, tables, only_tables)]
    if gone:
        result.problems.append(Problem(Severity.ERROR, "engine.tables_missing", {"tables": gone}))
    for rule in tables.ruleset.rules:
        outcome = _stopped(rule, tables, previous, only_tables)
        if outcome is not None:
            result.stopped[rule.id] = outcome
    return result


def _meant(table: str, tables: Preparation, only_tables: frozenset[str]) -> bool:
    """Whether the delivery was meant to hold a table: those the user named, else all that are not optional."""
    return table in only_tables if only_tables else not tables.ruleset.tables[table].optional


def _stopped(
    rule: Rule, tables: Preparation, previous: Preparation | None, only_tables: frozenset[str]
) -> RuleOutcome | None:
    for table in (rule.table, *sorted(tables_of(rule))):
        if table not in tables.present:
            follows = rule.generated and not isinstance(rule.condition, SchemaCondition)
            meant = _meant(table, tables, only_tables) and not follows
            status = RuleStatus.NOT_CHECKABLE if meant else RuleStatus.NOT_APPLICABLE
            return _outcome(rule, status, "engine.table_missing", table=table)
    if isinstance(rule.condition, RowShapeCondition) and not tables.has_shape(rule.table):
        return _outcome(rule, RuleStatus.NOT_APPLICABLE, "engine.no_text_lines", table=rule.table)
    if isinstance(rule.condition, DriftCondition) and rule.condition.period is None:
        if previous is None:
            return _outcome(rule, RuleStatus.NOT_APPLICABLE, "engine.no_previous")
        if rule.table not in previous.present:
            return _outcome(rule, RuleStatus.NOT_CHECKABLE, "engine.previous_table_missing", table=rule.table)
        gone = sorted(columns_of(rule) & previous.columns(rule.table).lacking.keys())
        if gone:
            facts = {"table": rule.table, "field": gone[0]}
            return _outcome(rule, RuleStatus.NOT_CHECKABLE, "engine.previous_column_missing", **facts)
    if rule.table in tables.ruleset.schemas:
        return None
    return _lacking_column(rule, tables, only_tables)


def _lacking_column(rule: Rule, tables: Preparation, only_tables: frozenset[str]) -> RuleOutcome | None:
    dated = date_column(rule, tables.ruleset)
    here = columns_of(rule) | ({dated} if dated else set())
    for table, names in ((rule.table, here), *columns_elsewhere(rule)):
        lacking = tables.columns(table).lacking
        for name in sorted(names & lacking.keys()):
            own = rule.generated and name == getattr(rule.condition, "field", None)
            return _without(rule, table, lacking[name], tables, only_tables, no_matter=own)
    return None


def _without(
    rule: Rule, table: str, cause: str, tables: Preparation, only_tables: frozenset[str], *, no_matter: bool
) -> RuleOutcome:
    """The outcome of a rule for whose columns ``cause`` is lacking: a field of the table, a table, or a field there."""
    described = tables.ruleset.tables
    if cause in described and described[table].field(cause) is None:
        status = RuleStatus.NOT_CHECKABLE if _meant(cause, tables, only_tables) else RuleStatus.NOT_APPLICABLE
        return _outcome(rule, status, "engine.table_missing", table=cause)
    if "." in cause:
        table, cause = cause.split(".", 1)
    field = described[table].field(cause)
    no_matter = no_matter or (field is not None and field.optional)
    status = RuleStatus.NOT_APPLICABLE if no_matter else RuleStatus.NOT_CHECKABLE
    return _outcome(rule, status, "engine.column_missing", table=table, field=cause)


def _outcome(about: Rule, status: RuleStatus, key: str, **facts: object) -> RuleOutcome:
    severity = Severity.ERROR if status is RuleStatus.NOT_CHECKABLE else Severity.INFO
    return RuleOutcome(about.id, status, reason=Problem(severity, key, facts, about.table))


def failed(rule: Rule) -> RuleOutcome:
    """The outcome of a rule whose evaluation raised."""
    reason = Problem(Severity.ERROR, "engine.rule_failed", {"rule": rule.id}, rule.table)
    return RuleOutcome(rule.id, RuleStatus.FAILED, reason=reason)
