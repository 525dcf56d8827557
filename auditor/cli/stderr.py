"""The stream for what the program says to its reader, and nobody else's words in it.

Other libraries write to stderr on their own: a panic of a native one, a warning, an exception that nobody waits for in
another thread, a line of a log. Their texts may quote cells, so they go nowhere.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from auditor import system

_own: TextIO | None = None


def stream() -> TextIO:
    """Where the program's own sentences go."""
    return _own if _own is not None else sys.stderr


def keep_to_ourselves() -> None:
    """Take stderr for :func:`stream` and the screens alone; for this process, once.

    No core file is written either, since it would hold the extract.
    """
    global _own
    if _own is not None:
        return
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open until the end
    _own = sys.stderr or nowhere
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            _own = system.hidden_from_native_code(sys.stderr)
    system.without_core_files()
    sys.__stderr__ = _own  # type: ignore[assignment, misc]  # the screens draw on it
    sys.stderr = nowhere
