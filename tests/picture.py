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
ALIKE = 5


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
    """Wait for the overview: nothing at work behind it, its tables filled, and the same thing seen several times."""
    from auditor.tui.screens.overview import OverviewScreen

    seen: list[str] = []
    for _ in range(PATIENCE_SECONDS * 10):
        await pilot.pause(0.1)
        busy = any(worker._thread_worker and not worker.is_finished for worker in app.workers)
        if busy or not isinstance(app.screen, OverviewScreen):
            continue
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        seen = [*seen, text] if seen and seen[-1] == text else [text]
        if len(seen) >= ALIKE and all(each in text for each in _expected(app)):
            return
    raise AssertionError(f"the overview did not come: {app.reports}")


def _expected(app: Any) -> list[str]:
    """What stands first in the tables of rules, municipalities and what to correct first."""
    from auditor import results

    result = app.session.audit
    summary = results.summary(result)
    rule = result.ruleset.rule(summary.worst_rules[0].rule)
    return [rule.title.nb, str(summary.worst_municipalities[0].name), summary.causes[0].field]
