"""Extracts in memory: rows as somebody might have written them, and random ones that fit a rule set's tables."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from auditor.engine.worlds import raw_table
from auditor.model.extract import Extract, Manifest, RawTable
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Table
from auditor.reference.codes import all_codes

Rows = Sequence[Mapping[str, object]]


def extract(ruleset: RuleSet, *, without: Mapping[str, Sequence[str]] | None = None, **rows: Rows) -> Extract:
    """The named tables with these rows; ``without`` names the columns a table does not have."""
    tables = {}
    for name, given in rows.items():
        table = raw_table(ruleset.tables[name], given)
        gone = tuple((without or {}).get(name, ()))
        tables[name] = RawTable(name, table.frame.drop(gone), (), (), missing=gone)
    return Extract(tables, Manifest("", ()))


def random_extract(ruleset: RuleSet, seed: int, rows: int) -> Extract:
    """Every table with random rows: values of the right kind, missing, hidden and unreadable ones."""
    draw = random.Random(seed)
    return extract(
        ruleset,
        **{name: [_row(table, ruleset, draw) for _ in range(rows)] for name, table in ruleset.tables.items()},
    )


def _row(table: Table, ruleset: RuleSet, draw: random.Random) -> dict[str, object]:
    return {field.name: _cell(field, ruleset, draw) for field in table.fields}


def _cell(field: Field, ruleset: RuleSet, draw: random.Random) -> object:
    chance = draw.random()
    if chance < 0.12:
        return draw.choice((None, "", ".", ".."))
    if chance < 0.16:
        return draw.choice((":", "<5", "Anonymisert"))
    if chance < 0.19:
        return draw.choice(("?", "31.02.2024", "tolv", "[/]", "0"))
    match field.type:
        case FieldType.DATE:
            day = f"{draw.randint(1, 28):02}"
            month, year = f"{draw.randint(1, 12):02}", draw.randint(1985, 2024) if draw.random() < 0.3 else 2021
            return f"{year}-{month}-{day}" if draw.random() < 0.7 else f"{day}.{month}.{year}"
        case FieldType.INTEGER:
            return draw.choice((0, 1, 2, 5, 12, 175, 250, 600, 2021, 2022, -1))
        case FieldType.DECIMAL:
            return draw.choice((0, "0,5", "12.5", 100, "1 250,75"))
        case FieldType.BOOLEAN:
            return draw.choice(("ja", "nei"))
        case FieldType.CODE:
            return draw.choice(_codes(ruleset, field.codes or ""))
    return f"{field.name[:3].upper()}{draw.randint(1, 25)}"


def _codes(ruleset: RuleSet, name: str) -> list[str]:
    codes = ruleset.code_lists[name]
    if codes.reference == "municipalities":
        return ["0301", "1103", "4601", "5001", "0104", "1507"]
    if codes.reference is not None:
        return sorted(all_codes(codes.reference))[:5]
    return [name for each in codes.codes for name in (each.code, *each.aliases[:1])]
