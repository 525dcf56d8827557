"""Gaps between intervals that those of another table may fill, inside one that encloses them all.

See :class:`auditor.model.rule.GapCondition`. Intervals of other tables whose key cannot be seen fill no gap; one whose
dates, or whether it counts, cannot be seen may fill any gap of its group.
"""

from __future__ import annotations

import polars as pl

from auditor.engine.group_lines import HOLDS
from auditor.engine.prepare import Preparation
from auditor.engine.streaming import Engine
from auditor.model.extract import ROW
from auditor.model.rule import GapCondition, Intervals
from auditor.rulesets.expressions import compile_condition
from auditor.rulesets.values import UNKNOWN

UNDECIDED = "__undecided"
_START, _END, _UNSEEN, _OWN = "__from", "__until", "__unseen", "__own"
_FIRST_DAY, _LAST_DAY, _EDGE_UNSEEN = "__first_day", "__last_day", "__edge_unseen"
_FAR = pl.date(9999, 12, 31)


def judge_gaps(frame: pl.LazyFrame, condition: GapCondition, tables: Preparation, engine: Engine) -> pl.DataFrame:
    """The rows of ``frame`` that begin (ROW), with HOLDS, null where nobody can tell."""
    by, start, end = list(condition.by), condition.start, condition.end
    own = frame.filter(pl.col(start).is_not_null() | pl.col(start + UNKNOWN)).select(
        ROW,
        *by,
        pl.col(start).alias(_START),
        pl.col(end).alias(_END),
        (pl.col(UNDECIDED) | pl.col(start + UNKNOWN) | pl.col(end + UNKNOWN)).alias(_UNSEEN),
        pl.lit(True).alias(_OWN),
    )
    parts = [own]
    if condition.excused_by is not None:
        parts.append(_of(condition.excused_by, by, tables).with_columns(pl.lit(False).alias(_OWN)))
    everything = pl.concat(parts, how="diagonal_relaxed")
    if condition.inside is not None:
        everything = everything.join(_edges(condition.inside, by, tables), on=by, how="left")
    else:
        edges = {_FIRST_DAY: pl.Date, _LAST_DAY: pl.Date, _EDGE_UNSEEN: pl.Boolean}
        everything = everything.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in edges.items())
    table = everything.with_columns(
        (pl.col(_UNSEEN).any().over(by) | pl.col(_EDGE_UNSEEN).fill_null(False)).alias("__doubt"),
    ).collect(engine=engine)
    seen = _with_gaps(table.filter(~pl.col(_UNSEEN)), by)
    short = pl.col("__gap") <= condition.max_days
    edge = pl.col(_EDGE_UNSEEN).fill_null(False) & (pl.col("__is_first") | pl.col("__is_last"))
    holds = pl.when(short & ~edge).then(True).when(~pl.col("__doubt")).then(short)
    rest = table.filter(_UNSEEN, _OWN).with_columns(pl.lit(None, dtype=pl.Boolean).alias(HOLDS))
    return pl.concat([each.select(ROW, HOLDS) for each in (seen.with_columns(holds.alias(HOLDS)), rest)])


def _of(intervals: Intervals, by: list[str], tables: Preparation) -> pl.LazyFrame:
    """The intervals of another table under the names of the rule's own keys; those that do not begin are left out."""
    frame = tables.own(intervals.table)
    untold: pl.Expr = pl.lit(False)
    if intervals.where:
        counts = compile_condition(intervals.where, tables.scope(intervals.table, own=True))
        untold = counts.expr.is_null() & counts.unknown
        frame = frame.filter(counts.expr.fill_null(False) | untold)
    start, end = intervals.start, intervals.end
    return (
        frame.filter(pl.all_horizontal([pl.col(name).is_not_null() for name in intervals.by]))
        .filter(pl.col(start).is_not_null() | pl.col(start + UNKNOWN))
        .select(
            *(pl.col(there).alias(here) for here, there in zip(by, intervals.by, strict=True)),
            pl.col(start).alias(_START),
            pl.col(end).alias(_END),
            (pl.col(start + UNKNOWN) | pl.col(end + UNKNOWN) | untold).alias(_UNSEEN),
        )
    )


def _edges(intervals: Intervals, by: list[str], tables: Preparation) -> pl.LazyFrame:
    """First and last day of the one interval a group lies in; unseen where they are several."""
    single = pl.len() == 1
    return (
        _of(intervals, by, tables)
        .group_by(by)
        .agg(
            pl.when(single).then(pl.col(_START).first()).alias(_FIRST_DAY),
            pl.when(single).then(pl.col(_END).fill_null(tables.reference_date).first()).alias(_LAST_DAY),
            (~single | pl.col(_UNSEEN).any()).alias(_EDGE_UNSEEN),
        )
    )


def _with_gaps(seen: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Own intervals with the longest gap (days from one covered day to the next) up to them, and after the last.

    What lies before the first or after the last of them is a gap only inside an enclosing interval.
    """
    known = ~pl.col(_EDGE_UNSEEN).fill_null(True)
    before = pl.when(known).then(pl.col(_FIRST_DAY).dt.offset_by("-1d"))
    after = pl.when(known).then(pl.col(_LAST_DAY).dt.offset_by("1d"))
    begins = pl.min_horizontal(_START, "__after")
    ordered = (
        seen.with_columns(pl.max_horizontal(pl.col(_END).fill_null(_FAR), pl.col(_START)).alias("__reach"))
        .sort([*by, _START, "__reach", ROW], nulls_last=True)
        .with_columns(pl.col("__reach").cum_max().over(by), before.alias("__before"), after.alias("__after"))
        .with_columns(
            pl.col("__reach").shift(1).over(by).alias("__earlier"),
            (pl.col(_OWN).cast(pl.Int64).cum_sum().over(by) - pl.col(_OWN).cast(pl.Int64)).alias("__leads_to"),
            pl.col(_OWN).cast(pl.Int64).sum().over(by).alias("__of"),
            (pl.int_range(pl.len()).over(by) == pl.len().over(by) - 1).alias("__ends"),
        )
    )
    between = (pl.col("__leads_to") > 0) & (pl.col("__leads_to") < pl.col("__of"))
    gaps = ordered.with_columns(
        pl.when(between | pl.col("__before").is_not_null())
        .then((begins - pl.max_horizontal("__earlier", "__before")).dt.total_days())
        .alias("__up_to"),
        pl.when("__ends")
        .then((pl.col("__after") - pl.max_horizontal("__reach", "__before")).dt.total_days())
        .alias("__rest"),
        pl.min_horizontal("__leads_to", pl.col("__of") - 1).alias("__place"),
    )
    longest = pl.max_horizontal(pl.col("__up_to").max(), pl.col("__rest").max()).fill_null(0)
    return (
        gaps.with_columns(longest.over([*by, "__place"]).alias("__gap"))
        .filter(_OWN)
        .with_columns(
            (pl.col("__place") == 0).alias("__is_first"), (pl.col("__place") == pl.col("__of") - 1).alias("__is_last")
        )
    )
