"""Rules about groups of rows: shares, reconciled totals, and drift since the previous delivery.

pandera has no place for these, so they are kinds of our own. Each gives one line a judged group: the group's fields,
``__holds`` (null where it cannot tell), ``__rows``, ``__value``, ``__limit``, ``__expected`` and ``__where``.
"""

from __future__ import annotations

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.model import rule as rules
from auditor.model.errors import EngineError
from auditor.model.rule import Rule
from auditor.rulesets.expressions import compile_aggregate, compile_condition, compile_value

HOLDS, ROWS, VALUE, LIMIT, EXPECTED, WHERE = "__holds", "__rows", "__value", "__limit", "__expected", "__where"
_NO_NUMBER = pl.lit(None, dtype=pl.Float64)
_ROUNDING = 1e-9


def judge_groups(rule: Rule, tables: Preparation, previous: Preparation | None) -> pl.DataFrame:
    """All groups of one rule, judged."""
    condition = rule.condition
    match condition:
        case rules.ShareCondition():
            groups = _share(rule, condition, tables)
        case rules.ReconcileCondition():
            groups = _reconcile(rule, condition, tables)
        case rules.DriftCondition():
            if previous is None:
                raise EngineError("engine.no_previous")
            groups = _drift(rule, condition, tables, previous)
        case _:
            raise TypeError(type(condition).__name__)
    return groups.collect(engine="streaming").sort([pl.col(name) for name in condition.by])


def _where(tables: Preparation, rule: Rule, by: tuple[str, ...]) -> pl.Expr:
    """The municipality of a group: the one it is grouped by, or the only one its rows have."""
    municipality = tables.ruleset.tables[rule.table].municipality
    if municipality is None or municipality not in tables.columns(rule.table).all:
        return pl.lit(None, dtype=pl.String)
    if municipality in by:
        return pl.col(municipality).first()
    return pl.when(pl.col(municipality).n_unique() == 1).then(pl.col(municipality).first())


def _keyed(frame: pl.LazyFrame, by: tuple[str, ...]) -> pl.LazyFrame:
    return frame.filter(pl.all_horizontal([pl.col(name).is_not_null() for name in by]))


def _share(rule: Rule, condition: rules.ShareCondition, tables: Preparation) -> pl.LazyFrame:
    """A share is judged by its bounds: found where even the lowest breaks the limit, unknown where only some would."""
    scope = tables.scope(rule.table)
    within = compile_condition(condition.within, scope).expr if condition.within else pl.lit(True)
    of = compile_condition(condition.of, scope).expr
    inside = _keyed(tables.frame_of(rule), condition.by).filter(within.fill_null(False))
    where = _where(tables, rule, condition.by)
    named = [] if condition.by and WHERE in condition.by else [where.alias(WHERE)]
    municipality = tables.ruleset.tables[rule.table].municipality
    if municipality in condition.by:
        named = []
    groups = (
        inside.with_columns(of.alias("__of"))
        .group_by(condition.by)
        .agg(
            pl.len().cast(pl.Int64).alias(ROWS),
            pl.col("__of").fill_null(False).sum().cast(pl.Int64).alias("__low"),
            pl.col("__of").fill_null(True).sum().cast(pl.Int64).alias("__high"),
            *named,
        )
        .filter(pl.col(ROWS) >= condition.min_rows)
    )
    if municipality in condition.by:
        groups = groups.with_columns(pl.col(municipality or "").alias(WHERE))
    breaks_low, breaks_high = (_breaks(condition, pl.col(name)) for name in ("__low", "__high"))
    counts = condition.max_share is None
    return groups.with_columns(
        pl.when(breaks_low).then(False).when(~breaks_high).then(True).otherwise(None).alias(HOLDS),
        (pl.col("__low").cast(pl.Float64) if counts else pl.col("__low") / pl.col(ROWS)).alias(VALUE),
        pl.lit(condition.max_count if counts else condition.max_share, dtype=pl.Float64).alias(LIMIT),
        _NO_NUMBER.alias(EXPECTED),
    )


def _breaks(condition: rules.ShareCondition, count: pl.Expr) -> pl.Expr:
    broken = pl.lit(False)
    if condition.max_share is not None:
        broken = broken | (count / pl.col(ROWS) > condition.max_share)
    if condition.max_count is not None:
        broken = broken | (count > condition.max_count)
    return broken


def _total(total: rules.Total, by: tuple[str, ...], tables: Preparation, side: str) -> pl.LazyFrame:
    scope = tables.scope(total.table, own=True)
    frame = _keyed(tables.own(total.table), by)
    value = compile_value(total.value, scope).expr.cast(pl.Float64).alias("__part")
    inside = compile_condition(total.where, scope).expr if total.where else pl.lit(True)
    return (
        frame.with_columns(inside.alias("__inside"), value)
        .filter(pl.col("__inside").fill_null(True))
        .group_by(by)
        .agg(
            pl.len().cast(pl.Int64).alias(f"__rows_{side}"),
            pl.when((pl.col("__part").is_null() | pl.col("__inside").is_null()).sum() == 0)
            .then(pl.col("__part").sum())
            .alias(f"__{side}"),
        )
    )


def _reconcile(rule: Rule, condition: rules.ReconcileCondition, tables: Preparation) -> pl.LazyFrame:
    """A group with a part that cannot be seen, or that one side does not have at all, is not checkable."""
    left = _total(condition.left, condition.by, tables, "left")
    right = _total(condition.right, condition.by, tables, "right")
    both = left.join(right, on=condition.by, how="full", coalesce=True)
    for side, total in (("left", condition.left), ("right", condition.right)):
        none = pl.col(f"__rows_{side}").is_null()
        if total.absent == "zero":
            both = both.with_columns(pl.when(none).then(0.0).otherwise(pl.col(f"__{side}")).alias(f"__{side}"))
        elif total.absent == "skip":
            both = both.filter(~none)
    room = condition.tolerance + pl.col("__right").abs() * condition.tolerance_share
    room = room + _ROUNDING * pl.max_horizontal(pl.col("__right").abs(), pl.lit(1.0))
    municipality = tables.ruleset.tables[rule.table].municipality
    where = pl.col(municipality) if municipality in condition.by and municipality else pl.lit(None, dtype=pl.String)
    return both.with_columns(
        ((pl.col("__left") - pl.col("__right")).abs() <= room).alias(HOLDS),
        (pl.col("__rows_left").fill_null(0) + pl.col("__rows_right").fill_null(0)).alias(ROWS),
        pl.col("__left").alias(VALUE),
        room.alias(LIMIT),
        pl.col("__right").alias(EXPECTED),
        where.alias(WHERE),
    )


def _drift(rule: Rule, condition: rules.DriftCondition, tables: Preparation, previous: Preparation) -> pl.LazyFrame:
    """Groups that are new or too small in both deliveries are not judged; one that vanished has the value 0.

    A value that rests on what cannot be seen is not checkable.
    """
    sides = []
    for name, source in (("now", tables), ("before", previous)):
        aggregate, value = compile_aggregate(condition.value, source.scope(rule.table, own=True))
        if value is not None and value.columns:
            aggregate = pl.when(~value.unknown.any()).then(aggregate)
        frame = _keyed(source.own(rule.table), condition.by)
        sides.append(
            frame.group_by(condition.by).agg(
                aggregate.cast(pl.Float64).alias(f"__{name}"), pl.len().cast(pl.Int64).alias(f"__rows_{name}")
            )
        )
    now, before = sides
    municipality = tables.ruleset.tables[rule.table].municipality
    where = pl.col(municipality) if municipality in condition.by and municipality else pl.lit(None, dtype=pl.String)
    current = pl.when(pl.col("__rows_now").is_null()).then(0.0).otherwise(pl.col("__now"))
    return (
        before.join(now, on=condition.by, how="left")
        .with_columns(current.alias("__now"))
        .filter(
            (pl.max_horizontal(pl.col("__now").abs(), pl.col("__before").abs()) >= condition.min_value)
            | pl.col("__now").is_null()
            | pl.col("__before").is_null()
        )
        .with_columns(
            (
                (pl.col("__now") - pl.col("__before")).abs()
                <= pl.col("__before").abs() * condition.max_change_share + _ROUNDING
            ).alias(HOLDS),
            pl.col("__rows_now").fill_null(0).alias(ROWS),
            pl.col("__now").alias(VALUE),
            pl.lit(condition.max_change_share).alias(LIMIT),
            pl.col("__before").alias(EXPECTED),
            where.alias(WHERE),
        )
    )
