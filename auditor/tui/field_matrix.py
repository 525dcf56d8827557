"""How complete a field is in each municipality and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.results.profile.completeness import MUNICIPALITY, ROWS, YEAR, Completeness
from auditor.tui.fields import by_municipality, complete_tone, year_word
from auditor.tui.source import Column, FrameSource
from auditor.tui.values import percent, text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

NO_YEAR = "none"
"""The column of rows without a year."""
HEAT = ((0.5, "▓ ", "heat-3"), (0.75, "▒ ", "heat-2"), (0.9, "░ ", "heat-1"))
"""Shares below which a cell is told to be incomplete, with sign and tone."""
LEAST_DUE = 5
"""Cells with fewer values due are never marked: one blank would do."""


def matrix_source(session: Session, name: str, complete: Completeness) -> tuple[FrameSource, tuple[int | None, ...]]:
    """Municipalities downwards, years across, the share of what is due in each cell; and the years, in their order."""
    t = session.t
    lines = complete.by(name, MUNICIPALITY, YEAR)
    years = tuple(lines[YEAR].unique().sort(nulls_last=True))
    due = pl.col(ROWS) - pl.col("not_applicable")
    marked = lines.with_columns(
        pl.when(due >= LEAST_DUE).then(pl.col("complete")).otherwise(pl.col("complete") + 2).alias("shown"),
        pl.col(YEAR).cast(pl.String).fill_null(NO_YEAR).alias("column"),
    )
    wide = marked.pivot(on="column", index=MUNICIPALITY, values="shown")
    whole = by_municipality(session, name, complete)
    frame = whole.frame.join(wide, on=MUNICIPALITY, how="left", nulls_equal=True, maintain_order="left")

    def cell(value: Any) -> str:
        if value is None:
            return ""
        share, few = (value - 2, True) if value >= 2 else (value, False)
        sign = "" if few else next((sign for limit, sign, _ in HEAT if share < limit), "")
        return sign + t.percent(share, 0)

    def tone(value: Any) -> str:
        if value is None or value >= 2:
            return "muted"
        return next((tone for limit, _, tone in HEAT if value < limit), "")

    columns = [
        *whole.columns[:2],
        text_column(
            t, "complete", "profile.column.complete", percent(t), numeric=True, frozen=True, tone=complete_tone
        ),
    ]
    columns += [
        Column(
            str(year) if year is not None else NO_YEAR,
            year_word(session)(year),
            numeric=True,
            write=cell,
            tone=tone,
            first=place == 0,
        )
        for place, year in enumerate(years)
    ]
    return FrameSource(frame, columns), years
