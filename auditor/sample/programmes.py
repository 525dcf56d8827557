"""Introduction programmes by law regime, education and goal, with leave, prolongation, moves and returns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from auditor.sample import lives as events
from auditor.sample import population as kinds
from auditor.sample.days import Days, add_months, age_at, between, keep, later, year_of
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.lives import Lives
from auditor.sample.population import CHAPTER_6A, NEW_ACT, OLD_ACT, People
from auditor.sample.practice import Practice

EDUCATION = ("Ikke fullført grunnskole", "Fullført grunnskole", "Fullført videregående")
NO_SCHOOL, COMPULSORY, SECONDARY = range(3)
GOALS = ("Arbeid", "Høyere utdanning", "Fullført videregående", "Deler av videregående", "Fullført grunnskole",
         "Deler av grunnskolen")  # fmt: skip
WORK, HIGHER, FULL_SECONDARY, PART_SECONDARY, FULL_COMPULSORY, PART_COMPULSORY = range(6)
_GOALS = {
    NO_SCHOOL: (0.4, 0, 0.06, 0.1, 0.24, 0.2),
    COMPULSORY: (0.4, 0, 0.32, 0.28, 0, 0),
    SECONDARY: (0.74, 0.26, 0, 0, 0, 0),
}
CAUSES = (
    "Arbeid", "Ordinær utdanning – videregående skole", "Ordinær utdanning – høyere utdanning",
    "Ordinær utdanning – grunnskole", "Arbeidssøker på andre tiltak i regi av NAV",
    "Arbeidssøker på tiltak i regi av andre enn NAV", "Arbeidssøker på KVP", "Arbeidssøker på lønnstilskudd",
    "På sosial stønad", "På andre trygdeytelser", "Hjemmeværende med omsorg for barn 0-1 år",
    "Hjemmeværende med omsorg for barn 1-3 år", "Ikke arbeidssøker - forsørget", "Helsemessige årsaker",
    "Ikke arbeidssøker", "Adferd i/utenfor programmet", "Mistet rett til intro", "Annet", "Flyttet", "Død",
)  # fmt: skip
AIMS = 4
"""The first so many causes are the goals attained: work or education (seed-000 L478-480)."""
_AIM_SHARES = (0.46, 0.29, 0.05, 0.2)
_OTHER_SHARES = (0.36, 0.09, 0.08, 0.05, 0, 0.06, 0.035, 0.045, 0.04, 0.09, 0.04, 0.015, 0.025, 0.07)
"""Of those whose aim is not attained: the causes from the fifth on, social benefits apart."""
_ON_BENEFITS = 0.2
_ATTAINED = 0.41
"""Share of those who stay to the end; with the early ones it gives what seed-000 table 2 says."""
_ATTAINED_MORE = 0.04
"""After an integration centre (seed-000 table 2: 46.1 against 42.5 per cent)."""
HOME_WITH_CHILD = (10, 11)
TO_HIGHER, TO_COMPULSORY, HEALTH, OTHER, MOVED, DEAD = 2, 3, 13, 17, 18, 19
ON_BENEFITS = 8
_EARLY_SHARES = (0.42, 0.15, 0.03, 0.07, 0, 0.02, 0, 0, 0, 0.03, 0, 0.03, 0.03, 0.15, 0, 0.04, 0.03, 0)
"""Causes of ending before the time is up."""
_EARLY = (0.25, 0.18, 0.26)
"""Share who end early under each act."""
_STEP_OUT = (0.12, 0.3, 0.52, 0.75, 0.95)
"""How much of the time is done then, at every quarter of them."""
_WORK_AT_ONCE = 0.015
"""Share who find work within some weeks."""
_PROLONGED = {2003: 0.52, 2014: 0.6, 2016: 0.78, 2021: 0.8}
"""Share of those who stay to the end that are prolonged, by the year of the start. A quarter of all participants of
2017 were offered it (seed-004a L3936-3939); the days of seed-000 table 1 and seed-002 L3081-3085 need more of them."""
_AWAY = 0.2
_DAYS_AWAY = (10, 30, 80, 170, 320)
"""Days of leave, at every quarter of those who take it."""
ACTIVITIES = ("Arbeid", "Utdanning", "Grunnskole", "Kvalifisering", "Sosialhjelp", "Trygd", "Flyttet", "Annet")
_ACTIVITY = np.array([0, 1, 1, 2, 3, 3, 3, 3, 4, 5, 7, 7, 7, 7, 7, 7, 7, 7, 6, 7])
LEAVES = ("Foreldrepermisjon", "Sykdom", "Barns sykdom", "Velferd", "Arbeid")


@dataclass(frozen=True)
class Programmes:
    """One place a programme; ``person`` is a place in People. Codes are places in the lists above, -1 for none."""

    person: Ints
    number: Ints
    """0 for the first programme of a person, 1 for one after a move or a return."""
    chain: Ints
    offered: Days
    decided: Days
    start: Days
    planned: Days
    end: Days
    act: Ints
    by_right: Bools
    education: Ints
    goal: Ints
    hours: Ints
    """Quarter hours a week."""
    full_secondary: Bools
    basics: Bools
    """Whether a participant under 25 without lower secondary school takes its subjects."""
    children: Bools
    prolonged: Days
    start_registered: Days
    registered: Days
    cause: Ints
    leave_from: Days
    leave_to: Days
    leave: Ints
    """Place in LEAVES; -1 for none, -2 for an interruption."""

    def __len__(self) -> int:
        return len(self.person)

    @property
    def activity(self) -> Ints:
        """Place in ACTIVITIES of the main activity when ending."""
        found: Ints = np.where(self.cause >= 0, _ACTIVITY[self.cause], -1)
        return found

    def last_day(self, until: np.datetime64) -> Days:
        """The end, or the day of the extract."""
        return np.where(np.isnat(self.end), until, self.end)


_TRACKS = (0.347, 0.558, 0.095)
"""Tracks 1, 2 and 3 of training, of those whose track is known (seed-002 table 5.1, L2985-2994)."""


@dataclass(frozen=True)
class Schooling:
    """What a person's programme and training have in common; a place a person."""

    act: Ints
    education: Ints
    track: Ints
    """Place in the tracks of training."""
    spread: Ints
    """Days from the first day in the municipality to the start."""


def schooling(draws: Draws, who: People, habits: Practice) -> Schooling:
    """Education by age and origin, track, and the act that holds when training starts."""
    size = who.size
    waiting = 53 + habits.of("waiting", who.home)
    spread = np.clip((waiting + draws.whole("to start", size, -15, 15)).astype(np.int64), 22, 84)
    grown = between(who.base, add_months(who.birth, 12 * 18)) + 1
    spread = np.where((grown > spread) & (grown <= 84), grown, spread)
    early = (who.act == CHAPTER_6A) & (who.base + spread < kinds.CHAPTER_6A_FROM)
    education = np.select(
        [who.ground == kinds.COLLECTIVE, who.ground <= kinds.CHILDREN],
        [draws.pick("education 34", size, (0.03, 0.17, 0.8)), draws.pick("education 28", size, (0.42, 0.43, 0.15))],
        draws.pick("education", size, (0.36, 0.34, 0.3)),
    )
    education = np.where(who.age < 19, np.minimum(education, 1), education)
    judged = _track(draws, who, habits)
    education = np.where(who.act == OLD_ACT, judged, education)
    return Schooling(np.where(early, NEW_ACT, who.act), education, education, spread)


def _track(draws: Draws, who: People, habits: Practice) -> Ints:
    """Tracks as the municipality judged them before education was registered."""
    first = _TRACKS[0] + habits.of("first track", who.home)
    luck = draws.uniform("track", who.size)
    return np.select([luck < first, luck < 1 - _TRACKS[2]], [0, 1], 2)


def programmes(
    draws: Draws, who: People, school: Schooling, life: Lives, habits: Practice, integrated: Bools, until: np.datetime64
) -> Programmes:
    """The programmes of everybody with the right, and of a few who were offered one.

    ``integrated`` tells who lived in an integration centre.
    """
    of_age = (age_at(who.birth, who.base + school.spread) >= 18) & (age_at(who.birth, who.entry) >= 16)
    adult = of_age & ~np.isnat(who.base) & ~np.isin(who.ground, (kinds.LABOUR, kinds.EEA))
    in_age = (who.age <= 55) & ((who.age >= 18) | (school.act == OLD_ACT))
    right = who.target_group & in_age & ((who.settled_by != kinds.ON_OWN) | (who.ground == kinds.FAMILY))
    may = ~right & (who.age <= 60) & (draws.chance("may be offered", who.size, 0.12) | (who.age < 18))
    person = np.flatnonzero(adult & (right | may) & (who.base + school.spread <= until))
    size = len(person)
    start = (who.base + school.spread)[person]
    act, education, home = school.act[person], school.education[person], who.home[person]
    goal = np.select(
        [education == each for each in _GOALS],
        [draws.pick(f"goal {each}", size, shares) for each, shares in _GOALS.items()],
    )
    young = age_at(who.birth[person], start) < 25
    goal = np.where(young & (act == NEW_ACT) & (education != SECONDARY), FULL_SECONDARY, goal)
    usual = _usual_months(act, education, goal)
    room = np.select([act == OLD_ACT, education == SECONDARY, act == CHAPTER_6A], [12, 6, 0], 12)
    years = np.searchsorted(list(_PROLONGED), year_of(start), side="right") - 1
    usually = np.array(list(_PROLONGED.values()))[np.maximum(years, 0)]
    prolonged = draws.chance("prolonged", size, usually * habits.of("prolonging", home)) & (room > 0)
    extra = draws.whole("extra months", size, np.minimum(4, room), room)

    children = draws.chance("children", size, np.where(who.age[person] < 23, 0.12, 0.55))
    away = draws.chance("leave", size, _AWAY) & (usual > 8)
    stopped = away & (act >= NEW_ACT) & draws.chance("interrupted", size, 0.2)
    days_away = np.where(
        stopped, draws.whole("interruption days", size, 14, 80), draws.along("leave days", size, _DAYS_AWAY)
    ).astype(np.int64)
    days_away *= away
    leave_from = keep(start + draws.whole("leave start", size, 65, 120), away)
    shifted = start + days_away

    ordinary_end = add_months(shifted, usual) - 1
    decision = ordinary_end - draws.whole("prolonging", size, 25, 60)
    known = prolonged & (decision <= until)
    planned = np.where(known, add_months(shifted, usual + extra) - 1, ordinary_end)
    early = draws.chance("early", size, np.array(_EARLY)[act]) & ~known
    share = draws.along("share of time", size, _STEP_OUT)
    natural = np.where(early, shifted + (between(shifted, planned) * share).astype(np.int64), planned)
    natural = np.maximum(natural, np.where(away, leave_from + days_away + 20, start + 93))
    at_once = draws.chance("work at once", size, _WORK_AT_ONCE) & ~known & ~away
    natural = np.where(at_once, start + draws.whole("weeks", size, 20, 80), natural)

    event, on = life.event[person], life.on[person]
    cut = on <= natural
    end = np.where(cut, on, natural)
    attained = draws.chance(
        "attained", size, _ATTAINED + _ATTAINED_MORE * integrated[person] + habits.of("attaining", home)
    )
    benefits = draws.chance("benefits", size, _ON_BENEFITS * habits.of("causes", home))
    cause = np.select(
        [cut & (event == events.DIES), cut, at_once, early, attained, benefits],
        [DEAD, MOVED, 0, draws.pick("early cause", size, _EARLY_SHARES), draws.pick("aim", size, _AIM_SHARES),
         ON_BENEFITS],
        AIMS + draws.pick("cause", size, _OTHER_SHARES),
    )  # fmt: skip
    cause = np.where(~children & np.isin(cause, HOME_WITH_CHILD), 0, cause)
    cause = np.where((education == SECONDARY) & (cause == TO_COMPULSORY), 0, cause)
    decided = np.maximum(start - draws.whole("decided", size, 1, 18), who.base[person])
    offered = np.maximum(decided - draws.whole("offered", size, 0, 12), who.base[person])
    hours = habits.of("hours", home) + draws.whole("hours", size, -4, 4)
    found = Programmes(
        person=person,
        number=np.zeros(size, np.int64),
        chain=home,
        offered=offered,
        decided=decided,
        start=start,
        planned=planned,
        end=end,
        act=act,
        by_right=right[person],
        education=np.where(act == OLD_ACT, -1, education),
        goal=np.where(act == OLD_ACT, -1, goal),
        hours=np.clip(hours.astype(np.int64), 120, 150),
        full_secondary=(goal == FULL_SECONDARY) & (act == NEW_ACT) & draws.chance("full secondary", size, 0.35),
        basics=young & (school.track[person] == 0),
        children=children,
        prolonged=keep(decision, known & (decision <= end)),
        start_registered=start,
        registered=end,
        cause=cause,
        leave_from=leave_from,
        leave_to=keep(leave_from + days_away - 1, away),
        leave=np.where(stopped, -2, np.where(away, draws.pick("leave cause", size, (0.5, 0.2, 0.1, 0.1, 0.1)), -1)),
    )
    whole = _joined(found, _continued(draws, found, life, until))
    return _as_seen(draws, whole, habits, until)


def _usual_months(act: Ints, education: Ints, goal: Ints) -> Ints:
    """Programme time without prolongation (introduksjonsloven § 5, integreringsloven §§ 14, 37 c)."""
    cases = [act == OLD_ACT, education == SECONDARY, act == CHAPTER_6A, goal == FULL_SECONDARY]
    return np.select(cases, [24, 6, 12, 36], 24)


def _continued(draws: Draws, first: Programmes, life: Lives, until: np.datetime64) -> Programmes:
    """The rest of the programme of those who moved or came back, in the municipality they then live in."""
    event = life.event[first.person]
    base = np.select(
        [event == events.MOVES, event == events.RETURNS], [first.end, life.back[first.person]], _never(first)
    )
    left = (between(first.end, first.planned) / 30.5).astype(np.int64) - 2
    left = np.minimum(left, _usual_months(first.act, first.education, first.goal) - 1)
    again = (first.cause == MOVED) & ~np.isnat(base) & (left >= 4)
    start = later(base, draws.whole("restart", len(first), 24, 70))
    rows = np.flatnonzero(again & (start <= until))
    size = len(rows)
    start = start[rows]
    picked = _rows(first, rows)
    planned = add_months(start, left[rows]) - 1
    early = draws.chance("early again", size, 0.3)
    end = np.where(early, np.maximum(start + (between(start, planned) * 0.7).astype(np.int64), start + 93), planned)
    decided = later(start, -draws.whole("decided again", size, 1, 9))
    cause = np.where(
        draws.chance("attained again", size, _ATTAINED),
        draws.pick("aim again", size, _AIM_SHARES),
        AIMS + draws.pick("cause again", size, _OTHER_SHARES),
    )
    return replace(
        picked,
        number=np.ones(size, np.int64),
        chain=life.chain[picked.person],
        offered=later(decided, -draws.whole("offered again", size, 0, 8)),
        decided=decided,
        start=start,
        planned=planned,
        end=end,
        start_registered=start,
        registered=end,
        prolonged=keep(start, np.zeros(size, bool)),
        cause=np.where(
            (~picked.children & np.isin(cause, HOME_WITH_CHILD))
            | ((picked.education == SECONDARY) & (cause == TO_COMPULSORY)),
            0,
            cause,
        ),
        leave_from=keep(start, np.zeros(size, bool)),
        leave_to=keep(start, np.zeros(size, bool)),
        leave=np.full(size, -1),
    )


def _as_seen(draws: Draws, all_of: Programmes, habits: Practice, until: np.datetime64) -> Programmes:
    """The programmes as they stand on the day of the extract; what lies after it is not known."""
    size = len(all_of)
    ended = all_of.end <= until
    cause = np.where(ended, all_of.cause, -1)
    cause = _rare(cause, all_of.chain)
    noted = all_of.end + draws.whole("noted", size, 1, habits.of("registering", all_of.chain).astype(np.int64))
    start_noted = all_of.start + draws.whole("start noted", size, 1, 28)
    away = all_of.leave_from <= np.where(ended, all_of.end - 1, until)
    last = np.where(ended, np.minimum(all_of.leave_to, all_of.end), all_of.leave_to)
    ahead = np.where(all_of.leave == -1, 0, between(np.maximum(all_of.leave_from - 1, until), all_of.leave_to))
    return replace(
        all_of,
        planned=later(all_of.planned, -np.maximum(ahead, 0)),
        end=keep(all_of.end, ended),
        cause=cause,
        start_registered=keep(start_noted, start_noted <= until),
        registered=keep(noted, ended & (noted <= until)),
        leave=np.where(away, all_of.leave, -1),
        leave_from=keep(all_of.leave_from, away),
        leave_to=keep(last, away & (last <= until)),
    )


def _rare(cause: Ints, chain: Ints) -> Ints:
    """Keep the residual cause rare everywhere: no municipality has it for more than one ended programme in ten."""
    ended = np.flatnonzero(cause >= 0)
    order = ended[np.lexsort((ended, cause[ended] != OTHER, chain[ended]))]
    places = np.r_[0, np.flatnonzero(np.diff(chain[order])) + 1]
    rank = np.arange(len(order)) - np.repeat(places, np.diff(np.r_[places, len(order)]))
    of_place = np.bincount(chain[order], minlength=int(chain.max(initial=0)) + 1)[chain[order]]
    changed = cause.copy()
    changed[order] = np.where((cause[order] == OTHER) & ((rank + 1) * 10 > of_place), ON_BENEFITS, cause[order])
    return changed


def _never(first: Programmes) -> Days:
    return keep(first.start, np.zeros(len(first), bool))


def _rows(whole: Programmes, rows: Ints) -> Programmes:
    return Programmes(**{field.name: getattr(whole, field.name)[rows] for field in fields(whole)})


def _joined(first: Programmes, second: Programmes) -> Programmes:
    """Both, in order of person and number."""
    joined = Programmes(
        **{
            field.name: np.concatenate([getattr(first, field.name), getattr(second, field.name)])
            for field in fields(first)
        }
    )
    return _rows(joined, np.lexsort((joined.number, joined.person)))
