"""The stream for what the program says to its reader, and nobody else's words in it.

Other libraries write to stderr on their own: a panic of a native one, a warning, an exception that nobody waits for in
another thread, a line of a log. Their texts may quote cells, so they go nowhere.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

_own: TextIO | None = None


def stream() -> TextIO:
    """Where the program's own sentences go."""
    return _own if _own is not None else sys.stderr


def keep_to_ourselves() -> None:
    """Take stderr for :func:`stream` and the screens alone; for this process, once.

    What native code writes to the descriptor itself is silenced where there is POSIX. No core file is written either,
    since it would hold the extract.
    """
    global _own
    if _own is not None:
        return
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open until the end
    _own = sys.stderr or nowhere
    if os.name == "posix" and sys.stderr is not None:
        with suppress(OSError, ValueError):
            _own = _moved(sys.stderr)
    _without_core_files()
    sys.__stderr__ = _own  # type: ignore[assignment, misc]  # the screens draw on it
    sys.stderr = nowhere


def _moved(stream: TextIO) -> TextIO:
    """The same stream by a descriptor that native code does not know, and nothing behind the one it does."""
    stream.flush()
    place = stream.fileno()
    moved = open(  # noqa: SIM115 - stays open until the end
        os.dup(place), "w", encoding=stream.encoding, errors=stream.errors, buffering=1, closefd=False
    )
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, place)
    os.close(nothing)
    return moved


def _without_core_files() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
