"""What a renderer is given, and what it gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.reports.judgement import Judgement
    from auditor.results import Summary
    from auditor.results.finding_changes import Naming
    from auditor.results.waiving import Waived


@dataclass(frozen=True)
class Report:
    """An audit, what it amounts to, and how it was asked for."""

    result: AuditResult
    summary: Summary
    judgement: Judgement
    exit_code: int | None
    """What the run ends in; None where nobody waits for it, as in a demonstration."""
    only_tables: Sequence[str] = ()
    previous: str | None = None
    """Name of the delivery compared with."""
    show_ids: bool = False
    rounded: bool = False
    """Whether the formats to be shared round their counts."""
    waived: Waived | None = None
    """What the waivers of a ledger cover; None where none was asked for."""
    naming: Naming | None = None
    """Puts pseudonyms in the place of the keys of records; None where the run has no key to make them with."""


class Renderer(ABC):
    """Writes a report in one format. The same report gives the same bytes, whatever the clock and the locale."""

    name: ClassVar[str]
    """The word of ``--format``."""

    @abstractmethod
    def render(self, report: Report) -> str | bytes:
        """The whole report: text with LF line ends and one at the end, or the bytes of a binary file."""
