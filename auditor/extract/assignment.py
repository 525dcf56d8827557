"""Which section goes to which table, and under what names the others are shown."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from auditor.extract.recognise import match_columns, recognise_table
from auditor.extract.tables import known_table, unknown_table
from auditor.model.extract import Problem
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.extract.mapping import ExtractMapping
    from auditor.extract.section import Section
    from auditor.model.extract import RawTable
    from auditor.model.table import Table


_ALIKE = Fraction(2, 3)
"""Share of the fields of the best file, or of its own columns, that makes a file named like a table one of it."""


def assign(
    sections: Sequence[Section], tables: Sequence[Table], mapping: ExtractMapping
) -> tuple[dict[str, RawTable], list[Problem]]:
    """The tables of an extract by name, known ones first, and what there is to say about them.

    Without ``tables`` every section is a table of its own and nothing is said about it.
    """
    problems: list[Problem] = []
    members: dict[str, list[Section]] = {table.name: [] for table in tables}
    strangers: list[Section] = []
    loose: list[tuple[Section, Table, Problem | None]] = []
    named: dict[str, list[Section]] = {table.name: [] for table in tables}
    torn: list[Problem] = []
    for section in sections:
        if not tables:
            strangers.append(section)
            continue
        if section.table:
            members[section.table].append(section)
            continue
        found = recognise_table(section.source.name, section.stems, section.headers, tables, mapping)
        if found.table is not None and found.by == "columns":
            loose.append((section, found.table, found.problem))
        elif found.table is not None:
            members[found.table.name].append(section)
            if found.by == "name":
                named[found.table.name].append(section)
        else:
            strangers.append(section)
            said = found.problem or _stranger(section)
            (torn if found.by == "columns" else problems).append(said)
    for table in tables:
        for section in _strange(table, named[table.name], mapping):
            members[table.name].remove(section)
            strangers.append(section)
            facts = {"file": section.source.name, "table": table.name}
            problems.append(Problem(Severity.WARNING, "extract.fits_less", facts))
    # What by its columns may be several tables is hardly one of them where other files are named like each.
    for unclear in torn:
        taken = all(members[name] for name in _several(unclear))
        problems.append(replace(unclear, severity=Severity.WARNING) if taken else unclear)
    # Columns alone say what a file is only as long as no other file claims the table, by name or by columns.
    claims = [table.name for _, table, _ in loose]
    for section, table, problem in loose:
        if members[table.name] or claims.count(table.name) > 1:
            strangers.append(section)
            facts = {"file": section.source.name, "table": table.name}
            problems.append(Problem(Severity.WARNING, "extract.perhaps_table", facts))
        elif problem is not None:
            problems.append(problem)
    for section, table, _ in loose:
        if section not in strangers:
            members[table.name].append(section)
    problems += _same_content(members)
    result: dict[str, RawTable] = {}
    for table in tables:
        if members[table.name]:
            built = known_table(table, members[table.name], mapping.tables.get(table.name))
            result[table.name] = built.table
            problems += built.problems
    for section in strangers:
        built = unknown_table(_free_name(section.stems[0], result, tables), section)
        result[built.table.name] = built.table
        problems += built.problems
    return result, problems


def _strange(table: Table, sections: Sequence[Section], mapping: ExtractMapping) -> list[Section]:
    """Files named like a table that are of another register: they lack fields that another file has, and have columns
    that the table does not know. A file that merely has fewer columns is one of the table.
    """
    if len(sections) < 2:
        return []
    fields = [match_columns(table, each.headers, mapping.tables.get(table.name)).fields for each in sections]
    most = max(map(len, fields))
    return [
        section
        for section, found in zip(sections, fields, strict=True)
        if len(found) < most * _ALIKE and len(found) < len(section.headers) * _ALIKE
    ]


def _several(problem: Problem) -> Sequence[str]:
    names = problem.facts["tables"]
    return names if isinstance(names, tuple) else ()


def _stranger(section: Section) -> Problem:
    return Problem(Severity.WARNING, "extract.unrecognised", {"file": section.source.name})


def _same_content(members: dict[str, list[Section]]) -> list[Problem]:
    """Files of one table that are the same byte for byte would count every row twice."""
    problems = []
    for table, sections in members.items():
        seen: dict[tuple[str, str], str] = {}
        for section in sections:
            key = (section.source.sha256, section.source.name.rpartition("#")[2] if "#" in section.source.name else "")
            if key in seen:
                facts = {"file": section.source.name, "other": seen[key], "table": table}
                problems.append(Problem(Severity.WARNING, "extract.same_content", facts, table))
            seen.setdefault(key, section.source.name)
    return problems


def _free_name(stem: str, taken: dict[str, RawTable], tables: Sequence[Table]) -> str:
    names = {*taken, *(table.name for table in tables)}
    name, number = stem, 2
    while name in names:
        name, number = f"{stem} ({number})", number + 1
    return name
