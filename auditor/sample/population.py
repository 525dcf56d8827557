"""The persons of the sample: why and when they came, how old they were, and which act they fall under."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from auditor.sample.days import Days, add_months, age_at, day, keep
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.flows import (
    APPLICANT,
    ASYLUM,
    CHILDREN,
    COLLECTIVE,
    EEA,
    FAMILY,
    GROUNDS,
    HUMANITARIAN,
    INDEPENDENT,
    LABOUR,
    RESETTLED,
    ages,
    arrivals,
    countries,
    share_of_women,
)
from auditor.sample.places import Places

__all__ = [
    "ACTS", "APPLICANT", "ASYLUM", "CHAPTER_6A", "CHAPTER_6A_FROM", "CHILDREN", "COLLECTIVE", "COLLECTIVE_FROM", "EEA",
    "FAMILY", "GROUNDS", "HUMANITARIAN", "INDEPENDENT", "LABOUR", "NEW_ACT", "NEW_ACT_FROM", "OLD_ACT",
    "REFERENCE_GROUNDS", "RESETTLED", "SETTLED_BY", "People", "people",
]  # fmt: skip

REFERENCE_GROUNDS = ("§ 28", "§ 35", "§ 38", "§ 34", "Norsk", "Permanent")
_REFERENCE_SHARES = (0.5, 0.1, 0.06, 0.04, 0.2, 0.1)
_OF_TARGET_GROUP = 4
"""The first so many of REFERENCE_GROUNDS give their family a right to the introduction programme."""

OLD_ACT, NEW_ACT, CHAPTER_6A = range(3)
ACTS = ("introduksjonsloven", "integreringsloven", "integreringsloven kap. 6A")
NEW_ACT_FROM = day("2021-01-01")
COLLECTIVE_FROM = day("2022-03-11")
CHAPTER_6A_FROM = day("2022-06-15")


@dataclass(frozen=True)
class People:
    """One place a person in every column.

    ``ground`` is a place in GROUNDS, ``reference`` in REFERENCE_GROUNDS (-1 for none), ``country`` in COUNTRIES,
    ``act`` in ACTS (-1 before a permit); ``base`` is the first day in the municipality (settled, or permitted there).
    """

    size: int
    ground: Ints
    reference: Ints
    country: Ints
    birth: Days
    man: Bools
    permit: Days
    entry: Days
    applied: Days
    age: Ints
    """At the first permit; at the application for applicants."""
    act: Ints
    home: Ints
    """Chain of the place of settlement."""
    base: Days
    alone: Bools
    """Came as an unaccompanied minor."""
    settled: Days
    settled_by: Ints
    """Place in SETTLED_BY."""

    @property
    def target_group(self) -> Bools:
        """Whether the ground gives right and duty to the introduction programme (integreringsloven §§ 8, 9)."""
        wanted: Bools = (self.ground <= INDEPENDENT) & ~((self.ground == FAMILY) & (self.reference >= _OF_TARGET_GROUP))
        return wanted


SETTLED_BY = ("Fra mottak", "Overføringsflyktning", "Familieinnvandring", "Privat", "Selvbosatt",
              "Alternativ mottaksplassering", "Omsorgssenter")  # fmt: skip
FROM_CENTRE, RESETTLEMENT, FAMILY_MEMBER, PRIVATE, ON_OWN, ALTERNATIVE, CARE_CENTRE = range(7)


_WAITED = (30, 75, 110, 150, 190, 240, 285, 340, 400, 550, 3350)
"""Days from the application to the first permit, at every tenth of those who applied; the last tenth had a refusal set
aside. Calibrated to the days in centres of seed-000 table 1."""
_CHILD_WAITS = 500
_UNSETTLED_WAITS = 380
"""For those of the last year, so that nobody is left in a centre for more than two years."""
_EARLIEST = day("2007-01-01")
_SETTLED_SOON = {
    2008: 0.72,
    2011: 0.7,
    2012: 0.56,
    2013: 0.41,
    2014: 0.5,
    2015: 0.58,
    2016: 0.72,
    2017: 0.88,
    2018: 0.9,
}
"""Share settled within six months by year of the permit (seed-004a L3132-3149); a year holds until the next one."""
_SOON, _LATE = (20, 176), (188, 330)


def people(draws: Draws, size: int, places: Places, until: dt.date) -> People:
    """Draw a population whose first permits lie between 2008 and ``until``."""
    last = day(until)
    ground, year = arrivals(draws, size, until)
    permit = _permits(draws, ground, year, last)
    asylum = (ground <= CHILDREN) | (ground == APPLICANT)
    age = ages(draws, ground, year)
    waited = draws.along("waited", size, _WAITED).astype(np.int64)
    waited = np.minimum(waited, np.where(age < 18, _CHILD_WAITS, (age - 16) * 365 - 30))
    waited = np.where(permit > last - 340, np.clip(waited, 75, _UNSETTLED_WAITS), waited)
    waited = np.minimum(waited, np.maximum((permit - _EARLIEST).astype(np.int64), 30))
    on_entry = ground == COLLECTIVE
    applied = np.where(asylum, permit - waited, keep(permit - draws.whole("asked", size, 3, 50), on_entry))
    later = draws.whole("travelled", size, 60, 260)
    entry = np.select(
        [asylum | on_entry, ground == RESETTLED, ground == FAMILY, ground == INDEPENDENT],
        [applied - draws.whole("asked_after", size, 0, 6), permit + later, permit + later // 2, permit - later * 5],
        permit + later // 6,
    )
    entry = np.where(ground == EEA, permit, np.maximum(entry, _EARLIEST))
    birth = add_months(permit, -12 * age) - draws.whole("birthday", size, 1, 364)
    new_year = draws.chance("january", size, 0.015)
    birth = np.where(new_year, birth.astype("datetime64[Y]").astype("datetime64[D]"), birth)
    reference = np.where(ground == FAMILY, draws.pick("reference", size, _REFERENCE_SHARES), -1)
    home = places.pick(draws, "home", size)

    alone = asylum & (age_at(birth, applied) < 18) & (age_at(birth, applied) >= 10) & draws.chance("alone", size, 0.4)
    settled_by = _ways(draws, ground, alone, age_at(birth, applied))
    gap = np.select([asylum, on_entry], [_settling(draws, year), draws.whole("settling_34", size, 15, 170)], 0)
    arrived = np.where((ground == RESETTLED) | (ground == FAMILY), entry, permit + gap)
    settled = keep(arrived, ground < INDEPENDENT)
    base = np.where(np.isin(ground, (INDEPENDENT, LABOUR)), np.maximum(permit, entry), settled)
    base = np.where(ground == EEA, entry, base)
    undecided = (ground == APPLICANT) | (ground == EEA)
    permit = keep(permit, ~undecided)
    act = np.select(
        [ground == APPLICANT, ground == COLLECTIVE, (permit >= NEW_ACT_FROM) | (entry >= NEW_ACT_FROM)],
        [-1, CHAPTER_6A, NEW_ACT],
        OLD_ACT,
    )
    first = np.fmin(entry, np.fmin(applied, permit))
    birth = np.where(birth > first, first - 30, birth)
    seen = base <= last
    man = ~draws.chance("woman", size, share_of_women(ground))
    aged = age_at(birth, np.where(undecided, np.fmin(applied, entry), permit))
    return People(
        size, ground, reference, countries(draws, ground, year), birth, man, permit, keep(entry, entry <= last),
        applied, aged, act, home, keep(base, seen), alone, keep(settled, settled <= last), settled_by,
    )  # fmt: skip


def _permits(draws: Draws, ground: Ints, year: Ints, until: np.datetime64) -> Days:
    """Days of the first permit; for applicants the day it will perhaps come, after ``until``."""
    start = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    end = np.minimum((year - 1969).astype("datetime64[Y]").astype("datetime64[D]") - 1, until)
    start = np.where((ground == COLLECTIVE) & (start < COLLECTIVE_FROM), COLLECTIVE_FROM, start)
    length = np.maximum((end - start).astype(np.int64), 0) + 1
    permit = start + (draws.uniform("permit day", len(ground)) * length).astype(np.int64)
    return np.where(ground == APPLICANT, until + draws.whole("undecided", len(ground), 5, 60), permit)


def _settling(draws: Draws, year: Ints) -> Ints:
    """Days from the permit to settlement from a centre."""
    size = len(year)
    share = np.array(list(_SETTLED_SOON.values()))[
        np.searchsorted(list(_SETTLED_SOON), np.maximum(year, min(_SETTLED_SOON)), side="right") - 1
    ]
    soon = draws.chance("settled soon", size, share)
    return np.where(soon, draws.whole("settling", size, *_SOON), draws.whole("settling late", size, *_LATE))


def _ways(draws: Draws, ground: Ints, alone: Bools, age: Ints) -> Ints:
    size = len(ground)
    collective = np.take(
        [FROM_CENTRE, PRIVATE, ALTERNATIVE, ON_OWN], draws.pick("way 34", size, (0.42, 0.36, 0.17, 0.05))
    )
    asylum = np.take([FROM_CENTRE, ALTERNATIVE, PRIVATE], draws.pick("way", size, (0.94, 0.04, 0.02)))
    return np.select(
        [alone & (age < 15), ground <= CHILDREN, ground == COLLECTIVE, ground == RESETTLED, ground == FAMILY],
        [CARE_CENTRE, asylum, collective, RESETTLEMENT, FAMILY_MEMBER],
        FROM_CENTRE,
    ).astype(np.int64)
