"""pandera's own Polars backend: rules across columns stand on a column, which is the fastest way it has to say them."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from tests.benchmarks.checks import REQUIRED, UNIQUE, Check, name
from tests.benchmarks.contestants.protocol import Answer, Task, shares
from tests.benchmarks.values import COLUMNS

_PAIR = "multiple_fields_uniqueness"


def _check(check: Check) -> pa.Check:
    facts = check.facts
    if check.kind == "pattern":
        return pa.Check.str_matches(f"^{facts['pattern']}$", error=check.id)
    if check.kind in ("codes", "known"):
        return pa.Check.isin(facts["values"], error=check.id)
    if check.kind == "range":
        return pa.Check.in_range(facts["low"], facts["high"], error=check.id)
    if check.kind == "below":
        return pa.Check.lt(facts["high"], error=check.id)
    return pa.Check(lambda data: data.lazyframe.select(check.holds), name=check.id, error=check.id)


def schema(checks: list[Check]) -> pa.DataFrameSchema:
    """The checks as a schema; the share of a group has no place in one."""
    columns = {
        column: pa.Column(
            dtype,
            [_check(each) for each in checks if each.column == column and each.kind != "not_null"],
            nullable=column not in REQUIRED,
            unique=(column,) in UNIQUE.values(),
        )
        for column, dtype in COLUMNS.items()
    }
    return pa.DataFrameSchema(columns, unique=["person_id", "start_dato"], strict=True)


def run(task: Task, variant: str = "") -> Answer:
    """On a frame in memory, or with ``lazy`` on a LazyFrame."""
    frame = task.scan() if variant == "lazy" else task.read()
    cases = pl.DataFrame()
    with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema(task.checks).validate(frame, lazy=True)
        except SchemaErrors as errors:
            cases = errors.failure_cases
    kinds = {"not_nullable": "NULL", "field_uniqueness": "UNIQUE"}
    named = pl.struct("check", "column")
    known = {
        (check, column): name(kinds[check], column)
        for check, column in cases.select("check", "column").unique().iter_rows()
        if check in kinds
    }
    own = pl.concat(
        [
            cases.filter(~pl.col("check").is_in([*kinds, _PAIR])).select("check", row="index"),
            cases.filter(check=_PAIR).select(pl.lit("UNIQUE-PERSON-START").alias("check"), row="index"),
            *(cases.filter(named == pl.struct(pl.lit(check).alias("check"), pl.lit(column).alias("column")))
              .select(pl.lit(id_).alias("check"), row="index") for (check, column), id_ in known.items()),
        ]
    )  # fmt: skip
    counts = dict(own.group_by("check").len().iter_rows())
    return Answer(
        counts, lambda: own.with_columns(pl.col("row").cast(pl.UInt32)), shares(frame.lazy()), nulls_repeat=True
    )
