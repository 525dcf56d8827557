"""Changes since the previous delivery or period: see :class:`auditor.model.rule.DriftCondition`."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.engine import hidiroglou_berthelot
from auditor.engine.group_lines import EXPECTED, HIGH, HOLDS, LIMIT, LOW, ROWS, VALUE, WHERE
from auditor.engine.prepare import Preparation
from auditor.model.rule import DriftCondition, HidiroglouBerthelot, Rule
from auditor.rulesets.conditions import applies_to
from auditor.rulesets.expressions import compile_aggregate, compile_condition
from auditor.rulesets.values import Scope

_ROUNDING = 1e-9


def judge_drift(
    rule: Rule, condition: DriftCondition, tables: Preparation, previous: Preparation, where: pl.Expr
) -> pl.DataFrame:
    """The groups that have a verdict; ``previous`` is ``tables`` itself where periods are compared.

    ``where`` is the municipality of a group's rows.
    """
    now = _side(rule, condition, tables, "now", where)
    before = _side(rule, condition, previous, "before", where)
    if condition.period is not None:
        last = now.select(pl.col(condition.period).max().alias("__last"))
        before = before.with_columns(pl.col(condition.period) + 1)
        before = before.join(last, how="cross").filter(pl.col(condition.period) <= pl.col("__last")).drop("__last")
    gone = pl.col("__rows_now").is_null()
    both = (
        before.join(now, on=condition.by, how="left", suffix="_now")
        .with_columns(
            *(pl.when(gone).then(0.0).otherwise(pl.col(name)).alias(name) for name in ("__value_now", "__size_now")),
            pl.coalesce(WHERE + "_now", WHERE).alias(WHERE),
            pl.col("__rows_now").fill_null(0).alias(ROWS),
        )
        .drop(WHERE + "_now")
        .collect(engine=tables.engine(rule.table) if previous is tables else "streaming")
    )
    size = pl.max_horizontal(pl.col("__size_now").abs(), pl.col("__size_before").abs())
    unseen = pl.col("__value_now").is_null() | pl.col("__value_before").is_null()
    if condition.per is not None:
        divided = (pl.col("__size_now") != 0) & (pl.col("__size_before") != 0)
        both = both.filter(divided.fill_null(True))
    judged = both.filter((size >= condition.min_value) | unseen).with_columns(size.alias("__size"))
    change = (pl.col("__value_now") - pl.col("__value_before")).abs()
    small = change <= pl.col("__value_before").abs() * condition.max_change_share + _ROUNDING
    judged = judged.with_columns(
        small.alias(HOLDS),
        pl.col("__value_now").alias(VALUE),
        pl.lit(condition.max_change_share).alias(LIMIT),
        pl.col("__value_before").alias(EXPECTED),
    )
    if condition.hb is None:
        return judged
    parts = judged.partition_by(condition.period, maintain_order=True) if condition.period else [judged]
    return pl.concat([_by_hidiroglou_berthelot(part, condition.hb) for part in parts]) if parts else judged.head(0)


def _side(rule: Rule, condition: DriftCondition, source: Preparation, name: str, where: pl.Expr) -> pl.LazyFrame:
    """Value and size per group in one of the two; null where a part cannot be seen."""
    scope = source.scope(rule.table, own=True)
    frame = source.own(rule.table).filter(pl.all_horizontal([pl.col(each).is_not_null() for each in condition.by]))
    inside = compile_condition(condition.within, scope).expr if condition.within else None
    applies, _ = applies_to(rule, scope)
    for each in (inside, applies):
        frame = frame if each is None else frame.filter(each.fill_null(False))
    value = size = _aggregate(condition.value, scope)
    if condition.per is not None:
        size = _aggregate(condition.per, scope)
        value = value / size
    return frame.group_by(condition.by).agg(
        value.alias(f"__value_{name}"),
        size.alias(f"__size_{name}"),
        pl.len().cast(pl.Int64).alias(f"__rows_{name}"),
        where.alias(WHERE),
    )


def _aggregate(text: str, scope: Scope) -> pl.Expr:
    aggregate, value = compile_aggregate(text, scope)
    if value is not None and value.columns:
        aggregate = pl.when(~value.unknown.any()).then(aggregate)
    return aggregate.cast(pl.Float64)


def _by_hidiroglou_berthelot(groups: pl.DataFrame, method: HidiroglouBerthelot) -> pl.DataFrame:
    """Only groups with a verdict, or with a value that cannot be seen; a small change is in order anyway."""
    now, before, size = (groups[name].fill_null(float("nan")).to_numpy() for name in (VALUE, EXPECTED, "__size"))
    low, high, verdict = hidiroglou_berthelot.limits(now, before, size, method)
    within = (now >= low - _ROUNDING * np.abs(low)) & (now <= high + _ROUNDING * np.abs(high))
    held = pl.col(HOLDS) | pl.Series(within)
    return groups.with_columns(
        pl.when(pl.col(HOLDS).is_not_null()).then(held).alias(HOLDS),
        pl.Series(LOW, low, dtype=pl.Float64),
        pl.Series(HIGH, high, dtype=pl.Float64),
        pl.Series(LIMIT, np.where(now < before, low, high), dtype=pl.Float64).fill_nan(None),
    ).filter(pl.Series(verdict) | pl.col(HOLDS).is_null())
