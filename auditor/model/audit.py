"""The result of an audit: findings as columns, totals, and what could not be checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.model.extract import Extract, Problem
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus, Severity

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """How one rule went.

    ``checked`` counts the rows (or groups) the rule could judge, ``found`` those with a finding, ``unknown`` those it
    should have judged but could not, because a value it needs is missing, hidden or unreadable.
    """

    rule_id: str
    status: RuleStatus
    checked: int = 0
    found: int = 0
    unknown: int = 0
    reason: Problem | None = None
    """Why a rule did not run or failed."""
    engine: str = ""
    """``fused`` (the one pass), ``narrow`` (a pass of its own), ``groups`` or ``pandera`` (pandera's own backend)."""


@dataclass(frozen=True, slots=True)
class TableResult:
    """What was found in one table.

    ``findings``: one row a finding; columns ``rule`` (UInt16, index into AuditResult.rule_ids), ``row`` (UInt32, ROW
    of the extract), ``municipality`` (Categorical, as in the row, null where there is none); sorted by rule, row.

    ``totals``: one row a rule and municipality; columns ``rule`` (UInt16), ``municipality`` (String),
    ``checked``, ``found``, ``unknown`` (UInt32). Only combinations with a row in the table.

    ``population``: one row a municipality; columns ``municipality`` (String), ``rows``, ``persons`` and ``misdated``
    (UInt32; rows dated when the number was no municipality).
    """

    table: str
    rows: int
    persons: int | None
    findings: pl.DataFrame
    totals: pl.DataFrame
    population: pl.DataFrame


@dataclass(frozen=True, slots=True)
class AuditResult:
    """An extract audited by a rule set.

    ``group_findings``: findings about groups; columns ``rule`` (UInt16), ``table`` (String), ``municipality`` (String
    or null), ``group`` (String, the group in words: "mottak_id M12, aar 2023"), ``keys`` (List of String, the values of
    the rule's ``by`` fields), ``rows`` (UInt32), ``count`` (UInt32, how many of them a share counts), ``value``,
    ``limit``, ``expected`` (of the country, the right total or the previous period), ``low`` and ``high`` (Float64, the
    interval of a share that chance leaves, or the limits of a change). All but ``rows`` may be null.
    """

    extract: Extract
    ruleset: RuleSet
    reference_date: dt.date
    engine: str
    rule_ids: tuple[str, ...]
    """All rules of the rule set in its order; ``rule`` columns index into it."""
    outcomes: tuple[RuleOutcome, ...]
    """One for each of ``rule_ids``, in the same order."""
    tables: Mapping[str, TableResult]
    group_findings: pl.DataFrame
    problems: tuple[Problem, ...]
    municipalities: tuple[str, ...] = ()
    """The municipalities the run was narrowed to; empty for all."""
    seconds: float = 0.0

    def outcome(self, rule_id: str) -> RuleOutcome:
        """The outcome of a rule; KeyError for an unknown one."""
        try:
            return self.outcomes[self.rule_ids.index(rule_id)]
        except ValueError:
            raise KeyError(rule_id) from None

    @property
    def complete(self) -> bool:
        """Whether all that was delivered could be read, and every rule that should run did."""
        ran = any(each.status is RuleStatus.RAN for each in self.outcomes)
        stopped = any(each.status in (RuleStatus.NOT_CHECKABLE, RuleStatus.FAILED) for each in self.outcomes)
        unread = any(each.severity >= Severity.ERROR for each in self.extract.problems)
        return ran and not stopped and not unread and any(table.rows for table in self.tables.values())
