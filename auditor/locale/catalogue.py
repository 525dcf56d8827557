"""Looking up and filling in texts."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from auditor.model.errors import AuditorError

LANGUAGES = ("nb", "en")
_NO_BREAK_SPACE = "\u00a0"


def preferred_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language asked for by LC_ALL, LC_MESSAGES or LANG: English where it says so, bokmål for everything else."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "nb"
    return "nb"


@cache
def _area(language: str, area: str) -> Mapping[str, str]:
    file = resources.files("auditor.locale") / language / f"{area}.toml"
    texts: dict[str, str] = {}

    def flatten(prefix: str, node: Mapping[str, object]) -> None:
        for name, value in node.items():
            key = f"{prefix}.{name}"
            if isinstance(value, Mapping):
                flatten(key, value)
            else:
                texts[key] = str(value)

    flatten(area, tomllib.loads(file.read_text(encoding="utf-8")))
    return texts


class Translator:
    """The texts of one language. ``t("extract.empty_file", file="a.csv")`` gives a sentence."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no catalogue for {language!r}")
        self.language = language

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of ``key`` with its placeholders filled; numbers and dates are written as the language does.

        KeyError for a key that is in no catalogue, or a placeholder without a fact.
        """
        text = _area(self.language, key.partition(".")[0])[key]
        return text.format_map({name: self.value(fact) for name, fact in facts.items()})

    def error(self, error: AuditorError) -> str:
        """The sentence of an error."""
        return self(error.key, **error.facts)

    def value(self, value: object) -> str:
        """Any fact as this language writes it."""
        if isinstance(value, bool) or value is None:
            return str(value)
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, float):
            return self.decimal(value)
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, AuditorError):
            return self.error(value)
        if isinstance(value, (list, tuple)):
            return ", ".join(self.value(each) for each in value)
        return str(value)

    def number(self, value: int) -> str:
        """A whole number with thousands set apart: ``12 345`` (no-break space) or ``12,345``."""
        return f"{value:,}".replace(",", _NO_BREAK_SPACE if self.language == "nb" else ",")

    def decimal(self, value: float, digits: int = 1) -> str:
        """A decimal number: ``12 345,6`` or ``12,345.6``."""
        whole, _, rest = f"{value:,.{digits}f}".partition(".")
        if self.language == "nb":
            return whole.replace(",", _NO_BREAK_SPACE) + ("," + rest if rest else "")
        return whole + ("." + rest if rest else "")

    def percent(self, share: float, digits: int = 1) -> str:
        """A share as per cent: ``12,3 %`` or ``12.3%``."""
        text = self.decimal(100 * share, digits)
        return f"{text}{_NO_BREAK_SPACE}%" if self.language == "nb" else f"{text}%"

    def date(self, value: dt.date) -> str:
        """A date: ``31.12.2024`` or ``2024-12-31``."""
        return value.strftime("%d.%m.%Y") if self.language == "nb" else value.isoformat()
