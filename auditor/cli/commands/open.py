"""``auditor open``: the screens."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("open", cls=command, help=t("cli.open.help"))
    def open_(
        path: Annotated[Path | None, options.argument(t, "path_optional")] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        previous: Annotated[Path | None, options.previous(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        show_ids: Annotated[bool, options.show_ids(t)] = False,
    ) -> int:
        from auditor.cli.auditing import as_of
        from auditor.tui import run_app

        return run_app(path, rules, t.language, show_ids, as_of(reference_date), mapping, previous)
