"""The format of indicators, a part of rule files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt, model_validator

from auditor.rulesets.format_parts import BasisEntry, Name, Sql, Strict, TextEntry


class ExclusionEntry(Strict):
    """Rows of an indicator that do not count."""

    title: TextEntry
    where: Sql


class VariantEntry(Strict):
    """Another reading of an indicator: what it says otherwise."""

    name: Name
    title: TextEntry
    within: Sql | None = None
    of: Sql | None = None
    exclude: list[ExclusionEntry] | None = None


class GoalEntry(Strict):
    """What was to be reached, from a year until another, both included."""

    value: float
    start: StrictInt = Field(alias="from")
    end: StrictInt | None = Field(default=None, alias="to")
    basis: list[BasisEntry] = Field(min_length=1)


class BreakEntry(Strict):
    """A year from which the series cannot be compared with what was before."""

    year: StrictInt
    title: TextEntry


class IndicatorEntry(Strict):
    """A share of rows (``of``) or a mean (``value``, with what it may be at least and at most)."""

    name: Name
    title: TextEntry
    description: TextEntry
    source: TextEntry
    basis: list[BasisEntry] = Field(min_length=1)
    table: Name
    period: Sql
    within: Sql
    of: Sql | None = None
    value: Sql | None = None
    unit: TextEntry | None = None
    between: tuple[float, float] | None = None
    exclude: list[ExclusionEntry] = []
    variants: list[VariantEntry] = []
    targets: list[GoalEntry] = []
    breaks: list[BreakEntry] = []
    better: Literal["high", "low"] | None = None
    least: StrictInt = Field(default=10, ge=1)
    pool: StrictInt = Field(default=3, ge=1)
    correct: list[Name] = []

    @model_validator(mode="after")
    def _share_or_mean(self) -> IndicatorEntry:
        mean = (self.value, self.unit, self.between)
        if (self.of is None) == (self.value is None) or (any(mean) and not all(mean)):
            raise ValueError("share_or_mean")
        if self.between and self.between[0] >= self.between[1]:
            raise ValueError("share_or_mean")
        names = [each.name for each in self.variants]
        if len(names) != len(set(names)) or (self.value and any(each.of for each in self.variants)):
            raise ValueError("variants")
        return self
