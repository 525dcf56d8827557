"""How the tables of two deliveries differ, row for row by the register's key and field for field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.engine.parse import parse_fields
from auditor.model.extract import ROW, Extract, RawTable
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Table
from auditor.reference.municipalities import successors
from auditor.results.keys import KEY, key_fields, keyed

_OLD = "__old"


@dataclass(frozen=True)
class TableChange:
    """One table in two deliveries; None where a delivery does not have it.

    ``changed`` are columns key, field, row (in the new delivery): one line a value that differs. ``renumbered`` counts
    values that differ only because the municipality got another number. Rows whose key is missing, or stands more than
    once in a delivery, are ``ambiguous`` and held against nothing.
    """

    table: str
    rows_before: int | None
    rows_after: int | None
    added: int
    removed: int
    changed: pl.DataFrame
    renumbered: int
    ambiguous: int
    fields_gone: Sequence[str]
    fields_come: Sequence[str]
    codes_come: Mapping[str, int]
    """Field -> number of values that the old delivery did not use and no code list knows."""

    @property
    def rows_changed(self) -> int:
        """Rows of both deliveries with at least one value that differs."""
        return self.changed[KEY].n_unique()


def table_changes(
    old: Extract, new: Extract, ruleset: RuleSet, date: dt.date, tolerance: float = 0.0
) -> list[TableChange]:
    """Every declared table that one of the deliveries has; ``date`` is the reference date of the new one.

    Numbers differ where they are more than ``tolerance`` apart. What is written in another way (a date, a decimal sign,
    an alias of a code) does not differ; what cannot be read is compared as written.
    """
    return [
        _change(old.tables.get(name), new.tables.get(name), table, ruleset, date, tolerance)
        for name, table in ruleset.tables.items()
        if any(_known(each.tables.get(name)) for each in (old, new))
    ]


def _known(raw: RawTable | None) -> bool:
    return raw is not None and raw.known


def _change(
    before: RawTable | None, after: RawTable | None, table: Table, ruleset: RuleSet, date: dt.date, tolerance: float
) -> TableChange:
    nothing = pl.DataFrame(schema={KEY: pl.String, "field": pl.String, "row": pl.UInt32})
    if before is None or after is None or not before.known or not after.known:
        height = [
            each.frame.select(pl.len()).collect().item() if each is not None else None for each in (before, after)
        ]
        return TableChange(table.name, height[0], height[1], 0, 0, nothing, 0, 0, (), (), {})
    declared = [each.name for each in table.fields]
    here, there = (set(declared) - set(each.missing) for each in (before, after))
    compared = [each for each in table.fields if each.name in here & there and each.name not in key_fields(table)]
    first, last = (_typed(each, table, compared, ruleset) for each in (before, after))
    single = [each.drop_nulls(KEY).filter(pl.len().over(KEY) == 1) for each in (first, last)]
    both = single[1].join(single[0], on=KEY, how="inner", suffix=_OLD)
    known = [each[KEY].unique().implode() for each in (first, last)]
    changed, renumbered = _values(both, compared, table, date, tolerance)
    return TableChange(
        table=table.name,
        rows_before=first.height,
        rows_after=last.height,
        added=single[1].filter(~pl.col(KEY).is_in(known[0])).height,
        removed=single[0].filter(~pl.col(KEY).is_in(known[1])).height,
        changed=changed,
        renumbered=renumbered,
        ambiguous=first.height + last.height - single[0].height - single[1].height,
        fields_gone=[name for name in declared if name in here - there],
        fields_come=[name for name in declared if name in there - here],
        codes_come=_codes(first, last, compared, ruleset),
    )


def _raw_name(name: str) -> str:
    return f"__raw:{name}"


def _typed(raw: RawTable, table: Table, fields: Sequence[Field], ruleset: RuleSet) -> pl.DataFrame:
    """ROW, KEY and of each field its value and how it is written."""
    written = raw.frame.with_columns(
        pl.col(each.name).cast(pl.String).str.strip_chars().replace("", None).alias(_raw_name(each.name))
        for each in fields
    )
    keep = [ROW, *(_raw_name(each.name) for each in fields)]
    values = parse_fields(written, fields, ruleset.code_lists, keep).select(*keep, *(each.name for each in fields))
    return values.join(keyed(raw, table), on=ROW, how="left").collect().sort(ROW)


def _values(
    both: pl.DataFrame, fields: Sequence[Field], table: Table, date: dt.date, tolerance: float
) -> tuple[pl.DataFrame, int]:
    parts = [pl.DataFrame(schema={KEY: pl.String, "field": pl.String, "row": pl.UInt32})]
    renumbered = 0
    for field in fields:
        lines = both.filter(_differs(field, tolerance))
        if field.name == table.municipality and lines.height:
            moved = _renumbered(lines[field.name + _OLD], lines[field.name], date)
            renumbered += int(moved.sum())
            lines = lines.filter(~moved)
        parts.append(lines.select(KEY, pl.lit(field.name).alias("field"), pl.col(ROW).alias("row")))
    return pl.concat(parts).sort("row", "field"), renumbered


def _differs(field: Field, tolerance: float) -> pl.Expr:
    one, other = pl.col(field.name), pl.col(field.name + _OLD)
    differs = one.ne_missing(other)
    if tolerance and field.type in (FieldType.INTEGER, FieldType.DECIMAL):
        differs = differs & ((one - other).abs() > tolerance).fill_null(value=True)
    written = pl.col(_raw_name(field.name)).ne_missing(pl.col(_raw_name(field.name) + _OLD))
    return differs | (one.is_null() & other.is_null() & written)


def _renumbered(before: pl.Series, after: pl.Series, date: dt.date) -> pl.Series:
    """Whether the number after is the only one that the municipality before can have become."""
    pairs = set(zip(before, after, strict=True))
    same = {(old, new) for old, new in pairs if old and new and successors(str(old), date) == (str(new),)}
    return pl.Series([pair in same for pair in zip(before, after, strict=True)], dtype=pl.Boolean)


def _codes(first: pl.DataFrame, last: pl.DataFrame, fields: Sequence[Field], ruleset: RuleSet) -> dict[str, int]:
    come = {}
    for field in fields:
        codes = ruleset.code_lists.get(field.codes) if field.codes else None
        if codes is None:
            continue
        known = {each.code for each in codes.codes} | set(first[field.name].drop_nulls().unique())
        new = set(last[field.name].drop_nulls().unique()) - known
        if new:
            come[field.name] = len(new)
    return come
