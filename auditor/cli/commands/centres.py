"""``auditor centres``: reception centres that do not fit the register, and which centre each may mean."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "json")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("centres", cls=command, help=t("cli.centres.help"), epilog=t("cli.centres.epilog"))
    def centres(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
    ) -> int:
        from auditor.cli.auditing import as_of
        from auditor.cli.diagnostics import told_unread
        from auditor.extract import open_extract
        from auditor.extract.centre_file import decided
        from auditor.reports.centre_list import CentreList
        from auditor.results.centres import CentreCases
        from auditor.rulesets import load

        values.choice("--format", format, FORMATS)
        date = as_of(reference_date)
        ruleset = load(rules)
        extract = open_extract(path, tuple(ruleset.tables.values()), mapping)
        listed = CentreList(CentreCases(extract, ruleset, date), decided(extract), extract.manifest.name)
        output.write(listed.json() if format == "json" else "\n".join(listed.lines(t, reporting.width())))
        unread = told_unread(extract.problems, t)
        if unread or not listed.known:
            return ExitCode.INCOMPLETE
        return ExitCode.FINDINGS if listed.found else ExitCode.OK
