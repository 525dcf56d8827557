"""Whether a run fails, and whether it says everything it should: what exit codes and verdicts follow from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from auditor.model.vocabulary import RuleStatus, Severity

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.results import Summary


class Verdict(str, Enum):
    """Whether a delivery can be used."""

    USABLE = "usable"
    """No finding that is an error or worse."""
    WITH_ERRORS = "usable_with_errors"
    UNUSABLE = "unusable"
    """Something fatal was found."""
    NOTHING_READ = "nothing_read"
    """No row was read, or no rule could be run on what was."""


@dataclass(frozen=True)
class Judgement:
    """What a run amounts to for whoever called it.

    ``failing`` are the rules with findings at or above ``fail_on`` and in a larger share of their rows than
    ``max_share``; ``findings`` counts theirs. ``complete`` is false where a rule that should run could not, or where a
    part of the extract could not be used: such a run is never green.
    """

    fail_on: Severity
    max_share: float
    failing: tuple[str, ...]
    findings: int
    complete: bool
    verdict: Verdict


def judge(result: AuditResult, summary: Summary, fail_on: Severity, max_share: float = 0.0) -> Judgement:
    """Judge an audit. ``max_share`` is a share of the rows (or groups) that a rule could check, from 0 to 1."""
    failing = tuple(
        rule.id
        for rule, outcome in zip(result.ruleset.rules, result.outcomes, strict=True)
        if rule.severity >= fail_on and outcome.found and outcome.found > max_share * outcome.checked
    )
    unusable_parts = any(each.severity >= Severity.ERROR for each in result.problems)
    return Judgement(
        fail_on=fail_on,
        max_share=max_share,
        failing=failing,
        findings=sum(result.outcome(each).found for each in failing),
        complete=result.complete and not unusable_parts,
        verdict=_verdict(result, summary),
    )


def _verdict(result: AuditResult, summary: Summary) -> Verdict:
    rows = sum(each.rows for each in result.tables.values())
    if not rows or not any(each.status is RuleStatus.RAN for each in result.outcomes):
        return Verdict.NOTHING_READ
    if summary.by_severity.get(Severity.FATAL, 0):
        return Verdict.UNUSABLE
    return Verdict.WITH_ERRORS if summary.by_severity.get(Severity.ERROR, 0) else Verdict.USABLE
