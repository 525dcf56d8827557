"""The rules of Norwegian identity numbers, applied to arrays of digits.

Fødselsnummer (DDMMYY, individual number, two check digits), D-number (day + 40), H-number (month + 40), FH-number
(first digit 8 or 9, no birth date), synthetic numbers (month + 80 Tenor, + 65 SyntPop, + 40 Dolly) and DUF numbers
(year, serial number, check number). Sources: Skatteetaten (building of the numbers, the D-number series widened 16
November 2021, the check digits from 2032, the synthetic series), folkeregisterforskriften, SSB's
kostra-kontrollprogram (incomplete numbers, DUF check number).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
DUF_WEIGHTS = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
INCOMPLETE_SUFFIXES = (100, 200, 99999)
"""Last five digits of the incomplete numbers that SSB accepts without check digits: 00100, 00200, 99999."""
NO_DATE = np.iinfo(np.int32).min
"""Stands for an unknown birth date in :attr:`Judged.days`."""


class Kind(IntEnum):
    """What an identity number is."""

    FODSELSNUMMER = 0
    D_NUMBER = 1
    H_NUMBER = 2
    FH_NUMBER = 3
    DUF = 4
    SYNTHETIC = 5
    INCOMPLETE = 6
    INVALID = 7


class Reason(IntEnum):
    """Why a value is no identity number; the first that applies, in this order."""

    NONE = 0
    NOT_DIGITS = 1
    LEADING_ZERO = 2
    """Ten digits that become a valid number with a zero in front."""
    LENGTH = 3
    DATE = 4
    INDIVIDUAL_NUMBER = 5
    """Outside every series of the year of birth."""
    CHECK_DIGIT = 6
    DUF_YEAR = 7
    DUF_CHECK_DIGIT = 8
    """The algorithm is not officially published: reason for a warning, not for an error."""


class Synthetic(IntEnum):
    """Whether a number belongs to a test person."""

    NO = 0
    YES = 1
    UNCERTAIN = 2
    """Month + 40 on a number that is no D-number: an H-number, or one of Dolly's test persons."""


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """What changes over time in the rules.

    ``relaxed``: the first check digit may leave a remainder of 0-3, as numbers allotted from 2032-01-01 do; the
    individual number then says nothing sure of century and sex any more. ``duf_years``: first and last plausible year
    of a DUF number.
    """

    relaxed: bool = False
    duf_years: tuple[int, int] = (1980, 2099)

    @classmethod
    def at(cls, reference_date: dt.date) -> IdentityRules:
        """The rules for data that may hold every number allotted until ``reference_date``."""
        return cls(relaxed=reference_date >= dt.date(2032, 1, 1), duf_years=(1980, reference_date.year))


class Judged(NamedTuple):
    """What is known of each number; arrays of one length."""

    base: Bytes
    """Kind, never SYNTHETIC."""
    reason: Bytes
    synthetic: Bytes
    """Synthetic; NO where the number is invalid."""
    days: npt.NDArray[np.int32]
    """Birth date in days since 1970-01-01, or NO_DATE."""
    sex: Bytes
    """0 woman, 1 man, 2 unknown."""

    @classmethod
    def empty(cls, size: int) -> Judged:
        """All invalid, for a reason still to be filled in."""
        return cls(
            np.full(size, Kind.INVALID, np.uint8),
            np.full(size, Reason.NONE, np.uint8),
            np.full(size, Synthetic.NO, np.uint8),
            np.full(size, NO_DATE, np.int32),
            np.full(size, 2, np.uint8),
        )

    def put(self, where: Flags | npt.NDArray[np.intp], part: Judged) -> None:
        """Write ``part`` into the rows of ``where``."""
        self.base[where] = part.base
        self.reason[where] = part.reason
        self.synthetic[where] = part.synthetic
        self.days[where] = part.days
        self.sex[where] = part.sex

    @property
    def kind(self) -> Bytes:
        """Kind, by precedence invalid, incomplete, synthetic, then the number's own type."""
        synthetic = (self.synthetic == Synthetic.YES) & (self.base != Kind.INCOMPLETE)
        return np.where(synthetic, np.uint8(Kind.SYNTHETIC), self.base)


@cache
def birth_years() -> npt.NDArray[np.int16]:
    """Year of birth by [D-number?, two-digit year * 1000 + individual number]; 0 where no series has it.

    Fødselsnummer: 500-749 born 1854-1899, 000-499 born 1900-1999, 900-999 born 1940-1999, 500-999 born 2000-2039.
    D-number: 500-599 born 1858-1899, 000-199 born 1900-1939, 000-499 and 600-999 born 1940-1999, 200-999 born
    2000-2039.
    """
    years = np.zeros((2, 100, 1000), np.int16)
    two_digits = np.arange(100)[:, np.newaxis]

    def series(table: int, first: int, last: int, born_first: int, born_last: int) -> None:
        year = two_digits + born_first // 100 * 100
        fits = (year >= born_first) & (year <= born_last)
        part = years[table, :, first : last + 1]
        part[:] = np.where(fits, year, part)

    series(0, 500, 749, 1854, 1899)
    series(0, 0, 499, 1900, 1999)
    series(0, 900, 999, 1940, 1999)
    series(0, 500, 999, 2000, 2039)
    series(1, 500, 599, 1858, 1899)
    series(1, 0, 199, 1900, 1939)
    series(1, 0, 499, 1940, 1999)
    series(1, 600, 999, 1940, 1999)
    series(1, 200, 999, 2000, 2039)
    return years.reshape(2, 100_000)


def _months() -> tuple[Bytes, Bytes]:
    """Month (0 = none) and what was added to it (0, 40, 65, 80), by the two digits as written."""
    month, added = np.zeros(100, np.uint8), np.zeros(100, np.uint8)
    for plus in (0, 40, 65, 80):
        month[plus + 1 : plus + 13] = np.arange(1, 13)
        added[plus + 1 : plus + 13] = plus
    return month, added


_MONTH, _MONTH_ADDED = _months()
_DAY = np.where(np.arange(100) > 40, np.arange(100) - 40, np.arange(100)).astype(np.uint8)
_LENGTH_OF_MONTH = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8)
_FIRST_YEAR = 1854
_MONTH_STARTS = np.arange("1854-01", "2040-01", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int32)


def weighted(digits: Bytes, weights: tuple[int, ...]) -> npt.NDArray[np.uint16]:
    """The weighted sum of the first rows of ``digits`` (one row a position)."""
    total = np.zeros(digits.shape[1], np.uint16)
    for row, weight in zip(digits, weights, strict=False):
        total += row * np.uint8(weight)  # at most 9 * 9
    return total


def _divisible(totals: npt.NDArray[np.uint16], divisor: int) -> Flags:
    """Where a number is a multiple; dividing takes a fraction of the time that the remainder does."""
    whole: Flags = totals // np.uint16(divisor) * np.uint16(divisor) == totals
    return whole


def _digits(written: Bytes) -> tuple[Bytes, Flags]:
    """ASCII text as digits, and which of the texts consist of them; the others are noughts."""
    digits = written - np.uint8(48)
    numeric: Flags = digits.max(axis=0, initial=0) <= 9
    digits[:, np.flatnonzero(~numeric)] = 0
    return digits, numeric


def judge_person_numbers(written: Bytes, rules: IdentityRules) -> Judged:
    """Judge values of 11 bytes; ``written`` is (11, n) bytes of ASCII text, one row a position.

    What only a number that is none needs is asked of those alone, since they are few.
    """
    digits, numeric = _digits(written)
    day_written = digits[0] * np.uint8(10) + digits[1]
    month_written = digits[2] * np.uint8(10) + digits[3]
    two_digit_year = digits[4] * np.uint8(10) + digits[5]
    individual = digits[6] * np.uint16(100) + digits[7] * np.uint8(10) + digits[8]

    weighed = weighted(digits, K1_WEIGHTS)
    fh_number = digits[0] >= 8
    fits = _divisible(weighed, 11)
    first_checked = (weighed % np.uint16(11) <= 3) & ~fh_number | fits if rules.relaxed else fits
    checked = first_checked & _divisible(weighted(digits, K2_WEIGHTS), 11)
    d_number = digits[0] >= 4
    month, added, day = _MONTH.take(month_written), _MONTH_ADDED.take(month_written), _DAY.take(day_written)

    of_series = (d_number & ~fh_number) * np.int32(100_000) + two_digit_year * np.int32(1000) + individual
    year = birth_years().ravel().take(of_series)
    leap = (two_digit_year & np.uint8(3)) == 0
    last_of_february = (month == 2) & (day == 29)
    dated = (month > 0) & (day > 0) & (day <= _LENGTH_OF_MONTH.take(month)) & ~(last_of_february & ~leap)
    lacks_leap_day = last_of_february & (year == 1900)
    dated_in_century = dated & ~fh_number
    if not rules.relaxed:
        dated_in_century &= ~lacks_leap_day
    in_series = year > 0
    full = numeric & dated_in_century & checked
    if not rules.relaxed:
        full &= in_series

    judged = Judged.empty(digits.shape[1])
    base, reason, synthetic, days, sex = judged
    h_number = ~d_number & (added == 40)
    np.copyto(base, np.uint8(Kind.FODSELSNUMMER), where=full)
    np.copyto(base, np.uint8(Kind.D_NUMBER), where=full & d_number)
    np.copyto(base, np.uint8(Kind.H_NUMBER), where=full & h_number)

    rest = np.flatnonzero(~full)
    base[rest[(numeric & fh_number & checked)[rest]]] = Kind.FH_NUMBER
    suffix = individual[rest] * np.int32(100) + digits[9, rest] * np.int32(10) + digits[10, rest]
    known_suffix = np.isin(suffix, INCOMPLETE_SUFFIXES)
    incomplete = rest[known_suffix & (dated & ~fh_number & numeric)[rest]]
    base[incomplete] = Kind.INCOMPLETE
    none = rest[base[rest] == Kind.INVALID]
    for why, where in (
        (Reason.CHECK_DIGIT, ~checked[none]),
        (Reason.INDIVIDUAL_NUMBER, ~(in_series | fh_number | rules.relaxed)[none]),
        (Reason.DATE, ~(dated_in_century | fh_number)[none]),
        (Reason.NOT_DIGITS, ~numeric[none]),
    ):
        reason[none[where]] = why

    of_person = full.copy()
    of_person[incomplete] = True
    np.copyto(synthetic, np.uint8(Synthetic.YES), where=of_person & (added > 0))
    np.copyto(synthetic, np.uint8(Synthetic.UNCERTAIN), where=of_person & h_number)

    known = full & in_series & fits & ~lacks_leap_day
    of_month = (year - np.int16(_FIRST_YEAR)) * np.int16(12) + month - np.int16(1)
    np.copyto(days, _MONTH_STARTS.take(of_month, mode="clip") + day - 1, where=known)
    np.copyto(sex, digits[8] & np.uint8(1), where=known)
    return judged


def judge_duf_numbers(written: Bytes, rules: IdentityRules) -> Judged:
    """Judge values of 12 bytes as DUF numbers; ``written`` is (12, n) bytes of ASCII text."""
    digits, numeric = _digits(written)
    year = weighted(digits[:2], (10, 1)) * np.uint16(100) + weighted(digits[2:4], (10, 1))
    checked = weighted(digits, DUF_WEIGHTS) % np.uint16(11) == weighted(digits[10:], (10, 1))
    plausible = (year >= rules.duf_years[0]) & (year <= rules.duf_years[1])
    judged = Judged.empty(digits.shape[1])
    judged.reason[~checked] = Reason.DUF_CHECK_DIGIT
    judged.reason[~plausible] = Reason.DUF_YEAR
    judged.reason[~numeric] = Reason.NOT_DIGITS
    judged.base[numeric & checked & plausible] = Kind.DUF
    return judged
