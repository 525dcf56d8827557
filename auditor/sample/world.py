"""A whole register extract in memory: persons, their lives, and the tables that tell of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from auditor.sample import course_records, records
from auditor.sample.centres import centres, integrated, stays
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.draws import Draws
from auditor.sample.early import early_training
from auditor.sample.exam_records import exam_frame
from auditor.sample.exams import exams
from auditor.sample.lives import lives
from auditor.sample.places import Places, places
from auditor.sample.population import people
from auditor.sample.practice import Practice
from auditor.sample.programmes import programmes, schooling
from auditor.sample.training import training


@dataclass(frozen=True)
class World:
    """The tables by name, with typed values and the rule set's field names."""

    tables: dict[str, pl.DataFrame]
    places: Places


def generate(
    persons: int,
    seed: int,
    until: dt.date = EXTRACT_DATE,
    municipalities: int | None = None,
    centre_scale: float | None = None,
) -> World:
    """An extract without errors: ``persons`` persons whose first permits lie between 2008 and ``until``.

    ``municipalities`` narrows it to the largest ones; the default is all of them, with the numbers of earlier years.
    ``centre_scale`` is the number of reception centres as a share of a national one.
    """
    draws = Draws(seed)
    last = np.datetime64(until, "D")
    where = places(until, municipalities)
    who = people(draws, persons, where, until)
    if centre_scale is None:
        centre_scale = 1.0 if municipalities is None else min(1.0, municipalities / 100)
    register = centres(draws, where, centre_scale)
    stay = stays(draws, who, register, last)
    life = lives(draws, who, where, last)
    habits = Practice(where)
    school = schooling(draws, who, habits)
    taken = programmes(draws, who, school, life, habits, integrated(who.size, register, stay), last)
    given = training(draws, who, school, taken, life, habits, last)
    early = early_training(draws, who, register, stay, where, habits, last)
    settlement = records.settlement_frames(draws, who, life, register, stay, where, last)
    tables = {
        "person": records.person_frame(draws, who, life, register, stay, where, last),
        **records.centre_frames(register, stay, where, last),
        "asylnorsk": course_records.early_frame(early, register, stay, where),
        "kartlegging": course_records.mapping_frame(draws, who, school, taken, register, stay, where, last),
        **settlement,
        "anmodning": records.request_frame(draws, settlement["bosetting"], where, last),
        **course_records.programme_frames(draws, taken, given, where, habits, last),
        "norskopplaering": course_records.training_frame(given, where),
        "prove": exam_frame(draws, exams(draws, who, school, taken, given, life, where, last), where),
    }
    return World(tables, where)
