"""Row rules that need to see more than one row: duplicates, overlaps and gaps, each in a narrow pass of its own."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from auditor.engine.gaps import UNDECIDED, judge_gaps
from auditor.engine.group_lines import HOLDS
from auditor.engine.prepare import Preparation
from auditor.engine.rows import Counter, Gathered
from auditor.engine.streaming import Engine
from auditor.model import rule as rules
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.rulesets.conditions import applies_to, further_intervals, tables_of
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
        gathered.add(index, rows[fails], codes[fails])


def judge(
    frame: pl.LazyFrame, rule: Rule, scope: Scope, tables: Preparation | None = None, engine: Engine = "streaming"
) -> pl.DataFrame:
    """The rows a rule looks at: ROW and ``__holds`` (null where it cannot tell).

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
            return _unique(frame, keys, condition.differ, engine)
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


def _unique(frame: pl.LazyFrame, keys: tuple[str, ...], differ: tuple[str, ...], engine: Engine) -> pl.DataFrame:
    """Candidates by a key of 64 bits, sorted; where it is a hash they are confirmed on the values themselves."""
    exact = len(keys) == 1 and frame.collect_schema()[keys[0]].is_integer()
    key = pl.col(keys[0]).cast(pl.Int64) if exact else (pl.struct(keys) if len(keys) > 1 else pl.col(keys[0])).hash()
    known = pl.when(~pl.col(UNDECIDED)).then(key)
    narrow = frame.select(ROW, known.alias("__key")).collect(engine=engine)
    repeated = narrow[ROW].filter(_again(narrow["__key"]))
    if len(repeated) and (differ or not exact):
        wanted = list(dict.fromkeys((ROW, *keys, *differ)))
        values = frame.filter(pl.col(ROW).is_in(repeated.implode())).select(wanted).collect(engine=engine)
        several = pl.struct(differ).n_unique().over(keys) > 1 if differ else pl.struct(keys).is_duplicated()
        repeated = values.filter(several)[ROW]
    judged = narrow.select(ROW, pl.when(pl.col("__key").is_not_null()).then(True).alias(_HOLDS))
    if len(repeated):
        judged = judged.with_columns((pl.col(_HOLDS) & ~pl.col(ROW).is_in(repeated.implode())).alias(_HOLDS))
    return judged


def _again(key: pl.Series) -> pl.Series:
    """Where a key is one of several; sorting beats hashing, since most keys occur once."""
    ordered = key.drop_nulls().sort()
    several = ordered.filter(ordered == ordered.shift(1)).unique()
    if not len(several):
        return pl.repeat(False, len(key), dtype=pl.Boolean, eager=True)
    return key.is_in(several.implode()).fill_null(value=False)


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
