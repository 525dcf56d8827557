"""The tables of programmes, plans, measures, mapping and training as frames of typed values."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample import population as kinds
from auditor.sample.centres import INTEGRATION, Centres, Stays
from auditor.sample.columns import codes_at, district_of, ids, labels, persons, yes_no
from auditor.sample.days import Days, age_at, keep
from auditor.sample.draws import Draws, Ints
from auditor.sample.early import EARLY_STATUSES, EarlyTraining
from auditor.sample.measures import changed_goals, measures
from auditor.sample.places import Places
from auditor.sample.population import ACTS, People
from auditor.sample.practice import Practice
from auditor.sample.programmes import ACTIVITIES, CAUSES, EDUCATION, GOALS, LEAVES, Programmes, Schooling
from auditor.sample.training import LANGUAGES, LEVELS, RIGHTS, STATUSES, Training


def programme_frames(draws: Draws, taken: Programmes, given: Training, places: Places, habits: Practice,
                     until: np.datetime64) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Programmes, leave, measures, and plans of programmes and of training without one."""
    size = len(taken)
    key = ids("I", np.arange(size))
    person = persons(taken.person)
    code = codes_at(places, taken.chain, taken.start)
    first_goal, goal_changed = changed_goals(draws, taken, until)
    programme = pl.DataFrame(
        {
            "program_id": key,
            "person_id": person,
            "kommunenummer": code,
            "bydel": district_of(draws, "programme district", code),
            "lovverk": labels(ACTS, taken.act),
            "rettighet": labels(("Kan tilbys", "Rett og plikt"), taken.by_right.astype(np.int64)),
            "tilbud_dato": taken.offered,
            "vedtak_dato": taken.decided,
            "start_dato": taken.start,
            "planlagt_slutt_dato": taken.planned,
            "slutt_dato": taken.end,
            "avslutningsarsak": labels(CAUSES, taken.cause),
            "hovedaktivitet": labels(ACTIVITIES, taken.activity),
            "sluttmaal": labels(GOALS, taken.goal),
            "forste_sluttmaal": labels(GOALS, first_goal),
            "sluttmaal_endret_dato": goal_changed,
            "utdanningsbakgrunn": labels(EDUCATION, taken.education),
            "timer_per_uke": pl.Series(taken.hours / 4),
            "heltid": pl.Series(["Heltid"], dtype=pl.String).new_from_index(0, size),
            "vgo_fulltid": yes_no(taken.full_secondary),
            "har_barn": yes_no(taken.children),
            "forlengelse_dato": taken.prolonged,
            "start_registrert_dato": taken.start_registered,
            "registrert_dato": taken.registered,
        }
    )
    away = np.flatnonzero(taken.leave != -1)
    leave = taken.leave[away]
    permisjon = pl.DataFrame(
        {
            "permisjon_id": ids("L", np.arange(len(away))),
            "program_id": key.gather(away),
            "person_id": person.gather(away),
            "kommunenummer": codes_at(places, taken.chain[away], taken.leave_from[away]),
            "type": labels(("Midlertidig stans", "Permisjon"), (leave >= 0).astype(np.int64)),
            "arsak": labels((*LEAVES, "Annet"), np.where(leave < 0, len(LEAVES), leave)),
            "fra_dato": taken.leave_from[away],
            "til_dato": taken.leave_to[away],
        }
    )
    return {
        "introduksjonsprogram": programme,
        "permisjon": permisjon,
        "tiltak": measures(draws, taken, key, person, places, habits, until),
        "plan": _plans(draws, taken, given, key, person, places, until),
    }


def _plans(draws: Draws, taken: Programmes, given: Training, key: pl.Series, person: pl.Series, places: Places,
           until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    size = len(taken)
    last = taken.last_day(until)
    made = taken.start - np.minimum((taken.start - taken.decided).astype(np.int64), draws.whole("plan", size, 0, 6))
    revised = last - draws.whole("revised", size, 10, 80)
    revised = np.fmax(revised, taken.prolonged)
    revised = keep(revised, revised > made + 60)
    parts = []
    for number, (names, present) in enumerate(
        (
            (("Individuell plan", "Integreringsplan"), np.ones(size, bool)),
            (("Individuell plan", "Integreringskontrakt"), taken.act >= kinds.NEW_ACT),
        )
    ):
        rows = np.flatnonzero(present)
        parts.append(
            pl.DataFrame(
                {
                    "__programme": rows,
                    "__number": np.full(len(rows), number),
                    "program_id": key.gather(rows),
                    "person_id": person.gather(rows),
                    "kommunenummer": codes_at(places, taken.chain[rows], made[rows]),
                    "plantype": labels(names, (taken.act[rows] >= kinds.NEW_ACT).astype(np.int64)),
                    "plan_dato": made[rows],
                    "revidert_dato": revised[rows] if number == 0 else keep(revised[rows], np.zeros(len(rows), bool)),
                }
            )
        )
    whole = pl.concat(parts).sort("__programme", "__number").drop("__programme", "__number")
    whole = pl.concat([whole, _norwegian_plans(draws, taken, given, places, until)], how="diagonal")
    return whole.insert_column(0, ids("A", np.arange(whole.height)).alias("plan_id"))


def _norwegian_plans(draws: Draws, taken: Programmes, given: Training, places: Places,
                     until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    """The plans of training under the Integration Act for those outside programmes."""
    made = given.decided + draws.whole("norwegian plan", len(given.person), 0, 60)
    rows = np.flatnonzero((given.act == kinds.NEW_ACT) & ~np.isin(given.person, taken.person) & (made <= until))
    return pl.DataFrame(
        {
            "person_id": persons(given.person[rows]),
            "kommunenummer": codes_at(places, given.chain[rows], made[rows]),
            "plantype": labels(("Norskplan",), np.zeros(len(rows), np.int64)),
            "plan_dato": made[rows],
        }
    )


_PLAN_BUILDS_ON_MAPPING = np.datetime64("2018-06-15")
"""Plans for persons settled from this day build on the mapping before settlement (introduksjonsloven § 6)."""
_GUIDED_AFTER_DAYS = 70
"""Whoever stays so long in an integration centre is guided there."""


def mapping_frame(draws: Draws, who: People, school: Schooling, taken: Programmes, register: Centres, stay: Stays,
                  places: Places, until: np.datetime64) -> pl.DataFrame:  # fmt: skip
    """Mapping of skills in the centre or after settlement; guidance in integration centres and before programmes."""
    first = np.flatnonzero(taken.number == 0)
    programme = np.full(who.size, -1, np.int64)
    programme[taken.person[first]] = first
    last = np.full(who.size, -1, np.int64)
    last[stay.person] = np.arange(len(stay.person))
    settled = ~np.isnat(who.settled) & (last >= 0) & (who.ground <= kinds.CHILDREN) & (who.age >= 18)
    person = np.flatnonzero((programme >= 0) | settled)
    taking = programme[person] >= 0
    at, of = np.maximum(last[person], 0), np.maximum(programme[person], 0)
    base = who.base[person]
    latest = np.where(taking, np.maximum(taken.offered[of] - 1, base), base)
    after = latest - np.minimum(draws.whole("mapped", len(person), 0, 10), (latest - base).astype(np.int64))
    early = np.minimum(np.maximum(stay.start[at], who.permit[person] - 30) + 5, base - 1)
    expected = settled[person] & (
        (who.permit[person] >= kinds.NEW_ACT_FROM) | (who.settled[person] >= _PLAN_BUILDS_ON_MAPPING)
    )
    inside = (last[person] >= 0) & (~taking | expected | draws.chance("mapped inside", len(person), 0.6))
    inside &= early >= stay.start[at]
    days = np.where(inside, early, after)
    chain = np.where(inside, register.chain[stay.centre[at]], who.home[person])
    resettled = who.ground[person] == kinds.RESETTLED
    by = np.select([inside, resettled], [0, 1], 2)
    system = np.select(
        [days < np.datetime64("2017-07-01"), resettled & (days >= np.datetime64("2019-10-01"))], [0, 2], 1
    )
    skills = _mapping(person, 0, days, codes_at(places, chain, days), "Kompetansekartlegging").with_columns(
        labels(("Vertskommune", "IMDi", "Bosettingskommune"), by).alias("utfort_av"),
        labels(("SESAM", "Kompass", "KomBo", "Annet"), np.where((system == 0) & ~inside, 3, system)).alias("system"),
        labels(EDUCATION, school.education[person]).alias("utdanningsbakgrunn"),
    )
    guided = np.flatnonzero(taking & (taken.act[of] >= kinds.NEW_ACT))
    room = (taken.decided[of[guided]] - after[guided]).astype(np.int64)
    days = after[guided] + np.minimum(draws.whole("guided", len(guided), 0, 5), room)
    guidance = _mapping(person[guided], 1, days, codes_at(places, who.home[person[guided]], days), "Karriereveiledning")
    long = np.flatnonzero(
        (register.kind[stay.centre] == INTEGRATION)
        & (age_at(who.birth[stay.person], stay.start) >= 18)
        & (np.where(np.isnat(stay.end), until, stay.end) - stay.start >= _GUIDED_AFTER_DAYS)
    )
    days = stay.start[long] + draws.whole("guided inside", len(long), 7, _GUIDED_AFTER_DAYS - 1)
    there = codes_at(places, register.chain[stay.centre[long]], days)
    inside_guidance = _mapping(stay.person[long], 2, days, there, "Karriereveiledning")
    guided_all = pl.concat([guidance, inside_guidance]).with_columns(
        pl.lit("Fylkeskommune").alias("utfort_av"),
        pl.lit("Annet").alias("system"),
        pl.lit(None, pl.String).alias("utdanningsbakgrunn"),
    )
    whole = pl.concat([skills, guided_all]).sort("__person", "__number").drop("__person", "__number")
    return whole.insert_column(0, ids("K", np.arange(whole.height)).alias("kartlegging_id"))


def _mapping(person: Ints, number: int, days: Days, codes: pl.Series, kind: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"__person": person, "__number": np.full(len(person), number), "person_id": persons(person),
         "kommunenummer": codes, "kartlegging_dato": days},
    ).with_columns(pl.lit(kind).alias("kartleggingstype"))  # fmt: skip


def training_frame(given: Training, places: Places) -> pl.DataFrame:
    """Training in Norwegian and social studies after a permit."""
    size = len(given.person)
    oral, written = labels(LEVELS, given.oral), labels(LEVELS, given.written)
    return pl.DataFrame(
        {
            "opplaering_id": ids("O", np.arange(size)),
            "person_id": persons(given.person),
            "kommunenummer": codes_at(places, given.chain, given.start),
            "lovverk": labels(ACTS, given.act),
            "rettighet": labels(RIGHTS, given.right),
            "ansvarlig": labels(("Kommune", "Fylkeskommune"), given.county),
            "vedtak_dato": given.decided,
            "start_dato": given.start,
            "slutt_dato": given.end,
            "status": labels(STATUSES, given.status),
            "timer_norsk": given.hours.astype(np.float64),
            "timer_samfunnskunnskap": given.society.astype(np.float64),
            "spor": labels(("Spor 1", "Spor 2", "Spor 3"), given.track),
            "utdanningsbakgrunn": labels(EDUCATION, given.education),
            "norskmaal_muntlig": oral,
            "norskmaal_lytte": oral,
            "norskmaal_lese": written,
            "norskmaal_skriftlig": written,
            "opplaeringsspraak": labels(LANGUAGES, given.language),
        }
    )


def early_frame(given: EarlyTraining, register: Centres, stay: Stays, places: Places) -> pl.DataFrame:
    """Training of residents in reception centres."""
    centre = stay.centre[given.stay]
    return pl.DataFrame(
        {
            "asylnorsk_id": ids("E", np.arange(len(given.stay))),
            "person_id": persons(stay.person[given.stay]),
            "vertskommune": codes_at(places, register.chain[centre], stay.start[given.stay]),
            "mottak_id": ids("M", centre, 3),
            "start_dato": given.start,
            "slutt_dato": given.end,
            "status": labels(EARLY_STATUSES, given.status),
            "timer_norsk": given.hours.astype(np.float64),
            "timer_samfunnskunnskap": given.society.astype(np.float64),
        }
    )
