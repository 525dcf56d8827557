"""``auditor rules coverage``: every rule of the sources, with the rules that cover it or the reason why not."""

import shutil
import sys
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import output, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "json")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("coverage", cls=command, help=t("coverage.help"))
    def coverage(
        rules: Annotated[
            str | None,
            typer.Option(
                "--rules", help=t("coverage.option.rules"), metavar=t("cli.metavar.rules"), show_default=False
            ),
        ] = None,
        source: Annotated[
            str | None,
            typer.Option(
                "--source", help=t("coverage.option.source"), metavar=t("coverage.metavar.source"), show_default=False
            ),
        ] = None,
        status: Annotated[
            str | None,
            typer.Option(
                "--status",
                help=t("coverage.option.status"),
                metavar="covered|partly|planned|...",
                show_default=False,
            ),
        ] = None,
        format: Annotated[  # noqa: A002
            str,
            typer.Option("--format", help=t("coverage.option.format"), metavar="|".join(FORMATS), show_default=False),
        ] = "text",
    ) -> int:
        from auditor.cli.reporting import WIDEST
        from auditor.reports.coverage_list import coverage_json, coverage_lines
        from auditor.rulesets.coverage import (
            STATES,
            SUBJECTS,
            all_rules,
            bundled_rules,
            check_coverage,
            load_coverage,
        )

        values.choice("--format", format, FORMATS)
        sources = load_coverage()
        subjects = values.names("--rules", rules, SUBJECTS) if rules is not None else SUBJECTS
        known = [each.name for each in sources]
        named = values.names("--source", source, known) if source is not None else known
        states = values.names("--status", status, STATES) if status is not None else STATES
        check_coverage(sources, bundled_rules())
        chosen = [
            rule
            for rule in all_rules(sources)
            if rule.about in subjects and rule.source in named and rule.state in states
        ]
        if format == "json":
            output.write(coverage_json(chosen))
        else:
            width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST) if sys.stdout.isatty() else 80
            output.write("\n".join(coverage_lines(sources, chosen, t, width)))
        return ExitCode.OK
