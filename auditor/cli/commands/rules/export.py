"""``auditor rules export``: the rule set as pandera schemas."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import diagnostics, language, options, output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("export", cls=command, help=t("cli.rules_export.help"))
    def export(
        out: Annotated[Path, options.argument(t, "out")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        lang: Annotated[str, language.option(t)] = t.language,
    ) -> int:
        from auditor.cli.auditing import load_rules
        from auditor.rulesets.export import export_yaml

        left_out = export_yaml(load_rules(rules), out)
        for each in left_out:
            output.write(str(each))
        diagnostics.say(t("cli.written", file=out))
        return ExitCode.OK
