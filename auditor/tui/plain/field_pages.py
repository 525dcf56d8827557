"""The pages about fields: all of them, and one with its values, years and municipalities."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from auditor.results.profile.completeness import MUNICIPALITY, YEAR
from auditor.tui.field_matrix import matrix_source
from auditor.tui.field_rows import FieldRows
from auditor.tui.fields import (
    FIELDS,
    by_municipality,
    by_year,
    explain_field,
    facts,
    fields_source,
    lines_of,
    values_source,
)
from auditor.tui.plain.page import Listing, Page, Record, explained
from auditor.tui.values import counted

if TYPE_CHECKING:
    from auditor.tui.session import Session


def fields_page(session: Session, open_field: Callable[[str, str], Page]) -> Page:
    """All fields of the extract."""
    reader = session.fields
    lines = [lines_of(session, table, reader.of(table)) for table in reader.tables]
    source = fields_source(session, pl.concat([pl.DataFrame(schema=FIELDS), *lines]))
    title = counted(session.t, "fields.count", source.height)
    empty = session.t("fields.nothing")
    listing = Listing(title, source, empty, lambda record: open_field(record["table"], record["field"]))
    return Page(session.t("fields.crumb"), [], [listing])


def field_page(session: Session, table: str, name: str, open_rows: Callable[[FieldRows], Page]) -> Page:
    """One field; behind each number its rows."""
    t, read = session.t, session.fields.of(table)
    shown = values_source(session, table, name, read.distributions[name])

    def with_value(record: Record) -> Page:
        place = record["place"]
        return open_rows(FieldRows(table, name, shown.conditions[place], label=shown.labels[place].strip()))

    def missing_by(key: str) -> Callable[[Record], Page | str]:
        def opened(record: Record) -> Page | str:
            if not record["missing"]:
                return t("fields.none_missing")
            return open_rows(FieldRows(table, name, "missing", {key: record[key]}))

        return opened

    empty = t("fields.no_values")
    complete = read.completeness
    lists = [
        Listing(t("fields.values"), shown.source, empty, with_value),
        Listing(t("fields.years"), by_year(session, name, complete), empty, missing_by(YEAR)),
        Listing(t("fields.municipalities"), by_municipality(session, name, complete), empty, missing_by(MUNICIPALITY)),
    ]
    said = explained(*explain_field(session, table, name, complete, years=False))
    said += [*facts(session, table, name, read), t("fields.matrix_by_x")]
    further = {"x": lambda: field_matrix_page(session, table, name, open_rows)}
    return Page(f"{table}.{name}", said, lists, further)


def field_matrix_page(session: Session, table: str, name: str, open_rows: Callable[[FieldRows], Page]) -> Page:
    """How complete the field is in each municipality and year; a line leads to the rows where it is missing."""
    t = session.t
    source, _ = matrix_source(session, name, session.fields.of(table).completeness)

    def opened(record: Record) -> Page | str:
        if not record["missing"]:
            return t("fields.none_missing")
        return open_rows(FieldRows(table, name, "missing", {MUNICIPALITY: record[MUNICIPALITY]}))

    title = t("fields.matrix_title", field=f"{table}.{name}")
    return Page(t("fields.matrix_crumb"), [], [Listing(title, source, t("fields.no_values"), opened)])
