"""Texts that exist in bokmål and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text in bokmål and, where somebody has written it, English."""

    nb: str
    en: str | None = None

    def in_language(self, language: str) -> str:
        """The text in ``language`` (``nb`` or ``en``); bokmål where there is no other."""
        return self.en if language == "en" and self.en else self.nb
