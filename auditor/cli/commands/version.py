"""``auditor version``."""

from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import language, output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("version", cls=command, help=t("cli.version.help"))
    def version(lang: Annotated[str, language.option(t)] = t.language) -> int:
        from auditor import __version__

        output.write(f"auditor {__version__}")
        return ExitCode.OK
