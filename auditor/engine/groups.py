"""Rules about groups of rows: shares, reconciled totals, and drift since the previous delivery or period.

pandera has no place for these, so they are kinds of our own. Each gives one line a judged group: the group's fields
and the columns of :mod:`auditor.engine.group_lines`.
"""

from __future__ import annotations

import polars as pl

from auditor.engine.drift import judge_drift
from auditor.engine.group_lines import EXPECTED, HOLDS, LIMIT, OPTIONAL, ROWS, VALUE, WHERE
from auditor.engine.prepare import Preparation
from auditor.engine.shares import judge_shares
from auditor.model import rule as rules
from auditor.model.errors import EngineError
from auditor.model.rule import Rule
from auditor.rulesets.conditions import tables_of
from auditor.rulesets.expressions import compile_condition, compile_value

_ROUNDING = 1e-9


def judge_groups(
    rule: Rule, tables: Preparation, previous: Preparation | None, counted: pl.DataFrame | None = None
) -> pl.DataFrame:
    """All groups of one rule, judged; ``counted`` are those of a share whose rows a pass counted already."""
    condition = rule.condition
    match condition:
        case rules.ShareCondition():
            groups = judge_shares(rule, condition, tables, counted)
        case rules.ReconcileCondition():
            groups = _reconcile(rule, condition, tables).collect(engine=tables.engine(rule.table, *tables_of(rule)))
        case rules.DriftCondition():
            earlier = tables if condition.period is not None else previous
            if earlier is None:
                raise EngineError("engine.no_previous")
            groups = judge_drift(rule, condition, tables, earlier, _where(tables, rule))
        case _:
            raise TypeError(type(condition).__name__)
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in OPTIONAL.items() if name not in groups.columns]
    return groups.with_columns(missing).sort([pl.col(name) for name in condition.by])


def _where(tables: Preparation, rule: Rule) -> pl.Expr:
    """The municipality of a group: the only one its rows have."""
    municipality = tables.ruleset.tables[rule.table].municipality
    if municipality is None or municipality not in tables.columns(rule.table).all:
        return pl.lit(None, dtype=pl.String)
    return pl.when(pl.col(municipality).n_unique() == 1).then(pl.col(municipality).first())


def _keyed(frame: pl.LazyFrame, by: tuple[str, ...]) -> pl.LazyFrame:
    return frame.filter(pl.all_horizontal([pl.col(name).is_not_null() for name in by]))


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
