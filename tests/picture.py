"""The picture in the README: the overview of the sample, as an SVG."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from pathlib import Path
from typing import Any

from auditor.bundled import bundled
from auditor.cli.commands.demo import REFERENCE_DATE, SAMPLE

FILE = Path(__file__).parents[1] / "docs" / "tui.svg"
SIZE = (100, 30)
PATIENCE_SECONDS = 60


def picture() -> str:
    """The overview of the sample as the screens show it now."""
    return asyncio.run(_drawn())


async def _drawn() -> str:
    from auditor.tui.app import AuditorApp
    from auditor.tui.session import Request, Session

    date = dt.date.fromisoformat(REFERENCE_DATE)
    app = AuditorApp(Session(Request(bundled("samples") / SAMPLE, "integrering", date), "nb"))
    async with app.run_test(size=SIZE) as pilot:
        await _shown(app, pilot)
        drawn = app.export_screenshot(title="auditor")
    return _plain(drawn)


def _plain(drawn: str) -> str:
    """The drawing with the fonts of whoever looks at it, and without a number that is another each time."""
    drawn = re.sub(r"@font-face \{.*?\}\n?|<!--.*?-->\n?", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"terminal-\d+", "terminal", drawn)
    drawn = re.sub(r"font-family: Fira Code, monospace", "font-family: 'Fira Code', Menlo, Consolas, monospace", drawn)
    return "".join(line.rstrip() + "\n" for line in drawn.splitlines() if line.strip())


async def _shown(app: Any, pilot: Any) -> None:
    """Wait for the overview, and until nothing is at work behind it."""
    from auditor.tui.screens.overview import OverviewScreen

    for _ in range(PATIENCE_SECONDS * 20):
        await pilot.pause(0.05)
        busy = any(worker._thread_worker and not worker.is_finished for worker in app.workers)
        if isinstance(app.screen, OverviewScreen) and not busy:
            await pilot.pause(0.2)
            return
    raise AssertionError(f"the overview did not come: {app.reports}")
