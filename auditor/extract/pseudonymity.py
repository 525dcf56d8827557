"""Files declared pseudonymous: a person's number or name in one of them stops everything before anybody sees it.

Every column is searched, recognised or not, free text included. A number counts that is a valid fødselsnummer,
D-number, H-number or DUF number by its date and check digits, also one within a text, written with a space, or without
its leading zero. Numbers of test series count, since they stand for persons. Nothing is read here unless a file is
declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from auditor.model.errors import ExtractError
from auditor.model.extract import RAGGED, ROW, Problem
from auditor.model.table import Personal
from auditor.model.vocabulary import Severity
from auditor.reference import identity

if TYPE_CHECKING:
    from auditor.extract.section import Section
    from auditor.model.extract import RawTable
    from auditor.model.table import Table

PERSONS_NUMBERS = ("fodselsnummer", "d_number", "h_number", "duf", "synthetic")
_PERHAPS = r"[0-9]{6}[ .\-]?[0-9]{4}"
_RUN = r"[0-9]+"
_SPACED = r"(?:^|[^0-9])[0-9]{6}[ .\-][0-9]{5}(?:$|[^0-9])"
_SHORTENED = r"^[0-9]{10}$"


class PseudonymityError(ExtractError):
    """A file declared pseudonymous points at persons; ``problems`` are the further columns that do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].key, **problems[0].facts)
        self.problems = tuple(problems[1:])


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by its place in the file, counted from 1, and what it was recognised as."""

    header: str
    place: int
    table: str | None
    field: str | None
    personal: Personal


def check_pseudonymous(
    sections: Sequence[Section], tables: Mapping[str, RawTable], described: Iterable[Table]
) -> list[Problem]:
    """What there is to say about the files declared pseudonymous: warnings about full birth dates.

    PseudonymityError where a column holds identity numbers, or a column known to hold names holds anything.
    """
    found, warnings = [], []
    fields = {(table.name, field.name): field.personal for table in described for field in table.fields}
    for section in sections:
        columns = _columns(section, tables, fields)
        frame = section.frame(0)
        for column, rows in _hits(frame, columns):
            known = column.field is not None
            key = "extract.pseudonym_number_field" if known else "extract.pseudonym_number"
            found.append(_problem(key, section, column, rows))
        for column in columns:
            if column.personal in (Personal.NAME, Personal.BIRTH_DATE):
                rows = frame.filter(pl.col(column.header).is_not_null()).select(ROW).collect(engine="streaming")[ROW]
                if len(rows) and column.personal is Personal.NAME:
                    found.append(_problem("extract.pseudonym_name_field", section, column, rows))
                elif len(rows):
                    warnings.append(
                        _problem("extract.pseudonym_birth_date_field", section, column, rows, Severity.WARNING)
                    )
    if found:
        raise PseudonymityError(found)
    return warnings


def _columns(
    section: Section, tables: Mapping[str, RawTable], fields: Mapping[tuple[str, str], Personal]
) -> list[_Column]:
    name = section.source.name
    known = {
        match.header: (raw.name, match.field)
        for raw in tables.values()
        if raw.known and any(part.file == name for part in raw.parts)
        for match in raw.columns
        if match.how != "none"
    }
    columns = []
    for place, header in enumerate(section.headers, 1):
        table, field = known.get(header, (None, None))
        personal = fields.get((table or "", field or ""), Personal.NONE)
        columns.append(_Column(header, place, table, field, personal))
    return columns


def _problem(
    key: str, section: Section, column: _Column, rows: pl.Series, severity: Severity = Severity.ERROR
) -> Problem:
    """The sentence names the field where it is known: a heading nobody knows may itself be a cell of the data."""
    facts: dict[str, object] = {
        "file": section.source.name,
        "column": str(column.place),
        "rows": len(rows),
        "line": str(_line(section, int(rows.min() or 0))),  # type: ignore[arg-type]
    }
    if column.field is not None:
        facts["field"] = column.field
    return Problem(severity, key, facts, column.table)


def _line(section: Section, row: int) -> int:
    """The line (or sheet row) of a row, as a person counts it."""
    first, line = next((jump for jump in reversed(section.line_jumps) if jump[0] <= row), (0, section.first_line))
    return line + row - first


def _hits(frame: pl.LazyFrame, columns: Sequence[_Column]) -> Iterable[tuple[_Column, pl.Series]]:
    """The columns with identity numbers, each with the rows that hold one."""
    schema = frame.collect_schema()
    texts = {
        each.header: text
        for each in columns
        if each.header not in (ROW, RAGGED) and (text := _as_text(each.header, schema[each.header])) is not None
    }
    for column in columns:
        if column.header not in texts:
            continue
        text = texts[column.header].alias("text")
        cells = frame.select(ROW, text).filter(pl.col("text").str.contains(_PERHAPS)).collect(engine="streaming")
        rows = cells.filter(_holds_number(cells["text"]))[ROW]
        if len(rows):
            yield column, rows


def _as_text(name: str, kind: pl.DataType) -> pl.Expr | None:
    """A column as text; None where it holds neither text nor numbers."""
    if kind == pl.String:
        return pl.col(name)
    if kind.is_float():
        return pl.col(name).cast(pl.Int64, strict=False).cast(pl.String)
    return pl.col(name).cast(pl.String) if kind.is_integer() or kind.is_decimal() else None


def _holds_number(cells: pl.Series) -> pl.Series:
    """Whether each cell holds the number of a person."""
    text = pl.col("text")
    shortened = pl.when(text.str.contains(_SHORTENED)).then(pl.concat_list(pl.lit("0") + text))
    several = pl.concat_list(
        text.str.extract_all(_RUN), text.str.extract_all(_SPACED), shortened.fill_null(pl.lit([], pl.List(pl.String)))
    )
    numbers = (
        cells.to_frame("text")
        .with_row_index("cell")
        .select("cell", several.alias("number"))
        .explode("number")
        .with_columns(pl.col("number").str.replace_all("[^0-9]", ""))
        .filter(pl.col("number").str.len_bytes().is_in([11, 12]))
    )
    valid = numbers.filter(identity.kind(pl.col("number")).is_in(PERSONS_NUMBERS))["cell"]
    return pl.select(pl.int_range(len(cells), dtype=pl.UInt32).is_in(valid.implode())).to_series()
