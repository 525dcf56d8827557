"""What chance explains in a share of few: Wilson's interval, and the limits of a funnel plot.

Formulas and sources are in :class:`auditor.model.rule.ShareCondition`.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]
_TRIMMED = 10
"""One in so many z-scores is drawn in on either side, at least one."""


def quantile(certainty: float) -> float:
    """The standard normal z that lies within ±z with ``certainty``: 0.95 gives 1.96."""
    return NormalDist().inv_cdf((1 + certainty) / 2)


def wilson(count: Numbers, rows: Numbers, certainty: float) -> tuple[Numbers, Numbers]:
    """Lower and upper bound of Wilson's score interval for ``count`` of ``rows`` (at least 1)."""
    z2 = quantile(certainty) ** 2
    share = count / rows
    middle = (share + z2 / (2 * rows)) / (1 + z2 / rows)
    half = np.sqrt(z2 * (share * (1 - share) / rows + z2 / (4 * rows**2))) / (1 + z2 / rows)
    low = np.where(count == 0, 0.0, middle - half)
    high = np.where(count == rows, 1.0, middle + half)
    return low, high


def funnel(expected: Numbers, rows: Numbers, certainty: float, between: float) -> Numbers:
    """How far a share of ``rows`` may lie from ``expected``; ``between`` is the variance between groups."""
    spread: Numbers = np.sqrt(expected * (1 - expected) / rows + between)
    return quantile(certainty) * spread


def variance_between(share: Numbers, expected: Numbers, rows: Numbers) -> float:
    """The variance between groups beyond chance (τ²), by the moments of winsorised z-scores; 0 where there is none."""
    variance = expected * (1 - expected) / rows
    usable = variance > 0
    share, expected, variance = share[usable], expected[usable], variance[usable]
    groups = len(share)
    if groups < 2:
        return 0.0
    z = np.sort((share - expected) / np.sqrt(variance))
    trimmed = min(-(-groups // _TRIMMED), (groups - 1) // 2)
    z = np.clip(z, z[trimmed], z[groups - 1 - trimmed])
    weights = 1 / variance
    beyond = float((z**2).sum()) - (groups - 1)
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, beyond / room) if room > 0 else 0.0
