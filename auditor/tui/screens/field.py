"""One field: its values, and where and when it is missing; behind each number its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Grid, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from auditor.model.extract import ROW
from auditor.privacy.sanitise import sanitise
from auditor.results.profile.completeness import MUNICIPALITY, YEAR
from auditor.results.profile.reader import TableFields
from auditor.tui.field_matrix import matrix_source
from auditor.tui.field_rows import FieldRows, crumb_of_rows, rows_of_field
from auditor.tui.fields import (
    MOST_VALUES,
    ShownValues,
    by_municipality,
    by_year,
    explain_field,
    facts,
    field_of,
    values_source,
)
from auditor.tui.keys import Key
from auditor.tui.records import RowFields, fields_about, read_fields
from auditor.tui.screens.base import View
from auditor.tui.screens.rows import RowsView
from auditor.tui.source import FrameSource
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class _OfField(View):
    """A view of one field, which a worker reads."""

    @dataclass
    class Read(Message):
        """A worker has read the table's fields."""

        read: TableFields

    def __init__(self, table: str, field: str) -> None:
        super().__init__()
        self.table = table
        self.field = field
        self.fields: TableFields | None = None

    def on_mount(self) -> None:
        """Read, unless the list of fields has done so already."""
        self.query(Browser).first().focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        self.post_message(self.Read(self.session.fields.of(self.table)))

    @on(Read)
    def _keep(self, event: Read) -> None:
        self.fields = event.read
        self.fill(event.read)

    def fill(self, read: TableFields) -> None:
        """Show what was read."""

    def open_missing(self, record: Mapping[str, Any], **keys: str | int | None) -> None:
        """Show the rows where the field is missing, in a municipality or year."""
        if record["missing"]:
            self.app.push_screen(FieldRowsScreen(FieldRows(self.table, self.field, "missing", keys)))
        else:
            self.notify(self.session.t("fields.none_missing"), markup=False)


class FieldScreen(_OfField):
    """How the values are spread, and how complete the field is by year and municipality."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("x", "matrix", "fields.key.matrix", show=True),)
    help_topic = "field"
    DEFAULT_CSS = """
    FieldScreen {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & #field-facts { height: auto; padding: 0 2; }
        & #field-grid { grid-size: 2 2; grid-gutter: 0 1; height: 1fr; min-height: 22; }
        & #values-section { row-span: 2; }
        &.-narrow #field-grid { layout: vertical; height: auto; min-height: 0; }
        &.-narrow Section { height: 9; }
        &.-narrow #values-section { height: 14; }
    }
    """
    shown: ShownValues | None = None

    @property
    def crumb(self) -> str:
        """The field with its table."""
        return f"{self.table}.{self.field}"

    def body(self) -> Iterable[Widget]:
        """Facts above, then values, years and municipalities."""
        t = self.session.t
        nothing = FrameSource(pl.DataFrame(), ())
        names = ("values", "years", "municipalities")
        tables = {
            name: Browser(nothing, name=f"{self.field}-{name}", empty=t("fields.reading"), help_topic="field", id=name)
            for name in names
        }
        with VerticalScroll(can_focus=False):
            yield Static(id="field-facts", markup=False)
            with Grid(id="field-grid"):
                for name, table in tables.items():
                    yield Section(t(f"fields.{name}"), table, id=f"{name}-section")

    def fill(self, read: TableFields) -> None:
        """Facts and tables."""
        session, t = self.session, self.session.t
        lines = facts(session, self.table, self.field, read)
        self.query_one("#field-facts", Static).update(Content("\n".join(map(sanitise, lines))))
        spread = read.distributions[self.field]
        self.shown = values_source(session, self.table, self.field, spread)
        sources = {
            "values": self.shown.source,
            "years": by_year(session, self.field, read.completeness),
            "municipalities": by_municipality(session, self.field, read.completeness),
        }
        for name, source in sources.items():
            table = self.query_one(f"#{name}", Browser)
            table.empty = t("fields.no_values")
            table.show(source.arranged_as(table.frame_source), table.cursor_row)
            table.begin()
        listed = self.shown.source.height
        cut = listed == MOST_VALUES and spread.distinct > listed
        count = t("fields.most_common", count=listed, distinct=spread.distinct) if cut else ""
        title = session.text(field_of(session, self.table, self.field).title)
        self.query_one("#values-section", Section).head(f"{t('fields.values')}: {title}", count)

    def refresh_values(self) -> None:
        """Values are written when the tables are made."""
        if self.fields is not None:
            self.fill(self.fields)
        self.show_way()

    @on(Table.Opened, "#values")
    def _open_value(self) -> None:
        record = self.query_one("#values", Browser).record
        if record is not None and self.shown is not None:
            place = record["place"]
            condition, label = self.shown.conditions[place], self.shown.labels[place].strip()
            self.app.push_screen(FieldRowsScreen(FieldRows(self.table, self.field, condition, label=label)))

    @on(Table.Opened, "#years")
    def _open_year(self) -> None:
        record = self.query_one("#years", Browser).record
        if record is not None:
            self.open_missing(record, year=record[YEAR])

    @on(Table.Opened, "#municipalities")
    def _open_municipality(self) -> None:
        record = self.query_one("#municipalities", Browser).record
        if record is not None:
            self.open_missing(record, municipality=record[MUNICIPALITY])

    def action_matrix(self) -> None:
        """Municipalities against years."""
        self.app.push_screen(FieldMatrixScreen(self.table, self.field))


class FieldMatrixScreen(_OfField):
    """How complete the field is in each municipality and year; Enter shows the rows where it is missing."""

    help_topic = "field_matrix"
    KEYS: ClassVar[tuple[Key, ...]] = ()
    years: tuple[int | None, ...] = ()

    @property
    def crumb(self) -> str:
        """What it is about."""
        return self.session.t("fields.matrix_crumb")

    def body(self) -> Iterable[Widget]:
        """The table."""
        t = self.session.t
        name = f"{self.field}-matrix"
        table = Browser(
            FrameSource(pl.DataFrame(), ()),
            name=name,
            empty=t("fields.reading"),
            help_topic="field_matrix",
            id="matrix",
        )
        yield Vertical(Section(t("fields.matrix_title", field=f"{self.table}.{self.field}"), table))

    def fill(self, read: TableFields) -> None:
        """The shares."""
        table = self.query_one(Browser)
        source, self.years = matrix_source(self.session, self.field, read.completeness)
        table.show(source.arranged_as(table.frame_source), table.cursor_row)
        table.begin()

    @on(Table.Opened)
    def _open(self) -> None:
        table = self.query_one(Browser)
        record, column = table.record, table.current_column
        if record is None or column is None or self.fields is None:
            return
        keys: dict[str, str | int | None] = {MUNICIPALITY: record[MUNICIPALITY]}
        year = next((each for each in self.years if column.name == ("none" if each is None else str(each))), False)
        if year is False:
            self.open_missing(record, **keys)
            return
        lines = self.fields.completeness.by(self.field, MUNICIPALITY, YEAR)
        here = lines.filter(
            pl.col(MUNICIPALITY).eq_missing(pl.lit(record[MUNICIPALITY])), pl.col(YEAR).eq_missing(pl.lit(year))
        )
        missing = here["missing"][0] if here.height else 0
        self.open_missing({"missing": missing}, **keys, year=year)


class FieldRowsScreen(RowsView):
    """The rows behind a number of a field."""

    pane = "tui.municipality.explanation"

    def __init__(self, rows: FieldRows) -> None:
        super().__init__(rows.table)
        self.rows = rows

    @property
    def crumb(self) -> str:
        """The value, or where the field is missing."""
        return crumb_of_rows(self.session, self.rows)

    @property
    def heading(self) -> str:
        """The field and what its rows have in common."""
        title = self.session.text(field_of(self.session, self.table, self.rows.name).title)
        return f"{title}: {self.crumb}"

    @property
    def export_name(self) -> str:
        """The field, and the municipality or year; never a value."""
        return "-".join([self.rows.name, *(str(key) for key in self.rows.keys.values() if key is not None)])

    def wanted_fields(self) -> RowFields:
        """The field with what identifies and dates a row."""
        return fields_about(self.declared, [self.rows.name]).beside(self.session.fields_shown.get(self.table))

    def read(self) -> pl.DataFrame:
        """The rows."""
        return read_fields(self.session, self.table, rows_of_field(self.session, self.rows), self.wanted_fields())

    def explain(self, record: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """When the field is due, and where the row stands."""
        session = self.session
        complete = session.fields.of(self.table).completeness
        heading, parts = explain_field(session, self.table, self.rows.name, complete, years=False)
        file, line = session.audit.extract.tables[self.table].location(record[ROW])
        return heading, [*parts, (session.t("tui.explain.where"), session.t("tui.explain.place", file=file, line=line))]
