"""The ledger as lines of text: what a run changed, and the waivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from auditor.ledger.marks import Marked
from auditor.ledger.runs import Recorded
from auditor.locale import Translator
from auditor.model.audit import AuditResult
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import columns, wrapped
from auditor.reports.waiver_words import notes
from auditor.results.finding_changes import Change
from auditor.results.waiving import Waived, Waiver

WIDTH = 80


def recorded_lines(
    result: AuditResult, recorded: Recorded, covered: Waived, marked: Marked, t: Translator
) -> Iterator[str]:
    """What became of the findings since the last run of the series, what the waivers cover, and what was ticked off as
    corrected and is found all the same.
    """
    name = sanitise(result.extract.manifest.name)
    key = "again" if recorded.again else "first" if recorded.previous is None else "next"
    yield from wrapped(t(f"ledger.run.{key}", run=recorded.run, previous=recorded.previous, extract=name), WIDTH)
    yield ""
    counts = [(each, recorded.count(each)) for each in Change]
    rows = [(t(f"comparison.change.{each.value}"), t.number(count)) for each, count in counts]
    if recorded.reappeared:
        rows.insert(1, ("  " + t("ledger.run.reappeared"), t.number(recorded.reappeared)))
    yield from columns(rows, WIDTH, 0, [1])
    if covered.by_rule:
        yield ""
        yield t("ledger.run.waived", count=covered.findings)
        lines = [(f"  {rule}", t.number(count)) for rule, count in sorted(covered.by_rule.items())]
        yield from columns(lines, WIDTH, 0, [1])
    still = marked.still_found
    if still.height:
        yield ""
        yield from wrapped(t("ledger.run.still_found", count=still.height), WIDTH, "! ", "  ")
        counted = still.group_by("rule").len().sort("rule").iter_rows()
        yield from columns([(f"  {result.rule_ids[rule]}", t.number(count)) for rule, count in counted], WIDTH, 0, [1])
    for note in notes(covered, t):
        yield from wrapped(note, WIDTH, "! ", "  ")


def waiver_lines(waivers: Sequence[Waiver], day: dt.date, t: Translator) -> Iterator[str]:
    """Each waiver: what it is about, why, whose, until when."""
    if not waivers:
        yield t("ledger.waivers.none")
    for each in waivers:
        about = t("ledger.waivers.record") if each.record else each.municipality
        state = "active" if each.active(day) else "expired"
        facts = {
            "number": each.id,
            "rule": each.rule,
            "about": about,
            "reason": t(f"ledger.reason.{each.reason}"),
            "owner": each.owner,
            "date": each.expires,
        }
        comment = f" {each.comment}" if each.comment else ""
        yield from wrapped(t(f"ledger.waivers.{state}", **facts) + comment, WIDTH, "", "  ")
