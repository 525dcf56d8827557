"""``auditor worklists``: lists of what to correct, written for others and read back when they return."""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli.commands.worklists import read, write
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the commands to the application."""

    class Worklists(group):  # type: ignore[misc, valid-type]
        """``auditor worklists PATH`` writes; what is not the name of a command is a path or an option of writing."""

        default_command = write.NAME

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            named = args and args[0] in self.commands
            parsed: list[str] = super().parse_args(ctx, args if named else [self.default_command, *args])
            return parsed

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name, found, rest = super().resolve_command(ctx, args)
            return ("" if name == self.default_command else name), found, rest

    worklists = typer.Typer(name="worklists", cls=Worklists, help=t("cli.worklists.help"), rich_markup_mode=None)
    for module in (write, read):
        module.add(worklists, t, command)
    app.add_typer(worklists)
