"""``auditor rules suggest``: rules that hold in an extract and that nobody has written yet."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "yaml")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("suggest", cls=command, help=t("cli.rules_suggest.help"))
    def suggest(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        tables: Annotated[str | None, options.option(t, "--tables", metavar="tables", key="profile_tables")] = None,
        everything: Annotated[bool, options.option(t, "--all", key="suggest_all")] = False,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
        out: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.cli.auditing import as_of
        from auditor.cli.delivery import deliver
        from auditor.cli.profiling import profiled
        from auditor.reports.profile.suggested import Suggested
        from auditor.results.profile.suggestions import suggestions

        values.choice("--format", format, FORMATS)
        if out is not None:
            values.new_file(out, force)
        date = as_of(reference_date)
        read, found = profiled(
            path,
            rules,
            tables,
            reference_date,
            mapping,
            t,
            lambda profile, cancel: (profile, suggestions(profile, date, cancel)),
        )
        told = [each for each in found if everything or each.known is None]
        suggested = Suggested(told, read.ruleset, t)
        if format == "yaml":
            content = suggested.rule_file()
        else:
            width = reporting.width() if out is None else 80
            content = "\n".join(suggested.lines(width, len(found) - len(told))) + "\n"
        deliver(content, out, force, t)
        return ExitCode.OK if read.tables else ExitCode.INCOMPLETE
