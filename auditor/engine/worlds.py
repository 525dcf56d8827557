"""Many examples in one extract, each a world of its own: no row is looked up or referred to from another world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.model.extract import RAGGED, ROW, Extract, Manifest, RawTable
from auditor.model.rule import Example, ReferenceCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Table
from auditor.model.text import Text
from auditor.rulesets.examples import RAGGED_KEY

_WORLD = "__world"
_FIELD = Field(_WORLD, FieldType.INTEGER, Text(nb=_WORLD))


@dataclass(frozen=True)
class Worlds:
    """Prepared tables of several examples of one rule; ``rows`` are the examples' own rows in the rule's table."""

    rule: Rule
    """The rule, kept inside each world."""
    tables: Preparation
    rows: tuple[int, ...]

    def own(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The examples' own rows of a prepared table, in the order of the examples."""
        return frame.filter(pl.col(ROW).is_in(self.rows)).sort(ROW)


def worlds(rule: Rule, ruleset: RuleSet, examples: Sequence[Example], date: dt.date) -> Worlds:
    """``examples`` of ``rule`` side by side, on the reference date ``date``."""
    given: dict[str, list[Mapping[str, object]]] = {}
    rows = []
    for number, example in enumerate(examples):
        own = given.setdefault(rule.table, [])
        rows.append(sum(times(each) for each in own))
        own.append({**example.row, _WORLD: number})
        for table, others in example.others.items():
            given.setdefault(table, []).extend({**each, _WORLD: number} for each in others)
    apart = _apart(ruleset)
    return Worlds(_inside(rule), Preparation(extract_of(apart, given), apart, date), tuple(rows))


def extract_of(ruleset: RuleSet, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> Extract:
    """An extract in memory with every table of the rule set, those without rows empty."""
    tables = {name: raw_table(table, rows.get(name, ())) for name, table in ruleset.tables.items()}
    return Extract(tables, Manifest("", ()))


def raw_table(table: Table, rows: Sequence[Mapping[str, object]]) -> RawTable:
    """Rows as a raw table of text with all declared fields, as if read from a file; ``times`` repeats a row."""
    repeated = [row for row in rows for _ in range(times(row))]
    columns = {
        field.name: pl.Series([_raw(row.get(field.name)) for row in repeated], dtype=pl.String)
        for field in table.fields
    }
    ragged = pl.Series([bool(row.get(RAGGED_KEY)) for row in repeated], dtype=pl.Boolean)
    frame = pl.DataFrame({ROW: pl.int_range(len(repeated), dtype=pl.UInt32, eager=True), RAGGED: ragged, **columns})
    return RawTable(table.name, frame.lazy(), (), ())


def times(row: Mapping[str, object]) -> int:
    """How often a row of an example stands in its table."""
    return int(str(row.get("times", 1)))


def _apart(ruleset: RuleSet) -> RuleSet:
    return replace(
        ruleset,
        tables={
            name: replace(table, fields=(*table.fields, _FIELD), _by_name={}) for name, table in ruleset.tables.items()
        },
        lookups=tuple(replace(each, key={**each.key, _WORLD: _WORLD}) for each in ruleset.lookups),
    )


def _inside(rule: Rule) -> Rule:
    condition = rule.condition
    if not isinstance(condition, ReferenceCondition):
        return rule
    inside = replace(condition, fields=(*condition.fields, _WORLD), to_fields=(*condition.to_fields, _WORLD))
    return replace(rule, condition=inside)


def _raw(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "ja" if value else "nei"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
