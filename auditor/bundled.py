"""Where the rule sets and the sample that come with the program are."""

from __future__ import annotations

from pathlib import Path


def bundled(folder: str) -> Path:
    """The folder ``rules`` or ``samples``: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_bundled" / folder
    return installed if installed.is_dir() else package.parent / folder
