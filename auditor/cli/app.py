"""The application: which commands there are, and what ends a run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from auditor import system
from auditor.cli import diagnostics, help, language, output, stderr  # noqa: A004 - the module of help pages
from auditor.cli.commands import (
    baseline,
    centres,
    check,
    compare,
    demo,
    indicators,
    population,
    profile,
    sample,
    serve,
    verify,
    version,
    worklists,
)
from auditor.cli.commands import ledger as ledger_commands
from auditor.cli.commands import open as open_command
from auditor.cli.commands import rules as rules_commands
from auditor.cli.errors import UsageError
from auditor.cli.exit_codes import ExitCode
from auditor.locale import Translator

PROG = "auditor"
_NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""typer has pydantic look at options, which else opens every installed package to see whether it has a plugin."""


def build(t: Translator) -> typer.Typer:
    """The application with its help pages in the translator's language."""
    command, group = help.command_classes(t)
    app = typer.Typer(
        name=PROG,
        cls=group,
        help=t("cli.app.help"),
        epilog=_epilog(t),
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
    )
    app.callback()(_root)
    for module in (
        check,
        open_command,
        serve,
        demo,
        compare,
        worklists,
        ledger_commands,
        baseline,
        population,
        indicators,
        verify,
        centres,
        profile,
        rules_commands,
        sample,
        version,
    ):
        module.add(app, t, command, group)
    return app


def _root() -> None:
    """What stands before the commands: nothing, but it makes a group of them however few they are."""


def _epilog(t: Translator) -> str:
    lines = "\n".join(f"{code.value:>5}  {t(code.key)}" for code in ExitCode)
    return f"\b\n{t('cli.help.exit_codes')}\n{lines}"


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and give its exit code."""
    os.environ.setdefault(*_NO_PLUGINS)
    try:
        spoken, rest = language.asked(arguments)
    except UsageError as error:
        return diagnostics.tell(error, Translator(language.default()))
    t = Translator(spoken)

    def carry_out() -> int:
        try:
            code = typer.main.get_command(build(t))(rest, prog_name=PROG, standalone_mode=False)
        except TyperException as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                diagnostics.say(error.message)
            raise help.usage_error(error, PROG) from None
        return int(code or 0)

    return diagnostics.guarded(carry_out, t)


def _interrupt() -> None:
    """What Ctrl-C does: temporary files are taken away, and what was begun is not taken for done."""
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The console command."""
    output.prepare_streams()
    stderr.keep_to_ourselves()
    system.when_ended(_interrupt, _interrupt)
    sys.exit(run(sys.argv[1:]))
