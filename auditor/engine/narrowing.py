"""Narrowing a run to some municipalities."""

from __future__ import annotations

import polars as pl

from auditor.engine.prepare import Preparation


def rows_of(tables: Preparation, table: str, municipalities: tuple[str, ...]) -> pl.Expr | None:
    """The rows of a prepared table that belong to the municipalities; None for all.

    In a table that has persons but no municipality, these are the persons with a row in one of them elsewhere.
    """
    if not municipalities:
        return None
    described = tables.ruleset.tables[table]
    columns = tables.columns(table).own
    if described.municipality in columns:
        return pl.col(described.municipality or "").is_in(municipalities)
    if described.person in columns:
        return pl.col(described.person or "").is_in(_persons(tables, municipalities).implode())
    return None


def _persons(tables: Preparation, municipalities: tuple[str, ...]) -> pl.Series:
    found = []
    for name in tables.present:
        described, columns = tables.ruleset.tables[name], tables.columns(name).own
        if described.person in columns and described.municipality in columns:
            inside = pl.col(described.municipality or "").is_in(municipalities)
            found.append(tables.own(name).filter(inside).select(pl.col(described.person or "").alias("person")))
    if not found:
        return pl.Series([], dtype=pl.String)
    return pl.concat(found).drop_nulls().unique().collect(engine="streaming").to_series()
