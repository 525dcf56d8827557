"""Which language a command line speaks: ``--lang`` anywhere on it, else that of the environment, else bokmål.

It is read before anything else, so that help pages and errors speak it, too; the commands never see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar

from auditor.cli.errors import UsageError
from auditor.locale import LANGUAGES, Translator, preferred_language

OPTION = "--lang"
ASKED: ContextVar[bool] = ContextVar("asked", default=False)
"""Whether the command line under way asks for a language."""


def default() -> str:
    """The language of the environment."""
    return preferred_language()


def asked(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The language of a command line, and the command line without it."""
    language, rest = default(), list(arguments)
    end = rest.index("--") if "--" in rest else len(rest)
    place = 0
    ASKED.set(False)
    while place < end:
        name, equals, value = rest[place].partition("=")
        if name != OPTION:
            place += 1
            continue
        if not equals:
            value = rest[place + 1] if place + 1 < end else ""
        taken = 1 if equals or place + 1 >= end else 2
        if value not in LANGUAGES:
            raise UsageError("cli.usage.choice", option=OPTION, available=LANGUAGES)
        language, end = value, end - taken
        ASKED.set(True)
        del rest[place : place + taken]
    return language, rest


def help_record(t: Translator) -> tuple[str, str]:
    """The option as a help page lists it."""
    return f"{OPTION} {'|'.join(LANGUAGES)}", t("cli.option.lang")
