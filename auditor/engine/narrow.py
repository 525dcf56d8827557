"""Row rules that need to see more than one row: duplicates, overlaps and gaps, each in a narrow pass of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from auditor.engine.gaps import COUNTED as _COUNTED
from auditor.engine.gaps import UNDECIDED, judge_gaps
from auditor.engine.group_lines import HOLDS
from auditor.engine.prepare import Preparation
from auditor.engine.rows import CODES, MUNICIPALITY, Gathered, municipality_codes
from auditor.model import rule as rules
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.rulesets.conditions import applies_to, further_intervals
from auditor.rulesets.values import UNKNOWN, Scope

NARROW_KINDS = (rules.UniqueCondition, rules.NoOverlapCondition, rules.GapCondition)
_HOLDS = "__holds"
_FAR = pl.date(9999, 12, 31)


def run_narrow(
    frame: pl.LazyFrame,
    municipality: str | None,
    rule: Rule,
    index: int,
    scope: Scope,
    gathered: Gathered,
    only: pl.Expr | None,
    tables: Preparation,
) -> None:
    """Judge one such rule and add the outcome to ``gathered``.

    ``only`` narrows what is counted to some rows; the others are still compared with. ``tables`` are those that a rule
    may look at besides its own.
    """
    where = pl.col(municipality).cast(pl.String).cast(CODES) if municipality else pl.lit(None, dtype=CODES)
    counted = pl.lit(True) if only is None else only.fill_null(False)
    marked = frame.with_columns(where.alias(MUNICIPALITY), counted.alias(_COUNTED))
    judged = judge(marked, rule, scope, tables).filter(_COUNTED)
    codes = municipality_codes(judged[MUNICIPALITY])
    width = int(codes.max(initial=0)) + 1
    gathered.totals.reserve(width)
    holds = judged[_HOLDS]
    fails = (~holds).fill_null(False)
    for target, mask in (
        (gathered.totals.checked, holds.is_not_null()),
        (gathered.totals.found, fails),
        (gathered.totals.unknown, holds.is_null()),
    ):
        target[index, :width] += np.bincount(codes[mask.to_numpy()], minlength=width)
    found = judged.filter(fails).sort(ROW)
    if found.height:
        gathered.add(index, found[ROW], found[MUNICIPALITY])


def judge(frame: pl.LazyFrame, rule: Rule, scope: Scope, tables: Preparation | None = None) -> pl.DataFrame:
    """The rows a rule looks at: ROW, municipality and ``__holds`` (null where it cannot tell).

    Only gaps with intervals of other tables need ``tables``.
    """
    condition = rule.condition
    keys = condition.fields if isinstance(condition, rules.UniqueCondition) else condition.by  # type: ignore[union-attr]
    applies, _ = applies_to(rule, scope)
    undecided = pl.any_horizontal([pl.col(name + UNKNOWN) for name in (*keys, *getattr(condition, "differ", ()))])
    if applies is not None:
        frame = frame.filter(applies.fill_null(True))
        undecided = undecided | applies.is_null()
    frame = frame.filter(
        pl.all_horizontal([pl.col(name).is_not_null() | pl.col(name + UNKNOWN) for name in keys])
    ).with_columns(undecided.alias(UNDECIDED))
    match condition:
        case rules.UniqueCondition():
            return _unique(frame, keys, condition.differ)
        case rules.NoOverlapCondition():
            tolerance = condition.tolerance_days
            return _intervals(frame, condition, lambda start, reach: (reach - start).dt.total_days() <= tolerance)
        case rules.GapCondition() if further_intervals(condition) and tables is not None:
            return judge_gaps(frame, condition, tables).select(ROW, MUNICIPALITY, _COUNTED, pl.col(HOLDS).alias(_HOLDS))
        case rules.GapCondition():
            limit = condition.max_days
            return _intervals(frame, condition, lambda start, reach: (start - reach).dt.total_days() <= limit)
    raise TypeError(type(condition).__name__)


def _unique(frame: pl.LazyFrame, keys: tuple[str, ...], differ: tuple[str, ...]) -> pl.DataFrame:
    """Candidates by a 64-bit hash, then confirmed on the values themselves."""
    hashed = frame.select(ROW, MUNICIPALITY, _COUNTED, UNDECIDED, pl.struct(keys).hash().alias("__hash")).collect(
        engine="streaming"
    )
    known = hashed.filter(~pl.col(UNDECIDED))
    candidates = known.filter(pl.col("__hash").is_duplicated())[ROW]
    repeated = pl.Series([], dtype=pl.UInt32)
    if len(candidates):
        wanted = list(dict.fromkeys((ROW, *keys, *differ)))
        values = frame.filter(pl.col(ROW).is_in(candidates.implode())).select(wanted).collect(engine="streaming")
        several = pl.struct(differ).n_unique().over(keys) > 1 if differ else pl.struct(keys).is_duplicated()
        repeated = values.filter(several)[ROW]
    holds = pl.when(~pl.col(UNDECIDED)).then(~pl.col(ROW).is_in(repeated.implode()))
    return hashed.select(ROW, MUNICIPALITY, _COUNTED, holds.alias(_HOLDS))


def _intervals(
    frame: pl.LazyFrame,
    condition: rules.NoOverlapCondition | rules.GapCondition,
    within: Callable[[pl.Expr, pl.Expr], pl.Expr],
) -> pl.DataFrame:
    """Each interval against the farthest end among those of its group that begin before it; an empty end is open.

    An interval that cannot be seen may fill a gap, so that no gap is sure in a group that has one.
    """
    start, end, by = condition.start, condition.end, list(condition.by)
    unseen = pl.col(UNDECIDED) | pl.col(start + UNKNOWN) | pl.col(end + UNKNOWN)
    table = (
        frame.filter(pl.col(start).is_not_null() | pl.col(start + UNKNOWN))
        .select(ROW, MUNICIPALITY, _COUNTED, *by, start, end, unseen.alias("__unseen"))
        .with_columns(pl.col("__unseen").any().over(by).alias("__among_unseen"))
        .collect(engine="streaming")
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
            seen.select(ROW, MUNICIPALITY, _COUNTED, holds.alias(_HOLDS)),
            table.filter("__unseen").select(ROW, MUNICIPALITY, _COUNTED, pl.lit(None, dtype=pl.Boolean).alias(_HOLDS)),
        ]
    )
