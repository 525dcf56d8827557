"""Tables read with what the mapping file says about reception centres: other keys and names of those in the register.

The files stay as they are; the raw tables read as if the register's key had been written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from auditor.extract.centre_mapping import Centres, folded
from auditor.model.extract import Problem
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from auditor.model.extract import RawTable
    from auditor.model.table import Table

BETWEEN_NAMES = "|"
"""What stands between the other names of a centre in the register."""


def with_centres(
    found: Mapping[str, RawTable], tables: Sequence[Table], centres: Centres
) -> tuple[dict[str, RawTable], list[Problem]]:
    """The tables with the keys and names of ``centres`` put in the place of those that mean the same.

    Told about is a centre that the register does not have: what the mapping says of it is left out.
    """
    declared = {table.name: table for table in tables}
    registers = [name for name in found if name in declared and declared[name].registers_centres]
    if not centres or not registers:
        return dict(found), []
    known = {key for name in registers for key in _keys(found[name], declared[name])}
    problems = [
        Problem(Severity.WARNING, "extract.centre_unknown", {"centre": centre})
        for centre in centres
        if centre not in known
    ]
    sure = {centre: said for centre, said in centres.items() if centre in known}
    changed = dict(found)
    for name in found:
        if name in declared and sure:
            register = declared[name].registers_centres
            changed[name] = (_renamed if register else _rekeyed)(found[name], declared[name], sure)
    return changed, problems


def _keys(raw: RawTable, table: Table) -> list[str]:
    if table.centre not in raw.frame.collect_schema():
        return []
    keys = raw.frame.select(_text(table.centre or "")).drop_nulls().unique().collect()
    return keys.to_series().to_list()


def _text(field: str) -> pl.Expr:
    return pl.col(field).cast(pl.String).str.strip_chars()


def _renamed(raw: RawTable, table: Table, centres: Centres) -> RawTable:
    """The register with the further names among the other names of each centre."""
    field = table.centre_fields.other_names
    names = {
        centre: BETWEEN_NAMES.join(name.strip() for name in said.names)
        for centre, said in centres.items()
        if said.names
    }
    schema = raw.frame.collect_schema()
    if field is None or not names or table.centre not in schema:
        return raw
    written = pl.col(field).cast(pl.String) if field in schema else pl.lit(None, pl.String)
    written = pl.when(written.str.strip_chars() != "").then(written)
    added = _text(table.centre or "").replace_strict(names, default=None, return_dtype=pl.String)
    all_names = pl.concat_str([written, added], separator=BETWEEN_NAMES, ignore_nulls=True)
    told = pl.when(added.is_not_null()).then(all_names).otherwise(written)
    missing = tuple(each for each in raw.missing if each != field)
    frame = raw.frame.with_columns(told.alias(field))
    return replace(raw, frame=frame, missing=missing, put=tuple(sorted(names.items())), put_in=frozenset({field}))


def _rekeyed(raw: RawTable, table: Table, centres: Centres) -> RawTable:
    """A table with the register's keys in its fields of keys."""
    schema = raw.frame.collect_schema()
    keys = {key.strip(): centre for centre, said in centres.items() for key in said.keys}
    names = {folded(name): centre for centre, said in centres.items() for name in said.names}
    told = []
    changed = [field for field in table.centre_keys if field in schema]
    for field in changed:
        written = pl.col(field).cast(pl.String)
        value = pl.coalesce(_text(field).replace_strict(keys, default=None, return_dtype=pl.String), written)
        name = table.centre_fields.name
        if field == table.centre and name in schema and names:
            by_name = _text(name or "").str.to_lowercase().replace_strict(names, default=None, return_dtype=pl.String)
            value = pl.when(written.is_null() | (_text(field) == "")).then(by_name).otherwise(value)
        told.append(value.alias(field))
    if not told:
        return raw
    put = (*sorted(keys.items()), *sorted(names.items()))
    return replace(raw, frame=raw.frame.with_columns(told), put=put, put_in=frozenset(changed))
