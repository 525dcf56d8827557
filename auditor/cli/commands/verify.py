"""``auditor verify``: whether the figures and claims of a published report fit each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from auditor.cli import options, output, reporting, values
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from auditor.published.against import Recomputed
    from auditor.published.model import Report

FORMATS = ("text", "json")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand], group: type[TyperGroup]) -> None:
    """Add the command to the application."""

    @app.command("verify", cls=command, help=t("cli.verify.help"), epilog=t("cli.verify.epilog"))
    def verify(
        files: Annotated[list[str], options.argument(t, "published")],
        lint: Annotated[bool, options.option(t, "--lint", key="published_lint")] = False,
        show_all: Annotated[bool, options.option(t, "--all", key="published_all")] = False,
        format: Annotated[str | None, options.choice(t, "--format", FORMATS)] = None,  # noqa: A002
        held_against: Annotated[Path | None, options.option(t, "--against", metavar="path")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        to: Annotated[Path | None, options.option(t, "--output", metavar="file")] = None,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor import published
        from auditor.cli.auditing import as_of
        from auditor.cli.delivery import deliver
        from auditor.published.lint import lint as remarks_of
        from auditor.published.loading import find
        from auditor.reports.verification_report import (
            recomputed_lines,
            remark_lines,
            verification_json,
            verification_lines,
        )

        form = values.choice("--format", format or values.format_of(to, FORMATS), FORMATS)
        if to is not None:
            values.new_file(to, force)
        reports = [published.load_report(find(each)) for each in files]
        width = reporting.width() if to is None else 80
        if lint:
            remarks = [remarks_of(each) for each in reports]
            lines = [line for each in remarks for line in remark_lines(each, t, width)]
            output.write("\n".join([*lines, t("published.lint.summary", remarks=sum(map(len, remarks)))]))
            return ExitCode.FINDINGS if any(remarks) else ExitCode.OK
        found = [published.verify(each) for each in reports]
        recomputed = None
        if held_against is not None:
            recomputed = [_recomputed(each, held_against, mapping, as_of(reference_date)) for each in reports]
        if form == "json":
            text = verification_json(found, t, recomputed)
        else:
            parts = [[*verification_lines(each, t, width, show_all)] for each in found]
            for part, figures in zip(parts, recomputed or [], strict=False):
                part += ["", *recomputed_lines(figures, t, width)]
            text = "\n\n".join("\n".join(part) for part in parts)
        deliver(text, to, force, t)
        agreements = {figure.agreement.value for figures in recomputed or [] for figure in figures}
        if "differs" in agreements or any(each.new or each.stale for each in found):
            return ExitCode.FINDINGS
        return ExitCode.INCOMPLETE if "unknown" in agreements else ExitCode.OK


def _recomputed(
    report: "Report", path: Path, mapping: Path | None, reference_date: "dt.date"
) -> "Sequence[Recomputed]":
    """The figures of a report as an extract gives them."""
    from auditor.cli.errors import UsageError
    from auditor.extract import open_extract
    from auditor.published.against import against
    from auditor.rulesets import load

    if not report.recomputations:
        raise UsageError("cli.usage.nothing_to_recompute", report=report.name)
    ruleset = load(report.rules)
    extract = open_extract(path, tuple(ruleset.tables.values()), mapping)
    return against(report, extract, ruleset, reference_date)
