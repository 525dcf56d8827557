"""Help for what has the focus, in both languages, and no text that is missing."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import auditor.tui
from auditor.locale import LANGUAGES
from auditor.tui.app import KEY_NAMES, AuditorApp
from auditor.tui.keys import Keyed
from auditor.tui.palette import Actions
from auditor.tui.screens.help import help_text
from auditor.tui.screens.rows import RowsScreen
from tests.tui import factory
from tests.tui.conftest import Opener, ShowsAudit, make_session, seen, settle, with_audit

SOURCE = Path(auditor.tui.__file__).parent


def catalogue(language: str) -> dict[str, str]:
    """The texts of the screens by their keys, and the keys of screens whose texts are an area of their own."""
    found = {}
    for file in (resources.files("auditor.locale") / language).iterdir():
        area = file.name.removesuffix(".toml")
        parts = tomllib.loads(file.read_text(encoding="utf-8"))
        for part, texts in parts.items():
            if area == "tui" or part == "key":
                found |= {f"{area}.{part}.{name}": text for name, text in texts.items()}
    return found


def topics() -> set[str]:
    """Every help topic named in the source."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        found |= set(re.findall(r'help_topic(?:: str)? ?= ?"(\w+)"', file.read_text(encoding="utf-8")))
    return found


def test_both_catalogues_have_the_same_texts_and_placeholders() -> None:
    nb, en = catalogue("nb"), catalogue("en")
    assert nb.keys() == en.keys()
    holes = re.compile(r"\{(\w+)\}")
    assert {key: set(holes.findall(text)) for key, text in nb.items()} == {
        key: set(holes.findall(text)) for key, text in en.items()
    }


def test_every_text_named_in_the_source_is_in_the_catalogue_and_the_other_way_round() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    named = set(re.findall(r'"(tui\.\w+\.\w+)"', source))
    known = {key for key in catalogue("nb") if key.startswith("tui.")}
    assert named <= known
    made = {"severity", "dimension", "status", "basis", "match", "keyname", "matrixby", "unitless", "heat"}
    unused = {key for key in known if key not in named and key.split(".")[1] not in made}
    assert {key for key in unused if not key.endswith(("_short", "_one"))} == set()
    assert {key.rpartition("_")[0] for key in unused} <= named
    assert {f"tui.keyname.{name}" for name in KEY_NAMES} == {key for key in known if ".keyname." in key}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_a_help_text(language: str) -> None:
    files = {file.name.removesuffix(".md") for file in (SOURCE / "help" / language).iterdir()}
    assert files == topics()
    assert all(help_text(topic, language).startswith("# ") for topic in files)


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_is_about_the_focused_widget(overview: Opener, key: str) -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert "Hver rad er et utslag" in seen(app)
        assert "Filtrer" in seen(app)
        await pilot.press("escape", "tab", key)
        await settle(pilot)
        assert "Piltastene ruller" in seen(app)
        assert "Filtrer" not in seen(app).split("Alle taster her")[1]


async def test_the_palette_knows_every_action_of_the_keys(overview: Opener) -> None:
    app = overview()
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        provider = Actions(app.screen)
        offered = {hit.prompt async for hit in provider.discover()}  # type: ignore[union-attr]
        declared = {
            active.binding.description
            for active in app.screen.active_bindings.values()
            if isinstance(active.node, Keyed)
        }
        assert offered == declared
        assert {"Kommuner", "Eksporter", "Sorter", "Hjelp", "Velg farger", "Avslutt"} <= offered
        await pilot.press("ctrl+p")
        await pilot.pause(0.3)
        await pilot.press(*"kommuner", "enter")
        await pilot.pause(0.3)
        assert app.screen.crumb == "Kommuner"  # type: ignore[attr-defined]


async def test_no_english_is_left_among_the_keys_in_bokmal(overview: Opener) -> None:
    app: AuditorApp = overview()
    known = set(catalogue("nb").values())
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        bindings: list[Any] = list(app.screen.active_bindings.values())
        assert {each.binding.description for each in bindings if isinstance(each.node, Keyed)} - known == set()
