"""``auditor profile``: what an extract holds, field by field, without a judgement."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "json", "html")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("profile", cls=command, help=t("cli.profile.help"))
    def profile(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        tables: Annotated[str | None, options.option(t, "--tables", metavar="tables", key="profile_tables")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
        out: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.cli.delivery import deliver
        from auditor.cli.profiling import profiled
        from auditor.model.vocabulary import Severity
        from auditor.reports.profile.machine import profile_json
        from auditor.reports.profile.page import profile_page
        from auditor.reports.profile.text import profile_lines

        values.choice("--format", format, FORMATS)
        if out is not None:
            values.new_file(out, force)
        result = profiled(path, rules, tables, reference_date, mapping, t, lambda profile, cancel: profile)
        if format == "json":
            content = profile_json(result)
        elif format == "html":
            content = profile_page(result, t)
        else:
            width = reporting.width() if out is None else 80
            content = "\n".join(profile_lines(result, t, width)) + "\n"
        deliver(content, out, force, t)
        unread = any(each.severity >= Severity.ERROR for each in result.extract.problems)
        return ExitCode.INCOMPLETE if unread or not result.tables else ExitCode.OK
