"""``auditor ledger waive``, ``waivers`` and ``unwaive``: findings that somebody answers for until a day."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output, values
from auditor.cli.errors import UsageError
from auditor.ledger.place import key_of, ledger_path
from auditor.ledger.reasons import REASONS
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the commands to the group."""

    @app.command("waive", cls=command, help=t("cli.ledger_waive.help"), epilog=t("cli.ledger_waive.epilog"))
    def waive(
        rule: Annotated[str, options.argument(t, "rule")],
        until: Annotated[str, options.option(t, "--until", metavar="date", key="waive_until")],
        reason: Annotated[str, options.choice(t, "--reason", REASONS)],
        owner: Annotated[str, options.option(t, "--owner", metavar="name")],
        record: Annotated[str | None, options.option(t, "--record", metavar="key")] = None,
        municipality: Annotated[
            str | None, options.option(t, "--municipality", metavar="municipality", key="waive_municipality")
        ] = None,
        comment: Annotated[str, options.option(t, "--comment", metavar="text")] = "",
        ledger: Annotated[Path | None, options.ledger(t)] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
    ) -> int:
        from auditor.ledger import waivers
        from auditor.ledger.database import connected
        from auditor.ledger.naming import name_of
        from auditor.results.keys import key_of_parts
        from auditor.rulesets import load

        found = load(rules).rule(rule)
        if found is None:
            raise UsageError("cli.usage.no_such_rule", rule=rule, rules=rules)
        values.choice("--reason", reason, REASONS)
        code = values.municipalities("--municipality", [municipality])[0] if municipality is not None else None
        last = values.date("--until", until)
        file = ledger_path(ledger)
        secret = key_of(file)
        name = None
        if record is not None:
            key = record.strip() if found.about_groups else key_of_parts(part.strip() for part in record.split("/"))
            name = name_of(secret, found, key)
        with connected(file) as connection:
            number = waivers.waive(
                connection,
                rule,
                record=name,
                municipality=code,
                reason=reason,
                owner=owner,
                expires=last,
                created_at=dt.datetime.now().replace(microsecond=0),
                comment=comment,
            )
        output.write(t("cli.ledger_waive.done", number=number, until=last))
        return 0

    @app.command("waivers", cls=command, help=t("cli.ledger_waivers.help"))
    def waivers(ledger: Annotated[Path | None, options.ledger(t)] = None) -> int:
        from auditor.ledger import waivers as kept
        from auditor.ledger.database import connected
        from auditor.reports.ledger_report import waiver_lines

        with connected(ledger_path(ledger)) as connection:
            found = kept.waivers(connection)
        output.write("\n".join(waiver_lines(found, dt.date.today(), t)))
        return 0

    @app.command("unwaive", cls=command, help=t("cli.ledger_unwaive.help"))
    def unwaive(
        number: Annotated[str, options.argument(t, "waiver")],
        ledger: Annotated[Path | None, options.ledger(t)] = None,
    ) -> int:
        from auditor.ledger import waivers
        from auditor.ledger.database import connected

        with connected(ledger_path(ledger)) as connection:
            waivers.end(connection, values.whole_number("NUMMER", number, 1), dt.datetime.now().replace(microsecond=0))
        output.write(t("cli.ledger_unwaive.done", number=int(number)))
        return 0
