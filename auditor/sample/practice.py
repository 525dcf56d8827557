"""How municipalities differ: each has habits of its own, which follow from its number and never from the seed.

The spreads are rough readings of what the reports say of differences between municipalities: extension offered to under
10 and over 70 per cent (seed-004a L3936-3939), goals attained by 15 to 80 per cent (L3644-3646), hours in centres by
whole municipality (seed-000 L1198-1200). A habit is spread evenly over its range; all of them are lawful.
"""

from __future__ import annotations

import hashlib

import numpy as np

from auditor.sample.draws import Floats, Ints
from auditor.sample.places import Places

HABITS: dict[str, tuple[float, float]] = {
    "waiting": (-16.0, 16.0),
    "prolonging": (0.4, 1.6),
    "attaining": (-0.11, 0.11),
    "causes": (0.4, 1.6),
    "registering": (10.0, 54.0),
    "hours": (122.0, 146.0),
    "first track": (-0.1, 0.1),
    "training pace": (0.85, 1.15),
    "early training": (0.5, 1.5),
    "validating": (0.0, 2.0),
}
"""From and to: days later or sooner to the start; times the usual share prolonged; more or less of those whose aim is
attained; times the usual share on social benefits among the others; most days until an end is registered; quarter
hours a week; more or less on track 1; times the usual hours of Norwegian; times the usual share who begin in a centre;
times the usual share whose prior learning is validated (some municipalities never do, seed-001 D12).
"""


class Practice:
    """The habits of the places of a sample."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._codes = [str(each) for each in places.present]

    def of(self, habit: str, chain: Ints) -> Floats:
        """The habit of the municipality each chain belongs to on the last day."""
        low, high = HABITS[habit]
        at = np.array([position(f"{habit} {code}") for code in self._codes])
        found: Floats = (low + (high - low) * at)[self._places.current[chain]]
        return found


def position(text: str) -> float:
    """Where a text lies between 0 and 1: the same each time, and anywhere."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48
