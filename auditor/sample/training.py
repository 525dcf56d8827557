"""Training in Norwegian and social studies in the municipality, after a permit."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from auditor.sample import lives as events
from auditor.sample import population as kinds
from auditor.sample.days import Days, add_months, age_at, between, day, keep
from auditor.sample.draws import Draws, Floats, Ints
from auditor.sample.lives import Lives
from auditor.sample.population import CHAPTER_6A, NEW_ACT, OLD_ACT, People
from auditor.sample.practice import Practice
from auditor.sample.programmes import COMPULSORY, HIGHER, SECONDARY, TO_HIGHER, Programmes, Schooling

RIGHTS = ("Rett og plikt", "Plikt", "Rett", "Ingen")
BOTH, DUTY, RIGHT, NEITHER = range(4)
_SHORTEST, _MOST = 5, 2900
_PACE = (9.0, 14.0, 16.5, 19.0, 25.0)
"""Hours of Norwegian a week, at every quarter of the participants."""
STATUSES = ("Pågår", "Fullført", "Avbrutt")
UNDER_WAY, COMPLETED, BROKEN_OFF = range(3)
LEVELS = ("A1", "A2", "B1", "B2", "Standpunkt 2")
GRADE = 4
LANGUAGES = ("engelsk", "arabisk", "tigrinja", "dari", "ukrainsk", "russisk", "swahili", "somali")
_OLDER_FROM = day("2017-01-01")
"""From then on those of 56 to 67 have a duty, too; before, a right alone (seed-004a, R08)."""


@dataclass(frozen=True)
class Training:
    """One place a period of training in a municipality."""

    person: Ints
    chain: Ints
    act: Ints
    right: Ints
    decided: Days
    start: Days
    end: Days
    status: Ints
    hours: Floats
    society: Floats
    education: Ints
    oral: Ints
    """Goal for speaking and listening, place in LEVELS; -1 for none."""
    written: Ints
    language: Ints
    track: Ints
    """Track of teaching, from 0; it follows the schooling."""
    county: Ints
    """1 where the county is responsible, for those in full-time upper secondary education."""


def training(
    draws: Draws, who: People, school: Schooling, taken: Programmes, life: Lives, habits: Practice, until: np.datetime64
) -> Training:
    """Training of everybody with right or duty; a second period for those who move while it lasts."""
    oldest = np.where(who.permit >= _OLDER_FROM, 67, 55)
    begins = who.base + school.spread
    young = (school.act == OLD_ACT) & (who.age >= 16) & (age_at(who.birth, begins) < 18)
    wanted = ((who.age >= 18) | young) & (who.age <= oldest)
    wanted |= (who.age > oldest) & (who.age <= 67) & draws.chance("right alone", who.size, 0.3)
    wanted &= ~np.isnat(who.base) & ((who.ground != kinds.EEA) | draws.chance("pays for training", who.size, 0.3))
    wanted[taken.person] = True
    at_school = taken.person[taken.full_secondary & (taken.cause != TO_HIGHER)]
    wanted[at_school] = draws.chance("no training", len(at_school), 0.4)
    wanted[taken.person[taken.cause == TO_HIGHER]] = True
    wanted &= begins <= until
    person = np.flatnonzero(wanted)
    size = len(person)
    start = (who.base + school.spread)[person]
    act, education = school.act[person], school.education[person]
    labour = np.isin(who.ground[person], (kinds.LABOUR, kinds.EEA))
    longest = np.select([act == OLD_ACT, act == CHAPTER_6A, education == SECONDARY], [33, 10, 16], 32)
    months = draws.whole("training months", size, np.where(act == OLD_ACT, _SHORTEST, 6), longest)
    pace = draws.along("pace", size, _PACE) * habits.of("training pace", who.home[person])
    finish = add_months(start, months)
    on = life.on[person]
    cut = on < finish
    end = np.where(cut, on, finish)
    weeks = between(start, np.minimum(end, until)) / 7
    hours = np.floor(weeks * pace * np.where(act == CHAPTER_6A, 0.8, 1.0))
    society = np.select([labour, act == OLD_ACT, act == CHAPTER_6A], [50, 50, 25], 75)
    done = ~cut & (finish <= until)
    hours = np.where(done & labour, 250, np.minimum(hours, _MOST))
    hours = np.where(done & (act == OLD_ACT) & ~labour, np.maximum(hours, 552), hours)
    hours = np.where(labour, np.minimum(hours, 250), hours)
    society = np.where(done, society, np.minimum(society, np.floor(hours / 12)))
    right = np.select(
        [
            who.ground[person] == kinds.EEA,
            labour,
            who.age[person] > oldest[person],
            (act != OLD_ACT) & (who.age[person] < 18),
        ],
        [NEITHER, DUTY, RIGHT, RIGHT],
        BOTH,
    )
    higher = draws.whole("level", size, 0, 1)
    goal = np.full(who.size, -1)
    goal[taken.person] = taken.goal
    higher = np.where(goal[person] == HIGHER, 1, higher)
    oral = np.where(act == NEW_ACT, np.where(education == SECONDARY, 3, 2), -1)
    written = np.where(
        act == NEW_ACT, np.select([education == SECONDARY, education == COMPULSORY], [2 + higher, 2], 1 + higher), -1
    )
    pupil = np.zeros(who.size, bool)
    pupil[taken.person] = taken.full_secondary
    graded = (act == NEW_ACT) & pupil[person]
    oral, written = (np.where(graded, GRADE, each) for each in (oral, written))
    decided = np.maximum(start - draws.whole("training decided", size, 2, 16), who.base[person])
    first = Training(
        person, who.home[person], act, right, decided, start, keep(end, end <= until),
        np.where(done, COMPLETED, np.where(cut, BROKEN_OFF, UNDER_WAY)), hours, society,
        np.where(act == OLD_ACT, -1, education), oral, written, draws.whole("language", size, 0, len(LANGUAGES) - 1),
        school.track[person], graded.astype(np.int64),
    )  # fmt: skip
    moved = np.flatnonzero(cut & (life.event[person] == events.MOVES))
    restart = on[moved] + draws.whole("training restart", len(moved), 20, 60)
    rest = np.maximum(months[moved] - (between(start[moved], on[moved]) / 30.5).astype(np.int64) - 2, 2)
    last = add_months(restart, rest)
    within = np.select([act == OLD_ACT, act == CHAPTER_6A, education == SECONDARY], [1790, 340, 520], 1070)
    last = np.minimum(last, start[moved] + within[moved])
    seen = (restart <= until) & (restart + 20 < last)
    rows, restart, last = moved[seen], restart[seen], last[seen]
    over = last <= until
    more = np.floor(between(restart, np.minimum(last, until)) / 7 * pace[rows])
    more = np.minimum(more, _MOST)
    more = np.where(over & (act[rows] == OLD_ACT), np.maximum(more, 560), more)
    second = Training(
        person[rows], life.chain[person[rows]], act[rows], right[rows], restart - 3, restart, keep(last, over),
        np.where(over, COMPLETED, UNDER_WAY), more, np.minimum(np.where(over, more, np.floor(more / 12)), 50.0),
        first.education[rows], oral[rows], written[rows], first.language[rows], first.track[rows], first.county[rows],
    )  # fmt: skip
    joined = [np.concatenate([getattr(first, f.name), getattr(second, f.name)]) for f in fields(Training)]
    order = np.lexsort((joined[5], joined[0]))
    return Training(*(column[order] for column in joined))
