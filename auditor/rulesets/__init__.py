"""Rule sets: YAML to RuleSet, SQL to expressions, lint, and pandera schemas in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.rulesets.loading import DEFAULT, available, load

__all__ = ["DEFAULT", "available", "load"]


def __getattr__(name: str) -> object:
    """Load on first use, so that importing the package costs nothing."""
    if name in __all__:
        from auditor.rulesets import loading as module

        return getattr(module, name)
    raise AttributeError(name)
