"""``auditor sample``: a generated extract, with errors planted where they are asked for."""

import shlex
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

PROFILES = ("mixed", "published")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("sample", cls=command, help=t("cli.sample.help"))
    def sample(
        out: Annotated[Path, options.argument(t, "out")],
        persons: Annotated[str, options.option(t, "--persons", metavar="number")] = "1000",
        seed: Annotated[str, options.option(t, "--seed", metavar="number")] = "1",
        errors: Annotated[Path | None, options.option(t, "--errors", metavar="file")] = None,
        profile: Annotated[str, options.choice(t, "--profile", PROFILES)] = "mixed",
        reference_date: Annotated[
            str | None, options.option(t, "--reference-date", metavar="date", key="sample_date")
        ] = None,
        rules: Annotated[
            str, options.option(t, "--rules", metavar="rules", key="sample_rules")
        ] = options.DEFAULT_RULES,
    ) -> int:
        from auditor.privacy.sanitise import sanitise
        from auditor.sample import EXTRACT_DATE, write_sample
        from auditor.sample.neighbours import RULE_SETS

        number = values.whole_number("--persons", persons, 1)
        until = EXTRACT_DATE if reference_date is None else values.date("--reference-date", reference_date)
        values.choice("--profile", profile, PROFILES)
        values.choice("--rules", rules, RULE_SETS)
        made = write_sample(
            out,
            number,
            values.whole_number("--seed", seed, 0),
            errors,
            until=until,
            profile="published" if profile == "published" else "mixed",
            ruleset=rules,
        )
        rows, planted = sum(made.rows.values()), sum(made.planted.values())
        output.write(t("cli.sample.rows", persons=number, rows=rows, tables=len(made.rows), planted=planted))
        next_step = "next" if rules == options.DEFAULT_RULES else "next_rules"
        date, path = made.date.isoformat(), shlex.quote(str(out))
        output.write(sanitise(t(f"cli.sample.{next_step}", path=path, date=date, rules=rules)))
        return ExitCode.OK
