"""Findings as JSON Lines: one object a finding, the rows first, rule by rule; see docs/formats.md.

Like the JSON report it does not depend on the locale, and holds no value of the data but municipality numbers and
labels of groups. Where nothing was found it is empty: whether the run was complete is for the exit code to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from auditor.reports.finding_list import group_findings, row_findings
from auditor.reports.interface import Renderer, Report


class JsonLinesRenderer(Renderer):
    """Each line names the rule with its severity and dimension, and the place: file and line, or the group."""

    name = "jsonl"

    def render(self, report: Report) -> str:
        """All findings, a line each."""
        return "".join(f"{line}\n" for line in self._lines(report))

    def _lines(self, report: Report) -> Iterator[str]:
        for found in row_findings(report):
            about = {**_rule(found.rule.id, found.rule.severity.key, found.rule.dimension.value), "table": found.table}
            start = _compact({**about, "file": found.file})[:-1]  # all but the closing brace: only the line differs
            yield from (
                f'{start}, "line": {line}, "waived": {_compact(line in found.waived)}}}' for line in found.lines
            )
        for group in group_findings(report):
            rule = group.rule
            about = _rule(rule.id, rule.severity.key, rule.dimension.value)
            yield _compact({**about, **{name: value for name, value in group.facts.items() if name != "rule"}})


def _rule(identity: str, severity: str, dimension: str) -> dict[str, Any]:
    return {"rule": identity, "severity": severity, "dimension": dimension}


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
