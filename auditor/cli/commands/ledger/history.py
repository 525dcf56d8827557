"""``auditor ledger history``: the recorded runs, and how one rule or municipality fared."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output, values
from auditor.ledger.place import ledger_path
from auditor.locale import Translator

GROUPINGS = ("rule", "municipality", "dimension")


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
        by: Annotated[str | None, options.choice(t, "--by", GROUPINGS, "history_by")] = None,
        max_change: Annotated[str, options.option(t, "--max-change", metavar="share")] = "50 %",
    ) -> int:
        from auditor.ledger.database import connected
        from auditor.ledger.drift import alerts
        from auditor.ledger.grouping import Grouping
        from auditor.ledger.trend import trend, trend_by
        from auditor.reports.history_report import alert_lines, history_lines, trend_lines

        limit = values.share("--max-change", max_change)
        grouping = Grouping(values.choice("--by", by, GROUPINGS)) if by is not None else None
        with connected(ledger_path(ledger)) as connection:
            if grouping is not None:
                one = trend_by(connection, grouping, series, rule, municipality)
                output.write("\n".join(trend_lines(one, alerts(one.lines, limit), t)))
                return 0
            points = list(trend(connection, series, rule, municipality))
            trends = [trend_by(connection, each, series, rule, municipality) for each in Grouping]
        lines = list(history_lines(points, t))
        for one in trends:
            lines += alert_lines(one, alerts(one.lines, limit), t)
        output.write("\n".join(lines))
        return 0
