"""``auditor ledger``: what was found in which delivery, and what somebody answers for."""

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli.commands.ledger import history, record, transfer, waive
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the commands to the application."""
    ledger = typer.Typer(name="ledger", cls=group, help=t("cli.ledger.help"), rich_markup_mode=None)
    for module in (record, history, waive, transfer):
        module.add(ledger, t, command)
    app.add_typer(ledger)
