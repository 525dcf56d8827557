"""The most memory that a process of Python has held."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_STATUS = Path("/proc/self/status")
_READ = f"""
def peak():
    with open({str(_STATUS)!r}) as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
"""
"""Of the process alone: what ``getrusage`` gives is no less than the process that started it held."""


def run_measured(code: str, *arguments: object) -> list[str]:
    """The words that ``code`` prints, which may ask ``peak()`` for the bytes held so far; skipped but on Linux."""
    if not _STATUS.exists():
        pytest.skip("the peak of memory is read as Linux tells it")
    command = [sys.executable, "-c", _READ + code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
