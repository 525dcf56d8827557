"""What goes to stderr, and which exit code follows: nothing else writes there, and stdout belongs to output.

No sentence holds a value of the data: errors are catalogue texts, and of an exception nobody foresaw only its type and
place are told, since its own text may quote a cell.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType

from auditor.cli import stderr
from auditor.cli.errors import UsageError
from auditor.cli.exit_codes import ExitCode
from auditor.ledger.errors import LedgerError
from auditor.locale import Translator
from auditor.model.errors import AuditorError, Cancelled, MappingError, RuleSetError
from auditor.model.extract import Problem
from auditor.model.vocabulary import Severity
from auditor.privacy.errors import PrivacyError
from auditor.privacy.sanitise import sanitise

DEBUG = "AUDITOR_DEBUG"
"""Environment variable: show where in the program an unforeseen error came from."""

_USAGE = (UsageError, RuleSetError, MappingError, PrivacyError, LedgerError)
_USAGE_KEYS = frozenset({"engine.unknown_engine"})


def say(text: str) -> None:
    """A line for the reader's eyes on stderr."""
    with suppress(OSError):
        print(text, file=stderr.stream(), flush=True)


def exit_code_of(error: AuditorError) -> ExitCode:
    """The exit code that an error of the program ends in."""
    if isinstance(error, Cancelled):
        return ExitCode.INTERRUPTED
    if isinstance(error, _USAGE) or error.key in _USAGE_KEYS or error.key.startswith("sample."):
        return ExitCode.USAGE
    return ExitCode.INCOMPLETE


def tell(error: AuditorError, t: Translator) -> ExitCode:
    """Say an error as a sentence, with the problems it brings, and give its exit code."""
    say(sanitise(t("cli.error", sentence=t.error(error))))
    for problem in getattr(error, "problems", ()):
        say("  " + sanitise(t(problem.key, **problem.facts)))
    return exit_code_of(error)


def told_unread(problems: Iterable[Problem], t: Translator) -> bool:
    """Whether something of an extract could not be read; each such problem is said, as it decides the exit code."""
    unread = [each for each in problems if each.severity >= Severity.ERROR]
    for problem in unread:
        say(sanitise(t(problem.key, **problem.facts)))
    return bool(unread)


def guarded(run: Callable[[], int], t: Translator) -> int:
    """Carry out a command: whatever happens ends in a sentence and an exit code, never in a traceback with values."""
    try:
        return run()
    except AuditorError as error:
        return tell(error, t)
    except KeyboardInterrupt:
        return tell(Cancelled(), t)
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of a native library is not an Exception
        say(t("cli.unexpected", reference=reference(error)))
        if os.environ.get(DEBUG):
            say("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
        else:
            say(t("cli.unexpected_debug", variable=DEBUG))
        return ExitCode.INCOMPLETE


def reference(error: BaseException) -> str:
    """Type and place of an exception: ``KeyError, auditor.engine.groups:93``, the innermost place in this program."""
    place = _place(error.__traceback__)
    return f"{type(error).__name__}, {place}" if place else type(error).__name__


def _place(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == "auditor":
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
