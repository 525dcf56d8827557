"""Settings hold at once and the next time, a damaged file costs nothing, and one goes on where one was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor import system
from auditor.model.errors import AuditorError
from auditor.tui import resume
from auditor.tui.app import AuditorApp
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.session import Request, Session
from auditor.tui.settings import FILE, Settings, load, save
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit
from tests.tui.test_jobs import Keys
from tests.tui.test_screens import SIZES, Compare, name_of

ALL = Settings(
    "en", "auditor-light", "compact", True, False, {"introduksjonsprogram": ("navn", 'Ås "x"')}, {"ny": {"a": [1, "b"]}}
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    for settings in (Settings(), ALL):
        save(tmp_path / "a", settings)
        assert load(tmp_path / "a").settings == settings
        assert load(tmp_path / "a").trouble is None
        assert (tmp_path / "a" / FILE).stat().st_mode & 0o777 == 0o600
    assert load(tmp_path / "none").settings == Settings()
    assert load(None).settings == Settings()
    save(None, ALL)


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"a = 1\n" * 20_000, b"[" * 5_000])
def test_a_damaged_file_is_told_about_and_kept(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / FILE
    file.write_bytes(content)
    loaded = load(tmp_path)
    assert loaded.settings == Settings()
    assert loaded.trouble is not None
    assert loaded.trouble.key == "settings.damaged"
    save(tmp_path, Settings("en"))
    assert load(tmp_path).settings.language == "en"
    assert (tmp_path / f"{FILE}.1").read_bytes() == content


def test_a_wrong_value_costs_that_setting_alone(tmp_path: Path) -> None:
    text = 'language = "de"\ntheme = 3\ndensity = "compact"\nshow_ids = "ja"\n[columns]\nperson = "navn"\n'
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.settings == Settings(density="compact")
    assert loaded.trouble is not None
    assert loaded.trouble.facts["names"] == ["language", "theme", "show_ids", "columns"]
    save(tmp_path, loaded.settings)
    assert (tmp_path / f"{FILE}.1").read_text(encoding="utf-8") == text


def test_a_folder_that_cannot_be_written_to_is_told_about(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    with pytest.raises(AuditorError) as caught:
        save(tmp_path / "fil" / "under", ALL)
    assert caught.value.key == "settings.not_saved"


def session_with(tmp_path: Path, **options: Any) -> Session:
    """A session that keeps its settings, after an audit."""
    return with_audit(make_session(config_dir=tmp_path / "config", **options), 40)


async def test_settings_hold_at_once_and_the_next_time(tmp_path: Path) -> None:
    app = ShowsAudit(session_with(tmp_path), OverviewScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        press = Keys(pilot)
        screen = await press("f6")
        assert isinstance(app.screen, SettingsScreen)
        assert "bokmål" in screen
        screen = await press("enter", "down", "enter")
        assert "Settings" in screen
        assert "F1 Help" in screen
        await press("down", "enter", "end", "home", "down", "enter")
        assert app.theme == "auditor-light"
        await press("down", "enter", "down", "enter")
        assert app.has_class("-compact")
        assert "compact, no frames" in seen(app)
        screen = await press("escape")
        assert isinstance(app.screen, OverviewScreen)
        assert "Municipalities to call first" in screen
        assert app.reports == []
    loaded = load(tmp_path / "config").settings
    assert (loaded.language, loaded.theme, loaded.density) == ("en", "auditor-light", "compact")
    again = ShowsAudit(session_with(tmp_path, settings=loaded, language=loaded.language), OverviewScreen)
    async with again.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert again.theme == "auditor-light"
        assert again.has_class("-compact")


async def test_fields_chosen_for_a_table_are_shown_the_next_time_until_they_are_forgotten(tmp_path: Path) -> None:
    session = session_with(tmp_path)
    app = ShowsAudit(session, lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await Keys(pilot)("c", "end", "enter", "escape")
    kept = load(tmp_path / "config").settings.columns
    assert set(kept) == {factory.PROGRAMME}
    later = session_with(tmp_path, settings=load(tmp_path / "config").settings)
    assert later.fields_shown == kept
    app = ShowsAudit(later, SettingsScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert "valgt for 1 tabeller" in seen(app)
        await Keys(pilot)("down", "down", "down", "down", "enter", "down", "enter")
    assert later.fields_shown == {}
    assert load(tmp_path / "config").settings.columns == {}


@pytest.mark.parametrize("allowed", [False, True])
def test_identity_numbers_are_shown_at_first_only_where_that_is_allowed(allowed: bool) -> None:
    assert make_session(settings=Settings(show_ids=True), may_show_ids=allowed).masker.show_ids is allowed


async def test_trouble_with_the_settings_is_told_when_the_screens_open(tmp_path: Path) -> None:
    trouble = AuditorError("settings.damaged", file="/et/sted/config.toml")
    app = AuditorApp(make_session(trouble=trouble))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "kan ikke leses" in " ".join(app.reports)


async def test_one_goes_on_where_one_was_by_one_key(tmp_path: Path) -> None:
    rules = factory.write_rules(tmp_path / "regler")
    extract = factory.write_extract(tmp_path / "uttrekk")
    state = tmp_path / "state"
    app = AuditorApp(make_session(request=Request(extract, str(rules), factory.DATE), state_dir=state))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        while isinstance(app.screen, LoadingScreen):
            await settle(pilot)
        press = Keys(pilot)
        await press("a", "down", "enter", "enter", "down", "down", "enter", "q")
    kept = (state / resume.FILE).read_text(encoding="utf-8")
    assert (state / resume.FILE).stat().st_mode & 0o777 == 0o600
    assert not any(factory.identity(person) in kept for person in range(200))
    views = [stop["view"] for stop in json.loads(kept)["stops"]]
    assert views == ["OverviewScreen", "MunicipalitiesScreen", "MunicipalityScreen", "RowsScreen"]
    app = AuditorApp(make_session(request=Request(None, "nir", factory.DATE), state_dir=state))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await Keys(pilot)("c")
        assert isinstance(app.screen, RowsScreen)
        assert app.screen.query_one(Browser).cursor_row == 2
        assert app.reports == []


async def test_leaving_a_delivery_and_losing_the_terminal_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    monkeypatch.setattr(system, "end_without_terminal", lambda: ended.append("ended"))
    session = session_with(tmp_path, state_dir=tmp_path)
    app = ShowsAudit(session, OverviewScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await Keys(pilot)("a")
        app.lose_terminal()
        assert ended == ["ended"]
        way = resume.recall(tmp_path)
        assert way is not None
        assert [stop.view for stop in way.stops] == ["OverviewScreen", "MunicipalitiesScreen"]
        await Keys(pilot)("escape", "escape", "q")
    way = resume.recall(tmp_path)
    assert way is not None
    assert [stop.view for stop in way.stops] == ["OverviewScreen"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": 1, "path": 3, "rules": "x", "stops": [{}]}'])
def test_what_cannot_be_read_is_not_gone_on_with(tmp_path: Path, content: str) -> None:
    (tmp_path / resume.FILE).write_text(content, encoding="utf-8")
    assert resume.recall(tmp_path) is None


async def test_where_nothing_is_remembered_that_is_said(tmp_path: Path) -> None:
    app = AuditorApp(make_session(state_dir=tmp_path))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await Keys(pilot)("c")
        assert "ingen økt er husket" in " ".join(seen(app).replace("▌", " ").split())


async def test_a_way_ends_where_the_rules_no_longer_lead(tmp_path: Path) -> None:
    session = with_audit(make_session(), 40)
    stops = (
        resume.Stop("OverviewScreen", {}, {"rules": 2}),
        resume.Stop("RowsScreen", {"rule": "NIR-BORTE", "by": None, "key": None}, {}),
        resume.Stop("MatrixScreen", {}, {}),
    )
    way = resume.Way(tmp_path, "nir", stops)
    resume.remember(tmp_path, way)
    assert resume.recall(tmp_path) == way
    app = ShowsAudit(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        (view,) = resume.views_of(session, way)
        assert isinstance(view, OverviewScreen)
        await app.push_screen(view)
        await settle(pilot)
        assert view.query_one("#rules", Browser).cursor_row == 2


@pytest.mark.parametrize(("size", "density"), [(SIZES[0], "airy"), (SIZES[1], "compact")], ids=name_of)
def test_pictures(snap_compare: Compare, size: tuple[int, int], density: str) -> None:
    app = ShowsAudit(with_audit(make_session(settings=Settings(density=density))), SettingsScreen)

    async def prepare(pilot: Any) -> None:
        await settle(pilot)
        await pilot.pause(0.1)

    assert snap_compare(app, terminal_size=size, run_before=prepare)
