"""Errors of the ledger."""

from __future__ import annotations

from auditor.model.errors import AuditorError


class LedgerError(AuditorError):
    """The ledger cannot be read or written; what was acknowledged before is still there."""
