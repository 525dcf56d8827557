"""Both languages say everything, with the same facts, and nothing that is asked for is missing."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from auditor.locale import Translator, preferred_language

ROOT = Path(__file__).parents[2] / "auditor"
AREAS = sorted(each.stem for each in (ROOT / "locale" / "nb").glob("*.toml"))


def texts(language: str, area: str) -> dict[str, str]:
    """All texts of an area by key."""
    found: dict[str, str] = {}

    def flatten(prefix: str, node: dict[str, object]) -> None:
        for name, value in node.items():
            if isinstance(value, dict):
                flatten(f"{prefix}.{name}", value)
            else:
                found[f"{prefix}.{name}"] = str(value)

    file = ROOT / "locale" / language / f"{area}.toml"
    flatten(area, tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def placeholders(text: str) -> set[str]:
    """The facts a text speaks of."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_texts_with_the_same_facts(area: str) -> None:
    """A text in one language alone would be a KeyError in the other."""
    norwegian, english = texts("nb", area), texts("en", area)
    assert norwegian.keys() == english.keys()
    for key, text in norwegian.items():
        assert placeholders(text) == placeholders(english[key]), key


@pytest.mark.parametrize("area", AREAS)
def test_placeholders_are_plain_names(area: str) -> None:
    """No attribute or index access: a fact is only ever written, never asked."""
    for language in ("nb", "en"):
        for key, text in texts(language, area).items():
            assert all(name.isidentifier() for name in placeholders(text)), key


def test_every_key_that_is_written_out_in_the_program_exists() -> None:
    """Keys put together while running are tested where that happens."""
    known = {key for area in AREAS for key in texts("nb", area)}
    areas = "|".join(AREAS)
    pattern = re.compile(rf'"((?:{areas})(?:\.[a-z][a-z0-9_]*)+)"')
    written = {
        (file.name, key) for file in ROOT.rglob("*.py") for key in pattern.findall(file.read_text(encoding="utf-8"))
    }
    prefixes = {key.rpartition(".")[0] for key in known}
    missing = {(file, key) for file, key in written if key not in known and key not in prefixes}
    modules = {f"{file.parent.name}.{file.stem}" for file in ROOT.rglob("*.py")}
    assert not {(file, key) for file, key in missing if key not in modules}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "nb"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_US.UTF-8"}, "nb"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_GB", "LANG": "nb_NO"}, "en"),
    ],
)
def test_the_language_of_the_environment(environment: dict[str, str], language: str) -> None:
    """The first variable that says something decides; bokmål where nothing is known."""
    assert preferred_language(environment) == language


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    """No-break space and comma in bokmål."""
    import datetime as dt

    nb, en = Translator("nb"), Translator("en")
    assert nb.number(1234567) == "1\u00a0234\u00a0567"
    assert en.number(1234567) == "1,234,567"
    assert nb.percent(0.1234) == "12,3\u00a0%"
    assert en.percent(0.1234) == "12.3%"
    assert nb.date(dt.date(2024, 12, 31)) == "31.12.2024"
    assert en.date(dt.date(2024, 12, 31)) == "2024-12-31"
