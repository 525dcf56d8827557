"""Choosing, loading, cancelling and failing to load an extract."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from auditor.engine import Progress
from auditor.model.errors import Cancelled
from auditor.tui import loading, recent
from auditor.tui.app import AuditorApp
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.screens.message import MessageScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.picker import PickerScreen
from auditor.tui.session import Request
from tests.tui import factory
from tests.tui.conftest import make_session, seen, settle


async def test_a_folder_is_found_through_the_picker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factory.write_extract(tmp_path / "a [b] uttrekk")
    rules = factory.write_rules(tmp_path / "regler")
    monkeypatch.chdir(tmp_path)
    app = AuditorApp(make_session(request=Request(None, str(rules), factory.DATE), state_dir=tmp_path / "state"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Ingen uttrekk er åpnet ennå" in seen(app)
        await pilot.press("b")
        await pilot.pause(0.2)
        assert isinstance(app.screen, PickerScreen)
        assert "a [b] uttrekk" in seen(app)
        await pilot.press("down", "enter")
        await pilot.pause(0.2)
        assert "introduksjonsprogram.csv" in seen(app)
        await pilot.press("v")
        await settle(pilot)
        await settle(pilot)
        assert isinstance(app.screen, OverviewScreen)
    assert recent.load(tmp_path / "state") == [recent.Recent(tmp_path / "a [b] uttrekk", str(rules))]


async def test_an_extract_that_is_not_there_gives_a_sentence_and_leads_back(tmp_path: Path) -> None:
    app = AuditorApp(make_session(request=Request(tmp_path / "borte", "nir", factory.DATE)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MessageScreen)
        assert "borte" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)


async def test_a_pseudonymous_extract_with_identity_numbers_is_not_shown(tmp_path: Path) -> None:
    """A sentence that says where, and back to the choice; no number is on the screen."""
    (tmp_path / "uttrekk").mkdir()
    (tmp_path / "uttrekk" / "auditor.toml").write_text("pseudonymous = true\n", encoding="utf-8")
    (tmp_path / "uttrekk" / "personer.csv").write_text("person_id;merknad\nP1;15839010270\n", encoding="utf-8")
    app = AuditorApp(make_session(request=Request(tmp_path / "uttrekk", "nir", factory.DATE)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MessageScreen)
        assert "personer.csv" in seen(app)
        assert "15839010270" not in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)


async def test_cancelling_stops_the_engine_and_leads_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's own progress is used as the place to wait at, so that there is time to press the key."""
    at_work, seen_cancel = threading.Event(), threading.Event()
    real_audit = loading.engine.audit

    def audit(*arguments: Any, progress: Any, cancel: threading.Event, **options: Any) -> Any:
        def slow(now: Progress) -> None:
            progress(now)
            if now.first:
                at_work.set()
                cancel.wait(10)

        try:
            return real_audit(*arguments, progress=slow, cancel=cancel, **options)
        except Cancelled:
            seen_cancel.set()
            raise

    monkeypatch.setattr(loading.engine, "audit", audit, raising=False)
    rules = factory.write_rules(tmp_path / "regler")
    request = Request(factory.write_extract(tmp_path / "uttrekk"), str(rules), factory.DATE)
    app = AuditorApp(make_session(request=request, state_dir=tmp_path / "state"))
    async with app.run_test(size=(80, 24)) as pilot:
        while not at_work.is_set():
            await pilot.pause(0.02)
        await pilot.pause(0.1)
        assert isinstance(app.screen, LoadingScreen)
        assert "introduksjonsprogram" in seen(app)
        assert "Tabell 1 av 2" in seen(app)
        assert "De første utslagene" in seen(app)
        assert "introduksjonsprogram.csv, linje " in seen(app)
        await pilot.press("c")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)
        assert seen_cancel.wait(10)
        assert app.reports == []
        assert recent.load(tmp_path / "state") == []


async def test_an_audit_done_while_the_help_is_open_waits_for_the_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real_load = loading.load
    monkeypatch.setattr(loading, "load", lambda *arguments: go_on.wait(10) and real_load(*arguments))
    rules = factory.write_rules(tmp_path / "regler")
    request = Request(factory.write_extract(tmp_path / "uttrekk"), str(rules), factory.DATE)
    app = AuditorApp(make_session(request=request))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f1")
        await pilot.pause()
        go_on.set()
        await settle(pilot)
        assert "Hjelp til det du står i" in seen(app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, OverviewScreen)


async def test_another_rule_set_can_be_chosen() -> None:
    app = AuditorApp(make_session())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("r")
        await pilot.pause(0.1)
        assert "integrering" in seen(app)
        await pilot.press("home", "enter")
        await settle(pilot)
        assert app.session.request.rules == "bosetting"
        assert "regelsettet bosetting" in seen(app)


def test_recent_extracts_survive_damage_and_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / recent.FILE).write_text("{not json", encoding="utf-8")
    assert recent.load(tmp_path) == []
    for number in range(20):
        recent.remember(tmp_path, recent.Recent(Path(f"/uttrekk/{number % 15}"), "nir"))
    found = recent.load(tmp_path)
    assert len(found) == recent.MOST
    assert found[0].path == Path("/uttrekk/4")
    assert (tmp_path / recent.FILE).stat().st_mode & 0o777 == 0o600
    recent.remember(tmp_path / recent.FILE / "under", found[0])
