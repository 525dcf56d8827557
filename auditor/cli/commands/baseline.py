"""``auditor baseline``: accept what is found, so that ``check --baseline`` fails for new findings alone."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("baseline", cls=command, help=t("cli.baseline.help"), epilog=t("cli.baseline.epilog"))
    def baseline(
        path: Annotated[Path, options.argument(t, "path")],
        file: Annotated[Path, options.option(t, "--baseline", metavar="file", key="baseline_file")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        accept_new: Annotated[bool, options.option(t, "--accept-new")] = False,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
    ) -> int:
        from auditor.cli.auditing import AuditRequest, run_audit
        from auditor.ledger import baseline as kept
        from auditor.ledger.place import key_of, key_of_baseline

        old = kept.read(file) if file.exists() else None
        result = run_audit(AuditRequest(path, rules, reference_date, mapping=mapping), t)
        key = key_of(file) if old is None else key_of_baseline(file)
        if old is None:
            new = kept.of(result, key)
            kept.write(new, file)
            output.write(t("cli.baseline.made", count=len(new), file=file.name))
        else:
            debt = kept.against(result, old, key)
            if debt.new and not accept_new:
                output.write(t("cli.baseline.refused", new=debt.new, gone=debt.gone, rules=list(debt.new_by_rule)))
                return ExitCode.FINDINGS
            kept.write(kept.of(result, key), file)
            output.write(t("cli.baseline.changed", new=debt.new, gone=debt.gone, file=file.name))
        return ExitCode.OK if result.complete else ExitCode.INCOMPLETE
