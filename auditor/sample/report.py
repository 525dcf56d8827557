"""What was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SampleReport:
    """Rows by table, and planted errors by rule; ``date`` is the reference date to audit the sample with."""

    path: Path
    date: dt.date
    rows: Mapping[str, int]
    planted: Mapping[str, int]
    errors: Path | None = None
