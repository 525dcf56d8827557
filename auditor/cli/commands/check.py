"""``auditor check``: audit an extract and say what was found."""

import shlex
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import diagnostics, options, output, reporting, values
from auditor.locale import Translator

SEVERITIES = ("info", "warning", "error", "fatal")
ENGINES = ("fused", "pandera")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("check", cls=command, help=t("cli.check.help"), epilog=t("cli.check.epilog"))
    def check(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        fail_on: Annotated[str, options.choice(t, "--fail-on", SEVERITIES)] = "error",
        max_share: Annotated[str, options.option(t, "--max-share", metavar="share")] = "0",
        municipality: Annotated[list[str], options.option(t, "--municipality", metavar="municipality")] = [],  # noqa: B006
        tables: Annotated[str | None, options.option(t, "--tables", metavar="tables")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        previous: Annotated[Path | None, options.previous(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str | None, options.choice(t, "--format", reporting.FORMATS)] = None,  # noqa: A002
        out: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
        show_ids: Annotated[bool, options.show_ids(t)] = False,
        engine: Annotated[str, options.choice(t, "--engine", ENGINES)] = "fused",
        color: Annotated[str, options.choice(t, "--color", reporting.COLOURS)] = "auto",
    ) -> int:
        from auditor.cli.auditing import AuditRequest, run_audit
        from auditor.model.vocabulary import Severity
        from auditor.privacy.sanitise import sanitise

        level = Severity.from_key(values.choice("--fail-on", fail_on, SEVERITIES))
        share = values.share("--max-share", max_share)
        kind = values.choice("--format", format or _format_of(out), reporting.FORMATS)
        values.choice("--color", color, reporting.COLOURS)
        target = values.new_file(out, force) if out is not None else None
        request = AuditRequest(
            path,
            rules,
            reference_date,
            tuple(municipality),
            values.choice("--engine", engine, ENGINES),
            mapping,
            previous,
            tables,
        )
        result = run_audit(request, t)
        only = tuple(name.strip() for name in (tables or "").split(",") if name.strip())
        report = reporting.report_of(result, level, share, only, previous, show_ids)
        if out is not None:
            where = [t("cli.check.where_file", file=out)]
        else:
            named = "" if rules == options.DEFAULT_RULES else f" --rules {shlex.quote(rules)}"
            command = shlex.quote(str(path)) + named
            where = [t("cli.check.where_screens", command=command), t("cli.check.where_json", command=command)]
        where = [sanitise(line) for line in where]
        if kind == "json":
            content = reporting.json(report)
        else:
            content = reporting.text(report, t, color, where, to_terminal=target is None)
        if target is not None:
            from auditor.privacy.files import write_private

            write_private(target, content, overwrite=force)
            diagnostics.say(sanitise(t("cli.written", file=target)))
            if kind == "json":
                output.write(reporting.text(report, t, color, where))
        else:
            output.write(content)
        return reporting.exit_code_of(report.judgement)


def _format_of(out: Path | None) -> str:
    """The format a file name asks for."""
    return "json" if out is not None and out.suffix.lower() == ".json" else "text"
