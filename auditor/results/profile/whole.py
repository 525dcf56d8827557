"""The profile of an extract: all its tables, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from auditor.engine.failures import READING_FAILS
from auditor.extract.steady import steady
from auditor.model.errors import EngineError
from auditor.model.extract import Extract
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.results.profile.completeness import Completeness, completeness, preparation
from auditor.results.profile.structure import Dependency, Key, Relation, dependencies, keys, relations
from auditor.results.profile.values import Distribution, distribution


@dataclass(frozen=True)
class TableProfile:
    """One table of the extract."""

    table: Table
    completeness: Completeness
    distributions: Mapping[str, Distribution]
    """By field."""
    keys: Sequence[Key]
    dependencies: Sequence[Dependency]


@dataclass(frozen=True)
class Profile:
    """What an extract holds. ``unknown`` names tables nobody recognised, which are not looked into."""

    extract: Extract
    ruleset: RuleSet
    reference_date: dt.date
    tables: Sequence[TableProfile]
    relations: Sequence[Relation]
    unknown: tuple[str, ...]


def profile(
    extract: Extract,
    ruleset: RuleSet,
    reference_date: dt.date,
    only_tables: Sequence[str] = (),
    tick: Callable[[str], None] = lambda table: None,
) -> Profile:
    """The profile of all tables that were recognised, or of some; ``tick`` is called before each.

    EngineError where a file can no longer be read. Tables of foreign pandera schemas are described by their checks
    alone, and are not looked into.
    """
    prepared = preparation(extract, ruleset, reference_date)
    wanted = [
        name for name in prepared.present if name not in ruleset.schemas and (not only_tables or name in only_tables)
    ]
    spread: dict[str, dict[str, Distribution]] = {}
    complete: dict[str, Completeness] = {}
    named: dict[str, Sequence[Key]] = {}
    follow: dict[str, Sequence[Dependency]] = {}
    with steady(extract):
        for name in wanted:
            tick(name)
            table = ruleset.tables[name]
            try:
                complete[name] = completeness(prepared, name)
                fields = complete[name].fields
                spread[name] = {field: distribution(prepared, name, field) for field in fields}
                named[name] = keys(prepared, table, spread[name], complete[name].rows)
                follow[name] = dependencies(prepared, table, fields)
            except READING_FAILS:
                raise EngineError("engine.table_unreadable", table=name) from None
        related = relations(prepared, spread)
    tables = [
        TableProfile(ruleset.tables[name], complete[name], spread[name], named[name], follow[name]) for name in wanted
    ]
    unknown = tuple(name for name, raw in extract.tables.items() if not raw.known)
    return Profile(extract, ruleset, reference_date, tables, related, unknown)
