"""``auditor version``."""

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("version", cls=command, help=t("cli.version.help"))
    def version() -> int:
        from auditor import __version__

        output.write(f"auditor {__version__}")
        return ExitCode.OK
