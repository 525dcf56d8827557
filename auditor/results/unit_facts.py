"""What is known of municipalities and centres beside the counts: names and persons."""

from __future__ import annotations

import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.table import FieldType, Personal
from auditor.results.matrix import By, units_of_rows


def persons_of_units(result: AuditResult, by: By) -> dict[str | None, int]:
    """How many persons the rows of each unit are about, by the table that names most of them."""
    counts: dict[str | None, int] = {}
    for name in result.tables:
        units, described = units_of_rows(result, name, by), result.ruleset.tables.get(name)
        raw = result.extract.tables.get(name)
        person = described.person if described is not None else None
        if units is None or raw is None or person is None or person not in raw.frame.collect_schema():
            continue
        persons = units.join(raw.frame.select(ROW, pl.col(person).alias("person")), on=ROW)
        for unit, count in persons.group_by("unit").agg(pl.col("person").n_unique()).collect().iter_rows():
            counts[unit] = max(counts.get(unit, 0), count)
    return counts


def unit_names(result: AuditResult, by: By) -> dict[str | None, str]:
    """The names of centres, from the table whose key is the centre: its first other text field about no person."""
    names: dict[str | None, str] = {}
    for name, table in result.ruleset.tables.items():
        raw = result.extract.tables.get(name)
        if by is not By.CENTRE or raw is None or table.centre is None or table.key != (table.centre,):
            continue
        schema = raw.frame.collect_schema()
        texts = [
            each.name
            for each in table.fields
            if each.type is FieldType.TEXT and each.name not in table.key and each.personal is Personal.NONE
        ]
        if texts and texts[0] in schema and table.centre in schema:
            pairs = raw.frame.select(pl.col(table.centre, texts[0]).cast(pl.String).str.strip_chars()).collect()
            names.update(pairs.drop_nulls().iter_rows())
    return names
