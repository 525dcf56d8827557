"""Writing to stdout: UTF-8 whatever the locale says, and a reader that is gone or never was there is no error."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TextIO, cast

from auditor import system


def prepare_streams() -> None:
    """Let both streams take any character: a Windows or POSIX-locale terminal must not stop a report.

    Where the program was started without them, they are there and lead nowhere.
    """
    system.fill_closed_streams()
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if (stream.encoding or "").lower().replace("-", "") in ("ascii", "ansi_x3.41968", "latin1", "iso88591"):
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace", newline="\n" if not stream.isatty() else None)


def write(content: str | bytes) -> None:
    """Write output. The exit code stays what the run decided, even where nobody reads on (``| head``)."""
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content if content.endswith("\n") else content + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = _nowhere("w")


def _nowhere(mode: str) -> TextIO:
    """Stays open until the end."""
    return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))
