"""Printed numbers: text in, the interval of what may have been rounded to it out.

``46,1 %`` is every share from 0.4605 to 0.4615, either end included, since nobody tells how halves were rounded. A
whole number that stands unquoted in the file is a count and exact. ``~`` (about) may be half a unit of its last digit
that is not zero away, but no more than a tenth, which is our reading: about 50 % is from 45 to 55 %, about 78 % from
77.5 to 78.5 %, about 300 000 from 270 000 to 330 000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from auditor.published.interval import INFINITY, Interval, exactly

HIDDEN = ":"
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-"})
_NUMBER = r"-?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?"
_PRINTED = re.compile(
    rf"(?P<sign>~|<=|>=|<|>)? ?(?P<first>{_NUMBER})(?:(?:–|\.\.)(?P<last>{_NUMBER}))? ?(?P<unit>%|pp)?"
)
_DIGITS = re.compile(r"-?[0-9][0-9 ]*(?:[.,][0-9]+)? ?%?")
_PERCENT = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it is printed."""

    text: str
    value: Interval | None
    """None for what is hidden, or is no number though it looks like one."""
    percent: bool
    misprinted: bool = False
    """Digits set apart in other groups than thousands: no number, and the reader cannot tell which one was meant."""


def read_printed(text: str | int, percent: bool = False) -> Printed:
    """A number as it is printed; ``percent`` where the column says so. ValueError for text that is no number."""
    if isinstance(text, int):
        if percent:
            return read_printed(f"{text} %")
        return Printed(str(text), exactly(text), False)
    plain = text.translate(_SPACES).strip()
    if plain == HIDDEN:
        return Printed(text, None, percent)
    found = _PRINTED.fullmatch(plain)
    if found is None:
        if _DIGITS.fullmatch(plain):
            return Printed(text, None, percent, misprinted=True)
        raise ValueError(text)
    in_percent = percent or found["unit"] is not None
    shown = text if not percent or found["unit"] else f"{text} %"
    value = _interval(found["sign"], found["first"], found["last"])
    return Printed(shown, value * exactly(_PERCENT) if in_percent else value, in_percent)


def _interval(sign: str | None, first: str, last: str | None) -> Interval:
    low: Interval = _rounded(first)
    if last is not None:
        return Interval(low.low, _rounded(last).high)
    bound = _value(first)
    match sign:
        case "~":
            half = min(_coarse(first) / 2, max(abs(bound) / 10, low.high - bound))
            return Interval(bound - half, bound + half)
        case "<" | "<=":
            return Interval(-INFINITY, bound, open_high=sign == "<")
        case ">" | ">=":
            return Interval(bound, INFINITY, open_low=sign == ">")
        case _:
            return low


def _value(text: str) -> Fraction:
    return Fraction(text.replace(" ", "").replace(",", "."))


def _decimals(text: str) -> int:
    return len(re.split("[.,]", text)[1]) if re.search("[.,]", text) else 0


def _rounded(text: str) -> Interval:
    half = Fraction(1, 2 * 10 ** _decimals(text))
    return Interval(_value(text) - half, _value(text) + half)


def _coarse(text: str) -> Fraction:
    """The unit of the last digit that is not zero; of the last one where there are decimals."""
    decimals = _decimals(text)
    if decimals:
        return Fraction(1, 10**decimals)
    digits = text.lstrip("-").replace(" ", "")
    return Fraction(10 ** (len(digits) - len(digits.rstrip("0")))) if digits.strip("0") else Fraction(1)


def decimals_of(printed: Printed) -> int:
    """How many decimals were printed, so that what was computed can be shown with as many and one more."""
    return max((_decimals(each) for each in re.findall(_NUMBER, printed.text.translate(_SPACES))), default=0)
