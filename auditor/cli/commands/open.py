"""``auditor open``: the screens, or the same views as text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options
from auditor.cli.language import ASKED
from auditor.locale import Translator

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("open", cls=command, help=t("cli.open.help"))
    def open_(
        path: Annotated[Path | None, options.argument(t, "path_optional")] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        previous: Annotated[Path | None, options.previous(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        ledger: Annotated[Path | None, options.ledger(t)] = None,
        corrections: Annotated[
            Path | None, options.option(t, "--corrections", metavar="file", key="open_corrections")
        ] = None,
        show_ids: Annotated[bool, options.show_ids(t)] = False,
        watch: Annotated[bool, options.option(t, "--watch")] = False,
        plain: Annotated[bool, options.plain(t)] = False,
    ) -> int:
        from auditor.cli.auditing import AuditRequest, as_of, run_audit
        from auditor.tui import drawable, run_app, run_plain

        if plain or not drawable():

            def audit(chosen: Path, by: str) -> "AuditResult":
                same = path is not None
                request = AuditRequest(
                    chosen,
                    by,
                    reference_date,
                    mapping=mapping if same else None,
                    previous=previous if same else None,
                )
                return run_audit(request, t)

            date = as_of(reference_date)
            return run_plain(path, rules, t.language, show_ids, date, audit, ledger, corrections, spoken=ASKED.get())
        return run_app(
            path,
            rules,
            t.language,
            show_ids,
            as_of(reference_date),
            mapping,
            previous,
            ledger,
            corrections,
            watch=watch,
            spoken=ASKED.get(),
        )
