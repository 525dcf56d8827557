"""What can go wrong at the doors."""

from __future__ import annotations

from auditor.model.errors import AuditorError


class PrivacyError(AuditorError):
    """A file or key cannot be kept as privately as it must be."""
