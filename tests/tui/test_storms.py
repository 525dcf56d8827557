"""Keys that come faster than they can be answered, and a window that changes while an extract is read.

AUDITOR_KEYS=10000 sends as many as a held key would in minutes, all of them at once.
"""

from __future__ import annotations

import os
from pathlib import Path

from textual import events
from textual.geometry import Size

from auditor.tui.app import AuditorApp
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.session import Request
from auditor.tui.widgets.browser import Browser
from tests.small import FLAWED, write_extract, write_ruleset
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit

KEYS = int(os.environ.get("AUDITOR_KEYS", "300"))
SIZES = ((80, 24), (140, 40), (40, 8), (200, 60), (60, 24))


async def test_every_key_is_taken_and_the_screen_answers_afterwards() -> None:
    app = ShowsAudit(with_audit(make_session(), 6 * KEYS + 600), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        table = app.screen.query_one("#rows", Browser)
        assert table.source.height > KEYS
        for _ in range(KEYS):
            app.post_message(events.Key("down", None))
        await settle(pilot)
        assert table.cursor_row == KEYS
        await pilot.press("home", "escape")
        await settle(pilot)
        assert not isinstance(app.screen, RowsScreen)
        assert app.reports == []


async def test_a_window_that_changes_while_an_extract_is_read(tmp_path: Path) -> None:
    """Sixty sizes, too small ones among them; in the end the overview stands as if nothing had been."""
    rules = write_ruleset(tmp_path / "liten")
    extract = write_extract(tmp_path / "uttrekk", FLAWED)
    looks = []
    for stormy in (False, True):
        app = AuditorApp(make_session(request=Request(extract, str(rules), factory.DATE)))
        async with app.run_test(size=(80, 24)) as pilot:
            for number in range(60 if stormy else 0):
                size = Size(*SIZES[number % len(SIZES)])
                app.post_message(events.Resize(size, size))
                if number % 10 == 0:
                    await pilot.pause(0)
            await settle(pilot)
            while not isinstance(app.screen, OverviewScreen):
                await settle(pilot)
            await pilot.resize_terminal(80, 24)
            await settle(pilot)
            looks.append(seen(app))
            assert app.reports == []
    assert looks[0] == looks[1]
