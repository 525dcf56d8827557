"""Reading the small JSON files beside a ledger: baselines and corrections."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor.ledger.errors import LedgerError


def content_of(path: Path, kind: str) -> Any:
    """What the file holds; LedgerError ``ledger.<kind>_missing`` or ``ledger.<kind>_damaged``."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise LedgerError(f"ledger.{kind}_missing", file=path.name) from None
    except (ValueError, RecursionError):
        raise LedgerError(f"ledger.{kind}_damaged", file=path.name) from None
