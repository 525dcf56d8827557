"""Findings one by one, as formats that list them want them: where they are, never what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.privacy.masking import Masker
from auditor.reports.json_report import group_entries
from auditor.reports.locations import finding_lines

if TYPE_CHECKING:
    from auditor.model.rule import Rule
    from auditor.reports.interface import Report


@dataclass(frozen=True, slots=True)
class RowFindings:
    """The findings of one rule in one file: the lines (or sheet rows) as a person counts them, ascending."""

    rule: Rule
    table: str
    file: str
    lines: Sequence[int]
    waived: frozenset[int]
    """Lines whose finding a waiver covers."""


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """A finding about a group, with what the JSON report says of it."""

    rule: Rule
    facts: Mapping[str, Any]


def row_findings(report: Report) -> Iterator[RowFindings]:
    """All findings about rows, in the order of tables, rules and files."""
    rules = {each.id: each for each in report.result.ruleset.rules}
    for each in finding_lines(report):
        yield RowFindings(rules[each["rule"]], each["table"], each["file"], each["lines"], frozenset(each["waived"]))


def group_findings(report: Report) -> Iterator[GroupFinding]:
    """All findings about groups, in the order of rules, municipalities and groups."""
    rules = {each.id: each for each in report.result.ruleset.rules}
    for each in group_entries(report, Masker(show_ids=report.show_ids)):
        yield GroupFinding(rules[each["rule"]], each)
