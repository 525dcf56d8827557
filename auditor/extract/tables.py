"""Putting the pieces of a table together: fields named, rows numbered on, problems told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from auditor.extract.lost_letters import count_lost_letters
from auditor.extract.proposals import apply_repairs
from auditor.extract.recognise import Columns, match_columns, near_headers
from auditor.model.extract import RAGGED, ROW, ColumnMatch, Problem, RawTable, TablePart
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.extract.mapping import TableMapping
    from auditor.extract.section import Section
    from auditor.model.table import Table


@dataclass(frozen=True, slots=True)
class Built:
    """A table and what there is to say about it."""

    table: RawTable
    problems: tuple[Problem, ...]


def known_table(table: Table, sections: Sequence[Section], mapping: TableMapping | None) -> Built:
    """A table of the rule set from the files that hold it."""
    columns = [match_columns(table, section.headers, mapping) for section in sections]
    found = frozenset[str]().union(*(each.fields for each in columns))
    order = [field.name for field in table.fields if field.name in found]
    missing = tuple(field.name for field in table.fields if field.name not in found)
    problems = [
        problem for section, each in zip(sections, columns, strict=True) for problem in _told(table, section, each)
    ]
    problems += _missing(table, missing, columns)
    raw, more = _assemble(table.name, sections, columns, order, missing, known=True)
    repaired, notices = apply_repairs(table.name, raw.frame, mapping.repairs if mapping else {})
    return Built(replace(raw, frame=repaired), (*problems, *more, *notices))


def unknown_table(name: str, section: Section) -> Built:
    """A table nobody described, with its headers as names."""
    columns = Columns(tuple(ColumnMatch(header, header, "none") for header in section.headers))
    raw, problems = _assemble(name, [section], [columns], [], (), known=False)
    return Built(raw, tuple(problems))


def _told(table: Table, section: Section, columns: Columns) -> list[Problem]:
    name = section.source.name
    problems = []
    for field, taken, left in columns.twice:
        facts: dict[str, object] = {"file": name, "table": table.name, "field": field, "taken": taken, "left": left}
        problems.append(Problem(Severity.WARNING, "extract.field_twice", facts, table.name))
    for field, header in columns.unmapped:
        facts = {"file": name, "table": table.name, "field": field, "header": header}
        problems.append(Problem(Severity.ERROR, "extract.mapped_header_missing", facts, table.name))
    return problems


def _missing(table: Table, missing: Sequence[str], columns: Sequence[Columns]) -> list[Problem]:
    free = [match.header for each in columns for match in each.matches if match.how == "none"]
    problems = []
    for name in missing:
        field = table.field(name)
        if field is None or field.optional:
            continue
        near = near_headers(table, name, tuple(dict.fromkeys(free)))
        facts: dict[str, object] = {"table": table.name, "field": name}
        if near:
            facts["headers"] = near
        key = "extract.column_missing_near" if near else "extract.column_missing"
        problems.append(Problem(Severity.ERROR, key, facts, table.name))
    return problems


def _assemble(
    name: str,
    sections: Sequence[Section],
    columns: Sequence[Columns],
    order: Sequence[str],
    missing: tuple[str, ...],
    *,
    known: bool,
) -> tuple[RawTable, list[Problem]]:
    unrecognised = dict.fromkeys(match.field for each in columns for match in each.matches if match.field not in order)
    names = [*order, *unrecognised]
    ragged = any(section.ragged for section in sections)
    frames, parts, problems = [], [], []
    first_row = 0
    for section, each in zip(sections, columns, strict=True):
        frame = section.frame(first_row)
        frames.append(_shaped(frame, section, each, names, ragged=ragged))
        parts.append(TablePart(section.source.name, first_row, section.first_line))
        parts += [TablePart(section.source.name, first_row + row, line) for row, line in section.line_jumps]
        first_row += section.numbers
        if section.suspect_headers:
            problems += _lost_letters(name, section, each, frame)
    frame = frames[0] if len(frames) == 1 else _concat(frames, names)
    matches = tuple(dict.fromkeys(match for each in columns for match in each.matches))
    return RawTable(name, frame, matches, tuple(parts), missing, known), problems


def _shaped(
    frame: pl.LazyFrame, section: Section, columns: Columns, names: Sequence[str], *, ragged: bool
) -> pl.LazyFrame:
    """The columns of the table in its order; null where this file has none."""
    headers = {match.field: match.header for match in columns.matches}
    selected = [pl.col(ROW)]
    for name in names:
        header = headers.get(name)
        selected.append(pl.lit(None, pl.Null).alias(name) if header is None else pl.col(header).alias(name))
    if ragged:
        selected.append(pl.col(RAGGED) if section.ragged else pl.lit(value=False).alias(RAGGED))
    return frame.select(selected)


def _concat(frames: Sequence[pl.LazyFrame], names: Sequence[str]) -> pl.LazyFrame:
    """One frame of all; columns whose types disagree become text, numbers of different width the wider."""
    schemas = [frame.collect_schema() for frame in frames]
    texts = []
    for name in names:
        types = {schema[name] for schema in schemas} - {pl.Null()}
        if len(types) > 1 and not all(kind.is_numeric() for kind in types):
            texts.append(name)
    if texts:
        frames = [frame.with_columns(pl.col(name).cast(pl.String) for name in texts) for frame in frames]
    return pl.concat(frames, how="vertical_relaxed")


def _lost_letters(name: str, section: Section, columns: Columns, frame: pl.LazyFrame) -> list[Problem]:
    problems = []
    for header, count in count_lost_letters(frame, section.suspect_headers).items():
        place, match = next((n, match) for n, match in enumerate(columns.matches, 1) if match.header == header)
        facts: dict[str, object] = {"file": section.source.name, "cells": count, "column": str(place)}
        key = "extract.lost_letters"
        if match.how != "none":
            key, facts["field"] = "extract.lost_letters_field", match.field
        problems.append(Problem(Severity.WARNING, key, facts, name))
    return problems
