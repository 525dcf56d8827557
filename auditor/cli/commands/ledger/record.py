"""``auditor ledger record``: audit a delivery, record it, and say what became of what was found before."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import diagnostics, options, output, values
from auditor.cli.exit_codes import ExitCode
from auditor.ledger.place import key_of, ledger_path
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("record", cls=command, help=t("cli.ledger_record.help"))
    def record(
        path: Annotated[Path, options.argument(t, "path")],
        ledger: Annotated[Path | None, options.ledger(t)] = None,
        series: Annotated[str | None, options.option(t, "--series", metavar="name")] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        fail_on: Annotated[str, options.choice(t, "--fail-on", options.SEVERITIES, "fail_on_new")] = "error",
        strict_waivers: Annotated[bool, options.option(t, "--strict-waivers")] = False,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
    ) -> int:
        from auditor.cli.auditing import AuditRequest, run_audit
        from auditor.ledger.database import connected
        from auditor.ledger.marks import marked
        from auditor.ledger.runs import record as keep
        from auditor.ledger.runs import uncovered
        from auditor.ledger.waivers import waived
        from auditor.model.vocabulary import Severity
        from auditor.reports.ledger_report import recorded_lines

        level = Severity.from_key(values.choice("--fail-on", fail_on, options.SEVERITIES))
        file = ledger_path(ledger)
        result = run_audit(AuditRequest(path, rules, reference_date, mapping=mapping), t)
        now = dt.datetime.now().replace(microsecond=0)
        key = key_of(file)
        with connected(file) as connection:
            recorded = keep(connection, result, key, now, series)
            ticked = marked(connection, result, key)
            covered = waived(connection, result, key, now.date())
        fresh = uncovered(recorded, result, covered.covered, level)
        output.write("\n".join(recorded_lines(result, recorded, covered, ticked, t)))
        if strict_waivers and (covered.unused or covered.expired):
            diagnostics.say(t("cli.ledger_record.strict"))
            return ExitCode.FINDINGS
        if fresh:
            return ExitCode.FINDINGS
        return ExitCode.OK if result.complete else ExitCode.INCOMPLETE
