"""Questions a reader asks of an audit: what is wrong, where, for whom. Pure functions of an AuditResult."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.results.messages import message
    from auditor.results.overview import MunicipalityLine, RuleLine, Summary, summary
    from auditor.results.person import Event, FindingLine, PersonHistory, person_history
    from auditor.results.reader import RowReader
    from auditor.results.tables import finding_rows, group_lines, municipalities, rules

_HOMES = {
    "message": "messages",
    "Event": "person",
    "FindingLine": "person",
    "PersonHistory": "person",
    "person_history": "person",
    "RowReader": "reader",
    "MunicipalityLine": "overview",
    "RuleLine": "overview",
    "Summary": "overview",
    "summary": "overview",
    "finding_rows": "tables",
    "group_lines": "tables",
    "municipalities": "tables",
    "rules": "tables",
}
__all__ = [
    "Event",
    "FindingLine",
    "MunicipalityLine",
    "PersonHistory",
    "RowReader",
    "RuleLine",
    "Summary",
    "finding_rows",
    "group_lines",
    "message",
    "municipalities",
    "person_history",
    "rules",
    "summary",
]


def __getattr__(name: str) -> object:
    """Load on first use, so that importing the package costs nothing."""
    if name in _HOMES:
        return getattr(import_module(f"auditor.results.{_HOMES[name]}"), name)
    raise AttributeError(name)
