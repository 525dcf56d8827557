"""``auditor rules docs``: the rule book as pages."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import options, output
from auditor.cli.errors import UsageError
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""
    folder = typer.Option("--out", help=t("rulebook.option.out"), metavar=t("cli.metavar.out"), show_default=False)

    @app.command("docs", cls=command, help=t("rulebook.docs.help"))
    def docs(
        out: Annotated[Path | None, folder] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.privacy.sanitise import sanitise
        from auditor.reports.rulebook import HTML_FILE, rule_book, write_book
        from auditor.rulesets import load

        if out is None:
            raise UsageError("cli.usage.missing_argument", command="auditor rules docs", argument="--out")
        ruleset = load(rules)
        files = write_book(rule_book(ruleset, t), out, overwrite=force)
        counts = {"files": files, "rules": len(ruleset.rules), "tables": len(ruleset.tables)}
        output.write(sanitise(t("rulebook.docs.written", folder=out, **counts)))
        output.write(sanitise(t("rulebook.docs.next", file=out / HTML_FILE, index=out / "index.md")))
        return ExitCode.OK
