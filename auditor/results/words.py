"""Verdict, reasons and causes as sentences; the screens and the reports say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.results.verdict import Assessment, Reason, ReasonKind, Verdict

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.model.ruleset import RuleSet
    from auditor.results.explaining import Cause, Together


def verdict_sentence(assessment: Assessment, t: Translator) -> str:
    """Whether the delivery can be used, in a sentence."""
    incomplete = not assessment.complete and assessment.verdict in (Verdict.USABLE, Verdict.WITH_ERRORS)
    return t("results.verdict.incomplete" if incomplete else f"results.verdict.{assessment.verdict.value}")


def reason_sentence(reason: Reason, ruleset: RuleSet, t: Translator) -> str:
    """A reason in a sentence."""
    key = f"results.reason.{reason.kind.value}"
    if reason.kind in (ReasonKind.FATAL, ReasonKind.ERRORS):
        title = _title(reason.rule or "", ruleset, t)
        if reason.worst == reason.count:
            return t(key + "_alone", count=reason.count, title=title)
        return t(key, count=reason.count, title=title, worst=reason.worst)
    if reason.kind is ReasonKind.UNKNOWN:
        return t(key, share=t.percent(reason.count / reason.total))
    if reason.kind is ReasonKind.STOPPED:
        return t(key, count=reason.count, total=reason.total)
    return t(key + ("_one" if reason.count == 1 else ""), count=reason.count)


def cause_sentence(cause: Cause, t: Translator) -> str:
    """What to correct first."""
    kind = "missing" if cause.missing else "field"
    return t(
        f"results.cause.{kind}",
        share=t.percent(cause.share, 0),
        what=t("results.cause.errors" if cause.serious else "results.cause.findings"),
        count=cause.findings,
        total=cause.total,
        field=cause.field,
        table=cause.table,
    )


def together_sentence(pair: Together, ruleset: RuleSet, t: Translator) -> str:
    """Two rules that strike the same rows."""
    return t(
        "results.cause.together",
        share=t.percent(pair.share, 0),
        rule=_title(pair.rule, ruleset, t),
        other=_title(pair.other, ruleset, t),
        rows=pair.rows,
    )


def _title(rule_id: str, ruleset: RuleSet, t: Translator) -> str:
    rule = ruleset.rule(rule_id)
    return rule.title.in_language(t.language) if rule is not None else rule_id
