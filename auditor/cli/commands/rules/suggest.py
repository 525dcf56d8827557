"""``auditor rules suggest``: rules that hold in an extract and that nobody has written yet."""

import threading
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import diagnostics, options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "yaml")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command("suggest", cls=command, help=t("cli.rules_suggest.help"))
    def suggest(
        path: Annotated[Path, options.argument(t, "path")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        tables: Annotated[str | None, options.option(t, "--tables", metavar="tables", key="profile_tables")] = None,
        everything: Annotated[bool, options.option(t, "--all", key="suggest_all")] = False,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
        out: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.cli.auditing import as_of
        from auditor.cli.background import ProgressLine, Work
        from auditor.extract import open_extract
        from auditor.model.errors import Cancelled
        from auditor.privacy.files import write_private
        from auditor.privacy.sanitise import sanitise
        from auditor.reports.profile.suggested import Suggested
        from auditor.results.profile.suggestions import Suggestion, suggestions
        from auditor.results.profile.whole import profile
        from auditor.rulesets import load

        values.choice("--format", format, FORMATS)
        if out is not None:
            values.new_file(out, force)
        date = as_of(reference_date)
        ruleset = load(rules)
        only = values.names("--tables", tables, list(ruleset.tables)) if tables is not None else ()
        line, stage = ProgressLine(), [""]

        def work(cancel: threading.Event) -> tuple[bool, list[Suggestion]]:
            def tick(name: str) -> None:
                if cancel.is_set():
                    raise Cancelled
                stage[0] = sanitise(t("cli.progress.reading", file=name))

            extract = open_extract(path, tuple(ruleset.tables.values()), mapping, tick=tick)
            profiled = profile(extract, ruleset, date, only, tick)
            return bool(profiled.tables), suggestions(profiled, date, cancel)

        try:
            read, found = Work(work).result(lambda: line.show(stage[0]))
        finally:
            line.clear()
        told = [each for each in found if everything or each.known is None]
        suggested = Suggested(told, ruleset, t)
        if format == "yaml":
            content = suggested.rule_file()
        else:
            width = reporting.width() if out is None else 80
            content = "\n".join(suggested.lines(width, len(found) - len(told))) + "\n"
        if out is None:
            output.write(content)
        else:
            write_private(out, content, overwrite=force)
            diagnostics.say(sanitise(t("cli.written", file=out)))
        return ExitCode.OK if read else ExitCode.INCOMPLETE
