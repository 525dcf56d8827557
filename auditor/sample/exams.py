"""Tests in Norwegian and social studies: who sits which, when, how well, and why some have none.

Lawful reasons for having no level: training that goes on or was broken off, chapter 6A, an exemption, a grade from
school instead, a test that is not due yet, one before 2014. The shares are set so that a quarter of those whom seed-000
table 1 counts have none for such a reason (a third have none in the report; :mod:`auditor.sample.published` plants the
rest), and the others have 6.67 points on average with a deviation of 4.07.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from auditor.sample import lives as events
from auditor.sample.days import Days, between, day, keep, later, nothing
from auditor.sample.draws import Bools, Draws, Floats, Ints
from auditor.sample.lives import Lives
from auditor.sample.places import Places
from auditor.sample.population import CHAPTER_6A, NEW_ACT, OLD_ACT, People
from auditor.sample.programmes import NO_SCHOOL, SECONDARY, Programmes, Schooling
from auditor.sample.training import BOTH, COMPLETED, DUTY, RIGHT, UNDER_WAY, Training

KINDS = ("Norskprøve", "Samfunnskunnskapsprøve", "Statsborgerprøve", "Standpunkt", "Eksamen")
NORWEGIAN, SOCIETY, CITIZENSHIP, OVERALL, EXAMINATION = range(5)
PARTS = ("Muntlig", "Lytte", "Lese", "Skriftlig", "Lytte og skriftlig", "Lese og muntlig")
ORAL, LISTENING, READING, WRITTEN, C1_WRITTEN, C1_ORAL = range(6)
LEVELS = ("Under A1", "A1", "A2", "B1", "B2", "C1")
"""In order; the place of the first five is what they count in points."""
B1, B2, C1 = 3, 4, 5
RESULTS = ("Bestått", "Ikke bestått", "Ikke møtt", "Fritatt")
PASSED, NOT_PASSED, ABSENT, EXEMPT = range(4)
SOURCES = ("PAD", "NIR", "Skole")
PAD, NIR, SCHOOL = range(3)
GROUPS = ("Introduksjonsprogram", "Rett og plikt", "Plikt", "Rett", "Privatist")
PROGRAMME, EXTERNAL = 0, 4
_NONE = -1
_SCHOOL_CAUSES = (1, 3)
_HIGHER_CAUSE = 2
_RAISED = (0.25, 0.05, 0.0, -0.25)
"""How much better or worse than a person's average each ordinary part goes."""
_C1_FROM = day("2020-12-01")
_LEVELS_FROM = day("2014-01-01")
"""Tests before then had other levels and are not in PAD."""


@dataclass(frozen=True)
class Exams:
    """One place a part taken, a test without parts, or an exemption; codes are places in the lists above, -1 for none.

    ``person`` is a place in People, or -1 - n for the n-th candidate outside the act.
    """

    person: Ints
    chain: Ints
    on: Days
    kind: Ints
    part: Ints
    level: Ints
    result: Ints
    grade: Ints
    source: Ints
    sent: Days
    """Transferred to NIR."""
    attempt: Ints
    counts: Ints
    """1 for the best result of a part, 0 for others, -1 where nothing is said."""
    total: Ints
    """The total the extract tells, -1 for none."""
    group: Ints
    language: Ints
    """Place in training.LANGUAGES; -1 for none, -2 for Norwegian."""


@dataclass(frozen=True)
class _Candidates:
    """One place a person with training, as the last period of it shows."""

    person: Ints
    chain: Ints
    act: Ints
    right: Ints
    status: Ints
    start: Days
    end: Days
    """Of the last period; the day of the extract where it goes on."""
    decided: Days
    latest: Days
    """The last day the person can have sat a test."""
    hours: Floats
    education: Ints
    goals: tuple[Ints, ...]
    """Points of the goal, by ordinary part; 0 for none."""
    language: Ints
    pupil: Bools
    """Went on to school, where Norwegian is graded."""
    full_secondary: Bools
    higher: Bools
    """Went on to higher education."""
    group: Ints

    @property
    def bound(self) -> Bools:
        """Whether completed training brings the duty to final tests."""
        duty: Bools = (self.status == COMPLETED) & (self.right == BOTH) & (self.act != CHAPTER_6A)
        return duty


def exams(draws: Draws, who: People, school: Schooling, taken: Programmes, given: Training, life: Lives,
          places: Places, until: np.datetime64) -> Exams:  # fmt: skip
    """The tests of everybody with training, and of some candidates outside the act."""
    they = _candidates(who, school, taken, given, life, until)
    norwegian = _norwegian(draws, they)
    parts = [*norwegian, _society(draws, they), _citizenship(draws, who, they), _outside(draws, they, places, until)]
    joined = {each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Exams)}
    whole = Exams(**joined)
    order = np.lexsort(
        (whole.part, whole.kind, whole.on, np.where(whole.person < 0, who.size - whole.person, whole.person))
    )
    ordered = Exams(**{each.name: getattr(whole, each.name)[order] for each in fields(Exams)})
    return _sent(draws, ordered, until)


def _candidates(
    who: People, school: Schooling, taken: Programmes, given: Training, life: Lives, until: np.datetime64
) -> _Candidates:
    person, first = np.unique(given.person, return_index=True)
    last = np.r_[first[1:], len(given.person)].astype(np.int64) - 1 if len(person) else first
    leaving = np.isin(life.event[person], (events.DIES, events.EMIGRATES, events.RETURNS))
    latest = np.where(leaving, np.fmin(life.on[person], until), until)

    def among(rows: Bools) -> Bools:
        marked = np.zeros(who.size, bool)
        marked[taken.person[rows]] = True
        found: Bools = marked[person]
        return found

    oral, written = given.oral[last] + 1, given.written[last] + 1
    in_programme = among(np.ones(len(taken), bool))
    full = among(taken.full_secondary)
    return _Candidates(
        person=person,
        chain=given.chain[last],
        act=given.act[last],
        right=given.right[last],
        status=given.status[last],
        start=given.start[first],
        end=np.where(np.isnat(given.end[last]), until, given.end[last]),
        decided=given.decided[first],
        latest=latest,
        hours=given.hours[last],
        education=school.education[person],
        goals=(oral, oral, written, written),
        language=given.language[last],
        pupil=full | among(np.isin(taken.cause, _SCHOOL_CAUSES)),
        full_secondary=full,
        higher=among(taken.cause == _HIGHER_CAUSE),
        group=np.where(
            in_programme, PROGRAMME, np.select([given.right[last] == BOTH, given.right[last] == DUTY], [1, 2], 3)
        ),
    )


def _norwegian(draws: Draws, they: _Candidates) -> list[Exams]:
    """The parts of the Norwegian test, exemptions from it, grades instead of it, and the C1 test of a few."""
    size = len(they.person)
    luck = draws.uniform("exam", size)
    exempt = they.bound & ~they.pupil & ~they.higher & (luck < 0.085)
    due = np.select(
        [they.bound & ~they.pupil, they.bound & (they.act == OLD_ACT), they.bound, they.status == COMPLETED,
         they.status == UNDER_WAY],
        [1.0, 0.3, 0.0, 0.4, np.where(they.act == CHAPTER_6A, 0.15, 0.3)],
        0.2,
    )  # fmt: skip
    wait = draws.whole("exam wait", size, 0, 45)
    on = np.maximum(they.end - wait, they.start + 90)
    on = np.where(they.status == COMPLETED, np.minimum(on, they.end), on)
    late = (they.status == COMPLETED) & (they.end + 150 > they.latest) & draws.chance("exam later", size, 0.4)
    sits = ((luck < due) | they.higher) & ~exempt & ~late & (on <= they.latest - 12) & (on >= _LEVELS_FROM)
    graded = they.higher & (~sits | (they.hours > 600) | (they.education == NO_SCHOOL))
    sits &= ~graded
    graded |= they.bound & they.pupil & ~sits & (~they.full_secondary | draws.chance("exam grade", size, 0.35))
    levels = _levels(draws, they)
    found = [_parts(draws, they, sits, on, levels)]
    rows = np.flatnonzero(exempt & ~late)
    found.append(_rows(they, rows, they.end[rows], kind=NORWEGIAN, result=EXEMPT, source=NIR))
    rows = np.flatnonzero(graded)
    better = np.where(they.higher[rows], 4, 2)
    kind = np.where(draws.chance("exam kind", len(rows), 0.5), OVERALL, EXAMINATION)
    found.append(
        _rows(they, rows, np.minimum(they.end[rows], they.latest[rows]), kind=kind, source=SCHOOL, group=_NONE,
              grade=draws.whole("grade", len(rows), better, 5))
    )  # fmt: skip
    best = sits & they.higher & (on + 150 <= they.latest) & (on >= _C1_FROM) & draws.chance("c1", size, 0.4)
    rows = np.repeat(np.flatnonzero(best), 2)
    passed = draws.chance("c1 passed", len(rows), 0.6)
    found.append(
        _rows(they, rows, on[rows] + 150, kind=NORWEGIAN, part=np.resize([C1_WRITTEN, C1_ORAL], len(rows)), attempt=1,
              level=np.where(passed, C1, _NONE), result=np.where(passed, _NONE, NOT_PASSED))
    )  # fmt: skip
    return found


def _levels(draws: Draws, they: _Candidates) -> list[Ints]:
    """Points of the first attempt by ordinary part, by schooling and act; never against track, hours or goal."""
    size = len(they.person)
    bell = sum(draws.uniform(f"ability {each}", size) for each in range(4)) - 2.0
    ability = np.take([0.85, 1.35, 1.85], they.education) + 1.25 * bell
    ability = np.where(they.act == CHAPTER_6A, ability - 0.4, ability)
    reached = they.bound & (they.act == NEW_ACT) & ~they.pupil
    found = []
    for part, raised in enumerate(_RAISED):
        noise = 0.7 * (draws.uniform(f"part {part}", size) - 0.5)
        level = np.clip(np.rint(ability + raised + noise), 0, B2).astype(np.int64)
        level = np.where(reached, np.maximum(level, they.goals[part]), level)
        level = np.where(they.higher, B2, level)
        below = (they.status == UNDER_WAY) & (they.goals[part] > 0) & ~they.higher
        level = np.where(below, np.minimum(level, they.goals[part] - 1), level)
        level = np.where((they.act == OLD_ACT) & (they.hours > 600), np.minimum(level, B1), level)
        if part == WRITTEN:
            level = np.where(they.education == NO_SCHOOL, np.minimum(level, B1), level)
            level = np.where((they.education == SECONDARY) & (they.status == COMPLETED), np.maximum(level, 1), level)
        found.append(level)
    return found


def _parts(draws: Draws, they: _Candidates, sits: Bools, on: Days, levels: list[Ints]) -> Exams:
    """The four ordinary parts of those who sit them, a second attempt of some, and a few who did not appear."""
    size = len(they.person)
    partly = (they.status != COMPLETED) | ~they.bound
    fewer = partly & ~they.higher & draws.chance("parts", size, 0.4)
    again = sits & ~fewer & (they.status == COMPLETED) & draws.chance("again", size, 0.14)
    second = later(np.where(on < they.end, they.end, on), draws.whole("again days", size, 60, 300))
    again &= second + 10 <= they.latest
    absent = sits & draws.chance("absent", size, 0.03) & (between(they.start, on) > 150)
    oral_on = on + draws.whole("oral day", size, 0, 9)
    told = sits & ~fewer & draws.chance("total", size, 0.25)
    better = [np.minimum(level + 1, B2) for level in levels]
    better[WRITTEN] = np.where(they.education == NO_SCHOOL, np.minimum(better[WRITTEN], B1), better[WRITTEN])
    retaken = [again & (better[part] > levels[part]) & (part in (ORAL, WRITTEN)) for part in range(4)]
    total = sum(np.where(retaken[part], better[part], levels[part]) for part in range(4))
    total = np.where(told, total, _NONE)
    pieces = []
    for part in range(4):
        days = oral_on if part == ORAL else on
        rows = np.flatnonzero(sits & (~fewer | (part in (ORAL, READING))))
        pieces.append(
            _rows(they, rows, days[rows], kind=NORWEGIAN, part=part, level=levels[part][rows], attempt=1,
                  counts=(~retaken[part][rows]).astype(np.int64), total=total[rows])
        )  # fmt: skip
        rows = np.flatnonzero(retaken[part])
        pieces.append(
            _rows(they, rows, second[rows], kind=NORWEGIAN, part=part, level=better[part][rows], attempt=2, counts=1,
                  total=total[rows])
        )  # fmt: skip
    rows = np.flatnonzero(absent)
    pieces.append(_rows(they, rows, on[rows] - 120, kind=NORWEGIAN, part=ORAL, result=ABSENT))
    return _joined(pieces)


def _society(draws: Draws, they: _Candidates) -> Exams:
    """The social studies test: within a year under the Integration Act, at the end under the Introduction Act."""
    size = len(they.person)
    new = (they.act == NEW_ACT) & (they.right != RIGHT) & ~they.full_secondary
    bound = they.bound & (they.act == OLD_ACT)
    others = ~new & ~bound & draws.chance("society", size, np.where(they.act == CHAPTER_6A, 0.25, 0.4))
    ready = np.where(new, they.decided + draws.whole("society days", size, 130, 300),
                     np.maximum(they.end - draws.whole("society before", size, 5, 160), they.start + 60))  # fmt: skip
    sits = (new | bound | others) & (ready <= they.latest)
    exempt = sits & (new | bound) & draws.chance("society exempt", size, 0.04)
    failed = sits & ~exempt & draws.chance("society failed", size, 0.1) & (ready + 45 <= they.latest)
    rows = np.flatnonzero(sits)
    language = np.where(draws.chance("society norwegian", size, 0.15), -2, they.language)
    result = np.select([exempt, failed], [EXEMPT, NOT_PASSED], PASSED)
    source = np.where(exempt, NIR, PAD)
    first = _rows(they, rows, ready[rows], kind=SOCIETY, result=result[rows], source=source[rows], attempt=1,
                  language=np.where(exempt, _NONE, language)[rows])  # fmt: skip
    rows = np.flatnonzero(failed)
    second = _rows(they, rows, ready[rows] + 45, kind=SOCIETY, result=PASSED, attempt=2, language=language[rows])
    return _joined([first, second])


def _citizenship(draws: Draws, who: People, they: _Candidates) -> Exams:
    """The citizenship test of some who have lived in Norway for seven years; they register for it themselves."""
    size = len(they.person)
    on = later(who.permit[they.person], 2560 + draws.whole("citizenship", size, 0, 500))
    on = np.where(on < later(they.end, 30), later(they.end, 30), on)
    fits = (they.status == COMPLETED) & (they.act == OLD_ACT) & (on <= they.latest) & draws.chance("citizen", size, 0.3)
    rows = np.flatnonzero(fits)
    return _rows(they, rows, on[rows], kind=CITIZENSHIP, result=PASSED, group=EXTERNAL, language=-2)


def _outside(draws: Draws, they: _Candidates, places: Places, until: np.datetime64) -> Exams:
    """Candidates outside the act, whom only PAD knows; about one for twelve persons with training."""
    size = len(they.person) // 12
    chain = places.pick(draws, "outside home", size)
    on = np.maximum(until - draws.whole("outside day", size, 30, 3600), _LEVELS_FROM + 10)
    pieces = []
    for part in range(4):
        pieces.append(
            _blank(-1 - np.arange(size), chain, on, kind=NORWEGIAN, part=part, attempt=1, group=EXTERNAL, source=PAD,
                   level=draws.pick(f"outside {part}", size, (0.03, 0.1, 0.25, 0.37, 0.25)))
        )  # fmt: skip
    return _joined(pieces)


def _sent(draws: Draws, found: Exams, until: np.datetime64) -> Exams:
    """With the day the result reached NIR, where it is there yet; never for candidates outside the act."""
    sent = found.on + draws.whole("sent", len(found.on), 21, 75)
    there = (found.source == PAD) & (found.group != EXTERNAL) & (sent <= until)
    return replace(found, sent=keep(sent, there))


def _rows(they: _Candidates, rows: Ints, on: Days, **values: Ints | int) -> Exams:
    """Rows of candidates; what is not given is none, PAD is the source and the group the candidate's own."""
    return _blank(they.person[rows], they.chain[rows], on, **{"source": PAD, "group": they.group[rows], **values})


def _blank(person: Ints, chain: Ints, on: Days, **values: Ints | int) -> Exams:
    size = len(person)
    given = {name: np.broadcast_to(np.asarray(value, np.int64), size) for name, value in values.items()}
    codes = ("kind", "part", "level", "result", "grade", "source", "attempt", "counts", "total", "group", "language")
    filled = {name: given.get(name, np.full(size, _NONE)) for name in codes}
    return Exams(person=person, chain=chain, on=on, sent=nothing(size), **filled)


def _joined(pieces: list[Exams]) -> Exams:
    return Exams(
        **{each.name: np.concatenate([getattr(piece, each.name) for piece in pieces]) for each in fields(Exams)}
    )
