"""Row rules that need to see more than one row: duplicates, overlaps and gaps, each in a narrow pass of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from auditor.engine.counter import Counter
from auditor.engine.gaps import UNDECIDED, judge_gaps
from auditor.engine.gathered import Gathered
from auditor.engine.group_lines import HOLDS
from auditor.engine.keys import Keys, looked_at
from auditor.engine.prepare import Preparation
from auditor.engine.streaming import Engine
from auditor.model import rule as rules
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.rulesets.conditions import further_intervals, tables_of
from auditor.rulesets.values import UNKNOWN, Scope

NARROW_KINDS = (rules.UniqueCondition, rules.NoOverlapCondition, rules.GapCondition)
_HOLDS = "__holds"
_FAR = pl.date(9999, 12, 31)


def run_narrow(
    frame: pl.LazyFrame, rule: Rule, index: int, scope: Scope, gathered: Gathered, tables: Preparation
) -> None:
    """Judge one such rule and add the outcome to ``gathered``.

    Counted are the rows that the pass before judged, which says their municipality, too; the others are still compared
    with. ``tables`` are those that a rule may look at besides its own.
    """
    judged = judge(frame, rule, scope, tables, tables.engine(rule.table, *tables_of(rule)))
    rows = judged[ROW].to_numpy()
    codes = gathered.places.of(rows)
    counted = codes >= 0
    if not counted.all():
        judged, rows, codes = judged.filter(pl.Series(counted)), rows[counted], codes[counted]
    counter = Counter(codes)
    holds = judged[_HOLDS]
    unknown = counter.at(holds.is_null().arg_true().to_numpy())
    fails = (~holds).arg_true().to_numpy()
    totals = gathered.totals
    totals.reserve(counter.width)
    totals.checked[index, : counter.width] += counter.everywhere - unknown
    totals.found[index, : counter.width] += counter.at(fails)
    totals.unknown[index, : counter.width] += unknown
    if len(fails):
        gathered.found.add(index, rows[fails], codes[fails])


def finish_keys(keys: Keys, frame: pl.LazyFrame, gathered: Gathered, engine: Engine) -> None:
    """Add the findings of a rule of uniqueness whose keys a pass over the table took; ``frame`` is the table."""
    rows = keys.repeated(frame, engine)
    if not len(rows):
        return
    codes = gathered.places.of(rows)
    gathered.totals.found[keys.place, : gathered.width] += np.bincount(codes, minlength=gathered.width)
    gathered.found.add(keys.place, rows, codes)


def judge(
    frame: pl.LazyFrame, rule: Rule, scope: Scope, tables: Preparation | None = None, engine: Engine = "streaming"
) -> pl.DataFrame:
    """The rows a rule looks at: ROW and ``__holds`` (null where it cannot tell).

    Only gaps with intervals of other tables need ``tables``.
    """
    condition = rule.condition
    if isinstance(condition, rules.UniqueCondition):
        return _unique(frame, rule, scope, engine)
    looked, undecided = looked_at(rule, scope)
    frame = frame.filter(looked).with_columns(undecided.alias(UNDECIDED))
    match condition:
        case rules.NoOverlapCondition():
            tolerance = condition.tolerance_days
            return _intervals(
                frame, condition, engine, lambda start, reach: (reach - start).dt.total_days() <= tolerance
            )
        case rules.GapCondition() if further_intervals(condition) and tables is not None:
            return judge_gaps(frame, condition, tables, engine).select(ROW, pl.col(HOLDS).alias(_HOLDS))
        case rules.GapCondition():
            limit = condition.max_days
            return _intervals(frame, condition, engine, lambda start, reach: (start - reach).dt.total_days() <= limit)
    raise TypeError(type(condition).__name__)


def _unique(frame: pl.LazyFrame, rule: Rule, scope: Scope, engine: Engine) -> pl.DataFrame:
    keys = Keys(rule, 0, scope)
    narrow = frame.select(ROW, *keys.columns()).collect(engine=engine)
    known, doubtful = keys.note(narrow, narrow[ROW].to_numpy())
    repeated = pl.Series(keys.repeated(frame, engine), dtype=pl.UInt32)
    holds = pl.when(known).then(~pl.col(ROW).is_in(repeated.implode()))
    return narrow.select(ROW, holds.alias(_HOLDS)).filter(known | doubtful)


def _intervals(
    frame: pl.LazyFrame,
    condition: rules.NoOverlapCondition | rules.GapCondition,
    engine: Engine,
    within: Callable[[pl.Expr, pl.Expr], pl.Expr],
) -> pl.DataFrame:
    """Each interval against the farthest end among those of its group that begin before it; an empty end is open.

    An interval that cannot be seen may fill a gap, so that no gap is sure in a group that has one.
    """
    start, end, by = condition.start, condition.end, list(condition.by)
    unseen = pl.col(UNDECIDED) | pl.col(start + UNKNOWN) | pl.col(end + UNKNOWN)
    table = (
        frame.filter(pl.col(start).is_not_null() | pl.col(start + UNKNOWN))
        .select(ROW, *by, start, end, unseen.alias("__unseen"))
        .with_columns(pl.col("__unseen").any().over(by).alias("__among_unseen"))
        .collect(engine=engine)
    )
    seen = (
        table.filter(~pl.col("__unseen"))
        .with_columns(pl.max_horizontal(pl.col(end).fill_null(_FAR), pl.col(start)).alias("__end"))
        .sort([*by, start, "__end", ROW])
        .with_columns(pl.col("__end").cum_max().shift(1).over(by).alias("__reach"))
    )
    holds = within(pl.col(start), pl.col("__reach")).fill_null(True)
    if isinstance(condition, rules.GapCondition):
        holds = pl.when(holds).then(True).when(~pl.col("__among_unseen")).then(False)
    return pl.concat(
        [
            seen.select(ROW, holds.alias(_HOLDS)),
            table.filter("__unseen").select(ROW, pl.lit(None, dtype=pl.Boolean).alias(_HOLDS)),
        ]
    )
