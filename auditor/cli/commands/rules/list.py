"""``auditor rules list``: ids, severities and titles."""

from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("list", cls=command, help=t("cli.rules_list.help"))
    def list_rules(
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        table: Annotated[str | None, options.option(t, "--table", metavar="table")] = None,
        severity: Annotated[str | None, options.choice(t, "--severity", options.SEVERITIES)] = None,
        generated: Annotated[bool, options.option(t, "--generated")] = False,
    ) -> int:
        from auditor.reports.rule_list import rule_lines
        from auditor.rulesets import load

        if severity is not None:
            values.choice("--severity", severity, options.SEVERITIES)
        ruleset = load(rules, checked=False)
        if table is not None:
            values.names("--table", table, list(ruleset.tables))
        chosen = [
            rule
            for rule in ruleset.rules
            if (table is None or rule.table == table)
            and (severity is None or rule.severity.key == severity)
            and (generated or not rule.generated or bool(ruleset.schemas))
        ]
        output.write("\n".join(rule_lines(ruleset, chosen, t)))
        return ExitCode.OK
