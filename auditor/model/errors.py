"""Errors whose text is a sentence of the catalogue, so that no data value and no foreign exception text leaks."""

from __future__ import annotations


class AuditorError(Exception):
    """Something a reader must act on.

    ``key`` names a sentence in the locale catalogues; ``facts`` fill its placeholders and must never hold a value of
    the data: file names, row numbers, rule ids, field names and counts only.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.key}({facts})"


class ExtractError(AuditorError):
    """An extract or one of its files cannot be read."""


class MappingError(AuditorError):
    """The mapping file (``auditor.toml``) says something that does not fit the extract or the rule set."""


class RuleSetError(AuditorError):
    """A rule set cannot be used; facts include ``file`` and ``line`` where they are known."""


class EngineError(AuditorError):
    """The audit could not be carried out."""


class Cancelled(AuditorError):  # noqa: N818 - it is a wish carried out, not an error
    """The user asked a run to stop."""

    def __init__(self) -> None:
        super().__init__("engine.cancelled")
