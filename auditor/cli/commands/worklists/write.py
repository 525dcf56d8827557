"""``auditor worklists PATH``: for each municipality a list of what to correct, most important first."""

from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from auditor.cli import diagnostics, options, output, reporting, values
from auditor.cli.errors import UsageError
from auditor.cli.exit_codes import ExitCode
from auditor.ledger.place import key_of, known_ledger, ledger_path
from auditor.locale import Translator

NAME = "write"
FORMATS = ("xlsx", "html", "csv")
RECEIVERS = ("municipality", "centre")


def add(app: typer.Typer, t: Translator, command: type[TyperCommand]) -> None:
    """Add the command to the group."""

    @app.command(NAME, cls=command, help=t("cli.worklists.help"), epilog=t("cli.worklists.epilog"))
    def write(
        path: Annotated[Path, options.argument(t, "path")],
        out: Annotated[Path, options.option(t, "--out", metavar="out", key="worklists_out")],
        rules: Annotated[str, options.rules(t)] = options.DEFAULT_RULES,
        by: Annotated[str, options.choice(t, "--by", RECEIVERS)] = "municipality",
        severity: Annotated[str, options.choice(t, "--severity", options.SEVERITIES, "least_severity")] = "warning",
        municipality: Annotated[list[str], options.option(t, "--municipality", metavar="municipality")] = [],  # noqa: B006
        format: Annotated[list[str], options.worklist_formats(t)] = [],  # noqa: A002, B006
        until: Annotated[str | None, options.option(t, "--until", metavar="date")] = None,
        reference_date: Annotated[str | None, options.reference_date(t)] = None,
        mapping: Annotated[Path | None, options.mapping(t)] = None,
        ledger: Annotated[Path | None, options.option(t, "--ledger", metavar="file", key="worklists_ledger")] = None,
        waivers: Annotated[bool, options.option(t, "--waivers", key="worklists_waivers")] = False,
        show_ids: Annotated[bool, options.show_ids(t)] = False,
        force: Annotated[bool, options.option(t, "--force")] = False,
    ) -> int:
        from auditor.cli.auditing import AuditRequest, run_audit
        from auditor.ledger.references import referring
        from auditor.model.vocabulary import Severity
        from auditor.privacy.masking import Masker
        from auditor.privacy.sanitise import sanitise
        from auditor.reports.worklists.folder import INDEX, write_worklists
        from auditor.reports.worklists.letter import Letter
        from auditor.results.matrix import By
        from auditor.results.worklists import next_close, worklists

        least = Severity.from_key(values.choice("--severity", severity, options.SEVERITIES))
        formats = tuple(dict.fromkeys(values.choice("--format", each, FORMATS) for each in format)) or ("xlsx", "html")
        day = values.date("--until", until) if until is not None else None
        only = values.municipalities("--municipality", municipality)
        receivers = By(values.choice("--by", by, RECEIVERS))
        if only and receivers is not By.MUNICIPALITY:
            raise UsageError("cli.usage.by_centre")
        target = values.new_folder(out, force)
        file = known_ledger(ledger) if waivers else ledger_path(ledger)
        secret = key_of(file)
        result = run_audit(AuditRequest(path, rules, reference_date, mapping=mapping), t)
        masker = Masker(show_ids=show_ids, language=t.language)
        refer = referring(secret, result.ruleset)
        waived = reporting.waived_by(result, file) if waivers else None
        found = worklists(result, t.language, masker, least, only, receivers, refer, waived)
        last = day or next_close(result.reference_date)
        letters = (Letter(each, result, last, show_ids, t) for each in found)
        written = write_worklists(letters, target, formats, overwrite=force)
        if not written:
            output.write(t(f"worklists.index.none_{receivers.value}", severity=t(f"reports.text.severity.{least.key}")))
        else:
            lines = sum(len(each.letter.worklist.lines) for each in written)
            key = "cli.worklists.done_one" if len(written) == 1 else "cli.worklists.done"
            output.write(sanitise(t(key, lists=len(written), lines=lines, folder=str(target), index=INDEX)))
        if show_ids and written:
            diagnostics.say(t("cli.worklists.ids"))
        unread = any(each.severity >= Severity.ERROR for each in result.problems)
        return ExitCode.OK if result.complete and not unread else ExitCode.INCOMPLETE
