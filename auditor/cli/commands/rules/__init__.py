"""``auditor rules``: what a rule set says, and whether it can be trusted."""

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli.commands.rules import coverage, diff, docs, export, lint, show, suggest, test
from auditor.cli.commands.rules import list as list_command
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the commands to the application."""
    rules = typer.Typer(name="rules", cls=group, help=t("cli.rules.help"), rich_markup_mode=None)
    for module in (list_command, show, test, lint, coverage, docs, diff, export, suggest):
        module.add(rules, t, command)
    app.add_typer(rules)
