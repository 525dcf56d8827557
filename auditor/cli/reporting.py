"""From an audit to output: judged, rendered, written."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.model.vocabulary import Severity
    from auditor.reports.interface import Report
    from auditor.reports.judgement import Accepted, Judgement
    from auditor.results.finding_changes import Naming
    from auditor.results.waiving import Waived

COLOURS = ("auto", "always", "never")
WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal."""


def width() -> int:
    """Cells a line may have: the terminal's, up to WIDEST; 80 where stdout is none."""
    return min(shutil.get_terminal_size((80, 24)).columns, WIDEST) if sys.stdout.isatty() else 80


def exit_code_of(judgement: "Judgement") -> ExitCode:
    """Findings first, since they are certain; an incomplete run is never green."""
    if judgement.failing or judgement.unsettled:
        return ExitCode.FINDINGS
    return ExitCode.OK if judgement.complete else ExitCode.INCOMPLETE


def report_of(
    result: "AuditResult",
    fail_on: "Severity",
    max_share: float = 0.0,
    only_tables: tuple[str, ...] = (),
    previous: Path | None = None,
    show_ids: bool = False,
    baseline: Path | None = None,
    waived: "Waived | None" = None,
    strict_waivers: bool = False,
    rounded: bool = False,
) -> "Report":
    """The audit judged, by what is new to the file ``baseline`` where there is one, and by what is not ``waived``."""
    from auditor import results
    from auditor.reports.interface import Report
    from auditor.reports.judgement import judge

    summary = results.summary(result)
    accepted = _accepted(result, baseline, waived)
    judgement = judge(result, summary, fail_on, max_share, accepted, waived, strict_waivers)
    return Report(
        result,
        summary,
        judgement,
        int(exit_code_of(judgement)),
        only_tables,
        previous.name if previous is not None else None,
        show_ids,
        rounded,
        waived,
        _naming(result, baseline),
    )


def waived_by(result: "AuditResult", ledger: Path) -> "Waived":
    """What the waivers of a ledger cover today."""
    import datetime as dt

    from auditor.ledger.database import connected
    from auditor.ledger.place import key_of
    from auditor.ledger.waivers import waived

    with connected(ledger) as connection:
        return waived(connection, result, key_of(ledger), dt.date.today())


def _naming(result: "AuditResult", baseline: Path | None) -> "Naming | None":
    """Pseudonyms by the key of the baseline: the one key that a run of ``check`` has."""
    if baseline is None:
        return None
    from auditor.ledger.naming import naming
    from auditor.ledger.place import key_of_baseline

    return naming(key_of_baseline(baseline), result.ruleset)


def _accepted(result: "AuditResult", baseline: Path | None, waived: "Waived | None") -> "Accepted | None":
    if baseline is None:
        return None
    from auditor.ledger.baseline import against, read
    from auditor.ledger.place import key_of_baseline
    from auditor.reports.judgement import Accepted

    known = read(baseline)
    covered = waived.covered if waived is not None else None
    debt = against(result, known, key_of_baseline(baseline), covered=covered)
    return Accepted(len(known), debt.gone, debt.new_by_rule)


def text(
    report: "Report", t: Translator, colour: str = "auto", where: Sequence[str] = (), to_terminal: bool = True
) -> str:
    """The summary, as wide and as coloured as stdout wants it; 80 cells without colour for a file."""
    from auditor.reports.text_report import TextRenderer

    return TextRenderer(t, width() if to_terminal else 80, to_terminal and coloured(colour), where).render(report)


def coloured(choice: str) -> bool:
    """Whether stdout gets colours: as asked, else where it is a terminal that may have them (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def rendered(report: "Report", name: str, t: Translator, where: Sequence[str] = ()) -> str | bytes:
    """The report in one format, as a file holds it."""
    if name == "text":
        return text(report, t, where=where, to_terminal=False)
    from auditor.reports.formats import renderer

    return renderer(name, t).render(report)
