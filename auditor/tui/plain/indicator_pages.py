"""The pages about indicators: all of them, the municipalities of one, and the records that decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from auditor.model.extract import ROW
from auditor.tui.indicators import (
    COUNTRY,
    country_line,
    country_source,
    deciding_fields,
    deciding_rows,
    explain_deciding,
    explain_indicator,
    places_source,
)
from auditor.tui.plain.page import Listing, Page, Record, explained
from auditor.tui.records import row_columns
from auditor.tui.source import FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import counted

if TYPE_CHECKING:
    from auditor.tui.session import Session

RecordPage = Callable[[str, int], Page]
"""The page of a record, by its table and row."""


def indicators_page(session: Session, record_page: RecordPage) -> Page:
    """All indicators, for the country; computes them, one after the other."""
    t, reader = session.t, session.indicators
    lines = [country_line(session, reader.readings(name)) for name in reader.indicators]
    source = country_source(session, pl.concat([pl.DataFrame(schema=COUNTRY), *lines]))
    title = f"{t('indicators.title')}: {counted(t, 'indicators.count', source.height)}"
    listing = Listing(
        title,
        source,
        t("indicators.nothing"),
        lambda record: indicator_page(session, record["indicator"], record_page),
    )
    return Page(t("indicators.crumb"), [t("indicators.legend")], [listing])


def indicator_page(session: Session, name: str, record_page: RecordPage) -> Page:
    """One indicator explained, and its municipalities by number."""
    t, readings = session.t, session.indicators.readings(name)
    source = places_source(session, readings[0])

    def opened(record: Record) -> Page | str:
        if not record["missing"]:
            return t("indicators.none_missing")
        return deciding_page(session, name, record["municipality"], record_page)

    said = explained(*explain_indicator(session, session.indicators.indicators[name], readings))
    title = counted(t, "tui.count.municipalities", source.height)
    return Page(name, said, [Listing(title, source, t("indicators.no_rows"), opened)])


def deciding_page(session: Session, name: str, municipality: str, record_page: RecordPage) -> Page:
    """The records of a municipality whose correction narrows what is open of an indicator."""
    table = session.indicators.indicators[name].table
    fields = deciding_fields(session, name)
    frame = deciding_rows(session, name, municipality)
    declared = session.audit.ruleset.tables[table]
    source = FrameSource(frame, row_columns(session, declared, fields.among(frame.columns)))

    def opened(record: Record) -> Page:
        own = record_page(table, record[ROW])
        said = explained(*explain_deciding(session, name, record))
        return Page(own.crumb, [*said, *own.paragraphs], own.lists, own.further)

    place = f"{municipality} {municipality_name(session, municipality)}"
    title = f"{session.t('indicators.deciding', place=place)}: {counted(session.t, 'tui.count.rows', source.height)}"
    return Page(place, [], [Listing(title, source, session.t("tui.toast.no_findings"), opened)])
