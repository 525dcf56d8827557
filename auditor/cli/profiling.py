"""From the options of a command to the profile of an extract, and what follows from it, with progress told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from auditor.cli import values
from auditor.cli.auditing import as_of
from auditor.cli.background import ProgressLine, Work
from auditor.locale import Translator
from auditor.model.errors import Cancelled
from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.results.profile.whole import Profile

Result = TypeVar("Result")


def profiled(
    path: Path,
    rules: str,
    tables: str | None,
    reference_date: str | None,
    mapping: Path | None,
    t: Translator,
    then: Callable[[Profile, threading.Event], Result],
) -> Result:
    """What ``then`` makes of the profile, in the thread that made it, from options as they were written.

    Cancelled on Ctrl-C.
    """
    from auditor.extract import open_extract
    from auditor.results.profile.whole import profile
    from auditor.rulesets import load

    date = as_of(reference_date)
    ruleset = load(rules)
    only = values.names("--tables", tables, list(ruleset.tables)) if tables is not None else ()
    line, stage = ProgressLine(), [""]

    def work(cancel: threading.Event) -> Result:
        def tick(name: str) -> None:
            if cancel.is_set():
                raise Cancelled
            stage[0] = sanitise(t("cli.progress.reading", file=name))

        extract = open_extract(path, tuple(ruleset.tables.values()), mapping, tick=tick)
        return then(profile(extract, ruleset, date, only, tick), cancel)

    try:
        return Work(work).result(lambda: line.show(stage[0]))
    finally:
        line.clear()
