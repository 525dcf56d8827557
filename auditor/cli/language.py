"""Which language a command line speaks: ``--lang`` anywhere on it, else that of the environment, else bokmål."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from auditor.cli.errors import UsageError
from auditor.locale import LANGUAGES, Translator, preferred_language

OPTION = "--lang"


def default() -> str:
    """The language of the environment."""
    return preferred_language()


def asked(arguments: Sequence[str]) -> str:
    """The language of a command line, looked up before anything else, so that help and errors speak it, too."""
    found = None
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == OPTION and position + 1 < len(arguments):
            found = arguments[position + 1]
        elif argument.startswith(OPTION + "="):
            found = argument.partition("=")[2]
    if found is None:
        return default()
    if found not in LANGUAGES:
        raise UsageError("cli.usage.choice", option=OPTION, available=LANGUAGES)
    return found


def option(t: Translator) -> typer.models.OptionInfo:
    """The option as commands declare it; :func:`asked` has read its value already."""
    info: typer.models.OptionInfo = typer.Option(
        OPTION, help=t("cli.option.lang"), metavar="|".join(LANGUAGES), show_default=False
    )
    return info


def root(t: Translator) -> Callable[..., None]:
    """What stands before the commands."""

    def before(lang: Annotated[str, option(t)] = t.language) -> None:
        pass

    return before
