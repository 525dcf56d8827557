"""Where findings are: file and line, never a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.reports.interface import Report


def finding_lines(report: Report) -> Iterable[dict[str, Any]]:
    """For each rule and file its findings, as the lines (or sheet rows) a person counts; ascending, none left out.

    Those that a waiver covers are among the ``lines``, and named once more as ``waived``.
    """
    from auditor.results.places import located
    from auditor.results.waiving import marked

    result = report.result
    for name, table_result in result.tables.items():
        table = result.extract.tables.get(name)
        found = table_result.findings
        if table is None or not table.parts or found.height == 0:
            continue
        found = located(table, marked(found, report.waived))
        for (rule, part_file), lines in found.group_by("rule", "file", maintain_order=True):
            yield {
                "rule": result.rule_ids[int(str(rule))],
                "table": sanitise(name),
                "file": sanitise(str(part_file)),
                "lines": lines["line"].to_list(),
                "waived": lines.filter("waived")["line"].to_list(),
            }


def place_from_here(result: AuditResult, file: str) -> str:
    """A file of the extract as seen from where the audit was started, for programs that show files of a repository.

    Where the extract was named by an absolute path, or one that leads upwards, relative to the extract.
    """
    path = PurePath(result.extract.manifest.path)
    if path.is_absolute() or ".." in path.parts:
        return sanitise(file)
    if re.split("[!#]", file, maxsplit=1)[0] == path.name:
        path = path.parent
    return sanitise((path / file).as_posix())
