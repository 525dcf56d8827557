"""``auditor indicators``: what municipalities are measured by, as intervals from chance and from what is missing."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator
from auditor.reports.indicators import formats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditor.model.indicator import Indicator

DEFAULT_RULES = "indicators"
FIRST = 10


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("indicators", cls=command, help=t("cli.indicators.help"), epilog=t("cli.indicators.epilog"))
    def indicators(
        path: Annotated[Path, options.argument(t, "path")],
        name: Annotated[str | None, options.argument(t, "indicator")] = None,
        rules: Annotated[str, options.option(t, "--rules", metavar="rules", key="indicator_rules")] = DEFAULT_RULES,
        year: Annotated[str | None, options.option(t, "--year", metavar="year")] = None,
        municipality: Annotated[list[str], options.option(t, "--municipality", metavar="municipality")] = [],  # noqa: B006
        correct_first: Annotated[str | None, options.option(t, "--correct-first", metavar="number")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        format: Annotated[str | None, options.choice(t, "--format", formats.NAMES)] = None,  # noqa: A002
        rounded: Annotated[bool, options.rounded(t)] = False,
        to: Annotated[Path | None, options.option(t, "--output", "-o", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from dataclasses import replace

        from auditor.cli.auditing import as_of
        from auditor.cli.delivery import deliver
        from auditor.cli.diagnostics import told_unread
        from auditor.engine.indicators import IndicatorCounter
        from auditor.extract import open_extract
        from auditor.reports.indicators.interface import IndicatorReport, Shown
        from auditor.reports.indicators.text import TextRenderer
        from auditor.results.corrections import correct_first as corrections
        from auditor.results.indicators import series
        from auditor.rulesets import load

        form = _format(format, to)
        if to is not None:
            values.new_file(to, force)
        made = formats.renderer(form, t) if form != "text" else TextRenderer(t, reporting.width() if to is None else 80)
        limit = FIRST if correct_first is None else values.whole_number("--correct-first", correct_first, 0)
        in_year = None if year is None else values.whole_number("--year", year, 1900)
        numbers = values.municipalities("--municipality", municipality)
        date = as_of(reference_date)
        ruleset = load(rules)
        chosen = _chosen(ruleset.indicators, name, ruleset.name)
        extract = open_extract(path, tuple(ruleset.tables.values()), mapping)
        report = IndicatorReport((), ruleset, extract, name is not None, limit, rounded, numbers)
        shown = []
        for indicator in chosen:
            counter = IndicatorCounter(extract, ruleset, indicator, date)
            readings = [series(result, in_year) for result in counter.results()]
            wanted = made.corrects or (form == "text" and name is not None)
            first = corrections(counter, report.told(readings[0]), extract) if wanted else ()
            shown.append(Shown(readings, first))
        deliver(made.render(replace(report, indicators=shown)), to, force, t)
        unread = told_unread(extract.problems, t)
        optional = {table.name for table in ruleset.tables.values() if table.optional}
        lacking = [
            problem
            for each in shown
            for problem in each.readings[0].result.problems
            if name is not None or problem.facts.get("table") not in optional
        ]
        return ExitCode.INCOMPLETE if unread or lacking else ExitCode.OK


def _format(asked: str | None, to: Path | None) -> str:
    """The format asked for by name or by the file's; UsageError for one that is not known or not for a terminal."""
    from auditor.cli.errors import UsageError
    from auditor.reports.formats import format_of

    form = format_of(to.name, formats.FORMATS) if asked is None and to is not None else asked or "text"
    values.choice("--format", form, formats.NAMES)
    if to is None and form in formats.BINARY and sys.stdout.isatty():
        raise UsageError("cli.usage.binary_output", format=form)
    return form


def _chosen(known: "Mapping[str, Indicator]", name: str | None, rules: str) -> "Sequence[Indicator]":
    """The indicator of that name, or all of them in order of their names."""
    from auditor.cli.errors import UsageError

    if not known:
        raise UsageError("cli.usage.no_indicators", rules=rules)
    if name is not None and name not in known:
        raise UsageError("cli.usage.no_such_indicator", rules=rules, available=sorted(known))
    return [known[name]] if name is not None else [known[each] for each in sorted(known)]
