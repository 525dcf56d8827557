"""``auditor profile``: what an extract holds, field by field, without a judgement."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import diagnostics, options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "json", "html")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("profile", cls=command, help=t("cli.profile.help"))
    def profile(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        tables: Annotated[str | None, options.option(t, "--tables", metavar="tables", key="profile_tables")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
        out: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        import threading

        from auditor.cli.auditing import as_of
        from auditor.cli.background import ProgressLine, Work
        from auditor.extract import open_extract
        from auditor.model.errors import Cancelled
        from auditor.model.vocabulary import Severity
        from auditor.privacy.files import write_private
        from auditor.privacy.sanitise import sanitise
        from auditor.reports.profile.machine import profile_json
        from auditor.reports.profile.page import profile_page
        from auditor.reports.profile.text import profile_lines
        from auditor.results.profile.whole import Profile
        from auditor.results.profile.whole import profile as profile_of
        from auditor.rulesets import load

        values.choice("--format", format, FORMATS)
        if out is not None:
            values.new_file(out, force)
        date = as_of(reference_date)
        ruleset = load(rules)
        only = values.names("--tables", tables, list(ruleset.tables)) if tables is not None else ()
        line, stage = ProgressLine(), [""]

        def work(cancel: threading.Event) -> Profile:
            def tick(name: str) -> None:
                if cancel.is_set():
                    raise Cancelled
                stage[0] = sanitise(t("cli.progress.reading", file=name))

            extract = open_extract(path, tuple(ruleset.tables.values()), mapping, tick=tick)
            return profile_of(extract, ruleset, date, only, tick)

        try:
            result = Work(work).result(lambda: line.show(stage[0]))
        finally:
            line.clear()
        if format == "json":
            content = profile_json(result)
        elif format == "html":
            content = profile_page(result, t)
        else:
            width = reporting.width() if out is None else 80
            content = "\n".join(profile_lines(result, t, width)) + "\n"
        if out is None:
            output.write(content)
        else:
            write_private(out, content, overwrite=force)
            diagnostics.say(sanitise(t("cli.written", file=out)))
        unread = any(each.severity >= Severity.ERROR for each in result.extract.problems)
        return ExitCode.INCOMPLETE if unread or not result.tables else ExitCode.OK
