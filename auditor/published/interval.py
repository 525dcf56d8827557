"""Closed intervals of exact numbers: what a printed number may stand for, and what follows from several of them.

Rules of interval arithmetic: a result holds every value that the operands can give, so two results that share no value
contradict each other whatever was rounded away (Moore, Interval Analysis, 1966). Where an operand stands more than once
in an expression the result may be wider than need be, never narrower.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | float
"""A bound: exact, or plus or minus infinity as a float."""
INFINITY = math.inf
_SLACK = Fraction(1, 10**12)
"""By how much roots and probabilities, which are not exact, are widened."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``; an ``open_`` end is not one of them (``< 15 %``)."""

    low: Number
    high: Number
    open_low: bool = False
    open_high: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    @property
    def middle(self) -> float:
        """Half way between the ends; the finite one where the other is not."""
        ends = [float(each) for each in (self.low, self.high) if not math.isinf(each)]
        return sum(ends) / len(ends) if ends else 0.0

    def meets(self, other: Interval) -> bool:
        """Whether the two have a number in common."""
        return self.may_be_at_most(other) and other.may_be_at_most(self)

    def overlaps(self, other: Interval) -> bool:
        """Whether they have more in common than an end: 77 and 78 per cent are never one number rounded once."""
        if self.exact or other.exact:
            return self.meets(other)
        return self.low < other.high and other.low < self.high

    def may_be_at_most(self, other: Interval) -> bool:
        """Whether some number here is no larger than some number there."""
        if self.open_low or other.open_high:
            return self.low < other.high
        return self.low <= other.high

    def may_be_less(self, other: Interval) -> bool:
        """Whether some number here is smaller than some number there."""
        return self.low < other.high

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.open_high, self.open_low)

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.open_low or other.open_low,
            self.open_high or other.open_high,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        if other.exact and other.low > 0:
            return Interval(_times(self.low, other.low), _times(self.high, other.low), self.open_low, self.open_high)
        corners = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return WHOLE
        return self * Interval(_inverse(other.high), _inverse(other.low))

    def __abs__(self) -> Interval:
        if self.low >= 0:
            return self
        return -self if self.high <= 0 else Interval(Fraction(0), max(-self.low, self.high))

    def root(self) -> Interval:
        """The square root of what is not negative in it."""
        low, high = (max(Fraction(0), end) if not math.isinf(end) else max(0.0, end) for end in (self.low, self.high))
        return Interval(_root(low) - _SLACK, _root(high) + _SLACK)

    def within(self, low: Number, high: Number) -> Interval:
        """The part of it between two bounds; a single bound where it has no such part."""
        return Interval(min(max(self.low, low), high), max(min(self.high, high), low))


WHOLE = Interval(-INFINITY, INFINITY)


def exactly(value: int | Fraction | str) -> Interval:
    """One number."""
    return Interval(Fraction(value), Fraction(value))


def total(parts: Iterable[Interval]) -> Interval:
    """The sum."""
    result = exactly(0)
    for each in parts:
        result = result + each
    return result


def _times(a: Number, b: Number) -> Number:
    return Fraction(0) if a == 0 or b == 0 else a * b


def _inverse(value: Number) -> Number:
    return Fraction(0) if math.isinf(value) else 1 / Fraction(value)


def _root(value: Number) -> Number:
    return value if math.isinf(value) else Fraction(math.sqrt(value))
