"""Whether a run fails, and whether it says everything it should: what exit codes and verdicts follow from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from auditor.model.audit import AuditResult
    from auditor.model.vocabulary import Severity
    from auditor.results import Summary, Verdict
    from auditor.results.waiving import Waived


@dataclass(frozen=True)
class Accepted:
    """What a baseline accepts: ``new`` findings by rule that it does not, and how many of its own are ``gone``."""

    findings: int
    gone: int
    new: Mapping[str, int]


@dataclass(frozen=True)
class Judgement:
    """What a run amounts to for whoever called it.

    ``failing`` are the rules with findings at or above ``fail_on`` and in a larger share of their rows than
    ``max_share``; ``findings`` counts theirs. ``complete`` is false where a rule that should run could not, or where a
    part of the extract could not be used: such a run is never green. With a baseline only what is new counts, and what
    a waiver covers never does. ``unsettled``: waivers that expired or cover nothing fail the run.
    """

    fail_on: Severity
    max_share: float
    failing: tuple[str, ...]
    findings: int
    complete: bool
    verdict: Verdict
    baseline: Accepted | None = None
    unsettled: bool = False


def judge(
    result: AuditResult,
    summary: Summary,
    fail_on: Severity,
    max_share: float = 0.0,
    baseline: Accepted | None = None,
    waived: Waived | None = None,
    strict_waivers: bool = False,
) -> Judgement:
    """Judge an audit. ``max_share`` is a share of the rows (or groups) that a rule could check, from 0 to 1.

    What is new to the ``baseline`` holds nothing ``waived``. With ``strict_waivers`` waivers of no use fail the run.
    """
    if baseline is not None:
        counted = dict(baseline.new)
    else:
        covered = waived.by_rule if waived is not None else {}
        counted = {each.rule_id: each.found - covered.get(each.rule_id, 0) for each in result.outcomes}
    failing = tuple(
        rule.id
        for rule, outcome in zip(result.ruleset.rules, result.outcomes, strict=True)
        if rule.severity >= fail_on and counted.get(rule.id, 0) > max_share * outcome.checked
    )
    return Judgement(
        fail_on=fail_on,
        max_share=max_share,
        failing=failing,
        findings=sum(counted[each] for each in failing),
        complete=summary.assessment.complete,
        verdict=summary.assessment.verdict,
        baseline=baseline,
        unsettled=strict_waivers and waived is not None and waived.to_settle,
    )
