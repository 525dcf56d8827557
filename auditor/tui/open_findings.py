"""From a rule to what it found: rows, or groups of rows, or the reason why there is nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model.vocabulary import RuleStatus
from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.results.matrix import Unit
    from auditor.tui.screens.base import View
    from auditor.tui.session import Session


def refusal(session: Session, rule_id: str) -> str | None:
    """Why a rule has nothing to show; None where it has."""
    from auditor.tui.screens.delivery import problem_sentence

    outcome = session.audit.outcome(rule_id)
    if session.audit.ruleset.rule(rule_id) is None or outcome.status is not RuleStatus.RAN:
        reason = problem_sentence(session, outcome.reason) if outcome.reason else ""
        return sanitise(session.t("tui.toast.not_run", reason=reason))
    return None if outcome.found else session.t("tui.toast.no_findings")


def open_findings(view: View, rule_id: str, unit: Unit | None) -> None:
    """Show the findings of a rule, in one municipality, centre or year, or in all."""
    from auditor.tui.screens.groups import GroupsScreen
    from auditor.tui.screens.rows import RowsScreen

    rule = view.session.audit.ruleset.rule(rule_id)
    sentence = refusal(view.session, rule_id)
    if rule is None or sentence is not None:
        view.notify(sentence or "", markup=False, severity="warning")
    elif rule.about_groups:
        view.app.push_screen(GroupsScreen(rule, unit))
    else:
        view.app.push_screen(RowsScreen(rule, unit))
