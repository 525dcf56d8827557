"""From the options of a command to an audit."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import options, values
from auditor.cli.background import ProgressLine, Work
from auditor.locale import Translator
from auditor.model.errors import Cancelled
from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.engine import Progress
    from auditor.model.audit import AuditResult


@dataclass(frozen=True)
class AuditRequest:
    """What to audit, by what, as of when. Texts are as the user wrote them."""

    path: Path
    rules: str = options.DEFAULT_RULES
    reference_date: str | None = None
    municipalities: tuple[str, ...] = ()
    engine: str = "fused"
    mapping: Path | None = None
    previous: Path | None = None
    tables: str | None = None
    corrections: Path | None = None
    """A file of proposed values; the audit is one of the extract as it would be with them."""


def as_of(text: str | None) -> dt.date:
    """The reference date: the one asked for, else today; the report says which."""
    return values.date("--reference-date", text) if text is not None else dt.date.today()


def run_audit(request: AuditRequest, t: Translator, earlier: AuditResult | None = None) -> AuditResult:
    """Carry the audit out, telling progress on stderr. Raises AuditorError; Cancelled on Ctrl-C.

    Of an ``earlier`` audit, what no changed file has a say in is taken over.
    """
    line = ProgressLine()
    stage = _Stage(t)
    work = Work(lambda cancel: _audit(request, stage, cancel, earlier))
    try:
        return work.result(lambda: line.show(stage.text))
    finally:
        line.clear()


class _Stage:
    """What the work is at, in words; written by the working thread and read by the other."""

    def __init__(self, t: Translator) -> None:
        self._t = t
        self.text = ""

    def rules(self) -> None:
        self.text = self._t("cli.progress.rules")

    def reading(self, file: str) -> None:
        self.text = sanitise(self._t("cli.progress.reading", file=file))

    def auditing(self, progress: Progress) -> None:
        self.text = sanitise(
            self._t(
                "cli.progress.auditing",
                table=progress.table,
                number=progress.tables_done + 1,
                tables=progress.tables,
                rows=progress.rows,
                findings=progress.findings,
            )
        )


def _audit(request: AuditRequest, stage: _Stage, cancel: threading.Event, earlier: AuditResult | None) -> AuditResult:
    stage.rules()
    from auditor import engine, rulesets
    from auditor.extract import open_extract

    date = as_of(request.reference_date)
    municipalities = values.municipalities("--municipality", request.municipalities)
    ruleset = rulesets.load(request.rules)
    declared = tuple(ruleset.tables.values())
    only = values.names("--tables", request.tables, list(ruleset.tables)) if request.tables is not None else ()

    def tick(file: str) -> None:
        if cancel.is_set():
            raise Cancelled
        stage.reading(file)

    previous = open_extract(request.previous, declared, tick=tick) if request.previous is not None else None
    extract = open_extract(request.path, declared, request.mapping, tick=tick)
    if request.corrections is not None:
        from auditor.ledger import corrections

        proposed = corrections.read(request.corrections)
        extract = corrections.applied(extract, ruleset, proposed, request.corrections).extract
    return engine.audit(
        extract,
        ruleset,
        reference_date=date,
        municipalities=municipalities,
        engine=request.engine,
        previous=previous,
        only_tables=only,
        earlier=earlier,
        progress=stage.auditing,
        cancel=cancel,
    )
