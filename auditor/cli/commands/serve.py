"""``auditor serve``: the screens in a browser on this machine."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import diagnostics, options, output, values
from auditor.cli.errors import UsageError
from auditor.cli.language import ASKED
from auditor.locale import Translator

TABS = "4"
HIGHEST_PORT = 65_535


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("serve", cls=command, help=t("cli.serve.help"), epilog=t("cli.serve.epilog"))
    def serve(
        path: Annotated[Path | None, options.argument(t, "path_optional")] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        previous: Annotated[Path | None, options.previous(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        show_ids: Annotated[bool, options.show_ids(t)] = False,
        port: Annotated[str, options.option(t, "--port", metavar="number")] = "0",
        tabs: Annotated[str, options.option(t, "--tabs", metavar="number")] = TABS,
    ) -> int:
        most = values.whole_number("--tabs", tabs, 1)
        number = values.whole_number("--port", port, 0)
        if number > HIGHEST_PORT:
            raise UsageError("serve.port_in_use", port=port)
        if find_spec("textual_serve") is None:
            raise UsageError("serve.not_installed")
        if reference_date is not None:
            values.date("--reference-date", reference_date)
        from auditor.tui.web.server import Server

        given = {"--reference-date": reference_date, "--previous": previous, "--mapping": mapping}
        told = [part for name, value in given.items() if value is not None for part in (name, str(value))]
        told += ["--show-ids"] if show_ids else []
        told += ["--", str(path)] if path is not None else []
        spoken = ["--lang", t.language] if ASKED.get() else []
        arguments = [sys.executable, "-m", "auditor", "open", *spoken, "--rules", rules, *told]
        server = Server(arguments, t, most, path.name if path is not None else "auditor")
        taken = server.bind(number)

        def ready() -> None:
            output.write(server.url)
            diagnostics.say(t("serve.ready", most=most))

        server.run(taken, ready)
        return 0
