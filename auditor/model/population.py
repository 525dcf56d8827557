"""Populations (*utvalg*): whom a report speaks of, in steps that leave rows out, and what each step removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.model.extract import Problem
from auditor.model.rule import Basis
from auditor.model.text import Text


@dataclass(frozen=True, slots=True)
class PopulationStep:
    """A row stays where ``keep`` (SQL) is true, is removed where it is false, and cannot be decided where unknown."""

    title: Text
    keep: str


@dataclass(frozen=True, slots=True)
class Population:
    """A named part of ``table``: the rows that every step keeps, in the order of the steps."""

    name: str
    title: Text
    basis: tuple[Basis, ...]
    table: str
    steps: tuple[PopulationStep, ...]
    description: Text | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class StepCount:
    """Rows at one step: ``into`` = ``removed`` + ``unknown`` + ``left``; only those left go on to the next."""

    into: int
    removed: int
    unknown: int
    """Rows that could not be decided, since a value is missing, hidden or unreadable."""
    left: int
    persons: int | None
    """Different persons among the rows left; None for a table that is not about persons."""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The rows and persons of the table, or of one municipality in it, and each step in order."""

    rows: int
    persons: int | None
    steps: tuple[StepCount, ...]

    @property
    def left(self) -> int:
        """Rows that every step keeps."""
        return self.steps[-1].left if self.steps else self.rows

    @property
    def unknown(self) -> int:
        """Rows that could not be decided, over all steps."""
        return sum(each.unknown for each in self.steps)

    @property
    def removed(self) -> int:
        """Rows that some step removed."""
        return sum(each.removed for each in self.steps)

    @property
    def at_most(self) -> int:
        """How many rows it would be, were every row that could not be decided one of them."""
        return self.left + self.unknown


@dataclass(frozen=True, slots=True)
class PopulationResult:
    """A population counted in an extract."""

    population: Population
    reference_date: dt.date
    whole: Waterfall
    municipalities: Mapping[str | None, Waterfall]
    """By the table's municipality, in order of number; empty where it was not asked for."""
    problems: tuple[Problem, ...] = ()
    """What the extract lacks for a step; the rows that reach such a step cannot be decided."""
