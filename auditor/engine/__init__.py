"""The engine: a rule set and an extract in, an AuditResult out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.engine.auditing import ENGINES, audit
    from auditor.engine.progress import EarlyFinding, Progress

__all__ = ["ENGINES", "EarlyFinding", "Progress", "audit"]


def __getattr__(name: str) -> object:
    """Load on first use, so that importing the package costs nothing."""
    if name in __all__:
        from auditor.engine import auditing, progress

        return getattr(progress if hasattr(progress, name) else auditing, name)
    raise AttributeError(name)
