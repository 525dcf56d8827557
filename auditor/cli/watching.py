"""Auditing an extract again and again, whenever its files change on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli import diagnostics
from auditor.cli.auditing import AuditRequest, run_audit
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator
from auditor.model.errors import AuditorError, Cancelled
from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult

State = frozenset[tuple[str, int, int]]
"""Path, time of the last change in nanoseconds, and size of every file."""
POLL_SECONDS = 0.5


def state_of(path: Path, further: Iterable[Path] = ()) -> State:
    """The files of an extract (a folder or a file) and ``further`` ones, as they are on disk; none for what is gone."""
    found = set()
    for each in (path, *further):
        for file in sorted(each.rglob("*")) if each.is_dir() else [each]:
            try:
                status = file.stat()
            except OSError:
                continue
            if not file.is_dir():
                found.add((str(file), status.st_mtime_ns, status.st_size))
    return frozenset(found)


def wait_for_change(before: State, path: Path, further: Iterable[Path] = ()) -> State:
    """Return once the files are others than ``before`` and have been left alone for a moment; KeyboardInterrupt."""
    further = tuple(further)
    last = before
    while True:
        time.sleep(POLL_SECONDS)
        now = state_of(path, further)
        if now != before and now == last:
            return now
        last = now


def changed_files(before: State, after: State) -> list[str]:
    """Names of the files that are new, gone or other than they were."""
    return sorted({Path(name).name for name, _, _ in before ^ after})


def keep_watch(request: AuditRequest, t: Translator, tell: Callable[[AuditResult, bool], ExitCode]) -> ExitCode:
    """Audit, ``tell`` (whether it is not the first time), wait for a change and audit again, until Ctrl-C.

    A delivery that cannot be read for the moment is told about, and waited for. The code is that of the last audit
    that could be carried out.
    """
    told: AuditResult | None = None
    code = ExitCode.INCOMPLETE
    mappings = _mappings(request)
    try:
        while True:
            state = state_of(request.path, mappings)
            try:
                result = run_audit(request, t, told)
            except Cancelled:
                raise
            except AuditorError as error:
                if told is None and diagnostics.exit_code_of(error) is ExitCode.USAGE:
                    raise
                diagnostics.tell(error, t)
            else:
                code = tell(result, told is not None)
                if told is not None:
                    _say_what_changed(told, result, t)
                told = result
            diagnostics.say(t("cli.watch.waiting"))
            changed = changed_files(state, wait_for_change(state, request.path, mappings))
            diagnostics.say(sanitise(t("cli.watch.changed", files=changed)))
    except (KeyboardInterrupt, Cancelled):
        return code


def _mappings(request: AuditRequest) -> tuple[Path, ...]:
    """The mapping files whose change makes another audit: the one named, else those that may be found."""
    from auditor.extract.sources import MAPPING_NAME

    if request.mapping is not None:
        return (request.mapping,)
    return (request.path.parent / MAPPING_NAME,)


def _say_what_changed(before: AuditResult, after: AuditResult, t: Translator) -> None:
    """One line a rule that finds more or less than before."""
    was = {each.rule_id: each.found for each in before.outcomes}
    changed = [each for each in after.outcomes if each.found != was.get(each.rule_id, 0)]
    for each in changed:
        diagnostics.say(t("cli.watch.rule", rule=each.rule_id, before=was.get(each.rule_id, 0), after=each.found))
    if not changed:
        diagnostics.say(t("cli.watch.same"))
