"""The nouns of verification: a report's numbers by reference, its claims, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.model.text import Text
from auditor.published.format import ClaimBase, KnownEntry, RecomputeEntry
from auditor.published.interval import Interval
from auditor.published.numbers import Printed


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number, where it stands in the report and in the file, and what it is a number of."""

    name: str
    printed: Printed
    place: str
    line: int
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; ``at`` is what ``*`` stands for where it is made for several."""

    entry: ClaimBase
    at: str
    line: int

    @property
    def key(self) -> tuple[str, str]:
        """Name and ``at``."""
        return self.entry.name, self.at


@dataclass(frozen=True, slots=True)
class Recomputation:
    """How one figure is computed from an extract."""

    entry: RecomputeEntry
    line: int


@dataclass(frozen=True, slots=True)
class Report:
    """A file of published figures. ``figures`` have an entry for every printed cell."""

    name: str
    title: Text
    source: str
    file: str
    figures: Mapping[str, Figure]
    claims: Sequence[Claim]
    known: Mapping[tuple[str, str], KnownEntry]
    known_lines: Mapping[tuple[str, str], int]
    rules: str
    """The rule set whose tables the recomputations speak of."""
    recomputations: Sequence[Recomputation]


class Outcome(StrEnum):
    """What became of a claim."""

    OK = "ok"
    FINDING = "finding"
    UNKNOWN = "unknown"
    """A number it needs is hidden or cannot be read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim with its outcome; ``key`` and ``facts`` give the sentence of a finding."""

    claim: str
    at: str
    kind: str
    outcome: Outcome
    place: str
    line: int
    key: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    known: KnownEntry | None = None
    says: Text | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All claims of a report, in the order of the file, and the known findings that are no longer found."""

    report: Report
    verdicts: Sequence[Verdict]
    stale: Sequence[tuple[str, str]]

    def of(self, outcome: Outcome) -> list[Verdict]:
        """The claims with an outcome."""
        return [each for each in self.verdicts if each.outcome is outcome]

    @property
    def new(self) -> list[Verdict]:
        """Findings that the file does not list as known."""
        return [each for each in self.of(Outcome.FINDING) if each.known is None]


@dataclass(frozen=True, slots=True)
class Computed:
    """A number that follows from printed ones; ``percent`` where it is shown in per cent."""

    value: Interval
    percent: bool = False
    decimals: int = 0
    """Decimals that the number it is held against was printed with."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """Why a claim cannot be true of the printed numbers, whatever was rounded away."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
