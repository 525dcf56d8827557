"""The measures of introduction programmes, whose hours make up a full week, and what is noted of goals."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample import population as kinds
from auditor.sample.columns import codes_at, ids, labels
from auditor.sample.days import Days, between, keep, later
from auditor.sample.draws import Bools, Draws, Floats, Ints
from auditor.sample.places import Places
from auditor.sample.practice import Practice
from auditor.sample.programmes import (
    CAUSES,
    FULL_COMPULSORY,
    FULL_SECONDARY,
    PART_COMPULSORY,
    PART_SECONDARY,
    Programmes,
)

_WORK = ("Språkpraksis", "Arbeidstrening", "Ordinært arbeid som del av programmet", "Arbeidspraksis i NAVs regi",
         "Arbeidsmarkedsopplæring (AMO kurs)", "Yrkesrettet kurs i regi av andre")  # fmt: skip
_PRACTICE = (0, 1, 3)
"""Places in _WORK of what is not ordinary work."""
_COMPULSORY, _SECONDARY = "Fag i grunnskole for voksne", "Fag i videregående skole"
_VALIDATION = "Realkompetansevurdering, herunder yrkesutprøving"
_VALIDATED = 0.1
"""Share of those without upper secondary school ahead. No report says how many: what is told of the municipalities' use
of it is contradictory (seed-001 D12, L3213-3225), so that most use it seldom here, and some never."""
_SCHOOL_HOUR = 1.25
"""Hours that a school hour counts (seed-004a R03)."""
_WORKING_YEAR = 47 / 52
"""Five weeks of holiday a year."""
_BEFORE_WORK = 45
"""Days between the end of practice or lower secondary school and a programme that ended in work."""
_FIRST_GOALS = {PART_SECONDARY: FULL_SECONDARY, FULL_COMPULSORY: PART_SECONDARY}


def measures(draws: Draws, taken: Programmes, key: pl.Series, person: pl.Series, places: Places,
             habits: Practice, until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    """Training, the mandatory elements, some validation, and work or school for the rest of a full week."""
    size = len(taken)
    last = taken.last_day(until)
    everybody = np.ones(size, bool)
    new = taken.act >= kinds.NEW_ACT
    worked = taken.cause == CAUSES.index("Arbeid")
    work = draws.pick("work measure", size, (0.4, 0.3, 0.06, 0.1, 0.07, 0.07))
    upper = np.isin(taken.goal, (FULL_SECONDARY, PART_SECONDARY))
    lower = np.isin(taken.goal, (FULL_COMPULSORY, PART_COMPULSORY))
    practice = ~upper & ~lower & np.isin(work, _PRACTICE)
    validated = (
        ~upper & ~taken.basics & draws.chance("validated", size, _VALIDATED * habits.of("validating", taken.chain))
    )
    basics = ~lower & (taken.basics | (taken.cause == CAUSES.index("Ordinær utdanning – grunnskole")))
    chosen = labels((*_WORK, _SECONDARY, _COMPULSORY), np.select([upper, lower], [len(_WORK), len(_WORK) + 1], work))
    early = keep(later(taken.end, -_BEFORE_WORK), worked)

    def fixed(name: str) -> pl.Series:
        return pl.Series([name]).new_from_index(0, size)

    several = ("work", "coping", "parents", "basics", "validation")
    some_days = {name: draws.whole(f"{name} from", size, 5, 30) for name in several}
    of_kind = (
        (fixed("Norskopplæring"), everybody, np.zeros(size, np.int64), taken.end, 12 * _SCHOOL_HOUR),
        (fixed("Samfunnskunnskap"), everybody, draws.whole("society from", size, 5, 20), _for(taken, 70), 3 * 1.25),
        (fixed("Livsmestring"), new, some_days["coping"], _for(taken, 60), 4.0),
        (fixed("Foreldreveiledning"), new & taken.children, some_days["parents"], _for(taken, 42), 3.0),
        (fixed(_VALIDATION), validated, some_days["validation"], _for(taken, 50), 5.0),
        (fixed(_COMPULSORY), basics, some_days["basics"], np.fmin(taken.end, early), 3 * _SCHOOL_HOUR),
        (chosen, everybody, some_days["work"], np.where(practice | lower, np.fmin(taken.end, early), taken.end), None),
    )
    parts = []
    full = _full_weeks(taken, until)
    there = np.clip(full * 7 / _WORKING_YEAR / (between(taken.start, last) + 1), 0.0, 1.0)
    left = full * taken.hours / 4
    for number, (kind, present, after, end, hours) in enumerate(of_kind):
        rows = np.flatnonzero(present & (taken.start + after <= last) & ~(taken.start + after > end))
        start = taken.start[rows] + after[rows]
        finish = keep(end[rows], end[rows] <= until)
        weeks = between(start, np.where(np.isnat(finish), until, finish)) / 7 * _WORKING_YEAR
        counted = np.maximum(left[rows], 10.0) if hours is None else weeks * hours * (1.0 if number else there[rows])
        left[rows] -= counted
        school = kind.gather(rows).is_in(["Norskopplæring", "Samfunnskunnskap", _COMPULSORY, _SECONDARY]).to_numpy()
        parts.append(
            pl.DataFrame(
                {
                    "__programme": rows,
                    "__number": np.full(len(rows), number),
                    "program_id": key.gather(rows),
                    "person_id": person.gather(rows),
                    "kommunenummer": codes_at(places, taken.chain[rows], start),
                    "tiltakstype": kind.gather(rows),
                    "fra_dato": start,
                    "til_dato": finish,
                    "timer": np.ceil(np.maximum(counted / np.where(school, _SCHOOL_HOUR, 1.0), 1.0)),
                }
            )
        )
    whole = pl.concat(parts).sort("__programme", "__number").drop("__programme", "__number")
    return whole.insert_column(0, ids("T", np.arange(whole.height)).alias("tiltak_id"))


def _for(taken: Programmes, days: int) -> Days:
    """So many days from the start at most."""
    return np.fmin(later(taken.start, days + 20), taken.end)


def _full_weeks(taken: Programmes, until: np.datetime64) -> Floats:
    """Weeks of the programme without leave and holidays."""
    away = between(taken.leave_from, np.where(np.isnat(taken.leave_to), until, taken.leave_to)) + 1
    present = between(taken.start, taken.last_day(until)) + 1 - np.where(taken.leave == -1, 0, away)
    weeks: Floats = present / 7 * _WORKING_YEAR
    return weeks


def changed_goals(draws: Draws, taken: Programmes, until: np.datetime64) -> tuple[Ints, Days]:
    """The first goal of each programme, -1 for none, and the day it was changed: never in the last half of the time."""
    length = between(taken.start, taken.last_day(until))
    changed: Bools = np.isin(taken.goal, list(_FIRST_GOALS)) & draws.chance("goal changed", len(taken), 0.12)
    changed &= length > 400
    first = np.select([taken.goal == each for each in _FIRST_GOALS], list(_FIRST_GOALS.values()), taken.goal)
    return np.where(changed, first, taken.goal), keep(later(taken.start, (length * 0.4).astype(np.int64)), changed)
