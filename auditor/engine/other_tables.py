"""What a table takes from others: fields looked up by their keys, and whether a reference is found."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from auditor.model.rule import ReferenceCondition, Rule
from auditor.model.ruleset import Lookup
from auditor.rulesets.conditions import presence_column
from auditor.rulesets.expressions import compile_aggregate, compile_condition
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope

_PERHAPS = "__perhaps"
_FOUND = "__found"
_FEW = 5_000
"""Values of another table that are looked for one by one; more of them are joined."""


def looked_up(
    frame: pl.LazyFrame, lookup: Lookup, names: Collection[str], there: pl.LazyFrame, scope: Scope
) -> pl.LazyFrame:
    """The frame with fields of another table; unknown where the key, or which rows count, cannot be seen.

    ``there`` is the other table as it is prepared by itself (or of it the rows with the keys of the frame), ``scope``
    that of conditions over it; only the fields among ``names`` are looked up.
    """
    there = there.filter(pl.all_horizontal([pl.col(name).is_not_null() for name in lookup.key.values()]))
    keys = {f"__key_{here}": pl.col(name) for here, name in lookup.key.items()}
    counts, perhaps = _counting(lookup.where, scope)
    if lookup.order:
        by = lookup.order.lstrip("-")
        counts, perhaps = counts & pl.col(by).is_not_null(), perhaps | (counts & pl.col(by + UNKNOWN))
    rows = there.filter(counts)
    if lookup.order:
        rows = rows.sort(by, descending=lookup.order.startswith("-"))
    wanted = {name: text for name, text in lookup.fields.items() if name in names}
    picked = [
        expr
        for name, text in wanted.items()
        for expr in _lookup_aggregates(name, text, scope, ordered=lookup.order is not None)
    ]
    grouped = rows.group_by(maintain_order=False, **keys).agg(picked)
    doubtful = pl.any_horizontal([pl.col(name + UNKNOWN) for name in lookup.key])
    if lookup.where or lookup.order:
        unseen = there.filter(perhaps).select(**keys).unique().with_columns(pl.lit(True).alias(_PERHAPS))
        grouped = grouped.join(unseen, on=list(keys), how="full", coalesce=True)
        doubtful = doubtful | pl.col(_PERHAPS).fill_null(False)
    joined = frame.join(grouped, left_on=list(lookup.key), right_on=list(keys), how="left")
    counted = [name for name, text in wanted.items() if text.upper().replace(" ", "").startswith("COUNT(")]
    filled = {name: pl.col(name).fill_null(0) if name in counted else pl.col(name) for name in wanted}
    return joined.with_columns(
        [pl.when(~doubtful).then(expr).alias(name) for name, expr in filled.items()]
        + [(pl.col(name + UNKNOWN).fill_null(False) | doubtful).alias(name + UNKNOWN) for name in wanted]
        + [pl.lit(False).alias(name + UNREADABLE) for name in wanted]
    ).drop(_PERHAPS, strict=False)


def known_values(condition: ReferenceCondition, there: pl.LazyFrame, scope: Scope) -> pl.LazyFrame:
    """The values a reference may point to, each once, and whether a row of ``there`` that surely counts holds them."""
    counts, perhaps = _counting(condition.where, scope)
    keys = {f"__key_{i}": pl.col(name) for i, name in enumerate(condition.to_fields)}
    return (
        there.filter(counts | perhaps)
        .select(**keys, **{_FOUND: counts})
        .drop_nulls(list(keys))
        .group_by(list(keys))
        .agg(pl.col(_FOUND).any())
    )


def referenced(frame: pl.LazyFrame, rule: Rule, condition: ReferenceCondition, known: pl.DataFrame) -> pl.LazyFrame:
    """The frame with whether the reference is found: null where only rows that may count hold the values.

    ``known`` are the values it may point to, as :func:`known_values` gives them.
    """
    found = presence_column(rule)
    if len(condition.fields) == 1 and known.height <= _FEW:
        here = pl.col(condition.fields[0])
        sure, perhaps = (known["__key_0"].filter(known[_FOUND] == each) for each in (True, False))
        may_be = pl.when(here.is_in(perhaps.implode())).then(None).otherwise(False) if len(perhaps) else pl.lit(False)
        one = pl.when(here.is_in(sure.implode())).then(True).otherwise(may_be)
        return frame.with_columns(one.alias(found))
    keys = [f"__key_{i}" for i in range(len(condition.fields))]
    joined = frame.join(
        known.lazy().rename({_FOUND: found}),
        left_on=list(condition.fields),
        right_on=keys,
        how="left",
        coalesce=True,
    )
    seen = pl.when(pl.col(found).is_null()).then(False).when(pl.col(found)).then(True).otherwise(None)
    return joined.with_columns(seen.alias(found))


def _counting(where: str | None, scope: Scope) -> tuple[pl.Expr, pl.Expr]:
    """Which rows of another table satisfy a condition, and which may do so, did one see what is hidden."""
    if not where:
        return pl.lit(True), pl.lit(False)
    value = compile_condition(where, scope)
    return value.expr.fill_null(False), value.expr.is_null() & value.unknown


def _lookup_aggregates(name: str, text: str, scope: Scope, *, ordered: bool) -> list[pl.Expr]:
    """The looked-up value of a group of rows with one key, and whether there is one that cannot be seen or told."""
    if text in scope.columns:
        first = pl.col(text).first()
        if ordered:
            return [first.alias(name), pl.col(text + UNKNOWN).first().alias(name + UNKNOWN)]
        single = pl.len() == 1
        return [
            pl.when(single).then(first).alias(name),
            (~single | pl.col(text + UNKNOWN).first()).alias(name + UNKNOWN),
        ]
    aggregate, value = compile_aggregate(text, scope)
    if value is None:
        return [aggregate.cast(pl.Int64).alias(name), pl.lit(False).alias(name + UNKNOWN)]
    unknown = value.unknown.any() if value.columns else pl.lit(False)
    return [pl.when(~unknown).then(aggregate).alias(name), unknown.alias(name + UNKNOWN)]
