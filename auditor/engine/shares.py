"""Shares per group of rows, with small numbers handled: see :class:`auditor.model.rule.ShareCondition`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.engine.funnel import Numbers, funnel, variance_between, wilson
from auditor.engine.group_lines import COUNT, EXPECTED, FIRST, HIGH, HOLDS, LIMIT, LOW, NO_NUMBER, ROWS, VALUE
from auditor.engine.prepare import Preparation
from auditor.engine.share_counts import LEAST, MOST, ShareCounts
from auditor.engine.streaming import stream
from auditor.model.rule import LEAST_GROUPS, Rule, ShareCondition
from auditor.rulesets.expressions import compile_value
from auditor.rulesets.scope import scope_of

_MAX, _MIN = "__max_share", "__min_share"
_ROUNDING = 1e-9
_Truths: TypeAlias = npt.NDArray[np.bool_]
_Breaks: TypeAlias = Callable[[Numbers, Any], _Truths]


def judge_shares(
    rule: Rule, condition: ShareCondition, tables: Preparation, counted: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The groups that have a verdict; ``counted`` are those of a pass that counted their rows already."""
    counted = _counted(rule, tables) if counted is None else counted
    groups = _with_expected(_with_limits(counted, rule, condition, tables), condition)
    if condition.pool is not None:
        groups = pooled(groups, condition)
    groups = groups.filter(pl.col(ROWS) >= condition.min_rows)
    if condition.against is not None:
        groups = _with_room(groups, condition, condition.against)
    return _judged(groups, condition)


def _counted(rule: Rule, tables: Preparation) -> pl.DataFrame:
    counts = share_counts(rule, tables, 0)
    selected = tables.frame_of(rule).select(counts.columns())
    engine = tables.engine(rule.table)
    for batch in stream(selected, engine=engine):
        counts.note(batch)
    if not counts.counted:
        counts.note(selected.clear().collect(engine=engine))
    return counts.groups()


def share_counts(rule: Rule, tables: Preparation, place: int) -> ShareCounts:
    """What counts the rows of a rule's groups, in a pass over its table."""
    municipality = tables.ruleset.tables[rule.table].municipality
    known = municipality in tables.columns(rule.table).all
    return ShareCounts(rule, place, tables.scope(rule.table), municipality if known else None)


def _with_limits(groups: pl.DataFrame, rule: Rule, condition: ShareCondition, tables: Preparation) -> pl.DataFrame:
    scope = tables.scope(rule.table)
    fields = {name: scope.columns[name] for name in condition.by}
    of_groups = scope_of(tables.ruleset, tables.ruleset.tables[rule.table], fields, tables.reference_date)
    limits = []
    for name, limit in ((_MAX, condition.max_share), (_MIN, condition.min_share)):
        value = compile_value(limit, of_groups).expr if isinstance(limit, str) else pl.lit(limit)
        limits.append(value.cast(pl.Float64).alias(name))
    return groups.with_columns(limits)


def _with_expected(groups: pl.DataFrame, condition: ShareCondition) -> pl.DataFrame:
    """The share of all rows that a group is compared with, of those that can be told."""
    if condition.against is None:
        return groups.with_columns(NO_NUMBER.alias(EXPECTED))
    known = pl.col(ROWS) - pl.col(MOST) + pl.col(LEAST)
    share = pl.when(known.sum() > 0).then(pl.col(LEAST).sum() / known.sum())
    return groups.with_columns((share.over(condition.against) if condition.against else share).alias(EXPECTED))


def pooled(groups: pl.DataFrame, condition: ShareCondition) -> pl.DataFrame:
    """Small groups joined with earlier periods, the last period first; FIRST is the first one taken up, if any."""
    pool = condition.pool
    assert pool is not None
    others = [name for name in condition.by if name != pool.by]
    ordered = groups.sort([*others, pool.by], descending=[*(False for _ in others), True])
    lines: list[dict[str, Any]] = []
    for line in ordered.iter_rows(named=True):
        last = lines[-1] if lines else None
        joins = (
            last is not None
            and last[ROWS] < condition.min_rows
            and all(last[name] == line[name] for name in others)
            and last[pool.by] - line[pool.by] <= pool.periods
        )
        if last is None or not joins:
            lines.append({**line, FIRST: None})
            continue
        last[EXPECTED] = _mean(last, line)
        for name in (ROWS, LEAST, MOST):
            last[name] += line[name]
        last[FIRST] = int(line[pool.by])
    return pl.DataFrame(lines, schema={**groups.schema, FIRST: pl.Int64})


def _mean(one: dict[str, Any], other: dict[str, Any]) -> float | None:
    """The expected share of two periods together, weighted by the group's rows."""
    if one[EXPECTED] is None or other[EXPECTED] is None:
        return None
    whole: float = one[ROWS] * one[EXPECTED] + other[ROWS] * other[EXPECTED]
    rows: int = one[ROWS] + other[ROWS]
    return whole / rows


def _with_room(groups: pl.DataFrame, condition: ShareCondition, against: Sequence[str]) -> pl.DataFrame:
    """How far each group may lie from the expected share; groups that are too few to compare are left out."""
    parts = groups.partition_by(against, maintain_order=True) if against else [groups]
    told = []
    for part in parts:
        if part.height < LEAST_GROUPS:
            continue
        rows, known, least, expected = (
            part.select(each.cast(pl.Float64)).to_series().to_numpy()
            for each in (
                pl.col(ROWS),
                pl.col(ROWS) - pl.col(MOST) + pl.col(LEAST),
                pl.col(LEAST),
                pl.col(EXPECTED).fill_null(float("nan")),
            )
        )
        seen = (known > 0) & ~np.isnan(expected)
        between = variance_between(least[seen] / known[seen], expected[seen], known[seen])
        room = np.maximum(funnel(expected, rows, condition.certainty or 0.0, between), condition.min_difference)
        told.append(part.with_columns(pl.Series("__room", room, dtype=pl.Float64)))
    return pl.concat(told) if told else groups.head(0).with_columns(pl.lit(0.0).alias("__room"))


def _judged(groups: pl.DataFrame, condition: ShareCondition) -> pl.DataFrame:
    """Found where every case breaks a limit, unknown where only some do."""
    limits = _limits(groups, condition)
    rows, least, most = (groups[name].cast(pl.Float64).to_numpy() for name in (ROWS, LEAST, MOST))
    broken = _any(limits, least, slice(None))
    verdicts: list[bool | None] = [not each for each in broken]
    for place in np.flatnonzero(least != most).tolist():
        cases = np.arange(least[place], most[place] + 1)
        breaks = _any(limits, cases, place)
        verdicts[place] = False if breaks.all() else None if breaks.any() else True
    if condition.against is not None:
        untold = groups[EXPECTED].is_null().to_list()
        verdicts = [None if unknown else verdict for verdict, unknown in zip(verdicts, untold, strict=True)]
    counts = all(each is None for each in (condition.max_share, condition.min_share, condition.against))
    no_interval = np.full(len(rows), np.nan)
    low, high = wilson(least, rows, condition.certainty) if condition.certainty else (no_interval, no_interval)
    return groups.with_columns(
        pl.Series(HOLDS, verdicts, dtype=pl.Boolean),
        pl.Series(VALUE, least if counts else least / rows, dtype=pl.Float64),
        pl.Series(COUNT, least, dtype=pl.Float64).cast(pl.Int64),
        pl.Series(LIMIT, _shown(limits, least), dtype=pl.Float64),
        pl.Series(LOW, low, dtype=pl.Float64).fill_nan(None),
        pl.Series(HIGH, high, dtype=pl.Float64).fill_nan(None),
    )


def _limits(groups: pl.DataFrame, condition: ShareCondition) -> list[tuple[Numbers, _Breaks]]:
    """Each limit: its height per group, and whether so many rows break it in a group (or in one group, so many)."""
    rows, highest, lowest = (groups[name].cast(pl.Float64).to_numpy() for name in (ROWS, _MAX, _MIN))
    found: list[tuple[Numbers, _Breaks]] = []
    if condition.against is not None:
        expected = groups[EXPECTED].fill_null(float("nan")).to_numpy()
        room = groups["__room"].to_numpy()
        if condition.side in ("high", "both"):
            found.append((expected + room, lambda k, at: k / rows[at] > (expected + room)[at] + _ROUNDING))
        if condition.side in ("low", "both"):
            found.append((expected - room, lambda k, at: k / rows[at] < (expected - room)[at] - _ROUNDING))
    sure = condition.certainty if condition.against is None else None
    if condition.max_share is not None:
        found.append((highest, lambda k, at: _bounds(k, rows[at], sure)[0] > highest[at]))
    if condition.min_share is not None:
        found.append((lowest, lambda k, at: _bounds(k, rows[at], sure)[1] < lowest[at]))
    if condition.max_count is not None:
        most = float(condition.max_count)
        found.append((np.full(len(rows), most), lambda k, at: k > most))
    return found


def _bounds(count: Numbers, rows: Numbers, certainty: float | None) -> tuple[Numbers, Numbers]:
    """The share itself as both bounds where nothing says how certain one wants to be."""
    if certainty is None:
        return count / rows, count / rows
    return wilson(count, np.broadcast_to(rows, np.shape(count)), certainty)


def _any(limits: list[tuple[Numbers, _Breaks]], count: Numbers, at: Any) -> _Truths:
    broken: _Truths = np.logical_or.reduce([breaks(count, at) for _, breaks in limits])
    return broken


def _shown(limits: list[tuple[Numbers, _Breaks]], count: Numbers) -> Numbers:
    """The limit a reader is told: the first that is broken, else the first."""
    shown = limits[0][0].copy()
    told = limits[0][1](count, slice(None))
    for height, breaks in limits[1:]:
        broken = breaks(count, slice(None))
        shown = np.where(broken & ~told, height, shown) if len(shown) else shown
        told = told | broken
    return shown
