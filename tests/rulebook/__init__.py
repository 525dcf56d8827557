"""The rule book itself: whether the examples of each rule would notice a change of its condition."""

WIDEST = ("samlet", "statistikk", "indicators")
"""Bundled rule sets that no other builds on: read with their bases, they hold every rule there is."""
