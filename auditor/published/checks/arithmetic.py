"""Sums, shares, completeness, and comparisons that a file writes out."""

from __future__ import annotations

import math

from auditor.published import expressions
from auditor.published import format as entries
from auditor.published.checks.reading import Reader, beside
from auditor.published.interval import Interval, exactly, total
from auditor.published.model import Computed, Refuted
from auditor.published.numbers import Printed, decimals_of


def equation(claim: entries.EquationClaim, read: Reader) -> Refuted | None:
    """A comparison that no numbers rounded to the printed ones satisfy."""
    left, comparison, right = expressions.sides(claim.holds, read.value)
    if expressions.may_hold(left, comparison, right):
        return None
    used = [read.printed(each) for each in expressions.references(claim.holds)]
    percent = any(read.printed(each).percent for each in expressions.alone(claim.holds)) or (
        bool(used) and all(each.percent for each in used) and not expressions.divides(claim.holds)
    )
    decimals = max((decimals_of(each) - (2 if percent and not each.percent else 0) for each in used), default=0)
    decimals = max(decimals, _telling(left, right) - (2 if percent else 0), 0)
    facts = {"left": Computed(left, percent, decimals), "right": Computed(right, percent, decimals)}
    return Refuted("equation", {**facts, "holds": claim.holds, "sign": comparison})


def _telling(left: Interval, right: Interval) -> int:
    """With how many decimals two numbers look as different as they are."""
    gap = float(max(left.low - right.high, right.low - left.high))
    return math.ceil(-math.log10(gap)) if 0 < gap < 1 else 0


def sum_(claim: entries.SumClaim, read: Reader) -> Refuted | None:
    """The parts do not make up the total."""
    parts = total(read.value(each) for each in claim.parts)
    printed, whole = read.operand(claim.total)
    if parts.meets(whole):
        return None
    return Refuted("sum", {"parts": beside(parts, printed), "total": printed})


def share(claim: entries.ShareClaim, read: Reader) -> Refuted | None:
    """The count is not that share of the whole."""
    printed = read.printed(claim.share)
    return _held(read.value(claim.part) / read.value(claim.whole), printed, "share", read, claim.part, claim.whole)


def completeness(claim: entries.CompletenessClaim, read: Reader) -> Refuted | None:
    """The rate is not what the missing leave."""
    printed = read.printed(claim.rate)
    rate = exactly(1) - read.value(claim.missing) / read.value(claim.rows)
    return _held(rate, printed, "completeness", read, claim.missing, claim.rows)


def _held(computed: Interval, printed: Printed, key: str, read: Reader, part: str, whole: str) -> Refuted | None:
    assert printed.value is not None
    if computed.meets(printed.value):
        return None
    facts = {"part": read.printed(part), "whole": read.printed(whole), "printed": printed}
    return Refuted(key, {**facts, "computed": beside(computed, printed)})
