"""What p-values say: which are below a level, whether they follow from their statistic, whether two shares differ."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist

from auditor.published import format as entries
from auditor.published.checks.reading import Reader, beside
from auditor.published.interval import Interval, exactly
from auditor.published.model import Computed, Refuted

_SLACK = Fraction(1, 10**12)


def significant(claim: entries.SignificantClaim, read: Reader) -> Refuted | None:
    """A p-value that surely lies on the other side of the level than the text says."""
    level = Fraction(str(claim.level))
    for name in claim.among:
        p = read.value(name)
        said = name in claim.only
        if (said and p.low >= level) or (not said and p.high < level):
            key = "significant_is_not" if said else "significant_is"
            return Refuted(key, {"figure": name, "printed": read.printed(name), "level": _level(claim.level)})
    return None


def _level(level: float) -> Computed:
    return Computed(exactly(Fraction(str(level))), decimals=1)


def p_value(claim: entries.PValueClaim, read: Reader) -> Refuted | None:
    """The p-value is not that of the statistic."""
    statistic, printed = abs(read.value(claim.statistic)), read.printed(claim.p)
    found = Interval(_tail(float(statistic.high)) - _SLACK, _tail(float(statistic.low)) + _SLACK)
    if found.meets(read.value(claim.p)):
        return None
    facts = {"statistic": read.printed(claim.statistic), "printed": printed}
    return Refuted("p_value", {**facts, "computed": beside(found, printed)})


def _tail(z: float) -> Fraction:
    """Both tails of the standard normal distribution beyond ±z."""
    return Fraction(math.erfc(z / math.sqrt(2)))


def difference(claim: entries.DifferenceClaim, read: Reader) -> Refuted | None:
    """Whether the shares differ by more than chance is the other way round, wherever in their rounding they lie."""
    (share, rows), (other_share, other_rows) = (
        (read.value(each.value).within(Fraction(0), Fraction(1)), read.value(each.rows)) for each in claim.groups
    )
    scores = [
        _score(float(p), float(n), float(q), float(m))
        for p in (share.low, share.high)
        for q in (other_share.low, other_share.high)
        for n in (rows.low, rows.high)
        for m in (other_rows.low, other_rows.high)
    ]
    least = 0.0 if share.meets(other_share) else min(scores)
    limit = NormalDist().inv_cdf(1 - claim.level / 2)
    refuted = max(scores) < limit if claim.differ else least > limit
    if not refuted:
        return None
    one, other = (read.printed(each.value) for each in claim.groups)
    z = Computed(Interval(Fraction(least), Fraction(max(scores))), decimals=0)
    key = "difference_is_not" if claim.differ else "difference_is"
    return Refuted(key, {"one": one, "other": other, "z": z, "level": _level(claim.level)})


def _score(p: float, n: float, q: float, m: float) -> float:
    """The absolute z of two shares ``p`` of ``n`` and ``q`` of ``m`` under a common share."""
    common = (p * n + q * m) / (n + m)
    spread = math.sqrt(common * (1 - common) * (1 / n + 1 / m))
    return abs(p - q) / spread if spread else (0.0 if p == q else math.inf)
