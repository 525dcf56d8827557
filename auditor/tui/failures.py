"""What is said when something goes wrong: sentences for our own errors, a place and a type for all others.

An exception of another library may hold values of the data in its text and in its local variables, so neither is ever
shown, printed or kept.
"""

from __future__ import annotations

import traceback
from asyncio import CancelledError
from typing import TYPE_CHECKING, Any

from auditor.model.errors import AuditorError

if TYPE_CHECKING:
    from textual.message import Message

    from auditor.locale import Translator


def reference(error: BaseException) -> str:
    """Where an exception arose: module and line of our own code that is nearest to it, and the exception's type."""
    while error.__cause__ is not None:
        error = error.__cause__
    frames = list(traceback.walk_tb(error.__traceback__))
    ours = [
        (frame, line)
        for frame, line in frames
        if str(frame.f_globals.get("__name__", "")).startswith("auditor.") and frame.f_globals["__name__"] != __name__
    ]
    kind = type(error).__name__
    if not frames:
        return kind
    frame, line = (ours or frames)[-1]
    return f"{frame.f_globals.get('__name__', '?')}:{line} {kind}"


def sentence(error: BaseException, t: Translator) -> str:
    """What a reader is told about an exception."""
    if isinstance(error, AuditorError):
        try:
            return t(error.key, **error.facts)
        except (KeyError, FileNotFoundError):
            return t("tui.failure.unexpected", reference=error.key)
    return t("tui.failure.unexpected", reference=reference(error))


class Guarded:
    """A widget or screen whose failing handler is reported to the app, and which goes on working."""

    app: Any

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)  # type: ignore[misc]
        except CancelledError:
            raise
        except Exception as error:
            self.failed(error)

    def failed(self, error: Exception) -> None:
        """Report a failure to the app."""
        self.app.report(error)
