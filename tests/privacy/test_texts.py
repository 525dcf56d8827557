"""Every sentence of the areas privacy and reference is there in both languages, with the same placeholders."""

from __future__ import annotations

import string
import tomllib
from importlib import resources

import pytest

from auditor.locale import Translator


def texts(language: str, area: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(prefix: str, node: dict[str, object]) -> None:
        for name, value in node.items():
            if isinstance(value, dict):
                walk(f"{prefix}.{name}", value)
            else:
                found[f"{prefix}.{name}"] = str(value)

    walk(area, tomllib.loads((resources.files("auditor.locale") / language / f"{area}.toml").read_text("utf-8")))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("area", ["privacy", "reference"])
def test_both_languages_say_the_same(area: str) -> None:
    nb, en = texts("nb", area), texts("en", area)
    assert nb.keys() == en.keys()
    for key in nb:
        assert placeholders(nb[key]) == placeholders(en[key]), key
        for language in ("nb", "en"):
            assert Translator(language)(key, **dict.fromkeys(placeholders(nb[key]), 4))
