"""``auditor demo``: the sample that comes with the program, in the screens or, without a terminal, as a summary."""

import sys
from dataclasses import replace
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output, reporting
from auditor.cli.exit_codes import ExitCode
from auditor.cli.language import ASKED
from auditor.locale import Translator

REFERENCE_DATE = "2024-12-31"
"""The day the sample was made for, so that the demonstration says the same tomorrow."""
SAMPLE = "demo"


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("demo", cls=command, help=t("cli.demo.help"))
    def demo(plain: Annotated[bool, options.plain(t)] = False) -> int:
        from auditor import system
        from auditor.bundled import bundled
        from auditor.cli.auditing import AuditRequest, as_of, run_audit
        from auditor.model.vocabulary import Severity
        from auditor.reports.layout import wrapped
        from auditor.tui import drawable, run_app, run_plain

        own = system.user_folder("state")
        book = (
            own / "demo-ledger.sqlite" if own is not None else None
        )  # what is tried here is not for the user's ledger
        path = bundled("samples") / SAMPLE
        request = AuditRequest(path, reference_date=REFERENCE_DATE)
        date = as_of(REFERENCE_DATE)
        if plain or (sys.stdin.isatty() and sys.stdout.isatty() and not drawable()):
            asked = ASKED.get()
            return run_plain(
                path, request.rules, t.language, False, date, lambda *_: run_audit(request, t), book, spoken=asked
            )
        if drawable():
            return run_app(path, request.rules, t.language, False, date, None, None, book, spoken=ASKED.get())
        report = replace(reporting.report_of(run_audit(request, t), Severity.ERROR), exit_code=None)
        output.write(reporting.text(report, t, where=wrapped(t("cli.demo.where"), 80)))
        return ExitCode.OK
