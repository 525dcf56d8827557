"""Why somebody answers for a finding; apart, so that a help page can list them without loading what reads findings."""

from __future__ import annotations

REASONS = ("known_error", "lawful", "being_corrected", "other")
"""A known fault of the register, a lawful exception, under correction, another reason (told in the comment)."""
