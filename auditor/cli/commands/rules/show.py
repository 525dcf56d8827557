"""``auditor rules show``: one rule, explained as a person would."""

import shutil
import sys
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.cli.errors import UsageError
from auditor.cli.exit_codes import ExitCode
from auditor.cli.reporting import WIDEST
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("show", cls=command, help=t("cli.rules_show.help"))
    def show(
        rule_id: Annotated[str, options.argument(t, "rule")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
    ) -> int:
        from difflib import get_close_matches

        from auditor.reports.explanation import explain
        from auditor.rulesets import load

        ruleset = load(rules)
        rule = ruleset.rule(rule_id) or ruleset.rule(rule_id.upper())
        if rule is None:
            near = get_close_matches(rule_id.upper(), [each.id for each in ruleset.rules], 3)
            key = "cli.usage.no_such_rule_near" if near else "cli.usage.no_such_rule"
            raise UsageError(key, rule=rule_id, rules=ruleset.name, near=near)
        width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST) if sys.stdout.isatty() else 80
        output.write("\n".join(explain(rule, ruleset, t, width)))
        return ExitCode.OK
