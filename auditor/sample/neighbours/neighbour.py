"""What a neighbouring register is to the sample."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from auditor.sample.draws import Draws
from auditor.sample.layout import Layout
from auditor.sample.places import Places

Tables: TypeAlias = Mapping[str, pl.DataFrame]
"""Tables by name, with typed values and the rule set's field names."""


@dataclass(frozen=True)
class Surroundings:
    """What a register is drawn from: the tables before it, the municipalities, and the day the extract is of."""

    tables: Tables
    """Those of ``integrering``, and of the registers that this one comes :attr:`Neighbour.after`."""
    places: Places
    until: dt.date


@dataclass(frozen=True)
class Written:
    """How a table is written: the field that names a row in the list of errors, and what its file looks like."""

    key: str
    layout: Layout


@dataclass(frozen=True)
class Neighbour:
    """One register, or the few that one rule set is about."""

    name: str
    """The rule set with its tables and rules, a folder in ``rules/``."""
    tables: Mapping[str, Written]
    draw: Callable[[Draws, Surroundings], Tables]
    """Every table of :attr:`tables`, without an error; the draws are the register's own."""
    after: tuple[str, ...] = ()
    """Registers whose tables it is drawn from."""
    facts: Callable[[Tables], pl.DataFrame] | None = None
    """One row a person (``person_id``) with what planters choose rows by, in every table that names persons.

    Names begin with the register's, as in ``utfall_jobs``; persons that are missing have null.
    """
    spoil: Mapping[str, str] = field(default_factory=dict)
    """By table, which rows (SQL) may get a value that nobody can read and break nothing else by it; others any."""
