"""Every screen and state in English, light in a small terminal and in the terminal's own colours in a large one.

Pictures show them dark, in bokmål and at both sizes. A look is what a picture is made of: text and styles.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.widgets import Static

from auditor.model.errors import AuditorError
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.history import HistoryScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.proposals import ProposalsScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.session import Request
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, settle, with_audit
from tests.tui.test_centres import audited
from tests.tui.test_privacy import VIEWS
from tests.tui.test_screens import SIZES, Halfway, name_of

AT = dict(zip(SIZES, ("auditor-light", "ansi-dark"), strict=True))
"""The colours at each size."""
SCREENS: dict[str, Callable[[], Any]] = {
    **{name: make for name, make in VIEWS.items() if name != "columns"},
    "settings": SettingsScreen,
    "open": OpenScreen,
    "history": HistoryScreen,
    "proposals": ProposalsScreen,
    "correction": lambda: CorrectionScreen(factory.PROGRAMME, 3, ["avslutningsarsak"]),
    "loading": lambda: Halfway(Request(Path("/leveranser/2024/uttrekk"), "nir", factory.DATE)),
}
ON_TOP = {"help": "f1", "all actions": "ctrl+p", "export": "e"}
"""What opens over the rows of a rule, by a key."""


class Look(SingleFileSnapshotExtension):
    """A look in a file of its own."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"
    file_extension = "txt"


def look(app: Any) -> str:
    """What is on the screen, line by line, and which style each stretch of cells has; the styles are named below."""
    names: dict[str, str] = {}
    written, styled = [], []
    for strip in app.screen._compositor.render_strips():
        written.append(strip.text.rstrip())
        runs: list[list[Any]] = []
        for part in strip:
            name = names.setdefault(str(part.style), f"s{len(names)}")
            if runs and runs[-1][0] == name:
                runs[-1][1] += part.cell_length
            else:
                runs.append([name, part.cell_length])
        styled.append(" ".join(f"{name}x{cells}" for name, cells in runs))
    legend = [f"{name} = {style}" for style, name in names.items()]
    return "\n".join([*written, *styled, *legend]) + "\n"


@pytest.mark.parametrize("size", SIZES, ids=name_of)
async def test_looks(snapshot: SnapshotAssertion, size: tuple[int, int], tmp_path: Path) -> None:
    session = with_audit(make_session(language="en", state_dir=tmp_path), 60)
    app = ShowsAudit(session)
    app.theme = AT[size]
    async with app.run_test(size=size) as pilot:
        for name, make in SCREENS.items():
            await app.push_screen(make())
            await settle(pilot)
            if name == "proposals":
                app.screen.query_one(".lead", Static).update("/a/folder/x.json")
                await pilot.pause(0.01)
            assert look(app) == snapshot(name=name_of(name), extension_class=Look), name
            app.pop_screen()
        assert app.reports == []


@pytest.mark.parametrize("size", SIZES, ids=name_of)
async def test_looks_of_what_opens_over_a_view(
    snapshot: SnapshotAssertion, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home"))
    app = ShowsAudit(with_audit(make_session(language="en"), 60), VIEWS["rows"])
    app.theme = AT[size]
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        view = app.screen
        for name, key in ON_TOP.items():
            await pilot.press(key)
            await settle(pilot)
            assert look(app) == snapshot(name=name_of(name), extension_class=Look), name
            while app.screen is not view:
                app.pop_screen()
                await settle(pilot)
        app.report(AuditorError("engine.table_unreadable", table="introduksjonsprogram"))
        await settle(pilot)
        assert look(app) == snapshot(name="failure", extension_class=Look)


@pytest.mark.parametrize("size", SIZES, ids=name_of)
async def test_looks_of_centres(snapshot: SnapshotAssertion, size: tuple[int, int], tmp_path: Path) -> None:
    from auditor.tui.screens.centres import CentresScreen

    app = ShowsAudit(audited(tmp_path, language="en"), CentresScreen)
    app.theme = AT[size]
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert look(app) == snapshot(name="centres", extension_class=Look)
