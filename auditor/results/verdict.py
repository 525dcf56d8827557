"""Can this delivery be used? The answer, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from auditor.model.audit import AuditResult, RuleOutcome
from auditor.model.vocabulary import RuleStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

MUCH_UNKNOWN = 0.01
"""Share of what rules should have judged and could not, from which on it is a reason of its own."""


class Verdict(str, Enum):
    """Whether a delivery can be used."""

    USABLE = "usable"
    """No finding that is an error or worse."""
    WITH_ERRORS = "usable_with_errors"
    UNUSABLE = "unusable"
    """Something fatal was found."""
    NOTHING_READ = "nothing_read"
    """No row was read, or no rule could be run on what was."""


class ReasonKind(str, Enum):
    """What speaks against a delivery, the gravest first."""

    FATAL = "fatal"
    UNREAD = "unread"
    """Parts of the extract could not be used."""
    STOPPED = "stopped"
    """Rules could not be run, or failed."""
    ERRORS = "errors"
    UNKNOWN = "unknown"
    """Rows that a rule should have judged and could not."""


@dataclass(frozen=True)
class Reason:
    """One reason: ``count`` findings, parts, rules or rows, of ``total`` (0 where there is no total).

    ``rule`` is the one with the most findings, ``worst`` how many of the ``count`` are its own.
    """

    kind: ReasonKind
    count: int
    total: int = 0
    rule: str | None = None
    worst: int = 0


@dataclass(frozen=True)
class Assessment:
    """The verdict with its reasons, gravest first.

    ``complete`` is false where a rule that should run could not, or a part of the extract could not be used: such a
    run is never green.
    """

    verdict: Verdict
    complete: bool
    reasons: Sequence[Reason]

    @property
    def good(self) -> bool:
        """Whether there is nothing to say against the delivery."""
        return self.verdict is Verdict.USABLE and self.complete


def assess(result: AuditResult) -> Assessment:
    """Judge an audit as a whole."""
    unread = sum(each.severity >= Severity.ERROR for each in result.problems)
    stopped = sum(each.status in (RuleStatus.NOT_CHECKABLE, RuleStatus.FAILED) for each in result.outcomes)
    unknown = sum(each.unknown for each in result.outcomes)
    judged = unknown + sum(each.checked for each in result.outcomes)
    fatal, errors = (_found(result, severity) for severity in (Severity.FATAL, Severity.ERROR))
    reasons = [
        _of_findings(ReasonKind.FATAL, fatal),
        Reason(ReasonKind.UNREAD, unread),
        Reason(ReasonKind.STOPPED, stopped, len(result.outcomes)),
        _of_findings(ReasonKind.ERRORS, errors),
        Reason(ReasonKind.UNKNOWN, unknown if unknown >= MUCH_UNKNOWN * judged else 0, judged),
    ]
    return Assessment(
        _verdict(result, bool(fatal), bool(errors)),
        result.complete and not unread,
        tuple(each for each in reasons if each.count),
    )


def _found(result: AuditResult, severity: Severity) -> list[RuleOutcome]:
    """The rules of a severity that found something, most findings first."""
    pairs = zip(result.ruleset.rules, result.outcomes, strict=True)
    found = [outcome for rule, outcome in pairs if rule.severity is severity and outcome.found]
    return sorted(found, key=lambda each: (-each.found, each.rule_id))


def _of_findings(kind: ReasonKind, found: Sequence[RuleOutcome]) -> Reason:
    if not found:
        return Reason(kind, 0)
    worst = found[0]
    return Reason(kind, sum(each.found for each in found), 0, worst.rule_id, worst.found)


def _verdict(result: AuditResult, fatal: bool, errors: bool) -> Verdict:
    rows = sum(each.rows for each in result.tables.values())
    if not rows or not any(each.status is RuleStatus.RAN for each in result.outcomes):
        return Verdict.NOTHING_READ
    if fatal:
        return Verdict.UNUSABLE
    return Verdict.WITH_ERRORS if errors else Verdict.USABLE
