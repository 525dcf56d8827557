"""``auditor population``: whom a report speaks of, and what each step of its filter removes."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

FORMATS = ("text", "json")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("population", cls=command, help=t("cli.population.help"))
    def population(
        path: Annotated[Path, options.argument(t, "path")],
        name: Annotated[str | None, options.argument(t, "population")] = None,
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        by_municipality: Annotated[bool, options.option(t, "--by-municipality")] = False,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str, options.choice(t, "--format", FORMATS)] = "text",  # noqa: A002
    ) -> int:
        from auditor.cli.auditing import as_of
        from auditor.cli.diagnostics import told_unread
        from auditor.cli.errors import UsageError
        from auditor.engine.population import count_population
        from auditor.extract import open_extract
        from auditor.reports.population_report import population_json, population_lines
        from auditor.rulesets import load

        values.choice("--format", format, FORMATS)
        date = as_of(reference_date)
        ruleset = load(rules)
        known = ruleset.populations
        if not known:
            raise UsageError("cli.usage.no_populations", rules=ruleset.name)
        if name is not None and name not in known:
            raise UsageError("cli.usage.no_such_population", rules=ruleset.name, available=sorted(known))
        extract = open_extract(path, tuple(ruleset.tables.values()), mapping)
        wanted = [known[name]] if name is not None else [known[each] for each in sorted(known)]
        results = [
            count_population(extract, ruleset, each, reference_date=date, by_municipality=by_municipality)
            for each in wanted
        ]
        if format == "json":
            output.write(population_json(results, ruleset, extract))
        else:
            output.write("\n".join(population_lines(results, ruleset, t, reporting.width())))
        unread = told_unread(extract.problems, t)
        return ExitCode.INCOMPLETE if unread or any(each.problems for each in results) else ExitCode.OK
