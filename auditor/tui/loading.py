"""Loading an extract and auditing it: what the loading screen's worker does, without a screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor import engine, extract, results, rulesets
from auditor.extract.held import held
from auditor.model.errors import Cancelled

if TYPE_CHECKING:
    from auditor.engine import Progress
    from auditor.model.audit import AuditResult
    from auditor.model.extract import Extract
    from auditor.model.ruleset import RuleSet
    from auditor.results import RowReader, Summary
    from auditor.tui.logbook import Logbook
    from auditor.tui.session import Request


@dataclass(frozen=True, slots=True)
class Loaded:
    """A finished audit."""

    result: AuditResult
    reader: RowReader
    summary: Summary


def load(
    request: Request,
    reading: Callable[[str], None],
    opened: Callable[[Extract, RuleSet], None],
    progress: Callable[[Progress], None],
    cancel: threading.Event,
    logbook: Logbook | None = None,
    earlier: AuditResult | None = None,
) -> Loaded:
    """Read the rule set, open the extract, audit it, and read what the ledger says of it.

    ``reading`` is told which file is being read, some ten times a second; ``opened`` what was recognised, before the
    audit begins. Of an ``earlier`` audit, what no changed file has a say in is taken over. Raises Cancelled when
    ``cancel`` is set, and the errors of the steps.
    """
    assert request.path is not None
    ruleset = rulesets.load(request.rules)
    _stop_if(cancel)
    tables = tuple(ruleset.tables.values())

    def tick(file: str) -> None:
        _stop_if(cancel)
        reading(file)

    found = extract.open_extract(request.path, tables, request.mapping, tick=tick)
    _stop_if(cancel)
    previous = extract.open_extract(request.previous, tables, tick=tick) if request.previous is not None else None
    _stop_if(cancel)
    opened(found, ruleset)
    result = engine.audit(
        found,
        ruleset,
        reference_date=request.reference_date,
        previous=previous,
        earlier=earlier,
        progress=progress,
        cancel=cancel,
    )
    _stop_if(cancel)
    summary = results.summary(result)
    if logbook is not None:
        logbook.follow_if_possible(result)
    _stop_if(cancel)
    result = replace(result, extract=held(found))
    return Loaded(result, results.RowReader(result), summary)


def _stop_if(cancel: threading.Event) -> None:
    if cancel.is_set():
        raise Cancelled
