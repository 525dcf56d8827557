"""Training of residents of reception centres, before they are settled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from auditor.sample import population as kinds
from auditor.sample.centres import INTEGRATION, REFUSED, Centres, Stays, trains
from auditor.sample.days import Days, age_at, between, day, keep
from auditor.sample.draws import Draws, Floats, Ints
from auditor.sample.places import Places
from auditor.sample.population import People
from auditor.sample.practice import Practice

EARLY_STATUSES = ("Påbegynt", "Gjennomført", "Avbrutt", "Ikke deltatt")
BEGUN, DONE, LEFT, NOT_TAKEN = range(4)
_COMPULSORY_FROM = day("2018-09-01")
"""From then on training in centres is a duty of 175 and 25 hours; before, an offer of 250 and 50 hours."""


_WITH_ROW = 90
"""Days in a centre after which there must be a row."""
_OFFERED, _DUTY, _SHORT = 0.285, 0.9, 0.4
"""Share who begin: before the duty, under it, and in stays too short for it (seed-000 5.1: 40.1 per cent in all)."""
_INTEGRATING = 0.85
_COMPLETE = np.array([0.44, 0.43, 0.73])
"""Share that completes of those who could: before the duty, under it, in integration centres (in all 12.2 per cent)."""
_PARTLY = (0.05, 0.2, 0.4, 0.6, 0.8, 0.97)
"""How much of the hours the others have, at every fifth of them."""
_PACE = (6.0, 10.0, 13.0, 18.0)


@dataclass(frozen=True)
class EarlyTraining:
    """One place a resident's training in a centre; ``stay`` is a place in Stays."""

    stay: Ints
    start: Days
    end: Days
    status: Ints
    hours: Floats
    society: Floats


def early_training(
    draws: Draws,
    who: People,
    register: Centres,
    stay: Stays,
    places: Places,
    habits: Practice,
    until: np.datetime64,
) -> EarlyTraining:
    """Training in the longest stay with training, for adults who applied for protection.

    Before September 2018 it was an offer, so those who did not begin have no row. From then on adults who stay for
    three months have one, with nought hours where they did not take part.
    """
    rows, duty = _chosen(who, register, stay, until)
    size = len(rows)
    last = np.where(np.isnat(stay.end[rows]), until, stay.end[rows])
    integrating = register.kind[stay.centre[rows]] == INTEGRATION
    start = stay.start[rows] + draws.whole("early start", size, 5, 25)
    old = start < _COMPULSORY_FROM
    usual = np.select([integrating, duty, old], [_INTEGRATING, _DUTY, _OFFERED], _SHORT)
    habit = np.where(duty | integrating, 1.0, habits.of("early training", register.chain[stay.centre[rows]]))
    begins = draws.chance("early begins", size, usual * habit)
    open_ = np.isnat(stay.end[rows]) & draws.chance("still there", size, 0.7)
    end = np.minimum(start + draws.whole("early days", size, 80, 260), last - draws.whole("early end", size, 1, 10))
    end = np.maximum(end, start + 12)
    end = np.where(open_, until, end)
    norm = np.where(old, 250.0, 175.0)
    possible = np.floor(between(start, end) / 7 * draws.along("early pace", size, _PACE))
    done = (possible >= norm) & ~open_
    done &= draws.chance("early done", size, _COMPLETE[np.select([integrating, old], [2, 0], 1)])
    part = np.floor(np.minimum(possible, norm) * draws.along("early part", size, _PARTLY))
    more = np.floor(np.minimum(possible, norm + 24 * draws.uniform("early more", size)))
    heaped = draws.chance("early heap", size, 0.75)
    heaped |= ~(integrating | old | (end > who.permit[stay.person[rows]]))  # more is for those with a permit
    hours = np.where(done, np.where(heaped, norm, more), np.maximum(part, 1))
    society = np.where(done, np.where(old, 50.0, 25.0), np.floor(hours / 10).clip(1, 20))
    status = np.where(done, DONE, np.where(open_, BEGUN, LEFT))
    status = np.where(begins, status, NOT_TAKEN)
    listed = begins | duty
    hours, society = np.where(begins, hours, 0.0), np.where(begins, society, 0.0)
    end = keep(end, ~open_ | ~begins)
    return EarlyTraining(rows[listed], start[listed], end[listed], status[listed], hours[listed], society[listed])


def _chosen(who: People, register: Centres, stay: Stays, until: np.datetime64) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """One stay a person, the longest under the duty where there is one; and whether it is under the duty."""
    length = between(stay.start, np.where(np.isnat(stay.end), until, stay.end))
    age = age_at(who.birth[stay.person], stay.start)
    fits = trains(register, stay) & (age >= 18) & (stay.status != REFUSED)
    duty = (
        fits
        & (length >= _WITH_ROW)
        & ((age <= 55) | (stay.start >= kinds.NEW_ACT_FROM))
        & (stay.start >= _COMPULSORY_FROM)
    )
    duty &= ~np.isin(who.ground[stay.person], (kinds.COLLECTIVE, kinds.RESETTLED, kinds.FAMILY))
    rows = np.flatnonzero(fits & (length >= 50))
    rows = rows[np.lexsort((-length[rows], ~duty[rows], stay.person[rows]))]
    rows = rows[np.r_[True, np.diff(stay.person[rows]) > 0]] if len(rows) else rows
    return rows, duty[rows]
