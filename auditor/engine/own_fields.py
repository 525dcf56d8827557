"""A table with what can be told from it alone: its fields parsed, and what is derived from them."""

from __future__ import annotations

import polars as pl

from auditor.engine.parse import parse_fields
from auditor.model.extract import RAGGED, ROW, RawTable
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.privacy.masking import as_place
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Value


def parsed(raw: RawTable, table: Table, ruleset: RuleSet) -> pl.LazyFrame:
    """The table with its declared fields as their types, and doubted where its lines cannot be trusted."""
    schema = raw.frame.collect_schema()
    keep = [name for name in (ROW, RAGGED) if name in schema]
    parsed = parse_fields(raw.frame, table.fields, ruleset.code_lists, keep)
    parsed = _with_places(parsed, table)
    return _doubted(parsed, table) if table.line_length and RAGGED in schema else parsed


def _with_places(parsed: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    """Where the field of the municipality holds what can be no number, its place is a mark.

    Places are told in reports, lists and the ledger, and in a shifted line a name or an identity number stands there.
    """
    place = table.municipality
    if place is None or parsed.collect_schema().get(place) != pl.String:
        return parsed
    return parsed.with_columns(as_place(pl.col(place)).alias(place))


def _doubted(parsed: pl.LazyFrame, table: Table) -> pl.LazyFrame:
    """Where a line of fixed width has another length, nobody can tell what its fields hold.

    Only the municipality is believed, so that it is known whom to call.
    """
    found = set(parsed.collect_schema())
    names = [each.name for each in table.fields if each.name in found and each.name != table.municipality]
    broken = pl.col(RAGGED)
    return parsed.with_columns(
        *(pl.when(~broken).then(pl.col(name)).alias(name) for name in names),
        *((pl.col(name + UNKNOWN) | broken).alias(name + UNKNOWN) for name in names),
        *((pl.col(name + UNREADABLE) & ~broken).alias(name + UNREADABLE) for name in names),
    )


def derived(frame: pl.LazyFrame, name: str, value: Value) -> pl.LazyFrame:
    """The frame with a further field: unknown where its value depends on what cannot be seen."""
    unknown = value.expr.is_null() & value.unknown
    return frame.with_columns(
        value.expr.alias(name),
        unknown.alias(name + UNKNOWN),
        pl.lit(False).alias(name + UNREADABLE),
    )
