"""Preparing tables for their rules: parsed, with fields of other tables looked up and further ones derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import polars as pl

from auditor.engine.other_tables import known_values, looked_up, referenced
from auditor.engine.own_fields import derived, parsed
from auditor.engine.parse import typed_fields
from auditor.engine.streaming import HELD_ROWS, Engine
from auditor.model.extract import RAGGED, ROW, Extract
from auditor.model.rule import ReferenceCondition, Rule
from auditor.model.ruleset import Lookup, RuleSet
from auditor.model.table import FieldType
from auditor.rulesets.conditions import columns_of
from auditor.rulesets.scope import OwnColumns, PreparedColumns, prepared_columns, scope_of
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope

KEPT_BYTES = 640_000_000
"""Memory for the columns of a larger table that rules about several rows need, kept from the one pass."""
_WIDTHS = {
    FieldType.TEXT: 18,
    FieldType.CODE: 18,
    FieldType.INTEGER: 9,
    FieldType.DECIMAL: 9,
    FieldType.DATE: 5,
    FieldType.BOOLEAN: 1,
}
"""Bytes of a value in memory with what is known about it; long texts take more."""


class Preparation:
    """The tables of an extract as their rules see them; nothing is read before somebody collects a frame.

    With ``hold`` a small table is read once, on first use, and held in memory as it was prepared.
    """

    def __init__(self, extract: Extract, ruleset: RuleSet, reference_date: dt.date, *, hold: bool = False) -> None:
        self.extract = extract
        self.ruleset = ruleset
        self.reference_date = reference_date
        self._hold = hold
        self._own: dict[str, pl.LazyFrame] = {}
        self._whole: dict[str, pl.LazyFrame] = {}
        self._typed: dict[str, frozenset[str]] = {}
        self._columns: dict[str, PreparedColumns] = {}
        self._own_columns: OwnColumns = {}
        self._references: dict[tuple[object, ...], pl.DataFrame] = {}
        self._kept: dict[str, tuple[frozenset[str], pl.LazyFrame]] = {}

    @cached_property
    def present(self) -> Mapping[str, frozenset[str]]:
        """The declared fields that the extract has, by table; tables it does not have are not in it."""
        found = {}
        for name, table in self.ruleset.tables.items():
            raw = self.extract.tables.get(name)
            if raw is not None and raw.known:
                found[name] = frozenset(each.name for each in table.fields) - set(raw.missing)
        return found

    def with_frame(self, table: str, frame: pl.LazyFrame) -> Preparation:
        """The same with other rows in one table; what was prepared of the others is used again."""
        raw = replace(self.extract.tables[table], frame=frame)
        extract = replace(self.extract, tables={**self.extract.tables, table: raw})
        other = Preparation(extract, self.ruleset, self.reference_date, hold=self._hold)
        other.present = self.present
        other._columns, other._own_columns = self._columns, self._own_columns
        other._own = {name: own for name, own in self._own.items() if name != table}
        for name, whole in self._whole.items():
            if table not in (name, *(each.from_table for each in self.columns(name).lookups)):
                other._whole[name] = whole
        other._references = {asked: known for asked, known in self._references.items() if asked[0] != table}
        return other

    def columns(self, table: str) -> PreparedColumns:
        """Which columns the prepared table has, and why others are lacking."""
        if table not in self._columns:
            self._columns[table] = prepared_columns(
                self.ruleset, self.ruleset.tables[table], self.reference_date, self.present, self._own_columns
            )
        return self._columns[table]

    def scope(self, table: str, *, own: bool = False) -> Scope:
        """The scope of conditions over the prepared table (``own``: without what is looked up)."""
        columns = self.columns(table)
        scope = scope_of(
            self.ruleset, self.ruleset.tables[table], columns.own if own else columns.all, self.reference_date
        )
        return replace(scope, certain=self._certain(table))

    def _certain(self, table: str) -> frozenset[str]:
        """The fields that come with their type, so that none of their values is hidden or unreadable."""
        if table not in self._typed:
            raw = self.extract.tables.get(table)
            schema = raw.frame.collect_schema() if raw is not None else pl.Schema()
            self._typed[table] = typed_fields(self.ruleset.tables[table].fields, schema)
        return self._typed[table]

    def has_shape(self, table: str) -> bool:
        """Whether the table comes from text, whose lines may have the wrong number of cells."""
        return RAGGED in self.extract.tables[table].frame.collect_schema()

    def engine(self, *tables: str) -> Engine:
        """What runs a query about tables best: the memory where all of them are held, else a stream."""
        return "in-memory" if all(self._is_held(each) for each in tables) else "streaming"

    def _is_held(self, table: str) -> bool:
        rows = self.extract.rows_of(table) if self._hold else None
        return rows is not None and rows <= HELD_ROWS

    def _held(self, table: str, frame: pl.LazyFrame, *others: str) -> pl.LazyFrame:
        """The frame, collected where the table is small; one that raises is left to whoever uses its columns.

        ``others`` are further tables that it is made of.
        """
        if not self._is_held(table):
            return frame
        try:
            return frame.collect(engine=self.engine(table, *others)).lazy()
        except pl.exceptions.PolarsError:
            return frame

    def own(self, table: str) -> pl.LazyFrame:
        """The table with its fields parsed and what derives from them alone."""
        if table not in self._own:
            raw = self.extract.tables[table]
            frame = parsed(raw, self.ruleset.tables[table], self.ruleset)
            columns = self.columns(table)
            for derivation in columns.own_derivations:
                frame = derived(frame, derivation.name, columns.derived[derivation.name])
            self._own[table] = self._held(table, frame)
        return self._own[table]

    def frame(self, table: str, rules: tuple[Rule, ...] = ()) -> pl.LazyFrame:
        """The table with everything its rules may use, and the presence columns of the references among ``rules``."""
        if table not in self._whole:
            self._whole[table] = self._held(
                table, self._computed(table), *(each.from_table for each in self.columns(table).lookups)
            )
        frame = self._whole[table]
        for rule in rules:
            if isinstance(rule.condition, ReferenceCondition):
                frame = referenced(frame, rule, rule.condition, self._known(rule.condition))
        return frame

    def of_rows(self, table: str, rows: pl.Series, fields: Collection[str]) -> pl.DataFrame:
        """ROW and some fields (columns of the prepared table) of a few rows: looked up for their keys alone."""
        columns = self.columns(table)
        needed, derivations = set(fields), list[str]()
        for derivation in reversed(columns.late_derivations):
            if derivation.name in needed:
                needed |= columns.derived[derivation.name].columns
                derivations.insert(0, derivation.name)
        lookups: list[Lookup] = []
        for lookup in reversed(columns.lookups):
            if needed & lookup.fields.keys():
                needed |= lookup.key.keys()
                lookups.insert(0, lookup)
        frame = self.own(table).filter(pl.col(ROW).is_in(rows.unique().implode()))
        own = [name + part for name in columns.own if name in needed for part in ("", UNKNOWN, UNREADABLE)]
        few = frame.select(ROW, *own).collect(engine="streaming")
        frame = few.lazy()
        found: dict[tuple[str, frozenset[tuple[str, str]]], pl.LazyFrame] = {}
        for lookup in lookups:
            asked = (lookup.from_table, frozenset(lookup.key.items()))
            if asked not in found and lookup.key.keys() <= set(own):
                found[asked] = self._of_keys(lookup, few)
            frame = self._looked_up(frame, lookup, columns, found.get(asked))
        for name in derivations:
            frame = derived(frame, name, columns.derived[name])
        return frame.select(ROW, *fields).collect(engine="streaming")

    def _of_keys(self, lookup: Lookup, few: pl.DataFrame) -> pl.LazyFrame:
        """The rows of another table with the keys of a few rows here, in memory: only these are parsed as a whole."""
        here, there = list(lookup.key), list(lookup.key.values())
        wanted = few.lazy().select(here).unique()
        keys = self.own(lookup.from_table).select(ROW, *there)
        rows = keys.join(wanted, left_on=there, right_on=here, how="semi").select(ROW).collect(engine="streaming")[ROW]
        return self.own(lookup.from_table).filter(pl.col(ROW).is_in(rows.implode())).collect(engine="streaming").lazy()

    def _computed(self, table: str) -> pl.LazyFrame:
        columns = self.columns(table)
        frame = self.own(table)
        for lookup in columns.lookups:
            frame = self._looked_up(frame, lookup, columns)
        for derivation in columns.late_derivations:
            frame = derived(frame, derivation.name, columns.derived[derivation.name])
        return frame

    def can_be_asked(self, rule: Rule) -> bool:
        """Whether the rows that a reference points to can be told; true for every other rule."""
        try:
            if isinstance(rule.condition, ReferenceCondition):
                self._known(rule.condition)
        except pl.exceptions.PolarsError:
            return False
        return True

    def frame_of(self, rule: Rule) -> pl.LazyFrame:
        """The table as one rule needs it: without what is looked up where the rule does not use it."""
        return self._frame_with(rule.table, self._used(rule))

    def frame_of_keys(self, rule: Rule) -> pl.LazyFrame:
        """The table with the fields of a rule of which is known already whom it is about."""
        return self._frame_with(rule.table, columns_of(rule))

    def _frame_with(self, table: str, used: frozenset[str]) -> pl.LazyFrame:
        kept, frame = self._kept.get(table, (frozenset(), pl.LazyFrame()))
        if used <= kept:
            return frame
        return self.own(table) if used <= self.columns(table).own.keys() else self.frame(table)

    def _used(self, rule: Rule) -> frozenset[str]:
        table = self.ruleset.tables[rule.table]
        always = (table.municipality, table.person, table.date)
        return columns_of(rule) | {name for name in always if name in self.columns(rule.table).all}

    def worth_keeping(self, table: str, rules: Iterable[Rule], hashed: Iterable[Rule] = ()) -> frozenset[str]:
        """The columns to keep of a pass over a table that is not held, so that these rules need not read it again.

        Those of ``hashed`` rules, which are asked of a few rows, only where a table comes from text: there a few cost
        as much as all. No columns where there is no such rule, or they would take more than KEPT_BYTES.
        """
        rows = self.extract.rows_of(table) if self._hold and not self._is_held(table) else None
        names = frozenset().union(*(self._used(rule) for rule in rules))
        if self.has_shape(table):
            names = names.union(*(columns_of(rule) for rule in hashed))
        types = self.columns(table).all
        if rows is None or not names <= types.keys():
            return frozenset()
        return names if rows * sum(_WIDTHS[types[name]] for name in names) <= KEPT_BYTES else frozenset()

    def keep(self, table: str, names: frozenset[str], frame: pl.DataFrame) -> None:
        """Let :meth:`frame_of` answer from what a pass gave: ROW, and the three columns of each name."""
        self._kept[table] = names, frame.lazy()

    def _looked_up(
        self, frame: pl.LazyFrame, lookup: Lookup, columns: PreparedColumns, known: pl.LazyFrame | None = None
    ) -> pl.LazyFrame:
        """``known`` are the rows of the other table with the keys of the frame, where they were found before."""
        there = known if known is not None else self.own(lookup.from_table)
        return looked_up(frame, lookup, columns.all.keys(), there, self.scope(lookup.from_table, own=True))

    def _known(self, condition: ReferenceCondition) -> pl.DataFrame:
        asked = (condition.to_table, condition.to_fields, condition.where)
        if asked not in self._references:
            table = condition.to_table
            values = known_values(condition, self.own(table), self.scope(table, own=True))
            self._references[asked] = values.collect(engine=self.engine(table))
        return self._references[asked]
