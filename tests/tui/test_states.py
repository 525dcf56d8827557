"""What a view is like without room, when it failed or was cancelled; and that each of its actions is told of."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.errors import AuditorError
from auditor.tui.palette import Actions
from auditor.tui.screens.centres import CentresScreen
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.help import keys_of
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.proposals import ProposalsScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.session import Request
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit
from tests.tui.test_privacy import VIEWS
from tests.tui.test_screens import Compare

NEW: dict[str, Any] = {
    "centres": CentresScreen,
    "correction": lambda: CorrectionScreen(factory.PROGRAMME, 3, ["avslutningsarsak"]),
    "proposals": ProposalsScreen,
    "settings": SettingsScreen,
    "open": OpenScreen,
}


def flat(app: Any) -> str:
    """What is seen, without the line breaks of sentences."""
    return " ".join("".join(" " if letter in "▌│╭╮╰╯─" else letter for letter in seen(app)).split())


@pytest.mark.parametrize("size", [(49, 24), (40, 8)])
async def test_a_window_without_room_says_how_much_is_needed(size: tuple[int, int]) -> None:
    app = ShowsAudit(with_audit(make_session(), 40), OverviewScreen)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert f"{size[0]} × {size[1]}" in flat(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "Avsluttet program uten avslutningsårsak" in flat(app)
        assert app.focused is not None
        assert app.focused.id == "rules"
        assert app.reports == []


def test_too_small_looks_like_this(snap_compare: Compare) -> None:
    assert snap_compare(ShowsAudit(with_audit(make_session(), 40), OverviewScreen), terminal_size=(49, 12))


async def test_rows_that_cannot_be_read_leave_no_loading_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(screen: RowsScreen) -> None:
        raise AuditorError("engine.table_unreadable", table="introduksjonsprogram")

    monkeypatch.setattr(RowsScreen, "read", fail)
    app = ShowsAudit(with_audit(make_session(), 40), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert len(app.reports) == 1
        assert "kunne ikke vises" in flat(app)
        assert "Leser" not in flat(app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)


async def test_cancelling_goes_back_to_the_choice_and_says_that_nothing_was_changed(tmp_path: Any) -> None:
    class Slow(LoadingScreen):
        def on_mount(self, event: Any) -> None:  # type: ignore[override]
            event.prevent_default()
            self.query_one(Browser).focus()

    request = Request(tmp_path, "nir", factory.DATE)
    app = ShowsAudit(make_session(), lambda: Slow(request))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("c")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)
        assert "Ingenting er lagret eller endret" in flat(app)
        assert app.reports == []


async def test_each_action_of_each_view_is_in_its_palette_and_its_help(tmp_path: Any) -> None:
    app = ShowsAudit(with_audit(make_session(state_dir=tmp_path), 40, hostile=True))
    t = app.session.t
    async with app.run_test(size=(80, 24)) as pilot:
        for name, make in {**VIEWS, **NEW}.items():
            screen: Any = make()
            await app.push_screen(screen)
            await pilot.pause(0.01)
            declared = {t(key.text) for kind in type(screen).__mro__ for key in kind.__dict__.get("KEYS", ())}
            helped = {what for _, what in keys_of(screen, {})}
            assert declared <= helped, name
            assert declared <= set(Actions(screen)._actions()), name
            await app.pop_screen()
        assert app.reports == []
