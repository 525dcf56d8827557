"""Findings and totals as the columns that :class:`auditor.model.audit.TableResult` promises."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.engine.rows import CODES, Gathered, municipality_categories, municipality_names

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
    rules, rows, codes = [], [], []
    for rule, parts in sorted(gathered.parts.items()):
        at, where = (np.concatenate(each) for each in zip(*parts, strict=True))
        if len(at) > 1 and (at[1:] < at[:-1]).any():
            order = np.argsort(at, kind="stable")
            at, where = at[order], where[order]
        rules.append(np.full(len(at), rule, np.uint16))
        rows.append(at)
        codes.append(where)
    gathered.parts.clear()
    if not rules:
        return empty_findings()
    return pl.DataFrame(
        {
            "rule": np.concatenate(rules),
            "row": np.concatenate(rows),
            "municipality": municipality_categories(np.concatenate(codes)),
        }
    )


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
