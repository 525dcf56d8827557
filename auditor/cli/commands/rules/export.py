"""``auditor rules export``: the rule set as pandera schemas."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("export", cls=command, help=t("cli.rules_export.help"))
    def export(
        out: Annotated[Path, options.argument(t, "out")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.privacy.sanitise import sanitise
        from auditor.rulesets import load
        from auditor.rulesets.export import export_yaml

        ruleset = load(rules)
        left_out = export_yaml(ruleset, out, overwrite=force)
        lines = [t("cli.rules_export.written", count=len(ruleset.tables), folder=out)]
        if left_out:
            lines.append(t("cli.rules_export.left_out", count=len({each.rule for each in left_out})))
        lines += [f"  {each.table}  {each.rule}: {t(each.reason)}" for each in left_out]
        output.write("\n".join(sanitise(line) for line in lines))
        return ExitCode.OK
