"""Persons in pseudonymous extracts who stand alone in what describes them, and so can be known without a number."""

from __future__ import annotations

import polars as pl

from auditor.engine.failures import READING_FAILS
from auditor.engine.prepare import Preparation
from auditor.model.errors import EngineError
from auditor.model.extract import Problem
from auditor.model.table import FieldType, Table
from auditor.model.vocabulary import Severity


def singled_out(tables: Preparation) -> list[Problem]:
    """For each table of persons in a file declared pseudonymous, how many are alone in all its describing fields.

    The whole combination and each with one field less, as far as somebody is alone in them: what leaving a field out
    would help is then seen. Dates count by their year; a person with several rows by the first. Values that are missing
    or cannot be seen are values like others. Nothing is counted in other extracts.
    """
    declared = set(tables.extract.manifest.pseudonymous)
    found: list[Problem] = []
    for name in tables.present if declared else ():
        if any(part.file in declared for part in tables.extract.tables[name].parts):
            found += _of_table(tables, tables.ruleset.tables[name])
    return found


def _of_table(tables: Preparation, table: Table) -> list[Problem]:
    own = tables.columns(table.name).own
    fields = [each for each in table.fields if each.quasi and each.name in own]
    if len(fields) < 2 or table.person is None or table.person not in own:
        return []
    values = [
        (pl.col(each.name).dt.year() if each.type is FieldType.DATE else pl.col(each.name)).alias(f"__{each.name}")
        for each in fields
    ]
    try:
        described = tables.own(table.name).filter(pl.col(table.person).is_not_null())
        persons = (
            described.select(table.person, *values).unique(table.person, keep="first", maintain_order=True).collect()
        )
    except READING_FAILS:
        raise EngineError("engine.table_unreadable", table=table.name) from None
    found = []
    names = [each.name for each in fields]
    for chosen in (names, *([each for each in names if each != left_out] for left_out in names)):
        alone = (
            persons.select(pl.struct([f"__{each}" for each in chosen]).is_unique().sum()).item()
            if persons.height
            else 0
        )
        if alone and chosen:
            facts = {"table": table.name, "alone": int(alone), "persons": persons.height, "fields": chosen}
            found.append(Problem(Severity.INFO, "engine.singled_out", facts, table.name))
    return found
