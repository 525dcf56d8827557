"""``auditor ledger history``: the recorded runs, and how one rule or municipality fared."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.ledger.place import ledger_path
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("history", cls=command, help=t("cli.ledger_history.help"))
    def history(
        ledger: Annotated[Path | None, options.ledger(t)] = None,
        series: Annotated[str | None, options.option(t, "--series", metavar="name")] = None,
        rule: Annotated[str | None, options.option(t, "--rule", metavar="rule", key="history_rule")] = None,
        municipality: Annotated[
            str | None, options.option(t, "--municipality", metavar="municipality", key="history_municipality")
        ] = None,
    ) -> int:
        from auditor.ledger.database import connected
        from auditor.ledger.trend import trend
        from auditor.reports.ledger_report import history_lines

        with connected(ledger_path(ledger)) as connection:
            points = list(trend(connection, series, rule, municipality))
        output.write("\n".join(history_lines(points, t)))
        return 0
