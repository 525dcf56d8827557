"""Questions a reader asks of an audit: what is wrong, where, for whom. Pure functions of an AuditResult."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.results.explaining import Cause, Together, causes, together
    from auditor.results.messages import message
    from auditor.results.overview import DimensionLine, MunicipalityLine, RuleLine, Summary, summary
    from auditor.results.person import Deadline, Event, FindingLine, PersonHistory, person_history, with_deadlines
    from auditor.results.reader import RowReader
    from auditor.results.tables import finding_rows, group_lines, municipalities, rules
    from auditor.results.verdict import Assessment, Reason, ReasonKind, Verdict
    from auditor.results.without import without_rules
    from auditor.results.words import cause_sentence, reason_sentence, together_sentence, verdict_sentence

_HOMES = {
    "Cause": "explaining",
    "Together": "explaining",
    "causes": "explaining",
    "together": "explaining",
    "message": "messages",
    "Deadline": "person",
    "Event": "person",
    "FindingLine": "person",
    "PersonHistory": "person",
    "person_history": "person",
    "with_deadlines": "person",
    "RowReader": "reader",
    "DimensionLine": "overview",
    "MunicipalityLine": "overview",
    "RuleLine": "overview",
    "Summary": "overview",
    "summary": "overview",
    "finding_rows": "tables",
    "group_lines": "tables",
    "municipalities": "tables",
    "rules": "tables",
    "without_rules": "without",
    "Assessment": "verdict",
    "Reason": "verdict",
    "ReasonKind": "verdict",
    "Verdict": "verdict",
    "cause_sentence": "words",
    "reason_sentence": "words",
    "together_sentence": "words",
    "verdict_sentence": "words",
}
__all__ = [
    "Assessment",
    "Cause",
    "Deadline",
    "DimensionLine",
    "Event",
    "FindingLine",
    "MunicipalityLine",
    "PersonHistory",
    "Reason",
    "ReasonKind",
    "RowReader",
    "RuleLine",
    "Summary",
    "Together",
    "Verdict",
    "cause_sentence",
    "causes",
    "finding_rows",
    "group_lines",
    "message",
    "municipalities",
    "person_history",
    "reason_sentence",
    "rules",
    "summary",
    "together",
    "together_sentence",
    "verdict_sentence",
    "with_deadlines",
    "without_rules",
]


def __getattr__(name: str) -> object:
    """Load on first use, so that importing the package costs nothing."""
    if name in _HOMES:
        return getattr(import_module(f"auditor.results.{_HOMES[name]}"), name)
    raise AttributeError(name)
