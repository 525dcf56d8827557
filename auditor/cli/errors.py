"""What a user can get wrong on the command line."""

from __future__ import annotations

from auditor.model.errors import AuditorError


class UsageError(AuditorError):
    """An option or argument that cannot be used as it is written."""
