"""Writing to stdout: UTF-8 whatever the locale says, and a reader that closes the pipe is no error."""

from __future__ import annotations

import io
import os
import sys


def prepare_streams() -> None:
    """Let both streams take any character: a Windows or POSIX-locale terminal must not stop a report."""
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
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open until the end
