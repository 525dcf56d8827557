"""``auditor open --watch``: the view that is open follows the files."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from auditor.extract.watching import State, state_of
from auditor.tui import watching
from auditor.tui.app import AuditorApp
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.session import Request, Session
from tests.small import write_extract, write_ruleset
from tests.tui import factory


async def test_the_open_view_follows_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, extract = write_ruleset(tmp_path / "liten"), write_extract(tmp_path / "uttrekk")
    changed, ended = threading.Event(), threading.Event()

    def wait(before: State, path: Path, further: object, stop: object) -> State | None:
        if changed.wait(20) and not ended.is_set():
            changed.clear()
            return state_of(path)
        return None

    monkeypatch.setattr(watching, "wait_for_change", wait)
    session = Session(Request(extract, str(rules), factory.DATE), "en", watch=True)
    app = AuditorApp(session)
    async with app.run_test(size=(100, 30)) as pilot:
        while not isinstance(app.screen, OverviewScreen):
            await pilot.pause(0.02)
        first, view = session.audit, app.screen
        file = next(extract.glob("program*"))
        file.write_text(file.read_text() + file.read_text().splitlines()[-1] + "\n")
        changed.set()
        while session.audit is first or app.screen is view or len(app._notifications) < 2:
            await pilot.pause(0.02)
        assert session.audit.outcome("L-NOK-001").found == 2
        assert isinstance(app.screen, OverviewScreen)
        assert app.reports == []
        said = " ".join(str(each.message) for each in app._notifications)
        assert "Changed: program" in said
        assert "2 new findings" in said
        ended.set()
        changed.set()
