"""Findings and totals as the columns that :class:`auditor.model.audit.TableResult` promises."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from auditor.engine.narrowing import rows_of
from auditor.engine.prepare import Preparation
from auditor.engine.rows import CODES, Gathered, municipality_names
from auditor.model.table import Table
from auditor.reference import municipalities as municipalities_at

EMPTY_FINDINGS: dict[str, pl.DataType | type[pl.DataType]] = {
    "rule": pl.UInt16,
    "row": pl.UInt32,
    "municipality": CODES,
}


def empty_findings() -> pl.DataFrame:
    """A findings frame without findings."""
    return pl.DataFrame(schema=EMPTY_FINDINGS)


GROUP_FINDINGS: dict[str, pl.DataType | type[pl.DataType]] = {
    "rule": pl.UInt16,
    "table": pl.String,
    "municipality": pl.String,
    "group": pl.String,
    "keys": pl.List(pl.String),
    "rows": pl.UInt32,
    "count": pl.UInt32,
    "value": pl.Float64,
    "limit": pl.Float64,
    "expected": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def empty_group_findings() -> pl.DataFrame:
    """A frame of findings about groups, without any."""
    return pl.DataFrame(schema=GROUP_FINDINGS)


def whole_table_finding(place: int, table: str, rows: int) -> pl.DataFrame:
    """A finding that speaks of a whole table and of no row in it."""
    values = {"rule": place, "table": table, "group": table, "keys": [table], "rows": rows}
    return pl.DataFrame([dict.fromkeys(GROUP_FINDINGS) | values], schema=GROUP_FINDINGS)


def findings(gathered: Gathered) -> pl.DataFrame:
    """All findings of a table, by rule and row."""
    parts = [each.rename({each.columns[1]: "row"}) for each in gathered.findings]
    return pl.concat([empty_findings(), *parts]).sort("rule", "row")


def totals(gathered: Gathered) -> pl.DataFrame:
    """Checked, found and unknown per rule and municipality, where any of them is not 0."""
    counts = gathered.totals
    rule, code = np.nonzero(counts.checked + counts.found + counts.unknown)
    columns = {
        "rule": pl.Series(rule, dtype=pl.UInt16),
        "municipality": municipality_names(code),
        **{
            name: pl.Series(getattr(counts, name)[rule, code], dtype=pl.UInt32)
            for name in ("checked", "found", "unknown")
        },
    }
    return pl.DataFrame(columns)


@dataclass(frozen=True)
class Population:
    """Rows and persons of a table, in all and per municipality."""

    frame: pl.DataFrame
    rows: int
    persons: int | None


def _misdated(table: Table, names: Collection[str]) -> pl.Expr:
    """Whether a row is dated when its municipality number was no longer, or not yet, one."""
    if table.municipality is None or table.date is None or not {table.municipality, table.date} <= set(names):
        return pl.lit(False)
    return ~municipalities_at.valid_at(pl.col(table.municipality), pl.col(table.date)).fill_null(True)


def population(tables: Preparation, table: str, municipalities: tuple[str, ...]) -> Population:
    """Count rows and persons; persons are None for a table that is not about persons."""
    described = tables.ruleset.tables[table]
    names = tables.columns(table).own
    person = described.person if described.person in names else None
    municipality = described.municipality if described.municipality in names else None
    frame = tables.own(table)
    only = rows_of(tables, table, municipalities)
    if only is not None:
        frame = frame.filter(only)
    where = pl.col(municipality).cast(pl.String) if municipality else pl.lit(None, dtype=pl.String)
    who = pl.col(person).hash() if person else pl.lit(None, dtype=pl.UInt64)
    who = pl.when(pl.col(person).is_not_null()).then(who) if person else who
    counted = (
        frame.select(where.alias("municipality"), who.alias("person"), _misdated(described, names).alias("misdated"))
        .group_by("municipality")
        .agg(
            pl.len().cast(pl.UInt32).alias("rows"),
            pl.col("person").drop_nulls().n_unique().cast(pl.UInt32).alias("persons"),
            pl.col("misdated").sum().cast(pl.UInt32).alias("misdated"),
        )
        .sort("municipality")
        .collect(engine="streaming")
    )
    persons = None
    if person:
        persons = int(frame.select(pl.col(person).drop_nulls().hash().n_unique()).collect(engine="streaming").item())
    return Population(counted, int(counted["rows"].sum()), persons)
