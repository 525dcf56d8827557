"""Printed numbers are the intervals that rounding leaves, and arithmetic with them holds every result."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.published.expressions import ExpressionError, may_hold, parse, sides
from auditor.published.interval import INFINITY, Interval, exactly
from auditor.published.numbers import read_printed


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (14359, "14359", "14359"),
        ("834", "833.5", "834.5"),
        ("14 359", "14358.5", "14359.5"),
        ("0,438", "0.4375", "0.4385"),
        ("0.07", "0.065", "0.075"),
        ("−0,024", "-0.0245", "-0.0235"),
        ("46,1 %", "0.4605", "0.4615"),
        ("46%", "0.455", "0.465"),
        ("9,5 pp", "0.0945", "0.0955"),
        ("~50 %", "0.45", "0.55"),
        ("~78 %", "0.775", "0.785"),
        ("~1 %", "0.005", "0.015"),
        ("~300 000", "270000", "330000"),
        ("~28 000", "27500", "28500"),
        ("60–65 %", "0.595", "0.655"),
        ("60..65", "59.5", "65.5"),
    ],
)
def test_what_may_have_been_rounded(text: str | int, low: str, high: str) -> None:
    """To the last digit, per cent and signs understood."""
    assert read_printed(text).value == Interval(Fraction(low), Fraction(high))


def test_bounds_hidden_and_misprinted() -> None:
    """Open ends are no part of the interval; what is hidden or no number has none."""
    assert read_printed("<15 %").value == Interval(-INFINITY, Fraction(15, 100), open_high=True)
    assert read_printed(">=60").value == Interval(Fraction(60), INFINITY)
    assert read_printed(":").value is None
    assert not read_printed(":").misprinted
    assert read_printed("4 3106").misprinted
    assert read_printed(48, percent=True).value == Interval(Fraction("0.475"), Fraction("0.485"))


@pytest.mark.parametrize("text", ["", "omtrent ti", "1,2,3", "10 prosent", "--1", "5 mill"])
def test_what_is_no_number(text: str) -> None:
    """Is refused."""
    with pytest.raises(ValueError, match="^" + re.escape(text) + "$"):
        read_printed(text)


numbers = st.integers(-200, 200).map(lambda value: Fraction(value, 4))


@given(numbers, numbers, numbers, numbers, st.sampled_from("+-*/"))
def test_arithmetic_holds_every_result(a: Fraction, b: Fraction, c: Fraction, d: Fraction, sign: str) -> None:
    """Whatever lies in two intervals, their sum, difference, product and quotient lie in the result."""
    one, other = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    wide = {"+": one + other, "-": one - other, "*": one * other, "/": one / other}[sign]
    for x in (one.low, one.high, (one.low + one.high) / 2):
        for y in (other.low, other.high, (other.low + other.high) / 2):
            if sign == "/" and y == 0:
                continue
            result = {"+": x + y, "-": x - y, "*": x * y, "/": x / y if y else 0}[sign]
            assert wide.low <= result <= wide.high


def test_expressions() -> None:
    """References, brackets and functions; the middle of rounding decides nothing."""
    values = {"t.a.x": Interval(Fraction(1), Fraction(2)), "n": exactly(4)}
    left, sign, right = sides("1 - t.a.x / n >= abs(-(n)) * sqrt(4)", values.__getitem__)
    assert (left.low, left.high) == (Fraction(1, 2), Fraction(3, 4))
    assert sign == ">="
    assert right.low < 8 < right.high
    assert not may_hold(left, sign, right)


@pytest.mark.parametrize("sign", ["=", "<>", "<", "<=", ">", ">="])
@given(numbers, numbers, numbers, numbers)
def test_a_comparison_that_some_numbers_satisfy_may_hold(
    sign: str, a: Fraction, b: Fraction, c: Fraction, d: Fraction
) -> None:
    """And one that may hold between exact numbers does."""
    one, other = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    compare = {
        "=": lambda x, y: x == y, "<>": lambda x, y: x != y, "<": lambda x, y: x < y,
        "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
    }[sign]  # fmt: skip
    if any(compare(x, y) for x in (one.low, one.high) for y in (other.low, other.high)):
        assert may_hold(one, sign, other)
    assert may_hold(exactly(a), sign, exactly(c)) == compare(a, c)


@pytest.mark.parametrize(
    "text", ["a + b", "a = b = c", "a = 'x'", "a = (SELECT 1)", "a AND b", "f(a) = 1", "a = ", "a IN (1)", "NOT a = b"]
)
def test_what_is_no_comparison_is_refused(text: str) -> None:
    """Nothing but arithmetic is let through."""
    with pytest.raises(ExpressionError):
        parse(text)
