"""Totals and findings about groups as the columns that :mod:`auditor.model.audit` promises."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.engine.gathered import Gathered
from auditor.engine.municipality_codes import municipality_names

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
