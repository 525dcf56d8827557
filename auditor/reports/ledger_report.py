"""The ledger as lines of text: what a run changed, the runs, the waivers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from auditor.ledger.marks import Marked
from auditor.ledger.runs import Recorded
from auditor.ledger.trend import Point
from auditor.locale import Translator
from auditor.model.audit import AuditResult
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import bar, columns, wrapped
from auditor.reports.waiver_words import notes
from auditor.results.finding_changes import Change
from auditor.results.waiving import Waived, Waiver

WIDTH = 80
_BAR = 20


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


def history_lines(points: Sequence[Point], t: Translator) -> Iterator[str]:
    """The runs, latest first, with a bar for the share that was found."""
    if not points:
        yield t("ledger.history.none")
        return
    heads = ("run", "recorded", "extract", "date", "found", "checked", "share")
    rows: list[tuple[str, ...]] = [(*(t(f"ledger.history.{each}") for each in heads), "")]
    most = max(each.share or 0 for each in points)
    for each in points:
        run, share = each.run, each.share
        rows.append(
            (
                f"{run.id}",
                run.recorded_at[:10],
                sanitise(run.extract),
                run.reference_date,
                t.number(each.found),
                t.number(each.checked),
                "" if share is None else t.percent(share),
                bar(share or 0, most, _BAR // 2),
            )
        )
    yield from columns(rows, WIDTH, 2, [0, 4, 5, 6])


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
