"""What a planter is: which rows to choose, what to change in them and around them, and what is then found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.views import HANDLE, WHO


@dataclass(frozen=True)
class Related:
    """Cells to change in the rows of another table with the chosen row's person, or programme (``by`` WHICH)."""

    table: str
    set: Mapping[str, str]
    where: str = "TRUE"
    by: str = WHO


@dataclass(frozen=True)
class Without:
    """Rows of another table to leave out, those with the chosen row's person, or programme (``by`` WHICH)."""

    table: str
    where: str = "TRUE"
    by: str = WHO


@dataclass(frozen=True)
class Also:
    """A further finding of the same change: on the chosen row, or on the rows of a table that share its person."""

    rule: str
    table: str | None = None
    where: str = "TRUE"


@dataclass(frozen=True)
class Cells:
    """Change cells of a chosen row; all expressions are SQL over the row's view."""

    rule: str
    table: str
    where: str
    set: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Related, ...] = ()
    without: tuple[Without, ...] = ()
    also: tuple[Also, ...] = ()
    found_in: str | None = None
    """The table whose row of the same person the finding is about, where it is not the chosen one."""
    apart: str | None = None
    """At most one planting for each value of this field, so that no rule about shares speaks."""


@dataclass(frozen=True)
class Added:
    """Add a row to ``into``; with ``copy`` it is a copy of the chosen row. Expressions are SQL over the chosen row."""

    rule: str
    table: str
    where: str
    set: Mapping[str, str]
    into: str | None = None
    copy: bool = False
    on_both: bool = False
    """Whether the chosen row is found, too."""
    on_chosen: bool = False
    """Whether the chosen row is found and the new one is not."""
    related: tuple[Related, ...] = ()
    without: tuple[Without, ...] = ()
    also: tuple[Also, ...] = ()
    also_new: tuple[str, ...] = ()
    """Further rules that speak of the new row."""


@dataclass(frozen=True)
class Custom:
    """A planter of its own: plants up to so many errors of its rule and gives how many it could."""

    rule: str
    plant: Callable[[Canvas, int], int]
    first: bool = False
    """Whether it needs many persons of one group and therefore goes first."""
    last: bool = False
    """Whether what it finds depends on all that others have changed."""


Planter: TypeAlias = Cells | Added | Custom


def plant(canvas: Canvas, planter: Planter, count: int) -> int:
    """Plant up to ``count`` errors; how many there was room for."""
    if isinstance(planter, Custom):
        return planter.plant(canvas, count)
    rows = canvas.candidates(planter.rule, planter.table, planter.where, limit=500 + 50 * count)
    if isinstance(planter, Cells) and planter.apart:
        rows = rows.unique(subset=planter.apart, keep="first", maintain_order=True)
    rows = distinct(rows).head(count)
    for row in rows.iter_slices(1):
        canvas.begin(planter.rule)
        canvas.use(planter.table, row)
        done = _around(canvas, row, planter.related, planter.without)
        if isinstance(planter, Cells):
            _change(canvas, planter, row, done)
        else:
            _add(canvas, planter, row, done)
    return rows.height


def distinct(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a person; rows without a person all stay."""
    return rows.filter((pl.col(WHO) < 0) | pl.col(WHO).is_first_distinct())


def values(row: pl.DataFrame, sql: Mapping[str, str]) -> dict[str, object]:
    """What the expressions give for a row."""
    if not sql:
        return {}
    found: dict[str, object] = row.select(pl.sql_expr(text).alias(name) for name, text in sql.items()).row(
        0, named=True
    )
    return found


def handle(row: pl.DataFrame) -> int:
    """The row's handle."""
    return int(row[HANDLE][0])


def _around(canvas: Canvas, row: pl.DataFrame, related: tuple[Related, ...], without: tuple[Without, ...]) -> list[str]:
    done: list[str] = []
    for each in related:
        new = values(row, each.set)
        for other in canvas.like(each.table, row, each.where, each.by):
            for name, value in new.items():
                canvas.write(each.table, other, name, value)
        done.extend(f"{each.table}.{name}" for name in new)
    return [*done, *without_rows(canvas, row, without)]


def without_rows(canvas: Canvas, row: pl.DataFrame, without: tuple[Without, ...]) -> list[str]:
    """Leave out the rows of other tables that go with a chosen one; what was left out, for the list of errors."""
    done: list[str] = []
    for gone in without:
        rows = canvas.like(gone.table, row, gone.where, gone.by)
        canvas.remove(gone.table, rows)
        if rows:
            done.append(f"-{gone.table}")
    return done


def _change(canvas: Canvas, planter: Cells, row: pl.DataFrame, done: list[str]) -> None:
    for name, value in values(row, planter.set).items():
        canvas.write(planter.table, handle(row), name, value)
    what = "; ".join([*(f"{planter.table}.{name}" for name in planter.set), *done])
    if planter.found_in is None:
        canvas.expect(planter.rule, planter.table, handle(row), what)
    else:
        for other in canvas.like(planter.found_in, row):
            canvas.expect(planter.rule, planter.found_in, other, what)
    _expect_also(canvas, planter.also, planter.table, row, what)


def _add(canvas: Canvas, planter: Added, row: pl.DataFrame, done: list[str]) -> None:
    into = planter.into or planter.table
    new = canvas.add(into, values(row, planter.set), handle(row) if planter.copy else None)
    what = "; ".join([f"+{into}", *done])
    if planter.on_both or planter.on_chosen:
        canvas.expect(planter.rule, planter.table, handle(row), what)
    if not planter.on_chosen:
        canvas.expect(planter.rule, into, new, what)
    for rule in planter.also_new:
        canvas.expect(rule, into, new, what)
    _expect_also(canvas, planter.also, planter.table, row, what)


def _expect_also(canvas: Canvas, also: tuple[Also, ...], table: str, row: pl.DataFrame, what: str) -> None:
    for each in also:
        if each.table is None:
            canvas.expect(each.rule, table, handle(row), what)
        else:
            for other in canvas.like(each.table, row, each.where):
                canvas.expect(each.rule, each.table, other, what)
