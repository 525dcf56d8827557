"""Every screen and state at both sizes and in both languages, in English dark, light and in the terminal's own colours.

A look is what a picture is made of: the text, which must be the same in all colours, and below it which style each
stretch of cells has in each of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.widgets import Static

from auditor.locale import LANGUAGES
from auditor.model.errors import AuditorError
from auditor.tui import recent
from auditor.tui.screens.centres import CentresScreen
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.history import HistoryScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.proposals import ProposalsScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.session import Request, Session
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, painted_strips, settle, with_audit
from tests.tui.test_centres import audited
from tests.tui.test_privacy import VIEWS
from tests.tui.test_screens import SIZES, Halfway, name_of

THEMES = {"nb": ("auditor-dark",), "en": ("auditor-dark", "auditor-light", "ansi-dark")}
"""By language; no text has a colour of its own."""
SCREENS: dict[str, Callable[[], Any]] = {
    **{name: make for name, make in VIEWS.items() if name != "columns"},
    "settings": SettingsScreen,
    "open": OpenScreen,
    "history": HistoryScreen,
    "proposals": ProposalsScreen,
    "correction": lambda: CorrectionScreen(factory.PROGRAMME, 3, ["avslutningsarsak"]),
    "loading": lambda: Halfway(Request(Path("/leveranser/2024/uttrekk"), "nir", factory.DATE)),
}
AFTER_KEYS = {
    "turned shares": ("matrix", "t", "c", "down", "w"),
    "matrix by centre": ("matrix", "b", "home", "down", "enter"),
    "filtered": ("rows", "f"),
    "sorted": ("rows", "o"),
    "without pane": ("rows", "i"),
}
"""States of a view after some keys."""
ON_TOP = {"help": "f1", "all actions": "ctrl+p", "search": "s", "export": "e", "fields shown": "c", "themes": "f2"}
"""What opens over the rows of a rule, by a key."""


class Look(SingleFileSnapshotExtension):
    """A look in a file of its own."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"
    file_extension = "txt"


Cells = list[list[tuple[str, str]]]
"""By line, each letter with its style."""


def cells_of(app: Any) -> Cells:
    """What is on the screen."""
    lines = []
    for strip in painted_strips(app):
        line: list[tuple[str, str]] = []
        for part in strip:
            style = str(part.style)
            line += [(letter, style) for letter in part.text]
        lines.append(line)
    return lines


def text_of(cells: Cells) -> list[str]:
    """The lines of the text."""
    return ["".join(letter for letter, _ in line).rstrip() for line in cells]


def look(shown: dict[str, Cells]) -> str:
    """The text, below it the stretches of cells that are of one style in each theme, and what those styles are.

    Lines that another theme writes otherwise, as the ends of scrollbars in the terminal's own colours, come last.
    """
    text = text_of(next(iter(shown.values())))
    names: dict[tuple[str, ...], str] = {}
    styled = []
    for lines in zip(*shown.values(), strict=True):
        styles = [tuple(style for _, style in cell) for cell in zip(*lines, strict=True)]
        runs = [(names.setdefault(style, f"s{len(names)}"), sum(1 for _ in cells)) for style, cells in groupby(styles)]
        styled.append(" ".join(f"{name}x{count}" for name, count in runs))
    legend = [f"{name} = {' | '.join(styles)}" for styles, name in names.items()]
    others = [
        f"{theme} {number}: {other}"
        for theme, cells in shown.items()
        for number, (line, other) in enumerate(zip(text, text_of(cells), strict=True), 1)
        if line != other
    ]
    return "\n".join([*text, *styled, *legend, *others]) + "\n"


@pytest.fixture(
    params=[(size, language) for size in SIZES for language in LANGUAGES], ids=lambda at: name_of((*at[0], at[1]))
)
def at(request: pytest.FixtureRequest) -> tuple[tuple[int, int], str]:
    """A size and a language."""
    return request.param  # type: ignore[no-any-return]


@asynccontextmanager
async def running(session: Session, size: tuple[int, int], *views: Callable[[], Any]) -> AsyncIterator[tuple[Any, Any]]:
    """An app that shows views, without failures till its end."""
    app = ShowsAudit(session, *views)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot
        assert app.reports == []


async def in_all_colours(app: Any, pilot: Any, names: Sequence[str]) -> dict[str, str]:
    """The looks of screens that are installed by name; each is made once and seen in one theme after the other."""
    shown: dict[str, dict[str, Cells]] = {name: {} for name in names}
    for theme in THEMES[app.session.language]:
        app.theme = theme
        for name, cells in shown.items():
            await app.push_screen(name)
            await settle(pilot)
            cells[theme] = cells_of(app)
            app.pop_screen()
    return {name: look(cells) for name, cells in shown.items()}


async def test_screens(snapshot: SnapshotAssertion, at: tuple[tuple[int, int], str], tmp_path: Path) -> None:
    size, language = at
    async with running(with_audit(make_session(language=language, state_dir=tmp_path), 60), size) as (app, pilot):
        for name, make in SCREENS.items():
            app.install_screen(make(), name)
        await app.push_screen("proposals")
        await settle(pilot)
        app.screen.query_one(".lead", Static).update("/a/folder/x.json")
        app.pop_screen()
        for name, seen in (await in_all_colours(app, pilot, list(SCREENS))).items():
            assert seen == snapshot(name=name_of(name), extension_class=Look), name


async def test_states(
    snapshot: SnapshotAssertion, at: tuple[tuple[int, int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/home"))
    size, language = at
    for number in range(3):
        recent.remember(tmp_path, recent.Recent(Path(f"/leveranser/2024/uttrekk {number}"), "nir"))
    session = with_audit(make_session(language=language, state_dir=tmp_path), 60)
    shown: dict[str, dict[str, Cells]] = {name: {} for name in (*ON_TOP, "failure", "recent")}
    async with running(session, size) as (app, pilot):
        for name, (view, *keys) in AFTER_KEYS.items():
            app.install_screen(VIEWS[view](), name)
            await app.push_screen(name)
            await settle(pilot)
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
            app.pop_screen()
        looks = await in_all_colours(app, pilot, list(AFTER_KEYS))
        for theme in THEMES[app.session.language]:
            app.theme = theme
            await settle(pilot)
            shown["recent"][theme] = cells_of(app)
            view = VIEWS["rows"]()
            await app.push_screen(view)
            await settle(pilot)
            for name, key in ON_TOP.items():
                await pilot.press(key)
                await settle(pilot)
                shown[name][theme] = cells_of(app)
                app.pop_screen()
                await settle(pilot)
            app.report(AuditorError("engine.table_unreadable", table="introduksjonsprogram"))
            await settle(pilot)
            shown["failure"][theme] = cells_of(app)
            app.pop_screen()
            app.pop_screen()
        app.reports.clear()
    for name, seen in {**looks, **{name: look(cells) for name, cells in shown.items()}}.items():
        assert seen == snapshot(name=name_of(name), extension_class=Look), name


async def test_other_audits(snapshot: SnapshotAssertion, at: tuple[tuple[int, int], str], tmp_path: Path) -> None:
    """Of cells that attack their reader, and of reception centres that do not fit."""
    size, language = at
    views = {"columns": VIEWS["columns"], "hostile rows": VIEWS["rows"]}
    session = with_audit(make_session(language=language), 60, hostile=True)
    for each, makes in ((session, views), (audited(tmp_path, language=language), {"centres": CentresScreen})):
        async with running(each, size) as (app, pilot):
            for name, make in makes.items():
                app.install_screen(make(), name)
            for name, seen in (await in_all_colours(app, pilot, list(makes))).items():
                assert seen == snapshot(name=name_of(name), extension_class=Look), name
