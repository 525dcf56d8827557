"""Identity numbers of persons who do not exist, for samples and tests: the series with month + 80 (Skatteetaten,
Tenor).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from auditor.reference.identity_digits import DUF_WEIGHTS, K1_WEIGHTS, K2_WEIGHTS, birth_years

_INDIVIDUALS = np.arange(1000)
_INDIVIDUAL_DIGITS = np.stack([_INDIVIDUALS // 100, _INDIVIDUALS // 10 % 10, _INDIVIDUALS % 10])
_CHUNK = 4096


def synthetic_numbers(
    birth_dates: npt.NDArray[np.datetime64],
    men: npt.NDArray[np.bool_],
    kind: Literal["fodselsnummer", "d_number"] = "fodselsnummer",
    start: int = 0,
) -> npt.NDArray[np.str_]:
    """One number for each birth date and sex, month + 80, all different within the call.

    Persons of one date and sex get the date's numbers in order of the individual number, from the ``start``-th on; some
    200-400 exist for each. ValueError where a date has no series (before 1854 or after 2039) or not numbers enough.
    """
    days = birth_dates.astype("datetime64[D]").astype(np.int64)
    keys = days * 2 + men.astype(np.int64)
    distinct, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys)) - np.repeat(np.cumsum(counts) - counts, counts)
    rank += start
    return _numbers_of(distinct, inverse, rank, kind == "d_number")


def synthetic_duf_numbers(years: npt.NDArray[np.int64], serials: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """A DUF number for each year (four digits) and serial number (at most six digits), with its check number.

    DUF has no test series, so these are not told from real ones; ValueError for numbers out of range.
    """
    if ((years < 1000) | (years > 9999) | (serials < 0) | (serials > 999_999)).any():
        raise ValueError("a year has four digits, a serial number at most six")
    stem = years * 1_000_000 + serials
    total = sum(stem // 10 ** (9 - place) % 10 * weight for place, weight in enumerate(DUF_WEIGHTS))
    return _text(stem * 100 + total % 11, 12)


def _numbers_of(
    keys: npt.NDArray[np.int64], which: npt.NDArray[np.intp], rank: npt.NDArray[np.int64], d_number: bool
) -> npt.NDArray[np.str_]:
    """The ``rank``-th valid number of the ``which``-th of ``keys`` (days since 1970 * 2 + man)."""
    dates = (keys // 2).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1 + 80
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1 + 40 * d_number
    two_digit_year = year % 100
    stem = np.stack([day // 10, day % 10, month // 10, month % 10, two_digit_year // 10, two_digit_year % 10])
    first, second = _sum(stem, K1_WEIGHTS) % 11, _sum(stem, K2_WEIGHTS) % 11

    # Which individual numbers are valid depends on no more than the year, the sex and what the date adds to each sum.
    kinds, kind = np.unique(((year * 2 + keys % 2) * 11 + first) * 11 + second, return_inverse=True)
    individual = np.empty(len(rank), np.int64)
    for start in range(0, len(kinds), _CHUNK):
        of_kind = kind[which]
        rows = np.flatnonzero((of_kind >= start) & (of_kind < start + _CHUNK))
        valid = _valid(kinds[start : start + _CHUNK], d_number)
        count = valid.sum(axis=1)
        mine = of_kind[rows] - start
        if (rank[rows] >= count[mine]).any():
            raise ValueError("more persons of one birth date and sex than there are numbers for")
        individual[rows] = np.nonzero(valid)[1][(np.cumsum(count) - count)[mine] + rank[rows]]
    k1, k2 = _K1[first[which], individual], _k2(first[which], second[which], individual)
    number = ((day * 100 + month) * 100 + two_digit_year)[which] * 100_000
    return _text(number + individual * 100 + k1 * 10 + k2, 11)


def _valid(kinds: npt.NDArray[np.int64], d_number: bool) -> npt.NDArray[np.bool_]:
    """A row a kind (year, sex, remainders of both sums), a column an individual number."""
    year, man, first, second = kinds // 242, kinds // 121 % 2, kinds // 11 % 11, kinds % 11
    series = birth_years()[int(d_number)].reshape(100, 1000)[year % 100] == year[:, np.newaxis]
    digits = (_K1 < 10)[first] & _SECOND_EXISTS[first, second]
    found: npt.NDArray[np.bool_] = digits & series & (man[:, np.newaxis] == _INDIVIDUALS % 2)
    return found


def _sum(digits: npt.NDArray[np.int64], weights: tuple[int, ...]) -> npt.NDArray[np.int64]:
    return np.tensordot(np.array(weights[: len(digits)]), digits, axes=1)


_K1 = -(np.arange(11)[:, np.newaxis] + _sum(_INDIVIDUAL_DIGITS, K1_WEIGHTS[6:])) % 11
"""First check digits by the remainder of the date's sum and individual number; 10 is none."""


def _k2(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], individual: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Second check digits by the remainders of the date's sums and individual number; 10 is none."""
    rest = _sum(_INDIVIDUAL_DIGITS, K2_WEIGHTS[6:])[individual]
    digit: npt.NDArray[np.int64] = -(second + rest + _K1[first, individual] * K2_WEIGHTS[9]) % 11
    return digit


_SECOND_EXISTS = _k2(*np.ogrid[:11, :11, :1000]) < 10


def _text(numbers: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.str_]:
    """Numbers of so many digits, with leading zeros."""
    digits = numbers[:, np.newaxis] // 10 ** np.arange(width - 1, -1, -1) % 10 + ord("0")
    return digits.astype(np.uint32).view(f"U{width}").ravel() if len(numbers) else np.empty(0, f"U{width}")
