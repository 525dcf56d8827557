"""What may be noted of a finding; apart, so that a ledger can be checked before its marks are read."""

from __future__ import annotations

from enum import Enum


class Kind(str, Enum):
    """What was done."""

    SENT = "sent"
    CORRECTED = "corrected"
