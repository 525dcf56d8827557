"""From a rule to what it found: rows, or groups of rows, or the reason why there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model.vocabulary import RuleStatus
from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.results.matrix import Unit
    from auditor.tui.screens.base import View


def open_findings(view: View, rule_id: str, unit: Unit | None) -> None:
    """Show the findings of a rule, in one municipality, centre or year, or in all."""
    from auditor.tui.screens.delivery import problem_sentence
    from auditor.tui.screens.groups import GroupsScreen
    from auditor.tui.screens.rows import RowsScreen

    session = view.session
    rule = session.audit.ruleset.rule(rule_id)
    outcome = session.audit.outcome(rule_id)
    if rule is None or outcome.status is not RuleStatus.RAN:
        reason = problem_sentence(session, outcome.reason) if outcome.reason else ""
        sentence = session.t("tui.toast.not_run", reason=reason)
        view.notify(sanitise(sentence), markup=False, severity="warning")
    elif rule.about_groups:
        view.app.push_screen(GroupsScreen(rule, unit))
    elif not outcome.found:
        view.notify(session.t("tui.toast.no_findings"), markup=False)
    else:
        view.app.push_screen(RowsScreen(rule, unit))
