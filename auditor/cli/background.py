"""Work in a thread of its own, so that Ctrl-C is heard at once and progress can be told meanwhile."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from auditor.cli import stderr
from auditor.model.errors import Cancelled

Result = TypeVar("Result")
TICK_SECONDS = 0.1
PATIENCE_SECONDS = 5.0
"""How long a cancelled run may take to stop between two batches before the process is ended for it."""


class Work(Generic[Result]):
    """One piece of work, with the event that asks it to stop."""

    def __init__(self, work: Callable[[threading.Event], Result]) -> None:
        self.cancel = threading.Event()
        self._work = work
        self._results: list[Result] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._carry_out, daemon=True)

    def _carry_out(self) -> None:
        try:
            self._results.append(self._work(self.cancel))
        except BaseException as error:
            self._error = error

    def result(self, tick: Callable[[], None]) -> Result:
        """Carry it out, calling ``tick`` some ten times a second; raises what the work raises, Cancelled on Ctrl-C."""
        self._thread.start()
        try:
            while self._thread.is_alive():
                self._thread.join(TICK_SECONDS)
                tick()
        except KeyboardInterrupt:
            self._stop()
            raise Cancelled from None
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _stop(self) -> None:
        self.cancel.set()
        self._thread.join(PATIENCE_SECONDS)


class ProgressLine:
    """One line on stderr that is written over, and gone when the work is done; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._on = stderr.stream().isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._shown = 0.0
        self._text = ""

    def show(self, text: str) -> None:
        """Write the line, if it says something new and the last one was long enough ago to be read."""
        now = time.monotonic()
        if not self._on or text == self._text or now - self._shown < 2 * TICK_SECONDS:
            return
        self._shown, self._text = now, text
        width = os.get_terminal_size(stderr.stream().fileno()).columns - 1
        stderr.stream().write("\r\x1b[K" + text[: max(width, 0)])
        stderr.stream().flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._on and self._text:
            stderr.stream().write("\r\x1b[K")
            stderr.stream().flush()
