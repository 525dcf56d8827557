"""Means of groups against means of all, and what so many rows can give at all.

GRIM: Brown and Heathers, The GRIM Test, Social Psychological and Personality Science 8(4), 2017. The largest deviation
of values between two bounds: Bhatia and Davis, A Better Bound on the Variance, American Mathematical Monthly 107(4),
2000.
"""

from __future__ import annotations

import math
from fractions import Fraction

from auditor.published import format as entries
from auditor.published.checks.reading import Reader, beside
from auditor.published.interval import Interval, Number, exactly
from auditor.published.model import Computed, Refuted


def weighted_mean(claim: entries.WeightedMeanClaim, read: Reader) -> Refuted | None:
    """The mean of all does not follow from those of the groups."""
    sizes = [read.value(each.rows) for each in claim.groups]
    values = [read.value(each.value) for each in claim.groups]
    printed = read.printed(claim.total)
    mean = _mean(sizes, values)
    if mean.meets(read.value(claim.total)):
        return None
    return Refuted("weighted_mean", {"computed": beside(mean, printed), "printed": printed})


def _mean(sizes: list[Interval], values: list[Interval]) -> Interval:
    """The weighted mean; each weight may be anything its printing allows.

    The mean is largest where groups above it weigh most and those below it least, so the best place of the border is
    looked for among the groups in order of their values.
    """
    weights = [each.within(Fraction(0), each.high) for each in sizes]
    lowest = _extreme([(each.high, each.low, -value.low) for each, value in zip(weights, values, strict=True)])
    highest = _extreme([(each.high, each.low, value.high) for each, value in zip(weights, values, strict=True)])
    return Interval(-lowest, highest)


def _extreme(groups: list[tuple[Number, Number, Number]]) -> Number:
    """The largest weighted mean of groups of largest weight, smallest weight and value."""
    groups = sorted(groups, key=lambda group: group[2])
    best = groups[0][2]
    for border in range(len(groups)):
        chosen = [(most if place >= border else least, value) for place, (most, least, value) in enumerate(groups)]
        if any(math.isinf(weight) for weight, _ in chosen):
            best = max(best, groups[-1][2] if border else best)
            continue
        whole = sum(weight for weight, _ in chosen)
        if whole:
            best = max(best, sum(weight * value for weight, value in chosen) / whole)
    return best


def grim(claim: entries.GrimClaim, read: Reader) -> Refuted | None:
    """No number of whole answers gives the mean."""
    printed, value = read.printed(claim.value), read.value(claim.value)
    rows = read.value(claim.rows)
    if not rows.exact:
        return None
    answers = int(rows.low) * claim.items
    least = math.ceil(value.low * answers)
    if least <= value.high * answers:
        return None
    near = [Fraction(each, answers) for each in (least - 1, least)]
    facts = {"below": near[0], "above": near[1]}
    shown = {name: beside(exactly(each), printed) for name, each in facts.items()}
    return Refuted("grim", {**shown, "printed": printed, "rows": int(rows.low)})


def deviation(claim: entries.DeviationClaim, read: Reader) -> Refuted | None:
    """Values between the bounds that have this mean cannot have this deviation.

    Whether the sum of squares was divided by n or by n - 1 is not told, so both are allowed.
    """
    printed = read.printed(claim.deviation)
    mean, rows = read.value(claim.mean), read.value(claim.rows)
    low, high = (_bound(claim, read, end) for end in ("low", "high"))
    inside = mean.within(low, high)
    largest = ((inside - exactly(low)) * (exactly(high) - inside)).within(Fraction(0), (high - low) ** 2 / 4)
    more = rows / (rows - exactly(1)) if rows.low > 1 else exactly(1)
    widest = Interval(largest.low, largest.high * more.high).root()
    found = read.value(claim.deviation)
    if claim.binary and not widest.meets(found):
        return Refuted("deviation_binary", {"computed": beside(widest, printed), "printed": printed})
    if not claim.binary and not found.may_be_at_most(widest):
        most = Computed(exactly(Fraction(widest.high)), printed.percent, beside(widest, printed).decimals)
        return Refuted("deviation", {"computed": most, "printed": printed})
    return None


def _bound(claim: entries.DeviationClaim, read: Reader, end: str) -> Fraction:
    if claim.binary:
        return Fraction(0 if end == "low" else 1)
    given = claim.low if end == "low" else claim.high
    assert given is not None
    return Fraction(read.operand(given)[1].low)
