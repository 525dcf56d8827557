"""``auditor rules lint``: mistakes in the rule set itself."""

from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("lint", cls=command, help=t("cli.rules_lint.help"))
    def lint_rules(
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
    ) -> int:
        from auditor.privacy.sanitise import sanitise
        from auditor.reports.layout import SIGNS
        from auditor.rulesets import load
        from auditor.rulesets.lint import lint

        ruleset = load(rules)
        found = lint(ruleset)
        for each in found:
            output.write(sanitise(f"{SIGNS[each.severity]} {t(each.key, **each.facts)}"))
        output.write(t("cli.rules_lint.summary", rules=len(ruleset.rules), findings=len(found)))
        return ExitCode.FINDINGS if found else ExitCode.OK
