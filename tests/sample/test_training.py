"""Who has training: all who must have shown Norwegian before what they go on to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from auditor.sample import EXTRACT_DATE
from auditor.sample.centres import centres, integrated, stays
from auditor.sample.draws import Draws
from auditor.sample.lives import lives
from auditor.sample.places import places
from auditor.sample.population import people
from auditor.sample.practice import Practice
from auditor.sample.programmes import TO_HIGHER, programmes, schooling
from auditor.sample.training import training

PERSONS, SEED = 2_000, 1


def test_who_moves_and_then_goes_on_to_higher_education_has_training() -> None:
    """Upper secondary school full time before the move is no reason to have none, as it is for others."""
    draws, last = Draws(SEED), np.datetime64(EXTRACT_DATE, "D")
    where = places(EXTRACT_DATE, None)
    who = people(draws, PERSONS, where, EXTRACT_DATE)
    register = centres(draws, where, 1.0)
    stay, life, habits = stays(draws, who, register, last), lives(draws, who, where, last), Practice(where)
    school = schooling(draws, who, habits)
    taken = programmes(draws, who, school, life, habits, integrated(who.size, register, stay), last)
    again = np.isin(taken.person, taken.person[taken.number == 1])
    at_school = replace(taken, full_secondary=taken.full_secondary | (again & (taken.number == 0)))
    onwards = replace(at_school, cause=np.where(again & (taken.number == 1), TO_HIGHER, taken.cause))
    movers = set(taken.person[again].tolist())
    with_training = [
        movers & set(training(draws, who, school, each, life, habits, last).person.tolist())
        for each in (at_school, onwards)
    ]
    assert with_training[0] < movers
    assert with_training[1] == movers
