"""Which shares changed more from one run to the next than they should.

Two measures, since each sees what the other does not: a relative change beyond a limit, and being an outlier among
all changes by Hidiroglou and Berthelot, whose limits follow how all of them moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from auditor.engine import hidiroglou_berthelot
from auditor.ledger.trend import Line
from auditor.model.rule import HidiroglouBerthelot
from auditor.privacy.cells import THRESHOLD

MAX_CHANGE = 0.5
"""Half as many again, or half as many, is a change somebody should know of, unless another limit is asked for."""


@dataclass(frozen=True)
class Alert:
    """A share that changed: ``change`` relative to the one before, None where that was 0."""

    line: Line
    before: float
    now: float
    relative: bool
    """The change is larger than the limit."""
    outlier: bool
    """It lies outside the limits of Hidiroglou and Berthelot."""

    @property
    def change(self) -> float | None:
        """How much of the former share it rose (positive) or fell (negative)."""
        return self.now / self.before - 1 if self.before else None


def alerts(
    lines: Sequence[Line], max_change: float = MAX_CHANGE, method: HidiroglouBerthelot | None = None
) -> Mapping[str, Alert]:
    """By key the lines whose share changed too much since the run before; the largest changes first.

    Lines without a share in both runs are not judged, nor are those with fewer than five findings in both: chance
    moves them. By Hidiroglou and Berthelot only shares above 0 in both runs are judged, weighed by what was checked.
    """
    judged = [
        (line, line.before.share, line.now.share, max(line.before.checked, line.now.checked))
        for line in lines
        if line.before is not None
        and line.now is not None
        and line.before.share is not None
        and line.now.share is not None
        and max(line.before.found, line.now.found) >= THRESHOLD
    ]
    now, before, size = (np.array([each[place] for each in judged], np.float64) for place in (2, 1, 3))
    low, high, verdict = hidiroglou_berthelot.limits(now, before, size, method or HidiroglouBerthelot())
    outside = verdict & ((now < low) | (now > high)) & ~np.isclose(now, before)
    found = []
    for place, (line, was, share, _) in enumerate(judged):
        assert was is not None
        assert share is not None
        relative = abs(share - was) > max_change * was
        if relative or outside[place]:
            found.append(Alert(line, was, share, relative, bool(outside[place])))
    found.sort(key=lambda each: (-abs(each.now - each.before), each.line.key))
    return {each.line.key: each for each in found}
