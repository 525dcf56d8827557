"""``auditor compare``: what became of the findings from one delivery to the next, and how the tables differ."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.ledger.place import known_ledger
from auditor.locale import Translator

if TYPE_CHECKING:
    from auditor.model.vocabulary import Severity

FORMATS = ("text", "json")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("compare", cls=command, help=t("cli.compare.help"), epilog=t("cli.compare.epilog"))
    def compare(
        old: Annotated[Path, options.argument(t, "old")],
        new: Annotated[Path, options.argument(t, "new")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        fail_on: Annotated[str, options.choice(t, "--fail-on", options.SEVERITIES, "fail_on_new")] = "error",
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        old_date: Annotated[str | None, options.option(t, "--old-date", metavar="date")] = None,
        tolerance: Annotated[str, options.option(t, "--tolerance", metavar="number")] = "0",
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
        show_ids: Annotated[bool, options.show_ids(t)] = False,
        ledger: Annotated[Path | None, options.option(t, "--ledger", metavar="file", key="compare_ledger")] = None,
    ) -> int:
        from auditor.cli.auditing import AuditRequest, run_audit
        from auditor.model.vocabulary import Severity
        from auditor.reports.comparison_report import ComparisonText, comparison_json
        from auditor.results.comparison import compare as held_against

        level = Severity.from_key(values.choice("--fail-on", fail_on, options.SEVERITIES))
        values.choice("--format", format, FORMATS)
        apart = values.amount("--tolerance", tolerance)
        if all(str(each).isdecimal() and not each.exists() for each in (old, new)):
            return _runs(int(str(old)), int(str(new)), ledger, format, level, t)
        before = run_audit(AuditRequest(old, rules, old_date or reference_date), t)
        after = run_audit(AuditRequest(new, rules, reference_date, previous=old), t)
        comparison = held_against(before, after, apart)
        if format == "json":
            output.write(comparison_json(comparison, show_ids))
        else:
            output.write("\n".join(ComparisonText(comparison, t, reporting.width()).lines()))
        if comparison.new_findings(level):
            return ExitCode.FINDINGS
        unread = any(each.severity >= Severity.ERROR for result in (before, after) for each in result.problems)
        return ExitCode.OK if before.complete and after.complete and not unread else ExitCode.INCOMPLETE


def _runs(old: int, new: int, ledger: Path | None, form: str, level: "Severity", t: Translator) -> int:
    """Two runs of the ledger; what is new or back in the later one fails."""
    from auditor.ledger.compared import compare_runs
    from auditor.ledger.database import connected
    from auditor.reports.history_report import compared_json, compared_lines

    with connected(known_ledger(ledger)) as connection:
        compared = compare_runs(connection, old, new)
    output.write(compared_json(compared) if form == "json" else "\n".join(compared_lines(compared, t)))
    return ExitCode.FINDINGS if compared.fresh(level) else ExitCode.OK
