"""``auditor rules diff``: the change log between two versions of a rule set."""

from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import output, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "markdown")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    def version(name: str) -> object:
        return typer.Argument(
            metavar=t(f"rulebook.metavar.{name}"), help=t(f"rulebook.argument.{name}"), show_default=False
        )

    formats = typer.Option("--format", help=t("rulebook.option.format"), metavar="|".join(FORMATS), show_default=False)

    @app.command("diff", cls=command, help=t("rulebook.diff.help"))
    def diff(
        old: Annotated[str, version("old")],
        new: Annotated[str, version("new")],
        form: Annotated[str, formats] = "text",
    ) -> int:
        from auditor.reports.change_log import change_log_markdown, change_log_text
        from auditor.rulesets import load
        from auditor.rulesets.diff import compare

        values.choice("--format", form, FORMATS)
        changes = compare(load(old), load(new))
        write = change_log_markdown if form == "markdown" else change_log_text
        output.write(write(changes, t))
        return ExitCode.OK
