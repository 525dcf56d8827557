"""Calendar arithmetic on whole columns of days (datetime64[D], NaT for none)."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from auditor.sample.draws import Bools, Ints

Days: TypeAlias = npt.NDArray[np.datetime64]
EXTRACT_DATE = dt.date(2024, 12, 31)
"""The day the sample is an extract of; audit it with this reference date."""
NEVER = np.datetime64("NaT", "D")


def day(date: dt.date | str) -> np.datetime64:
    """One day."""
    return np.datetime64(date, "D")


def nothing(size: int) -> Days:
    """A column without days."""
    return np.full(size, NEVER)


def keep(days: Days, where: Bools) -> Days:
    """The days where something holds; none elsewhere."""
    return np.where(where, days, NEVER)


def year_of(days: Days) -> Ints:
    """The calendar year; of no meaning for NaT."""
    years: Ints = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def add_months(days: Days, months: int | Ints) -> Days:
    """The same day of a later month, or its last day where there is none such."""
    month = days.astype("datetime64[M]")
    target = month + np.asarray(months).astype("timedelta64[M]")
    room = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]") - np.timedelta64(1, "D")
    shifted: Days = target.astype("datetime64[D]") + np.minimum(days - month.astype("datetime64[D]"), room)
    return shifted


def age_at(birth: Days, days: Days) -> Ints:
    """Full years from birth; of no meaning for NaT."""
    months = days.astype("datetime64[M]").astype(np.int64) - birth.astype("datetime64[M]").astype(np.int64)
    before = _day_of_month(days) < _day_of_month(birth)
    full: Ints = (months - before) // 12
    return full


def later(days: Days, number: int | Ints) -> Days:
    """So many days later."""
    shifted: Days = days + np.asarray(number).astype("timedelta64[D]")
    return shifted


def between(start: Days, end: Days) -> Ints:
    """Days from start to end; a large negative number where one is NaT."""
    span: Ints = (end - start).astype(np.int64)
    return span


def _day_of_month(days: Days) -> Ints:
    found: Ints = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return found
