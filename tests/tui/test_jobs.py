"""The three jobs, key by key, on real files through the real loader and engine."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from auditor import results
from auditor.tui import recent
from auditor.tui.app import AuditorApp
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.session import Request
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import make_session, seen, settle


class Keys:
    """Presses keys, waits for what they started, and counts them."""

    def __init__(self, pilot: Any) -> None:
        self.pilot = pilot
        self.count = 0

    async def __call__(self, *keys: str) -> str:
        """Press keys one by one and return what is seen then."""
        for key in keys:
            self.count += 1
            await self.pilot.press(key)
            await settle(self.pilot)
            while isinstance(self.pilot.app.screen, LoadingScreen):
                await settle(self.pilot)
        return seen(self.pilot.app)


@pytest.fixture
def request_for(tmp_path: Path) -> Request:
    """An extract of 200 persons and a small rule set, as files."""
    rules = factory.write_rules(tmp_path / "regler")
    return Request(factory.write_extract(tmp_path / "uttrekk"), str(rules), factory.DATE)


async def test_the_registrar_reaches_the_first_record_to_correct_by_three_keys(
    request_for: Request, tmp_path: Path
) -> None:
    recent.remember(tmp_path / "state", recent.Recent(request_for.path or tmp_path, request_for.rules))
    session = make_session(request=Request(None, request_for.rules, factory.DATE), state_dir=tmp_path / "state")
    app = AuditorApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        press = Keys(pilot)
        assert isinstance(app.screen, OpenScreen)
        screen = await press("enter")
        assert isinstance(app.screen, OverviewScreen)
        assert "Avsluttet program uten avslutningsårsak" in screen
        screen = await press("enter")
        assert isinstance(app.screen, RowsScreen)
        assert "✗ mangler" in screen
        assert "NIR › Introduksjonsprogram › Avslutning" in screen
        assert "linje 5" in screen
        screen = await press("enter")
        assert isinstance(app.screen, PersonScreen)
        assert "✗ Registrer avslutningsårsak" in screen
        assert "Norskkurs" in screen
        assert press.count == 3
        assert app.reports == []


async def test_the_steward_finds_whom_to_call_and_takes_the_list_along(request_for: Request, tmp_path: Path) -> None:
    app = AuditorApp(make_session(request=request_for, state_dir=tmp_path / "state"))
    async with app.run_test(size=(140, 40)) as pilot:
        press = Keys(pilot)
        await settle(pilot)
        while isinstance(app.screen, LoadingScreen):
            await settle(pilot)
        screen = seen(app)
        assert "Leveransen kan brukes, men har feil" in screen
        assert "kommer av at avslutningsarsak mangler i introduksjonsprogram" in screen
        screen = await press("d")
        assert "introduksjonsprogram.csv" in screen
        screen = await press("escape", "a")
        assert "Trondheim" in screen
        await press("s", *"bergen", "enter")
        screen = await press("enter")
        assert "4601 Bergen" in screen
        assert "Hjemmel" in screen
        screen = await press("enter")
        assert isinstance(app.screen, RowsScreen)
        shown = app.screen.query_one("#rows").source.height  # type: ignore[attr-defined]
        await press("e")
        await press("ctrl+u", *str(tmp_path), "enter")
        file = tmp_path / "auditor-PRO-AVS-001-4601.csv"
        with file.open(encoding="utf-8-sig") as opened:
            rows = list(csv.reader(opened, delimiter=";"))
        assert len(rows) == shown + 1
        assert file.stat().st_mode & 0o777 == 0o600
        screen = await press("escape", "escape", "escape", "escape")
        assert isinstance(app.screen, OpenScreen)
        assert "uttrekk" in screen
        assert app.reports == []


def test_neither_textual_nor_polars_is_imported_before_the_screens_are_wanted() -> None:
    code = "import auditor.tui, sys; print(sorted({'textual', 'polars', 'pandera'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


async def test_the_steward_reaches_the_first_person_of_the_worst_municipality_by_five_keys(
    request_for: Request, tmp_path: Path
) -> None:
    """Open, municipalities, municipality, rule, person: at most six are allowed."""
    recent.remember(tmp_path / "state", recent.Recent(request_for.path or tmp_path, request_for.rules))
    session = make_session(request=Request(None, request_for.rules, factory.DATE), state_dir=tmp_path / "state")
    app = AuditorApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        press = Keys(pilot)
        await press("enter", "a")
        worst = results.municipalities(session.audit).filter("valid")["municipality"][0]
        table = app.screen.query_one(Browser)
        assert table.record is not None
        assert table.record["municipality"] == worst
        await press("enter", "enter", "enter")
        assert isinstance(app.screen, PersonScreen)
        assert press.count == 5
        assert app.reports == []
