"""What a condition can come out as, by trying every kind of row there is.

A condition speaks of its columns through atoms: comparisons with constants and with each other, membership, null tests.
Over these a column has only finitely many kinds of values: each constant met, a value in each gap between two of them
(as many as there are columns to tell apart), one that is not mentioned, none, and one that cannot be seen. Atoms that
cannot be reasoned about (arithmetic, functions, dated parameters) are given every outcome. So what is not met in the
trial cannot occur in data; the trial may meet more than data can, which only makes it more careful.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl
from sqlglot import exp

from auditor.model.table import FieldType
from auditor.rulesets import sql as source
from auditor.rulesets.expressions import compile_condition
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope

MAX_ROWS = 400_000
"""Conditions with more combinations than this are not judged."""

_FREE = "__free_"
_CONNECTIVES = (exp.And, exp.Or, exp.Not, exp.Paren)
_TRANSPARENT = (exp.Paren, exp.Case, exp.If, exp.Coalesce, exp.Tuple, exp.Neg)
_LEAVES = (exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.DataType)
_ORDER = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)


@dataclass(frozen=True)
class Trial:
    """Outcomes met of some conditions at once; one row a kind of row, one Boolean column a condition."""

    outcomes: pl.DataFrame

    def meets(self, **wanted: bool) -> bool:
        """Whether some row gives each named condition that outcome."""
        return bool(self.outcomes.select(pl.all_horizontal([pl.col(k) == v for k, v in wanted.items()]).any()).item())


def try_all(conditions: Mapping[str, str], scope: Scope) -> Trial | None:
    """Try conditions together on every kind of row; None where there are too many kinds."""
    free: dict[str, str] = {}
    trees = {name: _abstract(source.parse(text).copy(), free, scope) for name, text in conditions.items()}
    columns: dict[str, FieldType] = dict.fromkeys(free.values(), FieldType.BOOLEAN)
    for tree in trees.values():
        for node in tree.find_all(exp.Column):
            columns.setdefault(node.name, scope.columns.get(node.name, FieldType.BOOLEAN))
    frames = _frames(list(trees.values()), columns)
    rows = 1
    for frame in frames:
        rows *= frame.height
        if rows > MAX_ROWS:
            return None
    table = pl.DataFrame({"__one": [0]})
    for frame in frames:
        table = table.join(frame, how="cross")
    widened = replace(scope, columns=columns)
    outcomes = table.select(
        **{
            name: compile_condition(tree.sql(dialect="postgres"), widened).expr.cast(pl.Boolean)
            for name, tree in trees.items()
        }
    )
    return Trial(outcomes.unique())


def _abstract(node: exp.Expr, free: dict[str, str], scope: Scope) -> exp.Expr:
    """The tree with every atom that cannot be reasoned about replaced by a Boolean column of its own."""
    if isinstance(node, _CONNECTIVES):
        for child in list(node.iter_expressions()):
            changed = _abstract(child, free, scope)
            if changed is not child:
                child.replace(changed)
        return node
    if _understood(node, scope):
        return node
    text = node.sql(dialect="postgres")
    return exp.column(free.setdefault(text, f"{_FREE}{len(free)}"))


def _understood(atom: exp.Expr, scope: Scope) -> bool:
    for node in atom.walk():
        if source.is_date_literal(node):
            continue
        if not isinstance(
            node, (*_LEAVES, *_TRANSPARENT, *_CONNECTIVES, *source.COMPARISONS, exp.Between, exp.In, exp.Is)
        ):
            return False
        if isinstance(node, _ORDER) and any(
            scope.columns.get(column.name) in (FieldType.TEXT, FieldType.CODE) for column in node.find_all(exp.Column)
        ):
            return False
    return True


def _frames(trees: Sequence[exp.Expr], columns: Mapping[str, FieldType]) -> list[pl.DataFrame]:
    """One frame of kinds of values for each column, with its companions."""
    parent = {name: name for name in columns}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    atoms = [atom for tree in trees for atom in _atoms(tree)]
    for atom in atoms:
        names = [node.name for node in atom.find_all(exp.Column)]
        for name in names[1:]:
            parent[root(name)] = root(names[0])
    constants: dict[str, set[object]] = {name: set() for name in columns}
    for atom in atoms:
        for column in atom.find_all(exp.Column):
            constants[root(column.name)].update(_constants(atom))
    sizes = {each: sum(root(name) == each for name in columns) for each in set(map(root, columns))}
    return [
        _frame(name, _values(kind, constants[root(name)], sizes[root(name)]), kind) for name, kind in columns.items()
    ]


def _atoms(tree: exp.Expr) -> list[exp.Expr]:
    if isinstance(tree, _CONNECTIVES):
        return [atom for child in tree.iter_expressions() for atom in _atoms(child)]
    return [tree]


def _constants(atom: exp.Expr) -> set[object]:
    found: set[object] = set()
    for node in atom.find_all(exp.Literal):
        if not node.is_string:
            number = float(node.name)
            found |= {number, -number}
        else:
            found.add(node.name)
            try:
                found.add(dt.date.fromisoformat(node.name))
            except ValueError:
                continue
    return found


def _values(kind: FieldType, constants: set[object], columns: int) -> list[object]:
    if kind is FieldType.BOOLEAN:
        return [True, False]
    if kind is FieldType.DATE:
        days = _numbers(
            [float(each.toordinal()) for each in constants if isinstance(each, dt.date)], columns, whole=True
        )
        return [dt.date.fromordinal(int(day)) for day in days if 1 <= day <= dt.date.max.toordinal()]
    if kind in (FieldType.INTEGER, FieldType.DECIMAL):
        numbers = [each for each in constants if isinstance(each, float)]
        return list(_numbers(numbers, columns, whole=kind is FieldType.INTEGER))
    texts = sorted(each for each in constants if isinstance(each, str))
    return [*texts, *(f"\u0001{i}" for i in range(columns))]


def _numbers(constants: Sequence[float], columns: int, *, whole: bool) -> list[float]:
    """Each constant, and as many values in each gap as there are columns to tell apart."""
    marks = sorted(set(constants)) or [730_120.0]
    values = set(marks) | {marks[0] - 1 - i for i in range(columns)} | {marks[-1] + 1 + i for i in range(columns)}
    for low, high in pairwise(marks):
        values |= {low + (high - low) * (i + 1) / (columns + 1) for i in range(columns)}
        values |= {low + 1 + i for i in range(columns) if low + 1 + i < high}
    if whole:
        values = {each for each in values if each == int(each)}
    return sorted(values)


def _frame(name: str, values: list[object], kind: FieldType) -> pl.DataFrame:
    dtype = {FieldType.BOOLEAN: pl.Boolean, FieldType.DATE: pl.Date}.get(
        kind, pl.Float64 if kind in (FieldType.INTEGER, FieldType.DECIMAL) else pl.String
    )
    unseen = [] if name.startswith(_FREE) else [True]
    hidden = [False] * len(values) + [False, *unseen]
    return pl.DataFrame(
        {
            name: pl.Series([*values, None, *(None for _ in unseen)], dtype=dtype),
            name + UNKNOWN: pl.Series(hidden, dtype=pl.Boolean),
            name + UNREADABLE: pl.Series([False] * len(hidden), dtype=pl.Boolean),
        }
    )
