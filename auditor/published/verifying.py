"""Holding each claim of a report against its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.published.checks import CHECKS
from auditor.published.checks.reading import Reader, Unreadable
from auditor.published.format import PRINTED
from auditor.published.model import Claim, Outcome, Report, Verdict, Verification
from auditor.rulesets import build


def verify(report: Report) -> Verification:
    """Every claim with its outcome; known findings that are found no more are told, since the list is wrong then."""
    verdicts = [*_misprints(report), *(_verdict(each, report) for each in report.claims)]
    found = {(each.claim, each.at) for each in verdicts if each.outcome is Outcome.FINDING}
    return Verification(report, verdicts, [key for key in report.known if key not in found])


def _misprints(report: Report) -> Iterator[Verdict]:
    """Cells that look like numbers and are none."""
    for name, figure in report.figures.items():
        if figure.printed.misprinted:
            yield Verdict(
                PRINTED,
                name,
                PRINTED,
                Outcome.FINDING,
                figure.place,
                figure.line,
                PRINTED,
                {"printed": figure.printed},
                report.known.get((PRINTED, name)),
            )


def _verdict(claim: Claim, report: Report) -> Verdict:
    entry = claim.entry
    kind: str = entry.kind  # type: ignore[attr-defined]
    outcome, key = Outcome.OK, ""
    facts: dict[str, object] = {}
    try:
        refuted = CHECKS[type(entry)](entry, Reader(report))
    except Unreadable as lacking:
        outcome, key, facts = Outcome.UNKNOWN, "unknown", {"figure": str(lacking)}
    else:
        if refuted is not None:
            outcome, key, facts = Outcome.FINDING, refuted.key, dict(refuted.facts)
    return Verdict(
        entry.name,
        claim.at,
        kind,
        outcome,
        entry.place or "",
        claim.line,
        key,
        facts,
        report.known.get(claim.key),
        build.text(entry.says) if entry.says is not None else None,
    )
