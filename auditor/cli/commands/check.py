"""``auditor check``: audit an extract and say what was found."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import diagnostics, options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.cli.targets import targets
from auditor.locale import Translator

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult

ENGINES = ("fused", "pandera")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("check", cls=command, help=t("cli.check.help"), epilog=t("cli.check.epilog"))
    def check(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        fail_on: Annotated[str, options.choice(t, "--fail-on", options.SEVERITIES)] = "error",
        max_share: Annotated[str, options.option(t, "--max-share", metavar="share")] = "0",
        municipality: Annotated[list[str], options.option(t, "--municipality", metavar="municipality")] = [],  # noqa: B006
        tables: Annotated[str | None, options.option(t, "--tables", metavar="tables")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        previous: Annotated[Path | None, options.previous(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[list[str], options.report_formats(t)] = [],  # noqa: A002, B006
        out: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
        show_ids: Annotated[bool, options.show_ids(t)] = False,
        rounded: Annotated[bool, options.rounded(t)] = False,
        baseline: Annotated[Path | None, options.option(t, "--baseline", metavar="file")] = None,
        waivers: Annotated[bool, options.option(t, "--waivers")] = False,
        ledger: Annotated[Path | None, options.option(t, "--ledger", metavar="file", key="check_ledger")] = None,
        strict_waivers: Annotated[bool, options.option(t, "--strict-waivers")] = False,
        watch: Annotated[bool, options.option(t, "--watch")] = False,
        corrections: Annotated[Path | None, options.option(t, "--corrections", metavar="file")] = None,
        engine: Annotated[str, options.choice(t, "--engine", ENGINES)] = "fused",
        color: Annotated[str, options.choice(t, "--color", reporting.COLOURS)] = "auto",
    ) -> int:
        from auditor.cli.auditing import AuditRequest, run_audit
        from auditor.model.vocabulary import Severity
        from auditor.privacy.files import write_private
        from auditor.privacy.sanitise import sanitise

        level = Severity.from_key(values.choice("--fail-on", fail_on, options.SEVERITIES))
        share = values.share("--max-share", max_share)
        values.choice("--color", color, reporting.COLOURS)
        wanted = targets(format, out, force)
        request = AuditRequest(
            path,
            rules,
            reference_date,
            tuple(municipality),
            values.choice("--engine", engine, ENGINES),
            mapping,
            previous,
            tables,
            corrections,
        )
        if baseline is not None:
            from auditor.ledger.baseline import read

            read(baseline)
        logged = None
        if waivers or strict_waivers or ledger is not None:
            from auditor.ledger.place import known_ledger

            logged = known_ledger(ledger)
        only = tuple(name.strip() for name in (tables or "").split(",") if name.strip())

        def told(result: "AuditResult", again: bool) -> ExitCode:
            waived = reporting.waived_by(result, logged) if logged is not None else None
            report = reporting.report_of(
                result, level, share, only, previous, show_ids, baseline, waived, strict_waivers, rounded
            )
            if wanted.files:
                where = [t(f"cli.check.where_{_said(name)}", format=name, file=file) for name, file in wanted.files]
            else:
                named = "" if rules == options.DEFAULT_RULES else f" --rules {shlex.quote(rules)}"
                command = shlex.quote(str(path)) + named
                where = [t("cli.check.where_screens", command=command), t("cli.check.where_json", command=command)]
            where = [sanitise(line) for line in where]
            contents = [reporting.rendered(report, name, t, where) for name, _ in wanted.files]
            for (_, file), content in zip(wanted.files, contents, strict=True):
                write_private(file, content, overwrite=force or again)
                diagnostics.say(sanitise(t("cli.written", file=file)))
            if wanted.stdout == "text":
                output.write(reporting.text(report, t, color, where))
            elif wanted.stdout is not None:
                output.write(reporting.rendered(report, wanted.stdout, t))
            return reporting.exit_code_of(report.judgement)

        if watch:
            from auditor.cli.watching import keep_watch

            return keep_watch(request, t, told)
        return told(run_audit(request, t), False)


def _said(name: str) -> str:
    """Which sentence leads to a file: that of the whole result, or that of a report on it."""
    return "file" if name in ("text", "json") else "report"
