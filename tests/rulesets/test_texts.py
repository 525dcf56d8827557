"""The sentences of rule sets and engine: the same in both languages, none missing, none that nobody says."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

import auditor
from auditor.rulesets import sql, validating

PACKAGE = Path(auditor.__file__).parent
AREAS = {"rulesets": ("rulesets",), "engine": ("engine",)}
FAMILIES = ("rulesets.lint.", "rulesets.expected.", "rulesets.export.", "rulesets.kind.", "rulesets.generated.")
"""Keys that are put together from a prefix and a word of the code."""


def catalogue(language: str, area: str) -> dict[str, str]:
    """All sentences of an area by key."""
    text = (resources.files("auditor.locale") / language / f"{area}.toml").read_text(encoding="utf-8")
    found: dict[str, str] = {}

    def walk(prefix: str, node: dict[str, object]) -> None:
        for name, value in node.items():
            if isinstance(value, dict):
                walk(f"{prefix}.{name}", value)
            else:
                found[f"{prefix}.{name}"] = str(value)

    walk(area, tomllib.loads(text))
    return found


def placeholders(text: str) -> set[str]:
    """The facts a sentence needs."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def literals(folder: str) -> Iterator[str]:
    """Every text constant in the code of a package."""
    for path in sorted((PACKAGE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_say_the_same(area: str) -> None:
    """The same keys with the same placeholders, and no sentence left untranslated or empty."""
    bokmaal, english = catalogue("nb", area), catalogue("en", area)
    assert bokmaal.keys() == english.keys()
    for key, text in bokmaal.items():
        assert placeholders(text) == placeholders(english[key]), key
        assert text.strip()
        assert text != english[key] or key == "rulesets.kind.null", key


@pytest.mark.parametrize("area", AREAS)
def test_every_key_in_the_code_has_a_sentence(area: str) -> None:
    """Keys written out in any package are in the catalogue."""
    known = catalogue("nb", area)
    pattern = re.compile(rf"{area}(\.[a-z_]*[a-z])+")
    used = {text for text in literals(".") if pattern.fullmatch(text)}
    assert used
    assert used - known.keys() == set()


def test_every_sentence_is_said() -> None:
    """No sentence of the catalogues is left over: its key, or the last word of it, stands in the code."""
    words = set(literals("."))
    for area in AREAS:
        for key in catalogue("nb", area):
            family = next((each for each in FAMILIES if key.startswith(each)), None)
            if family is None:
                assert key in words, key
            elif family != "rulesets.generated.":
                assert {key, key.removeprefix(family)} & words, key


def test_what_was_expected_has_a_sentence() -> None:
    """The words that are put together to keys are in the catalogue."""
    known = catalogue("nb", "rulesets")
    expected = {*validating._EXPECTED.values(), *(name for name, _ in validating._LIMITS.values())}
    assert {f"rulesets.expected.{each}" for each in expected} <= known.keys()
    assert {f"rulesets.kind.{each}" for each in sql.KINDS} <= known.keys()


@pytest.mark.parametrize("area", AREAS)
def test_sentences_are_plain(area: str) -> None:
    """A sentence ends as one, and has no stray characters."""
    for language in ("nb", "en"):
        for key, text in catalogue(language, area).items():
            assert "\u00ad" not in text, key
            assert text == text.strip(), key
            whole = not key.startswith(("rulesets.expected.", "rulesets.kind.", "rulesets.generated."))
            if whole and not text.endswith("}"):
                assert text.endswith((".", "?", "!")), key
