"""What municipalities are measured by: all indicators, the municipalities of one, and the records that decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from auditor.results.indicators import Series
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
from auditor.tui.keys import Key
from auditor.tui.records import RowFields
from auditor.tui.screens.base import View
from auditor.tui.screens.rows import RowsView
from auditor.tui.units import municipality_name
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class IndicatorsScreen(View):
    """One row an indicator, for the country; Enter shows its municipalities."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("i", "toggle_pane", "tui.key.toggle_pane", show=True),)
    help_topic = "indicators"

    @dataclass
    class Read(Message):
        """A worker has computed one more; ``lines`` are those of all so far."""

        lines: pl.DataFrame
        left: int

    @property
    def crumb(self) -> str:
        """The indicators."""
        return self.session.t("indicators.crumb")

    def body(self) -> Iterable[Widget]:
        """Indicators and explanation."""
        t = self.session.t
        empty = country_source(self.session, pl.DataFrame(schema=COUNTRY))
        table = Browser(
            empty, name="indicators", empty=t("indicators.reading"), help_topic="indicators", id="indicators"
        )
        yield Vertical(
            Section(t("indicators.title"), table, id="indicators-section"),
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Compute them, one after the other."""
        self.query_one(Browser).focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        session, lines = self.session, pl.DataFrame(schema=COUNTRY)
        names = list(session.indicators.indicators)
        for place, name in enumerate(names, 1):
            if get_current_worker().is_cancelled:
                return
            lines = pl.concat([lines, country_line(session, session.indicators.readings(name))])
            self.post_message(self.Read(lines, len(names) - place))
        if not names:
            self.post_message(self.Read(lines, 0))

    @on(Read)
    def _show(self, event: Read) -> None:
        t, table = self.session.t, self.query_one(Browser)
        table.empty = t("indicators.nothing")
        source = country_source(self.session, event.lines)
        table.show(source.arranged_as(table.frame_source), table.cursor_row)
        count = counted(t, "indicators.count", event.lines.height)
        if event.left:
            count = f"{count} · {counted(t, 'indicators.left', event.left)}"
        self.query_one("#indicators-section", Section).head(t("indicators.title"), count)

    @on(Table.Moved)
    def _explain(self) -> None:
        record, reader = self.query_one(Browser).record, self.session.indicators
        if record is not None:
            name = record["indicator"]
            shown = explain_indicator(self.session, reader.indicators[name], reader.readings(name))
            self.query_one(Explanation).explain(*shown)

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            self.app.push_screen(IndicatorScreen(record["indicator"]))


class IndicatorScreen(View):
    """The municipalities of an indicator, by number; Enter shows the records whose correction decides."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("i", "toggle_pane", "tui.key.toggle_pane", show=True),)
    help_topic = "indicator"

    @dataclass
    class Read(Message):
        """A worker has computed it."""

        readings: Sequence[Series]

    def __init__(self, name: str) -> None:
        super().__init__()
        self.indicator = name

    @property
    def crumb(self) -> str:
        """The name of the indicator."""
        return self.indicator

    def body(self) -> Iterable[Widget]:
        """Municipalities and explanation."""
        t = self.session.t
        table = Browser(
            places_source(self.session, None),
            name=self.indicator,
            empty=t("indicators.reading"),
            help_topic="indicator",
            id="places",
        )
        yield Vertical(
            Section(self.indicator, table, id="places-section"),
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Compute, unless the list of indicators has done so already."""
        self.query_one(Browser).focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        self.post_message(self.Read(self.session.indicators.readings(self.indicator)))

    @on(Read)
    def _show(self, event: Read) -> None:
        t, table = self.session.t, self.query_one(Browser)
        official = event.readings[0]
        indicator = official.result.indicator
        table.empty = t("indicators.no_rows")
        table.show(places_source(self.session, official).arranged_as(table.frame_source), table.cursor_row)
        title = f"{self.session.text(indicator.title)} {official.year or ''}".rstrip()
        count = counted(t, "tui.count.municipalities", len(official.municipalities))
        self.query_one("#places-section", Section).head(title, count)
        self.query_one(Explanation).explain(*explain_indicator(self.session, indicator, event.readings))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is None:
            return
        if record["missing"]:
            table = self.session.indicators.indicators[self.indicator].table
            self.app.push_screen(DecidingRowsScreen(table, self.indicator, record["municipality"]))
        else:
            self.notify(self.session.t("indicators.none_missing"), markup=False)


class DecidingRowsScreen(RowsView):
    """The records of a municipality whose correction narrows what is open of an indicator."""

    pane = "tui.municipality.explanation"

    def __init__(self, table: str, indicator: str, municipality: str) -> None:
        super().__init__(table)
        self.indicator = indicator
        self.municipality = municipality

    @property
    def crumb(self) -> str:
        """The municipality."""
        return f"{self.municipality} {municipality_name(self.session, self.municipality)}"

    @property
    def heading(self) -> str:
        """What the rows have in common."""
        return self.session.t("indicators.deciding", place=self.crumb)

    @property
    def export_name(self) -> str:
        """The indicator and the municipality."""
        return f"{self.indicator}-{self.municipality}"

    def wanted_fields(self) -> RowFields:
        """The fields to correct, with what identifies and dates a row."""
        return deciding_fields(self.session, self.indicator)

    def read(self) -> pl.DataFrame:
        """The rows."""
        return deciding_rows(self.session, self.indicator, self.municipality)

    def explain(self, record: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
        """What the correction is for, and where the row stands."""
        return explain_deciding(self.session, self.indicator, record)
