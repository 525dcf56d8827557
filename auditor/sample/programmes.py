"""Introduction programmes by law regime, education and goal, with leave, prolongation, moves and returns."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from auditor.sample import lives as events
from auditor.sample import population as kinds
from auditor.sample.days import Days, add_months, age_at, between, keep, later
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.lives import Lives
from auditor.sample.population import CHAPTER_6A, NEW_ACT, OLD_ACT, People

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
_CAUSE_SHARES = (0.3, 0.19, 0.035, 0.12, 0.1, 0.03, 0.025, 0.02, 0.07, 0.015, 0.008, 0.012, 0.01, 0.025, 0.008, 0.004,
                 0.004, 0.024)  # fmt: skip
HOME_WITH_CHILD = (10, 11)
TO_COMPULSORY, HEALTH, OTHER, MOVED, DEAD = 3, 13, 17, 18, 19
_EARLY = (0, 1, 2, 3, HEALTH)
"""Causes of ending before the time is up."""
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


@dataclass(frozen=True)
class Schooling:
    """What a person's programme and training have in common; a place a person."""

    act: Ints
    education: Ints
    spread: Ints
    """Days from the first day in the municipality to the start."""


def schooling(draws: Draws, who: People) -> Schooling:
    """Education by age and origin, and the act that holds when training starts."""
    spread = draws.whole("to start", who.size, 22, 84)
    early = (who.act == CHAPTER_6A) & (who.base + spread < kinds.CHAPTER_6A_FROM)
    usual = draws.pick("education", who.size, (0.33, 0.32, 0.35))
    collective = draws.pick("education 34", who.size, (0.03, 0.17, 0.8))
    education = np.where(who.ground == kinds.COLLECTIVE, collective, usual)
    return Schooling(
        np.where(early, NEW_ACT, who.act), np.where(who.age < 19, np.minimum(education, 1), education), spread
    )


def programmes(draws: Draws, who: People, school: Schooling, life: Lives, until: np.datetime64) -> Programmes:
    """The programmes of everybody with the right, and of a few who were offered one."""
    adult = (who.age >= 18) & ~np.isnat(who.base) & (who.ground != kinds.LABOUR)
    right = who.target_group & (who.age <= 55) & (who.settled_by != kinds.ON_OWN)
    right |= who.target_group & (who.age <= 55) & (who.ground == kinds.FAMILY)
    may = ~right & (who.age <= 60) & draws.chance("may be offered", who.size, 0.12)
    person = np.flatnonzero(adult & (right | may) & (who.base + school.spread <= until))
    size = len(person)
    start = (who.base + school.spread)[person]
    act, education = school.act[person], school.education[person]
    goal = np.select(
        [education == each for each in _GOALS],
        [draws.pick(f"goal {each}", size, shares) for each, shares in _GOALS.items()],
    )
    young = age_at(who.birth[person], start) < 25
    goal = np.where(young & (act == NEW_ACT) & (education != SECONDARY), FULL_SECONDARY, goal)
    usual = _usual_months(act, education, goal)
    room = np.select([act == OLD_ACT, education == SECONDARY, act == CHAPTER_6A], [12, 6, 0], 12)
    prolonged = draws.chance("prolonged", size, 0.13) & (room > 0)
    extra = draws.whole("extra months", size, 2, room)

    children = draws.chance("children", size, np.where(who.age[person] < 23, 0.12, 0.55))
    away = draws.chance("leave", size, 0.14) & (usual > 8)
    stopped = away & (act >= NEW_ACT) & draws.chance("interrupted", size, 0.2)
    days_away = np.where(
        stopped, draws.whole("interruption days", size, 14, 80), draws.whole("leave days", size, 10, 240)
    )
    days_away *= away
    leave_from = keep(start + draws.whole("leave start", size, 65, 120), away)
    shifted = start + days_away

    ordinary_end = add_months(shifted, usual) - 1
    decision = ordinary_end - draws.whole("prolonging", size, 25, 60)
    known = prolonged & (decision <= until)
    planned = np.where(known, add_months(shifted, usual + extra) - 1, ordinary_end)
    early = draws.chance("early", size, 0.3) & ~known
    share = 0.4 + 0.55 * draws.uniform("share of time", size)
    natural = np.where(early, shifted + (between(shifted, planned) * share).astype(np.int64), planned)
    natural = np.maximum(natural, np.where(away, leave_from + days_away + 20, start + 93))

    event, on = life.event[person], life.on[person]
    cut = on <= natural
    end = np.where(cut, on, natural)
    cause = np.select(
        [cut & (event == events.DIES), cut, early],
        [DEAD, MOVED, np.take(_EARLY, draws.pick("early cause", size, (0.55, 0.25, 0.05, 0.09, 0.06)))],
        draws.pick("cause", size, _CAUSE_SHARES),
    )
    cause = np.where(~children & np.isin(cause, HOME_WITH_CHILD), 0, cause)
    cause = np.where((education == SECONDARY) & (cause == TO_COMPULSORY), 0, cause)
    decided = np.maximum(start - draws.whole("decided", size, 1, 18), who.base[person])
    offered = np.maximum(decided - draws.whole("offered", size, 0, 12), who.base[person])
    found = Programmes(
        person=person,
        number=np.zeros(size, np.int64),
        chain=who.home[person],
        offered=offered,
        decided=decided,
        start=start,
        planned=planned,
        end=end,
        act=act,
        by_right=right[person],
        education=np.where(act == OLD_ACT, -1, education),
        goal=np.where(act == OLD_ACT, -1, goal),
        hours=draws.whole("hours", size, 120, 150),
        full_secondary=(goal == FULL_SECONDARY) & (act == NEW_ACT) & draws.chance("full secondary", size, 0.35),
        basics=young & (education == NO_SCHOOL),
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
    return _as_seen(draws, whole, until)


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
    cause = draws.pick("cause again", size, _CAUSE_SHARES)
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


def _as_seen(draws: Draws, all_of: Programmes, until: np.datetime64) -> Programmes:
    """The programmes as they stand on the day of the extract; what lies after it is not known."""
    size = len(all_of)
    ended = all_of.end <= until
    cause = np.where(ended, all_of.cause, -1)
    cause = _rare(cause, all_of.chain)
    noted = all_of.end + draws.whole("noted", size, 1, 54)
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
    changed[order] = np.where((cause[order] == OTHER) & ((rank + 1) * 10 > of_place), 8, cause[order])
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
