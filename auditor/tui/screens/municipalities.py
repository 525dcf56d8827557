"""All municipalities, those with the gravest findings first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import polars as pl
from textual import on
from textual.widget import Widget

from auditor import results
from auditor.tui.keys import Key
from auditor.tui.notes import waived_column, with_waived
from auditor.tui.screens.base import View
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.session import Session
from auditor.tui.source import FrameSource
from auditor.tui.values import count_column, counted, decimal, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

HEAT = 8
"""Cells of the bar that shows findings per hundred persons."""


def heat(value: Any, most: float) -> str:
    """A bar as long as the value is near ``most``; the few above it, which would dwarf all others, are cut there."""
    if not value or most <= 0:
        return ""
    return "▪" * max(min(round(HEAT * float(value) / most), HEAT), 1)


class MunicipalitiesScreen(View):
    """One row a municipality; Enter opens its rules. Numbers that were not valid stand last, marked."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("x", "matrix", "tui.key.matrix", show=True),)
    help_topic = "municipalities"

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
                municipalities_source(self.session),
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
        count = self.query_one(Browser).source.height
        self.query_one(Section).head(t("tui.crumb.municipalities"), counted(t, "tui.count.municipalities", count))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            open_municipality(self, record)

    def action_matrix(self) -> None:
        """Rules against municipalities."""
        self.app.push_screen(MatrixScreen())


def municipalities_source(session: Session) -> FrameSource:
    """The municipalities, those with the gravest findings first."""
    t = session.t
    frame = named(session, results.municipalities(session.audit)).with_columns(
        pl.when(pl.col("valid")).then(pl.lit("")).otherwise(pl.lit("!")).alias("sign"),
        pl.col("per_100").alias("heat"),
    )
    frame = with_waived(session, frame, "municipality").sort("valid", descending=True, maintain_order=True)
    high = frame["per_100"].quantile(0.9) or 0.0
    columns = (
        text_column(t, "sign", "tui.column.valid", frozen=True, tone=lambda v: "warning" if v else ""),
        text_column(t, "municipality", "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "name", "tui.column.name", frozen=True, first=True, expand=True, limit=24),
        text_column(t, "county", "tui.column.county", wide=True, limit=18, tone=lambda v: "muted"),
        count_column(t, "persons", "tui.column.persons"),
        count_column(t, "fatal", "tui.column.fatal", "fatal"),
        count_column(t, "error", "tui.column.error", "error"),
        count_column(t, "warning", "tui.column.warning", "warning"),
        count_column(t, "info", "tui.column.info", "info", wide=True),
        count_column(t, "findings", "tui.column.findings"),
        *waived_column(session),
        text_column(t, "per_100", "tui.column.per_100", decimal(t), numeric=True),
        text_column(
            t,
            "heat",
            "tui.column.heat",
            lambda v: heat(v, high),
            wide=True,
            drawn=True,
            limit=HEAT + 2,
            tone=lambda v: "warning",
        ),
    )
    return FrameSource(frame, columns)


def named(session: Session, municipalities: pl.DataFrame) -> pl.DataFrame:
    """The municipalities with words where there is no name: for unknown numbers, and for rows that name none."""
    t = session.t
    return municipalities.with_columns(
        pl.when(pl.col("municipality").is_null())
        .then(pl.lit(t("tui.municipalities.unnamed")))
        .otherwise(pl.col("name").fill_null(pl.lit(t("tui.municipalities.unknown"))))
        .alias("name")
    )


def open_municipality(view: View, record: Mapping[str, Any]) -> None:
    """Show the rules of a municipality; rows that name none are told about instead."""
    if record["municipality"] is None:
        view.notify(view.session.t("tui.toast.no_municipality"), markup=False)
    else:
        view.app.push_screen(MunicipalityScreen(record["municipality"], record["name"]))
