"""How long the table takes to show itself, and to follow a key, measured inside the app."""

from __future__ import annotations

import asyncio
import datetime as dt
import statistics
import time
from typing import Any

import polars as pl
from textual import events
from textual.app import App, ComposeResult

from auditor.tui.session import Request, Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.widgets.table import Table

COLUMNS = (
    Column("name", "Navn", frozen=True),
    Column("count", "Antall", numeric=True),
    *(Column(f"c{number}", f"Kolonne {number}") for number in range(8)),
)
KEYS = ("down", "pagedown", "end", "up", "right", "home") * 6


class _Timed(App[None]):
    """An app that notes when it painted."""

    def __init__(self) -> None:
        self.session = Session(Request(None, "nir", dt.date(2024, 12, 31)), "nb")
        super().__init__()
        self.painted: list[float] = []

    def compose(self) -> ComposeResult:
        """Nothing at first: the table is mounted when the clock runs."""
        return iter(())

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        self.painted.append(time.perf_counter())


async def _measure(rows: int) -> tuple[float, float, float]:
    count = pl.int_range(rows)
    frame = pl.select(count.alias("count")).with_columns(
        pl.format("navn {}", rows - pl.col("count")).alias("name"),
        *(pl.format("verdi {}", pl.col("count") % 1000).alias(f"c{number}") for number in range(8)),
    )
    app = _Timed()
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        began = time.perf_counter()
        table = Table(FrameSource(frame, COLUMNS))
        await app.mount(table)
        table.focus()
        while not any(moment > began for moment in app.painted):
            await asyncio.sleep(0.001)
        first = min(moment for moment in app.painted if moment > began) - began
        spent = []
        for key in KEYS:
            await asyncio.sleep(0.03)
            pressed = time.perf_counter()
            app.post_message(events.Key(key, None))
            while app.painted[-1] < pressed and time.perf_counter() - pressed < 1:
                await asyncio.sleep(0.0005)
            spent.append(app.painted[-1] - pressed)
    spent = sorted(each for each in spent if each > 0)
    return first, statistics.median(spent), spent[int(0.95 * (len(spent) - 1))]


def measure(rows: int) -> tuple[float, float, float]:
    """Seconds to the first paint of a table of ``rows`` rows, and from key to paint: median and 95th percentile."""
    return asyncio.run(_measure(rows))
