"""The corpus of hostile cells on every screen; a screen that is not tried fails here."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from auditor.ledger import waivers
from auditor.ledger.database import connected
from auditor.ledger.place import key_of
from auditor.ledger.runs import record
from auditor.privacy.sanitise import sanitise
from auditor.tui import recent, screens
from auditor.tui.logbook import Logbook
from auditor.tui.screens.centres import CentresScreen
from auditor.tui.screens.choice import ChoiceScreen
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.fields_shown import FieldsShownScreen
from auditor.tui.screens.help import HelpScreen
from auditor.tui.screens.history import HistoryScreen
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.screens.message import MessageScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.picker import PickerScreen
from auditor.tui.screens.prompt import PromptScreen
from auditor.tui.screens.proposals import ProposalsScreen
from auditor.tui.screens.settings import SettingsScreen
from auditor.tui.screens.waive import WaiveScreen
from auditor.tui.session import Request, Session
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, clickable, make_session, seen, settle, with_audit
from tests.tui.test_centres import audited
from tests.tui.test_privacy import VIEWS, harmless
from tests.tui.test_screens import Halfway

ALL = ("tab", "pagedown", "right", "f", "G", "y")
NOW = dt.datetime(2025, 1, 15, 12)
NAMES = [text.replace("/", "_").replace("\0", "")[:80] for text in factory.HOSTILE]
"""The texts as far as a file can be named so."""


class Attacked(Halfway):
    """The loading screen with findings in municipalities that attack their reader."""

    municipalities: Sequence[str] = factory.HOSTILE


FURTHER: dict[str, Callable[[], Screen[Any]]] = {
    "settings": SettingsScreen,
    "open": OpenScreen,
    "history": HistoryScreen,
    "proposals": ProposalsScreen,
    "centres": CentresScreen,
    "correction": lambda: CorrectionScreen(factory.PROGRAMME, 3, ["avslutningsarsak", "merknad"]),
    "loading": lambda: Attacked(Request(Path(f"/leveranser/{NAMES[2]}"), "nir", factory.DATE)),
}
DIALOGS: dict[type[Screen[Any]], tuple[str, Sequence[str]]] = {
    FieldsShownScreen: ("rows", ("c",)),
    PromptScreen: ("rows", ("s",)),
    HelpScreen: ("rows", ("f1",)),
    WaiveScreen: ("rows", ("w",)),
    ChoiceScreen: ("matrix", ("b",)),
    MessageScreen: ("delivery", ("tab", "enter")),
    PickerScreen: ("open", ("b",)),
}
"""What opens over a screen, by keys."""
SHOW = {"rows": 10, "person": 1, "open": 10, "history": 5, "centres": 10, "loading": 2}
"""How many of the texts are to be seen at the least where that is certain."""
EVERY = {**VIEWS, **FURTHER}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session whose cells, waivers, recent extracts and folders attack their reader."""
    folder = tmp_path / "mappe"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}x").mkdir(exist_ok=True)
        recent.remember(tmp_path, recent.Recent(folder / f"{name}x", "nir"))
    monkeypatch.setattr(Path, "home", lambda: folder)
    monkeypatch.chdir(folder)
    made = with_audit(make_session(state_dir=tmp_path), 60, hostile=True)
    made.logbook = Logbook(tmp_path / "logg.sqlite", now=lambda: NOW)
    with connected(made.logbook.path) as connection:
        record(connection, made.audit, key_of(made.logbook.path), NOW - dt.timedelta(days=3), "nir")
        for number, text in enumerate(text for text in factory.HOSTILE if text.strip()):
            waivers.waive(
                connection, factory.RULE_IDS[number % 5], municipality=f"{number:04}", reason="lawful",
                owner=text[:200], comment=text[:200], expires=NOW.date() + dt.timedelta(days=9), created_at=NOW,
            )  # fmt: skip
    made.logbook.follow(made.audit)
    return made


async def looked_at(app: ShowsAudit, pilot: Any, keys: Sequence[str]) -> str:
    """What is seen before and after each key; all of it text and nothing else."""
    shown = []
    for key in ("", *keys):
        if key:
            await pilot.press(key)
        await settle(pilot)
        shown.append(seen(app))
        assert clickable(app) == []
        assert harmless(shown[-1])
    assert app.reports == []
    return "".join(shown)


@pytest.mark.parametrize("name", EVERY)
async def test_hostile_cells_are_text_on_every_screen(name: str, session: Session, tmp_path: Path) -> None:
    if name == "centres":
        session = audited(tmp_path / "sentre", hostile=True)
    app = ShowsAudit(session, EVERY[name])
    async with app.run_test(size=(140, 40)) as pilot:
        shown = await looked_at(app, pilot, ALL)
        told = {text for text in factory.HOSTILE if text.strip() and sanitise(text)[:6].strip() in shown}
        assert len(told) >= {"rows": 10, "person": 1, "open": 10, "history": 5, "centres": 10, "loading": 2}.get(
            name, 0
        )


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda each: each.__name__)
async def test_and_in_what_opens_over_it(dialog: type[Screen[Any]], session: Session) -> None:
    name, keys = DIALOGS[dialog]
    app = ShowsAudit(session, EVERY[name])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        assert isinstance(app.screen, dialog)
        await looked_at(app, pilot, ("down", "pagedown", "tab"))


async def test_no_screen_is_left_out() -> None:
    """Every class of a screen in the program is that of one that is tried, or what several are made of."""
    there = set()
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, Screen) and each.__module__ == module.name:
                there.add(each)
    bases = {base for each in there for base in each.__bases__}
    async with ShowsAudit(with_audit(make_session(), 5)).run_test():
        tried = {kind for make in EVERY.values() for kind in type(make()).__mro__} | set(DIALOGS)
    assert len(there) > 30
    assert there - bases - tried == set()
    assert LoadingScreen in tried
