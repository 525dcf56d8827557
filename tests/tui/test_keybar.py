"""The line of keys: as many as there is room for, and each of them can be clicked."""

from __future__ import annotations

import pytest

from auditor.tui.app import AuditorApp
from auditor.tui.screens.municipalities import MunicipalitiesScreen
from auditor.tui.widgets.keybar import Keybar
from tests.tui.conftest import Opener, seen, settle


def line(app: AuditorApp) -> str:
    """What the bar says."""
    return seen(app).splitlines()[-1]


@pytest.mark.parametrize("width", [60, 80, 140])
async def test_keys_are_told_as_far_as_there_is_room_and_help_always(overview: Opener, width: int) -> None:
    app = overview()
    async with app.run_test(size=(width, 30)) as pilot:
        await settle(pilot)
        assert len(line(app)) <= width
        assert "F1 Hjelp" in line(app)
        assert "^p Alle valg" in line(app)
        assert ("w Historikk" in line(app)) == (width == 140)
        await pilot.resize_terminal(140, 30)
        await settle(pilot)
        assert "w Historikk" in line(app)


async def test_a_click_on_a_key_presses_it(overview: Opener) -> None:
    app = overview()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.click(Keybar, offset=(line(app).index("Kommuner"), 0))
        await settle(pilot)
        assert isinstance(app.screen, MunicipalitiesScreen)
        await pilot.click(Keybar, offset=(99, 0))
        await settle(pilot)
        assert isinstance(app.screen, MunicipalitiesScreen)
