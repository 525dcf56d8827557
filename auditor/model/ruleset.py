"""A rule set (*regelsett*): tables, code lists, parameters and rules that belong together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.model.indicator import Indicator
from auditor.model.population import Population
from auditor.model.rule import Basis, Rule
from auditor.model.table import Table
from auditor.model.text import Text


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, from ``start`` (inclusive) to ``end`` (exclusive)."""

    code: str
    label: Text
    aliases: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    attributes: Mapping[str, str | int | float | dt.date] = field(default_factory=dict, hash=False)
    """What else is known of the code, whatever the date: a centre's municipality, the rank of a level."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """A named code list. Several entries may share a code with different dates.

    ``reference`` names a list the program carries itself (``municipalities``, ``countries``, ``oslo_districts``);
    ``codes`` is then empty.
    """

    name: str
    title: Text
    codes: tuple[Code, ...]
    source: str
    reference: str | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter's value from ``start`` (inclusive) until the next one begins."""

    value: int | float | str | dt.date
    start: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, text or date that rules share, with the dates it changed; values in order of ``start``."""

    name: str
    title: Text
    values: tuple[ParameterValue, ...]
    basis: tuple[Basis, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Derivation:
    """A field of ``table`` computed by ``sql`` from its other fields; later derivations may use earlier ones."""

    table: str
    name: str
    sql: str
    title: Text
    deadline: bool = False
    """Whether it is a day by which something must be done, which the timeline marks."""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lookup:
    """Fields of ``from_table`` fetched into ``table`` by key; a key found more than once gives unknown values.

    ``fields`` maps the new name to the field of ``from_table``.
    """

    table: str
    from_table: str
    key: Mapping[str, str]
    """Field here -> field there."""
    fields: Mapping[str, str]
    where: str | None = None
    order: str | None = None
    """Take the first row by this field there instead of demanding a single one; ``-field`` takes the last."""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A rule set among those that another is made of: its own title and registers."""

    title: Text
    registers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that is known about how an extract should look."""

    name: str
    version: str
    title: Text
    registers: tuple[str, ...]
    sources: tuple[str, ...]
    tables: Mapping[str, Table]
    code_lists: Mapping[str, CodeList]
    parameters: Mapping[str, Parameter]
    derivations: tuple[Derivation, ...]
    lookups: tuple[Lookup, ...]
    rules: tuple[Rule, ...]
    builds_on: tuple[str, ...] = ()
    populations: Mapping[str, Population] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    """The rule set itself and those it builds on, by name: the folders its files stand in."""
    schemas: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """Foreign pandera schemas by table, for rule sets that are schemas; empty otherwise."""

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return next((each for each in self.rules if each.id == rule_id), None)

    def rules_of(self, table: str) -> tuple[Rule, ...]:
        """The rules about a table, in file order."""
        return tuple(each for each in self.rules if each.table == table)
