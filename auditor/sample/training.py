"""Training in Norwegian and social studies: in the centres before a permit, in the municipality after it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from auditor.sample import lives as events
from auditor.sample import population as kinds
from auditor.sample.centres import INTEGRATION, REFUSED, Centres, Stays, trains
from auditor.sample.days import Days, add_months, age_at, between, day, keep
from auditor.sample.draws import Draws, Floats, Ints
from auditor.sample.lives import Lives
from auditor.sample.places import Places
from auditor.sample.population import CHAPTER_6A, NEW_ACT, OLD_ACT, People
from auditor.sample.programmes import COMPULSORY, HIGHER, SECONDARY, Programmes, Schooling

RIGHTS = ("Rett og plikt", "Plikt", "Rett")
BOTH, DUTY, RIGHT = range(3)
STATUSES = ("Pågår", "Fullført", "Avbrutt")
UNDER_WAY, COMPLETED, BROKEN_OFF = range(3)
LEVELS = ("A1", "A2", "B1", "B2", "Standpunkt 2")
GRADE = 4
LANGUAGES = ("engelsk", "arabisk", "tigrinja", "dari", "ukrainsk", "russisk", "swahili", "somali")
EARLY_STATUSES = ("Påbegynt", "Gjennomført", "Avbrutt", "Ikke deltatt")
BEGUN, DONE, LEFT, NOT_TAKEN = range(4)
_OLDER_FROM = day("2017-01-01")
"""From then on those of 56 to 67 have a duty, too; before, a right alone (seed-004a, R08)."""
_COMPULSORY_FROM = day("2018-09-01")
"""From then on training in centres is a duty of 175 and 25 hours; before, an offer of 250 and 50 hours."""


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


@dataclass(frozen=True)
class EarlyTraining:
    """One place a resident's training in a centre; ``stay`` is a place in Stays."""

    stay: Ints
    start: Days
    end: Days
    status: Ints
    hours: Floats
    society: Floats


def training(
    draws: Draws, who: People, school: Schooling, taken: Programmes, life: Lives, until: np.datetime64
) -> Training:
    """Training of everybody with right or duty; a second period for those who move while it lasts."""
    oldest = np.where(who.permit >= _OLDER_FROM, 67, 55)
    wanted = ~np.isnat(who.base) & (who.age >= 18) & (who.age <= oldest)
    wanted |= ~np.isnat(who.base) & (who.age > oldest) & (who.age <= 67) & draws.chance("right alone", who.size, 0.3)
    wanted[taken.person] = True
    wanted &= who.base + school.spread <= until
    person = np.flatnonzero(wanted)
    size = len(person)
    start = (who.base + school.spread)[person]
    act, education = school.act[person], school.education[person]
    labour = who.ground[person] == kinds.LABOUR
    longest = np.select([act == OLD_ACT, act == CHAPTER_6A, education == SECONDARY], [33, 10, 16], 32)
    months = draws.whole("training months", size, np.where(act == OLD_ACT, 12, 6), longest)
    pace = 10 + 7 * draws.uniform("pace", size)
    finish = add_months(start, months)
    on = life.on[person]
    cut = on < finish
    end = np.where(cut, on, finish)
    weeks = between(start, np.minimum(end, until)) / 7
    hours = np.floor(weeks * pace * np.where(act == CHAPTER_6A, 0.8, 1.0))
    society = np.select([labour, act == OLD_ACT, act == CHAPTER_6A], [50, 50, 25], 75)
    done = ~cut & (finish <= until)
    hours = np.where(done & labour, 250, np.where(act == OLD_ACT, np.minimum(hours, 2400), hours))
    hours = np.where(done & (act == OLD_ACT) & ~labour, np.maximum(hours, 552), hours)
    hours = np.where(labour, np.minimum(hours, 250), hours)
    society = np.where(done, society, np.minimum(society, np.floor(hours / 12)))
    right = np.select([labour, who.age[person] > oldest[person]], [DUTY, RIGHT], BOTH)
    higher = draws.whole("level", size, 0, 1)
    goal = np.full(who.size, -1)
    goal[taken.person] = taken.goal
    higher = np.where(goal[person] == HIGHER, 1, higher)
    oral = np.where(act == NEW_ACT, np.where(education == SECONDARY, 3, 2), -1)
    written = np.where(
        act == NEW_ACT, np.select([education == SECONDARY, education == COMPULSORY], [2 + higher, 2], 1 + higher), -1
    )
    at_school = np.zeros(who.size, bool)
    at_school[taken.person] = taken.full_secondary
    graded = (act == NEW_ACT) & at_school[person]
    oral, written = (np.where(graded, GRADE, each) for each in (oral, written))
    decided = np.maximum(start - draws.whole("training decided", size, 2, 16), who.base[person])
    first = Training(
        person, who.home[person], act, right, decided, start, keep(end, end <= until),
        np.where(done, COMPLETED, np.where(cut, BROKEN_OFF, UNDER_WAY)), hours, society,
        np.where(act == OLD_ACT, -1, education), oral, written, draws.whole("language", size, 0, len(LANGUAGES) - 1),
        education, graded.astype(np.int64),
    )  # fmt: skip
    moved = np.flatnonzero(cut & (life.event[person] == events.MOVES))
    restart = on[moved] + draws.whole("training restart", len(moved), 20, 60)
    rest = np.maximum(months[moved] - (between(start[moved], on[moved]) / 30.5).astype(np.int64) - 2, 2)
    last = add_months(restart, rest)
    seen = restart <= until
    rows, restart, last = moved[seen], restart[seen], last[seen]
    over = last <= until
    more = np.floor(between(restart, np.minimum(last, until)) / 7 * pace[rows])
    more = np.where(over & (act[rows] == OLD_ACT), np.maximum(more, 560), more)
    second = Training(
        person[rows], life.chain[person[rows]], act[rows], right[rows], restart - 3, restart, keep(last, over),
        np.where(over, COMPLETED, UNDER_WAY), more, np.where(over, 50.0, np.floor(more / 12).clip(0, 50)),
        first.education[rows], oral[rows], written[rows], first.language[rows], education[rows], first.county[rows],
    )  # fmt: skip
    joined = [np.concatenate([getattr(first, f.name), getattr(second, f.name)]) for f in fields(Training)]
    order = np.lexsort((joined[5], joined[0]))
    return Training(*(column[order] for column in joined))


def early_training(
    draws: Draws, who: People, register: Centres, stay: Stays, places: Places, until: np.datetime64
) -> EarlyTraining:
    """Training in the longest stay with training, for adults who applied for protection."""
    last = np.where(np.isnat(stay.end), until, stay.end)
    length = between(stay.start, last)
    adult = age_at(who.birth[stay.person], stay.start) >= 18
    fits = trains(register, stay) & adult & (length >= 50) & (stay.status != REFUSED)
    rows = np.flatnonzero(fits)
    rows = rows[np.lexsort((-length[rows], stay.person[rows]))]
    rows = rows[np.r_[True, np.diff(stay.person[rows]) > 0]] if len(rows) else rows
    size = len(rows)
    start = stay.start[rows] + draws.whole("early start", size, 5, 25)
    open_ = np.isnat(stay.end[rows]) & draws.chance("still there", size, 0.7)
    end = np.minimum(
        start + draws.whole("early days", size, 80, 260), last[rows] - draws.whole("early end", size, 1, 10)
    )
    end = np.maximum(end, start + 12)
    end = np.where(open_, until, end)
    weeks = between(start, end) / 7
    old = start < _COMPULSORY_FROM
    norm = np.where(old, 250.0, 175.0)
    possible = np.floor(weeks * (9 + 6 * draws.uniform("early pace", size)))
    done = (possible >= norm) & ~open_
    rank = _rank(places.code(register.chain[stay.centre[rows]], stay.start[rows]))
    absent = (rank % 25 == 24) & ~open_
    more = done & (rank % 4 == 0)
    allowed = (register.kind[stay.centre[rows]] == INTEGRATION) | old | (end > who.permit[stay.person[rows]])
    done &= ~more | allowed
    hours = np.where(done, norm, np.clip(possible * 0.8, 6, norm - 8).round())
    hours = np.where(done & more, np.minimum(possible, norm + 24) + 1, hours)
    society = np.where(done, np.where(old, 50.0, 25.0), np.floor(hours / 10).clip(1, 20))
    status = np.where(done, DONE, np.where(open_, BEGUN, LEFT))
    status = np.where(absent, NOT_TAKEN, status)
    return EarlyTraining(
        rows, start, keep(end, ~open_), status, np.where(absent, 0.0, hours), np.where(absent, 0.0, society)
    )


def _rank(codes: npt.NDArray[np.str_]) -> Ints:
    """The place of each row among those of one municipality, from 0; so that none has many of a kind by chance."""
    order = np.argsort(codes, kind="stable")
    starts = np.r_[0, np.flatnonzero(codes[order][1:] != codes[order][:-1]) + 1]
    rank = np.empty(len(codes), np.int64)
    rank[order] = np.arange(len(codes)) - np.repeat(starts, np.diff(np.r_[starts, len(codes)]))
    return rank
