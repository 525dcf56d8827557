"""What names what: keys and near-keys of a table, fields that follow from others, and values found in other tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.engine.prepare import Preparation
from auditor.model.table import FieldType, Table
from auditor.results.profile.values import Distribution

NEAR_KEY = 0.95
"""Share of a field's values that must be different from all others for it to be nearly a key."""
LEAST_ROWS = 30
"""Fewer rows show nothing of what follows from what."""
MOST_EXCEPTIONS = 0.01
"""Share of the rows that may go against a dependency or relation and still leave it standing."""
SAVED = 0.1
"""A field must leave at most this share of the mistakes that guessing the other's most common value makes."""
LEAST_REPEATED = 5
"""Values of the determining field that must occur more than once."""
MOST_ROWS = 20_000
"""Rows that a dependency is looked for in. Of larger tables these are spread over the table, or, where values of the
determining field are rare, all rows of some of its values, so that what one sees is not for want of rows."""
COMMON_VALUE = 100
"""Rows a value has on average from which on it is not rare."""
PROBED = 200
"""Values that are looked for in another table before all are."""


@dataclass(frozen=True, slots=True)
class Key:
    """Fields that are to name a row: rows where one is blank, and rows beyond the first of each value."""

    fields: tuple[str, ...]
    blank: int
    repeated: int
    declared: bool

    @property
    def holds(self) -> bool:
        """Whether it names every row."""
        return not self.blank and not self.repeated


@dataclass(frozen=True, slots=True)
class Dependency:
    """``field`` follows from ``by`` in all of ``rows`` (those looked at) but ``exceptions``: g3 of Kivinen & Mannila.

    Source: Kivinen & Mannila 1995, Approximate inference of functional dependencies from relations.
    """

    by: str
    field: str
    rows: int
    exceptions: int


@dataclass(frozen=True, slots=True)
class Relation:
    """Values of a field that are keys of another table: how many rows have one, and how many of these are found."""

    table: str
    field: str
    to_table: str
    to_field: str
    filled: int
    found: int


def keys(prepared: Preparation, table: Table, distributions: Mapping[str, Distribution], rows: int) -> list[Key]:
    """The declared key, then single fields that name every row or nearly every one."""
    own = prepared.columns(table.name).own
    found = []
    if table.key and all(name in own for name in table.key):
        parts = prepared.own(table.name).select(table.key)
        complete = parts.drop_nulls()
        counts = pl.collect_all([complete.select(pl.len()), complete.unique().select(pl.len())])
        filled, distinct = (int(each.item()) for each in counts)
        found.append(Key(table.key, rows - filled, filled - distinct, declared=True))
    for name, each in distributions.items():
        field = table.field(name)
        fits = field is not None and field.type in (FieldType.TEXT, FieldType.INTEGER) and (name,) != table.key
        if fits and each.count >= LEAST_ROWS and each.distinct >= NEAR_KEY * each.count:
            found.append(Key((name,), rows - each.count, each.count - each.distinct, declared=False))
    return found


def dependencies(prepared: Preparation, table: Table, fields: Sequence[str]) -> list[Dependency]:
    """The fields of a table that follow from another one, those with the fewest exceptions first."""
    frame = prepared.own(table.name).select(fields).collect(engine=prepared.engine(table.name))
    if frame.height < LEAST_ROWS:
        return []
    codes = {name: _codes(frame[name]) for name in fields}
    kinds = {name: field.type for name in fields if (field := table.field(name))}
    found = []
    for by in fields:
        if kinds[by] in (FieldType.DATE, FieldType.BOOLEAN, FieldType.DECIMAL):
            continue
        chosen = _some_rows(codes[by])
        x = codes[by][chosen]
        values = len(np.unique(x))
        if values < 2 or len(x) < 2 * values:
            continue
        for name in fields:
            if name != by:
                dependency = _dependency(by, name, x, codes[name][chosen])
                if dependency is not None:
                    found.append(dependency)
    return sorted(found, key=lambda each: (each.exceptions / each.rows, each.by, each.field))


def _codes(values: pl.Series) -> npt.NDArray[np.int64]:
    """A number for each different value; -1 where there is none."""
    numbered = values.cast(pl.String).cast(pl.Categorical).to_physical()
    return np.asarray(numbered.cast(pl.Int64).fill_null(-1).to_numpy(), np.int64)


def _some_rows(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The rows with a value; of too many, every so manieth, or where values are rare all rows of some of them."""
    filled = np.flatnonzero(codes >= 0)
    if len(filled) <= MOST_ROWS:
        return filled
    part = -(-len(filled) // MOST_ROWS)
    if len(filled) >= COMMON_VALUE * (int(codes.max()) + 1):
        return filled[::part]
    spread = (codes[filled].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    chosen: npt.NDArray[np.int64] = filled[spread % np.uint64(part) == 0]
    return chosen


def _dependency(by: str, name: str, x: npt.NDArray[np.int64], y: npt.NDArray[np.int64]) -> Dependency | None:
    both = y >= 0
    x, y = x[both], y[both]
    rows = len(x)
    if rows < LEAST_ROWS:
        return None
    guessed = rows - int(np.unique(y, return_counts=True)[1].max())
    pairs, counts = np.unique(x * (int(y.max()) + 1) + y, return_counts=True)
    begins = np.flatnonzero(np.diff(pairs // (int(y.max()) + 1), prepend=-1))
    exceptions = rows - int(np.maximum.reduceat(counts, begins).sum())
    repeated = int((np.add.reduceat(counts, begins) > 1).sum())
    if guessed == 0 or repeated < LEAST_REPEATED:
        return None
    if exceptions > MOST_EXCEPTIONS * rows or exceptions > SAVED * guessed:
        return None
    return Dependency(by, name, rows, exceptions)


def relations(prepared: Preparation, distributions: Mapping[str, Mapping[str, Distribution]]) -> list[Relation]:
    """Fields whose values are keys of another table, by table and field."""
    named: dict[str, str] = {}
    for table in distributions:
        key = prepared.ruleset.tables[table].key
        if len(key) == 1 and key[0] in distributions[table]:
            named[table] = key[0]
    found = []
    for table, fields in distributions.items():
        for own in fields.values():
            if own.type is not FieldType.TEXT or not own.count:
                continue
            for to_table, to_field in named.items():
                there = distributions[to_table][to_field]
                if to_table != table and there.type is FieldType.TEXT:
                    relation = _relation(own, there)
                    if relation is not None:
                        found.append(relation)
    return found


def _relation(own: Distribution, there: Distribution) -> Relation | None:
    known = there.values["value"].implode()
    probe = own.values["value"].gather_every(max(own.distinct // PROBED, 1))
    if probe.is_in(known).mean() < 0.5:  # type: ignore[operator]
        return None
    found = int(own.values.filter(pl.col("value").is_in(known))["count"].sum())
    if found < (1 - 10 * MOST_EXCEPTIONS) * own.count:
        return None
    return Relation(own.table, own.field, there.table, there.field, own.count, found)
