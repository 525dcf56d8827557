"""All municipalities, those with the gravest findings first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import polars as pl
from textual import on
from textual.widget import Widget

from auditor.tui.keys import Key
from auditor.tui.municipalities import CountySource, counties_source, municipalities_source
from auditor.tui.screens.base import View
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.source import FrameSource
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class MunicipalitiesScreen(View):
    """One row a municipality, or by county; Enter opens its rules. Numbers that were not valid stand last, marked."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("c", "counties", "tui.key.counties", show=True),
        Key("x", "matrix", "tui.key.matrix", show=True),
    )
    help_topic = "municipalities"
    by_county = False

    def __init__(self) -> None:
        super().__init__()
        self.opened: set[str] = set()
        """The counties whose municipalities are shown."""

    @property
    def crumb(self) -> str:
        """The municipalities."""
        return self.session.t("tui.crumb.municipalities")

    def body(self) -> Iterable[Widget]:
        """The table."""
        t = self.session.t
        yield Section(
            t("tui.crumb.municipalities"),
            Browser(
                self._source(),
                name="municipalities",
                empty=t("tui.municipalities.empty"),
                help_topic="municipalities",
            ),
        )

    def on_mount(self) -> None:
        """Count the rows."""
        self.filters_changed()
        self.query_one(Browser).focus()

    def filters_changed(self) -> None:
        """Say how many municipalities are shown."""
        t = self.session.t
        source = self.query_one(Browser).frame_source
        if isinstance(source, CountySource):
            count = counted(t, "tui.count.counties", source.frame.filter(pl.col("level") == 0).height)
        else:
            count = counted(t, "tui.count.municipalities", source.height)
        self.query_one(Section).head(t("tui.crumb.municipalities"), count)

    @on(Table.Opened)
    def _open(self) -> None:
        table = self.query_one(Browser)
        record = table.record
        if record is None:
            return
        if record.get("level") == 0:
            self.opened ^= {record["group"]}
            self._show(table.cursor_row)
        else:
            open_municipality(self, {**record, "name": record["name"].strip()})

    def _source(self) -> FrameSource:
        return counties_source(self.session, self.opened) if self.by_county else municipalities_source(self.session)

    def _show(self, row: int = 0) -> None:
        """All municipalities, or the counties with those that are open."""
        table = self.query_one(Browser)
        table.show(self._source().arranged_as(table.frame_source), row)
        self.filters_changed()
        self.show_way()

    def action_counties(self) -> None:
        """By county, or all municipalities again."""
        self.by_county = not self.by_county
        self._show()

    def action_matrix(self) -> None:
        """Rules against municipalities."""
        self.app.push_screen(MatrixScreen())


def open_municipality(view: View, record: Mapping[str, Any]) -> None:
    """Show the rules of a municipality; rows that name none are told about instead."""
    if record["municipality"] is None:
        view.notify(view.session.t("tui.toast.no_municipality"), markup=False)
    else:
        view.app.push_screen(MunicipalityScreen(record["municipality"], record["name"]))
