"""Auditing an extract again and again, whenever its files change on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.cli import diagnostics
from auditor.cli.auditing import AuditRequest, run_audit
from auditor.cli.exit_codes import ExitCode
from auditor.extract.watching import changed_files, mappings, state_of, wait_for_change
from auditor.locale import Translator
from auditor.model.errors import AuditorError, Cancelled
from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult


def keep_watch(request: AuditRequest, t: Translator, tell: Callable[[AuditResult, bool], ExitCode]) -> ExitCode:
    """Audit, ``tell`` (whether it is not the first time), wait for a change and audit again, until Ctrl-C.

    A delivery that cannot be read for the moment is told about, and waited for. The code is that of the last audit
    that could be carried out.
    """
    told: AuditResult | None = None
    code = ExitCode.INCOMPLETE
    beside = mappings(request.path, request.mapping)
    try:
        while True:
            state = state_of(request.path, beside)
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
            now = wait_for_change(state, request.path, beside)
            changed = changed_files(state, now or state)
            diagnostics.say(sanitise(t("cli.watch.changed", files=changed)))
    except (KeyboardInterrupt, Cancelled):
        return code


def _say_what_changed(before: AuditResult, after: AuditResult, t: Translator) -> None:
    """One line a rule that finds more or less than before."""
    was = {each.rule_id: each.found for each in before.outcomes}
    changed = [each for each in after.outcomes if each.found != was.get(each.rule_id, 0)]
    for each in changed:
        diagnostics.say(t("cli.watch.rule", rule=each.rule_id, before=was.get(each.rule_id, 0), after=each.found))
    if not changed:
        diagnostics.say(t("cli.watch.same"))
