"""What lint says of a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.model.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One remark: ``key`` and ``facts`` give the sentence; ``rule`` is empty where it is about something else."""

    severity: Severity
    key: str
    file: str
    line: int
    rule: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
