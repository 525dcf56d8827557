"""The columns that every judged group has beside the fields it is grouped by."""

from __future__ import annotations

import polars as pl

from auditor.model.rule import Rule, ShareCondition

HOLDS = "__holds"
"""Whether it is in order; null where nobody can tell."""
ROWS, COUNT = "__rows", "__count"
"""How many rows it has, and how many of them count."""
VALUE, LIMIT, EXPECTED = "__value", "__limit", "__expected"
"""What was found, the limit it was held against, and what was expected."""
LOW, HIGH = "__low", "__high"
"""The interval that chance leaves for the value."""
FIRST = "__first"
"""The first period it takes up, where periods are pooled."""
WHERE = "__where"
"""Its municipality."""
NO_NUMBER = pl.lit(None, dtype=pl.Float64)
OPTIONAL = {COUNT: pl.Int64, LOW: pl.Float64, HIGH: pl.Float64, FIRST: pl.Int64}
"""Columns that only some kinds have a value for."""


def group_names(rule: Rule) -> pl.Expr:
    """The groups of a rule in words, as the column ``group``: "kommunenummer 1103, aar 2023"."""
    pool = rule.condition.pool if isinstance(rule.condition, ShareCondition) else None
    by: tuple[str, ...] = rule.condition.by  # type: ignore[union-attr]
    named = [_labelled(name, pool is not None and name == pool.by) for name in by]
    return pl.concat_str(named, separator=", ").alias("group")


def _labelled(name: str, pooled: bool) -> pl.Expr:
    """A field of a group in words: "aar 2023", or "aar 2021–2023" where it takes up earlier periods."""
    value = pl.col(name).cast(pl.String)
    if pooled:
        first = pl.col(FIRST).cast(pl.String)
        value = pl.when(first.is_not_null()).then(pl.format("{}–{}", first, value)).otherwise(value)
    return pl.format(f"{name} {{}}", value)
