"""Indicators (*indikatorer*): what share or mean a municipality is measured by, and the counts it follows from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditor.model.extract import Problem
from auditor.model.rule import Basis
from auditor.model.text import Text

OFFICIAL = ""
"""The name of the variant that is the indicator itself."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that do not count, with the reason in words."""

    title: Text
    where: str


@dataclass(frozen=True, slots=True)
class Target:
    """The share or mean that was to be reached from one year (inclusive) until another (inclusive)."""

    value: float
    start: int
    end: int | None
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which the figures cannot be compared with those before."""

    year: int
    title: Text


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reading of an indicator; what is None is as in the indicator itself."""

    name: str
    title: Text
    within: str | None = None
    of: str | None = None
    exclude: tuple[Exclusion, ...] | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of rows (``of``) or a mean of a number (``value``) over the rows ``within``, by municipality and year.

    All are SQL over ``table``, three-valued as rules are.
    """

    name: str
    title: Text
    description: Text
    source: Text
    """The register it comes from, and at which time it measures."""
    basis: tuple[Basis, ...]
    table: str
    period: str
    """SQL: the year a row counts in."""
    within: str
    of: str | None = None
    value: str | None = None
    unit: Text | None = None
    """Of a mean."""
    low: float = 0.0
    high: float = 1.0
    """What a missing value may be at least and at most: 0 and 1 for a share."""
    exclude: tuple[Exclusion, ...] = ()
    variants: tuple[Variant, ...] = ()
    targets: tuple[Target, ...] = ()
    breaks: tuple[Break, ...] = ()
    better: str | None = None
    """``high`` or ``low``; None where neither is better."""
    least: int = 10
    """Municipalities with fewer rows take up earlier years."""
    pool: int = 3
    """How many years they may take up, their own included."""
    correct: tuple[str, ...] = ()
    """The fields whose correction decides open rows."""
    file: str = ""
    line: int = 0

    @property
    def measure(self) -> str:
        """The SQL that is counted or averaged."""
        return self.of or self.value or ""

    def readings(self) -> tuple[Variant, ...]:
        """The indicator itself and its variants, each with nothing left open."""
        own = Variant(OFFICIAL, self.title, self.within, self.of, self.exclude)
        return (
            own,
            *(
                Variant(
                    each.name,
                    each.title,
                    each.within or self.within,
                    each.of or self.of,
                    self.exclude if each.exclude is None else each.exclude,
                )
                for each in self.variants
            ),
        )

    def target(self, year: int | None) -> Target | None:
        """What was to be reached in a year."""
        if year is None:
            return None
        return next((each for each in self.targets if each.start <= year and (each.end or year) >= year), None)


def _quotient(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of a municipality and year, by what is known of them; a share is a mean of ones and zeros.

    ``open`` rows surely count but nobody knows for what; rows that only *perhaps* count lack what would tell.
    """

    known: int = 0
    total: float = 0.0
    """The sum of the measure over the known rows."""
    squares: float = 0.0
    open: int = 0
    perhaps_known: int = 0
    perhaps_total: float = 0.0
    perhaps_open: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def perhaps(self) -> Tally:
        """The same rows where it is open whether they count at all, such as those without a year."""
        return Tally(
            perhaps_known=self.known + self.perhaps_known,
            perhaps_total=self.total + self.perhaps_total,
            perhaps_open=self.open + self.perhaps_open,
        )

    def share_bounds(self) -> tuple[float | None, float | None]:
        """The lowest and highest share that the missing values allow; None without rows.

        A row that only perhaps counts is taken in where it pulls, and left out where it does not.
        """
        unseen = self.open + self.perhaps_open
        perhaps_fails = self.perhaps_known - self.perhaps_total
        low = _quotient(self.total, self.known + unseen + perhaps_fails)
        high = _quotient(self.total + unseen + self.perhaps_total, self.known + unseen + self.perhaps_total)
        return (high if low is None else low), (low if high is None else high)

    def mean_bounds(self, low: float, high: float) -> tuple[float | None, float | None]:
        """The same of a mean of values from ``low`` to ``high``.

        Rows that only perhaps count are taken in at the extreme, which can only be wider.
        """
        unseen = self.open + self.perhaps_known + self.perhaps_open
        ends = (_quotient(self.total + end * unseen, self.known + unseen) for end in (low, high))
        least, most = ends
        return least, most

    @property
    def rows(self) -> int:
        """Rows that surely count."""
        return self.known + self.open

    @property
    def undecided(self) -> int:
        """Rows whose correction can change the figure."""
        return self.open + self.perhaps_known + self.perhaps_open


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: None is a row without a number, or without a year."""

    municipality: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """The tallies of one reading of an indicator, and what kept it from being computed."""

    indicator: Indicator
    variant: Variant
    reference_date: dt.date
    tallies: Mapping[Place, Tally] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
