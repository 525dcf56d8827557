"""How complete fields are, by municipality and year, with what is not due told apart from what is missing.

A cell of a field is in one of five states:

- ``filled``: it has a value that can be read as the declared type;
- ``unreadable``: something stands there that cannot;
- ``hidden``: the file says that there is a value which may not be shown (``:``);
- ``not_applicable``: it is blank, and the rules say that nothing is due there;
- ``missing``: it is blank otherwise.

What is due is what the rule set knows. A rule *demands* a field where it is a completeness rule about single rows whose
``require`` asks that the field ``IS NOT NULL``. A blank is not applicable where every rule that demands the field holds
in its row without it: where its ``when`` is false (no end cause before there is an end) or something else satisfies it
(one of two identity numbers). It is missing where one of them finds the row, and also where one cannot tell, since what
nobody can excuse is not excused. Blanks of fields that no rule demands are missing: there is nothing to tell them by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
from sqlglot import exp

from auditor.engine.narrowing import rows_of
from auditor.engine.prepare import Preparation
from auditor.model.extract import ROW, Extract
from auditor.model.rule import RowCondition, Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.model.vocabulary import Dimension
from auditor.rulesets import sql
from auditor.rulesets.conditions import columns_of, row_test
from auditor.rulesets.excerpt import excerpt
from auditor.rulesets.values import UNKNOWN, UNREADABLE

STATES = ("filled", "unreadable", "hidden", "missing", "not_applicable")
MUNICIPALITY, YEAR, ROWS = "municipality", "year", "rows"
_EXCUSED = "__excused:"


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells of a field by their state."""

    filled: int = 0
    unreadable: int = 0
    hidden: int = 0
    missing: int = 0
    not_applicable: int = 0

    @property
    def rows(self) -> int:
        """All cells."""
        return self.filled + self.unreadable + self.hidden + self.missing + self.not_applicable

    @property
    def due(self) -> int:
        """Cells where something should stand."""
        return self.rows - self.not_applicable

    @property
    def complete(self) -> float | None:
        """Share of the cells due that are not missing (*komplettrate*); None where nothing is due."""
        return 1 - self.missing / self.due if self.due else None


@dataclass(frozen=True)
class Completeness:
    """The completeness of a table's fields.

    ``counts``: one row a municipality and year; columns ``municipality`` (String, null where the row names none or the
    table has no such field), ``year`` (Int32, of the table's date), ``rows`` (Int64) and, for each of ``fields`` and
    each of STATES, one named by :func:`column` (Int64).
    """

    table: str
    fields: tuple[str, ...]
    counts: pl.DataFrame
    demanded_by: Mapping[str, tuple[str, ...]]
    """By field, the rules that say when it is due; those the extract has the columns for."""

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return int(self.counts[ROWS].sum())

    def of(self, field: str) -> Counts:
        """The whole table."""
        sums = self.counts.select(pl.col(column(field, state)).sum() for state in STATES)
        return Counts(*sums.row(0))

    def by(self, field: str, *keys: str) -> pl.DataFrame:
        """One row a value of ``keys`` (MUNICIPALITY, YEAR): the keys, ``rows``, the STATES and ``complete`` (share)."""
        counts = self.counts.group_by(keys).agg(
            pl.col(ROWS).sum(), *(pl.col(column(field, state)).sum().alias(state) for state in STATES)
        )
        due = pl.col(ROWS) - pl.col("not_applicable")
        complete = pl.when(due > 0).then(1 - pl.col("missing") / due).alias("complete")
        return counts.with_columns(complete).sort(keys, nulls_last=True)


def column(field: str, state: str) -> str:
    """The column of Completeness.counts with the cells of a field in a state."""
    return f"{state}:{field}"


def demands(ruleset: RuleSet, table: Table) -> dict[str, list[Rule]]:
    """By field of the table, the rules that say when it is due."""
    found: dict[str, list[Rule]] = {}
    for rule in ruleset.rules_of(table.name):
        condition = rule.condition
        if rule.dimension is Dimension.COMPLETENESS and isinstance(condition, RowCondition):
            for name in _asked_for(condition.require):
                if table.field(name) is not None:
                    found.setdefault(name, []).append(rule)
    return found


def _asked_for(require: str) -> list[str]:
    """The columns of which a condition asks that they are not null."""
    return list(
        dict.fromkeys(
            node.this.name
            for node in sql.parse(require).find_all(exp.Is)
            if isinstance(node.this, exp.Column)
            and isinstance(node.expression, exp.Null)
            and (bool(node.args.get("negate")) or isinstance(node.parent, exp.Not))
        )
    )


def preparation(extract: Extract, ruleset: RuleSet, reference_date: dt.date) -> Preparation:
    """The tables with all their fields, and what the rules that demand fields need besides; small ones held."""
    rules = {
        rule.id: rule
        for table in ruleset.tables.values()
        for demanding in demands(ruleset, table).values()
        for rule in demanding
    }
    alone = excerpt(ruleset, tuple(rules.values()))
    return Preparation(extract, replace(alone, tables=ruleset.tables), reference_date, hold=True)


class Cells:
    """The cells of a prepared table, in some municipalities or in all, with the state of each."""

    def __init__(self, prepared: Preparation, table: str, municipalities: tuple[str, ...] = ()) -> None:
        self.prepared, self.table = prepared, table
        self.described = prepared.ruleset.tables[table]
        own, known = prepared.columns(table).own, prepared.columns(table).all
        self.fields = tuple(each.name for each in self.described.fields if each.name in own)
        self.rules = {
            name: [rule for rule in asking if columns_of(rule) <= known.keys()]
            for name, asking in demands(prepared.ruleset, self.described).items()
            if name in self.fields
        }
        self._inside = rows_of(prepared, table, municipalities)

    def frame(self, fields: Sequence[str]) -> pl.LazyFrame:
        """The rows, with what :meth:`states` and :meth:`keys` need for these fields."""
        rules = {rule.id: rule for name in fields for rule in self.rules.get(name, ())}
        own = self.prepared.columns(self.table).own
        near = all(columns_of(rule) <= own.keys() for rule in rules.values())
        frame = self.prepared.own(self.table) if near else self.prepared.frame(self.table)
        if self._inside is not None:
            frame = frame.filter(self._inside)
        scope = self.prepared.scope(self.table)
        return frame.with_columns(
            row_test(rule, scope, self.prepared.ruleset).outcome.fill_null(False).alias(_EXCUSED + rule.id)
            for rule in rules.values()
        )

    def states(self, field: str) -> dict[str, pl.Expr]:
        """By state, whether the cell of a row is in it."""
        rules = self.rules.get(field, ())
        filled, unreadable = pl.col(field).is_not_null(), pl.col(field + UNREADABLE)
        hidden = pl.col(field + UNKNOWN) & ~unreadable
        blank = ~filled & ~pl.col(field + UNKNOWN)
        excused = pl.all_horizontal([pl.col(_EXCUSED + rule.id) for rule in rules]) if rules else pl.lit(False)
        return dict(zip(STATES, (filled, unreadable, hidden, blank & ~excused, blank & excused), strict=True))

    def keys(self) -> dict[str, pl.Expr]:
        """Municipality and year of a row; null where the table has no such field."""
        own = self.prepared.columns(self.table).own
        place, date = self.described.municipality, self.described.date
        return {
            MUNICIPALITY: pl.col(place).cast(pl.String) if place in own and place else pl.lit(None, pl.String),
            YEAR: pl.col(date).dt.year() if date in own and date else pl.lit(None, pl.Int32),
        }

    def rows(self, field: str, wanted: pl.Expr, **keys: str | int | None) -> pl.Series:
        """Row numbers (ROW, ascending) where ``wanted`` holds and the keys are as given; columns are those prepared."""
        own = self.keys()
        where = [wanted, *(own[name].eq_missing(pl.lit(value)) for name, value in keys.items())]
        found = self.frame([field]).filter(*where).select(ROW)
        return found.collect(engine=self.prepared.engine(self.table))[ROW].sort()


def completeness(prepared: Preparation, table: str, municipalities: tuple[str, ...] = ()) -> Completeness:
    """How complete the fields of a table are that the extract has, in some municipalities or in all."""
    cells = Cells(prepared, table, municipalities)
    sums = [
        each.sum().cast(pl.Int64).alias(column(name, state))
        for name in cells.fields
        for state, each in cells.states(name).items()
    ]
    counts = (
        cells.frame(cells.fields)
        .group_by([each.alias(name) for name, each in cells.keys().items()])
        .agg(pl.len().cast(pl.Int64).alias(ROWS), *sums)
        .collect(engine=prepared.engine(table))
        .sort(MUNICIPALITY, YEAR, nulls_last=True)
    )
    ids = {name: tuple(rule.id for rule in asking) for name, asking in cells.rules.items() if asking}
    return Completeness(table, cells.fields, counts, ids)
