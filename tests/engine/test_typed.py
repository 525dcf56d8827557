"""Columns that come with their types, as those of a Parquet file do, say what the same values written out say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from auditor.engine import audit
from auditor.engine.prepare import Preparation
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW, Extract
from auditor.model.table import FieldType
from auditor.rulesets.loading import load
from auditor.rulesets.values import DTYPES
from tests.engine.extracts import random_extract

DATE = dt.date(2024, 12, 31)
ROWS = 250
_SPELLED = (FieldType.TEXT, FieldType.CODE)


def _typed(frame: pl.DataFrame, kinds: dict[str, FieldType]) -> pl.LazyFrame:
    """Values with their types, NaN where a decimal is missing, codes as categories; in chunks of unequal size."""
    columns = []
    for name, kind in kinds.items():
        column = pl.col(name)
        if kind is FieldType.DECIMAL:
            column = column.fill_null(float("nan"))
        elif kind is FieldType.CODE:
            column = column.cast(pl.Categorical)
        columns.append(column)
    typed = frame.with_columns(columns)
    return pl.concat([typed[:7], typed[7:7], typed[7:130], typed[130:]], rechunk=False).lazy()


def _told(result: AuditResult) -> list[object]:
    said: list[object] = [replace(each, engine="") for each in result.outcomes]
    for table in result.tables.values():
        place = pl.col("municipality").cast(pl.String)
        said.append(table.findings.select("rule", "row", place).rows())
        said.append(sorted(table.totals.select("rule", place, "checked", "found", "unknown").rows(), key=str))
        said.append(sorted(table.population.rows(), key=str))
    said.append(result.group_findings.rows())
    return said


def test_typed_columns_say_what_written_ones_say() -> None:
    """Whatever could not be read is missing in both, so that no rule differs in what it cannot tell."""
    ruleset = load("statistikk")
    given = random_extract(ruleset, seed=11, rows=ROWS)
    prepared = Preparation(given, ruleset, DATE)
    written, typed = {}, {}
    for name, table in given.tables.items():
        kinds = {each.name: each.type for each in ruleset.tables[name].fields}
        own = prepared.own(name).select(ROW, *kinds).collect()
        written[name] = replace(table, frame=own.with_columns(pl.col(list(kinds)).cast(pl.String)).lazy())
        typed[name] = replace(table, frame=_typed(own, kinds))
        schema = typed[name].frame.collect_schema()
        assert all(schema[each] == DTYPES[kind] for each, kind in kinds.items() if kind not in _SPELLED)
    one, other = (audit(Extract(each, given.manifest), ruleset, reference_date=DATE) for each in (written, typed))
    assert _told(one) == _told(other)
    assert sum(each.found for each in one.outcomes) > ROWS
