"""Which table a file belongs to, and which column is which field."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from auditor.extract.folding import plain, spellings, stem_variants
from auditor.model.extract import ColumnMatch, Problem
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from auditor.extract.mapping import ExtractMapping, TableMapping
    from auditor.model.table import Table

_FEW = 0.25
"""A file named like a table must hold at least this share of its required fields."""
_MOST = 0.6
"""A file named otherwise must hold at least this share of a table's required fields to be taken for it."""
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Columns:
    """The headers of one file as fields of one table."""

    matches: tuple[ColumnMatch, ...]
    """One for each header, in order; ``field`` is the header itself where nothing was recognised."""
    twice: tuple[tuple[str, str, str], ...] = ()
    """(field, header taken, header left) where two headers mean the same field."""
    unmapped: tuple[tuple[str, str], ...] = ()
    """(field, header) that the mapping names and the file does not have."""

    @property
    def fields(self) -> frozenset[str]:
        """The recognised fields."""
        return frozenset(match.field for match in self.matches if match.how != "none")


@dataclass(frozen=True, slots=True)
class Recognition:
    """The table a file belongs to, or why none; ``by`` says what speaks for it: mapping, name, columns or nothing."""

    table: Table | None
    by: str = ""
    problem: Problem | None = None


def match_columns(table: Table, headers: Sequence[str], mapping: TableMapping | None = None) -> Columns:
    """Match headers with fields: the mapping first, then names, then aliases.

    Where two headers mean one field, the one written exactly so wins, then the first; the other goes to another field
    it may mean, or stays unrecognised and is told.
    """
    taken: dict[int, tuple[str, str]] = {}
    used: set[str] = set()
    unmapped = []
    by_header = {header: place for place, header in reversed(list(enumerate(headers)))}
    by_plain = {plain(header): place for place, header in reversed(list(enumerate(headers)))}
    for name, header in (mapping.columns if mapping else {}).items():
        place = by_header.get(header, by_plain.get(plain(header)))
        if place is None or place in taken:
            unmapped.append((name, header))
        else:
            taken[place] = (name, "mapping")
            used.add(name)
    fixed = {name for name, _ in unmapped} | used
    wanted = _candidates(table, headers)
    rivals: dict[int, list[str]] = {}
    for rank in range(3):
        for place in range(len(headers)):
            if place in taken:
                continue
            for name, how, at in wanted[place]:
                if at != rank or name in fixed:
                    continue
                if name not in used:
                    taken[place] = (name, how)
                    used.add(name)
                    break
                rivals.setdefault(place, []).append(name)
    winner = {name: headers[place] for place, (name, _) in taken.items()}
    twice = [(names[0], winner[names[0]], headers[place]) for place, names in rivals.items() if place not in taken]
    matches = []
    names_taken = {name for name, _ in taken.values()} | {field.name for field in table.fields}
    for place, header in enumerate(headers):
        name, how = taken.get(place, (header, "none"))
        if how == "none" and name in names_taken:
            name = f"{header} ({place + 1})"
        matches.append(ColumnMatch(name, header, how))
    return Columns(tuple(matches), tuple(twice), tuple(unmapped))


def _candidates(table: Table, headers: Sequence[str]) -> list[list[tuple[str, str, int]]]:
    """For each header the (field, how, rank) it may mean; rank 0 as written, 1 by name, 2 by alias."""
    by_name: dict[str, list[str]] = {}
    by_alias: dict[str, list[str]] = {}
    for field in table.fields:
        for spelling in spellings(field.name):
            by_name.setdefault(spelling, []).append(field.name)
        for alias in field.aliases:
            for spelling in spellings(alias):
                by_alias.setdefault(spelling, []).append(field.name)
    found = []
    for header in headers:
        ways = sorted(spellings(header))
        each = [(header, "name", 0)] if table.field(header) is not None else []
        each += [(name, "name", 1) for way in ways for name in by_name.get(way, ())]
        each += [(name, "alias", 2) for way in ways for name in by_alias.get(way, ())]
        found.append(list(dict.fromkeys(each)))
    return found


def near_headers(table: Table, field: str, headers: Sequence[str]) -> tuple[str, ...]:
    """Unrecognised headers that are nearly the field's name or one of its aliases."""
    declared = table.field(field)
    names = {way for name in (field, *(declared.aliases if declared else ())) for way in spellings(name)}
    return tuple(header for header in headers if any(_near(way, names) for way in spellings(header)))[:3]


def _near(header: str, names: Collection[str]) -> bool:
    """Nearly the same letters, or a name with little around it."""
    if difflib.get_close_matches(header, names, n=1, cutoff=_NEAR):
        return True
    return any(len(name) > 4 and name in header and len(header) < 2 * len(name) for name in names)


def recognise_table(
    name: str, stems: Sequence[str], headers: Sequence[str], tables: Sequence[Table], mapping: ExtractMapping
) -> Recognition:
    """The table of a file or sheet ``name`` with these ``headers``.

    The mapping decides where it speaks. Otherwise the name must match the table's patterns (or the table's own name)
    and a fair share of the columns must be there; or, for a name that matches nothing, most columns of one table.
    """
    by_name = {table.name: table for table in tables}
    told = mapped_table(name, stems, mapping)
    if told is not None:
        return Recognition(by_name.get(told), "mapping")
    scores = {
        table.name: _share(table, match_columns(table, headers, mapping.tables.get(table.name))) for table in tables
    }
    for stem in stems:
        named = [table for table in tables if is_named(table, stem)]
        if not named:
            continue
        best = max(scores[table.name] for table in named)
        if best < _FEW:
            return Recognition(None, "", _misfit(name, named, headers))
        winners = [table for table in named if scores[table.name] == best]
        if len(winners) > 1:
            winners = _own_name(winners, stem) or winners
        return _single(name, winners, "name")
    best = max(scores.values(), default=0.0)
    if best >= _MOST:
        return _single(name, [table for table in tables if scores[table.name] == best], "columns")
    return Recognition(None)


def mapped_table(name: str, stems: Sequence[str], mapping: ExtractMapping) -> str | None:
    """The table that the mapping gives a file to, or None."""
    for pattern, file in mapping.files.items():
        if file.table is not None and names_file(pattern, name):
            return file.table
    for table, entry in mapping.tables.items():
        for pattern in entry.files:
            if names_file(pattern, name) or any(fnmatchcase(stem.casefold(), pattern.casefold()) for stem in stems):
                return table
    return None


def names_file(pattern: str, name: str) -> bool:
    """Whether a mapping's name or pattern means a file: by its whole name, without the sheet, or without folders."""
    pattern, name = pattern.casefold(), name.casefold()
    book = name.partition("#")[0]
    candidates = {name, book, book.rpartition("!")[2], name.rpartition("/")[2], book.rpartition("/")[2]}
    return any(candidate == pattern or fnmatchcase(candidate, pattern) for candidate in candidates)


def is_named(table: Table, stem: str) -> bool:
    """Whether a file or sheet of this name is called as the table is."""
    patterns = [pattern.casefold() for pattern in table.files]
    variants = stem_variants(stem)
    if any(fnmatchcase(variant, pattern) for variant in variants for pattern in patterns):
        return True
    folded = {way for variant in variants for way in spellings(variant)}
    if folded & spellings(table.name):
        return True
    return any(fnmatchcase(way, plain(pattern)) for way in folded for pattern in patterns)


def _own_name(tables: Sequence[Table], stem: str) -> list[Table]:
    folded = {way for variant in stem_variants(stem) for way in spellings(variant)}
    return [table for table in tables if folded & spellings(table.name)]


def _share(table: Table, columns: Columns) -> float:
    required = [field.name for field in table.fields if not field.optional] or [field.name for field in table.fields]
    if not required or not columns.matches:
        return 0.0
    return sum(name in columns.fields for name in required) / len(required)


def _single(name: str, tables: Sequence[Table], by: str) -> Recognition:
    if len(tables) == 1:
        if by == "columns":
            facts: Mapping[str, object] = {"file": name, "table": tables[0].name}
            return Recognition(tables[0], by, Problem(Severity.INFO, "extract.by_columns", facts, tables[0].name))
        return Recognition(tables[0], by)
    facts = {"file": name, "tables": tuple(table.name for table in tables)}
    return Recognition(None, by, Problem(Severity.ERROR, "extract.ambiguous_table", facts))


def _misfit(name: str, tables: Sequence[Table], headers: Sequence[str]) -> Problem:
    table = tables[0]
    matched = len(match_columns(table, headers).fields)
    facts = {"file": name, "table": table.name, "matched": matched, "fields": len(table.fields)}
    return Problem(Severity.ERROR, "extract.columns_do_not_fit", facts, table.name)
