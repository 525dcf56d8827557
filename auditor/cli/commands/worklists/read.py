"""``auditor worklists read``: take the lines that were ticked off back into the ledger."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.cli.exit_codes import ExitCode
from auditor.ledger.place import key_of, known_key, ledger_path
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("read", cls=command, help=t("cli.worklists_read.help"), epilog=t("cli.worklists_read.epilog"))
    def read(
        folder: Annotated[Path, options.argument(t, "returned")],
        ledger: Annotated[Path | None, options.ledger(t)] = None,
    ) -> int:
        from auditor.ledger.database import connected
        from auditor.ledger.kinds import Kind
        from auditor.ledger.marks import mark
        from auditor.ledger.returned import Refused, read_returned
        from auditor.reports.returned_report import returned_lines

        file = ledger_path(ledger)
        known_key(file)
        found = list(read_returned(folder, key_of(file)))
        ticked = [about for each in found if not isinstance(each, Refused) for about in each.ticked]
        now = dt.datetime.now().replace(microsecond=0)
        with connected(file) as connection:
            fresh = mark(connection, ticked, Kind.CORRECTED, now)
        output.write("\n".join(returned_lines(found, fresh, t)))
        whole = all(not isinstance(each, Refused) and not each.foreign and not each.unclear for each in found)
        return ExitCode.OK if whole else ExitCode.INCOMPLETE
