"""``auditor ledger export``, ``import`` and ``prune``."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output, values
from auditor.cli.errors import UsageError
from auditor.ledger.place import ledger_path
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the commands to the group."""

    @app.command("export", cls=command, help=t("cli.ledger_export.help"))
    def export(
        file: Annotated[Path, options.argument(t, "dump")],
        ledger: Annotated[Path | None, options.ledger(t)] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.ledger.database import connected
        from auditor.ledger.transfer import dump
        from auditor.privacy.files import private_file
        from auditor.privacy.sanitise import sanitise

        target = values.new_file(file, force)
        with (
            connected(ledger_path(ledger)) as connection,
            private_file(target, overwrite=force) as new,
            new.open("w", encoding="utf-8") as written,
        ):
            written.writelines(dump(connection))
        output.write(sanitise(t("cli.written", file=target)))
        return 0

    @app.command("import", cls=command, help=t("cli.ledger_import.help"))
    def import_(
        file: Annotated[Path, options.argument(t, "dump")],
        ledger: Annotated[Path | None, options.ledger(t)] = None,
    ) -> int:
        from auditor.ledger.database import connected
        from auditor.ledger.transfer import load

        try:
            source = file.open(encoding="utf-8", errors="replace")
        except OSError:
            raise UsageError("cli.usage.not_read", file=file.name) from None
        with source, connected(ledger_path(ledger)) as connection:
            rows = load(connection, source)
        output.write(t("cli.ledger_import.done", rows=rows))
        return 0

    @app.command("prune", cls=command, help=t("cli.ledger_prune.help"))
    def prune(
        keep: Annotated[str, options.option(t, "--keep", metavar="number")],
        ledger: Annotated[Path | None, options.ledger(t)] = None,
    ) -> int:
        from auditor.ledger.database import connected
        from auditor.ledger.runs import prune as forget

        with connected(ledger_path(ledger)) as connection:
            gone = forget(connection, values.whole_number("--keep", keep, 1))
        output.write(t("cli.ledger_prune.done", count=gone))
        return 0
