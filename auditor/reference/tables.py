"""Reading the program's own reference tables."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``data/<name>.csv`` as text, in file order; lines that begin with # name source and date."""
    text = (resources.files("auditor.reference") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def source(name: str) -> str:
    """What the file says of its source and date."""
    text = (resources.files("auditor.reference") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))


def day(text: str) -> dt.date | None:
    """An ISO date; None for an empty cell."""
    return dt.date.fromisoformat(text) if text else None
