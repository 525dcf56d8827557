"""Outliers among changes: see :class:`auditor.model.rule.HidiroglouBerthelot`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from auditor.engine.funnel import Numbers
from auditor.model.rule import LEAST_GROUPS, HidiroglouBerthelot


def limits(
    now: Numbers, before: Numbers, size: Numbers, method: HidiroglouBerthelot
) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """The lowest and the highest value ``now`` that is no outlier, and where there is a verdict at all.

    ``size`` is what weights a change. Nan is unknown.
    """
    usable = (now > 0) & (before > 0) & (size > 0)
    same = usable & (now == before)
    base = usable & ~same if same.sum() * 2 >= usable.sum() else usable
    if usable.sum() < LEAST_GROUPS:
        return before.copy(), before.copy(), np.zeros(len(now), dtype=np.bool_)
    if base.sum() < LEAST_GROUPS:
        return before.copy(), before.copy(), same
    ratio = now[base] / before[base]
    middle = float(np.median(ratio))
    weight = size[base] ** method.u
    effect = np.where(ratio >= middle, ratio / middle - 1, 1 - middle / ratio) * weight
    first, second, third = np.quantile(effect, [0.25, 0.5, 0.75]).tolist()
    least = abs(second * method.a) if second else method.a
    below = second - method.c * max(second - first, least)
    above = second + method.c * max(third - second, least)
    # The limits of e turned back into values, as SSB does.
    weights = np.where(usable, size, 1.0) ** method.u
    low = before * middle * _ratio(below / weights)
    high = before * middle * _ratio(above / weights)
    return low, high, usable


def _ratio(change: Numbers) -> Numbers:
    """The ratio to the median that a change s stands for: 1 + s where it is not negative, else 1 / (1 - s)."""
    return np.where(change >= 0, 1 + change, 1 / (1 - np.minimum(change, 0.0)))
