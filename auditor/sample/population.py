"""The persons of the sample: why and when they came, how old they were, and which act they fall under."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from auditor.sample.days import Days, add_months, age_at, day, keep, nothing
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.places import Places

GROUNDS = ("§ 28", "§ 38", "§ 38 femte ledd", "§ 34", "§ 35", "Familie", "§ 53", "Asylsøker", "§ 23")
ASYLUM, HUMANITARIAN, CHILDREN, COLLECTIVE, RESETTLED, FAMILY, INDEPENDENT, APPLICANT, LABOUR = range(9)
_SHARES = (0.27, 0.04, 0.012, 0.33, 0.115, 0.165, 0.008, 0.045, 0.015)

REFERENCE_GROUNDS = ("§ 28", "§ 35", "§ 38", "§ 34", "Norsk", "Permanent")
_REFERENCE_SHARES = (0.5, 0.1, 0.06, 0.04, 0.2, 0.1)
_OF_TARGET_GROUP = 4
"""The first so many of REFERENCE_GROUNDS give their family a right to the introduction programme."""

OLD_ACT, NEW_ACT, CHAPTER_6A = range(3)
ACTS = ("introduksjonsloven", "integreringsloven", "integreringsloven kap. 6A")
NEW_ACT_FROM = day("2021-01-01")
COLLECTIVE_FROM = day("2022-03-11")
CHAPTER_6A_FROM = day("2022-06-15")

COUNTRIES = ("148", "564", "241", "404", "346", "279", "452", "456", "246", "356", "980", "143", "568", "428", "444")
_COUNTRY_SHARES = {
    COLLECTIVE: (1.0,),
    RESETTLED: (0, 0.5, 0.08, 0.07, 0.02, 0.25, 0.01, 0, 0.02, 0.05),
    FAMILY: (0.02, 0.25, 0.14, 0.09, 0.09, 0, 0.04, 0.03, 0.03, 0, 0, 0.05, 0.17, 0.09),
    LABOUR: (0, 0, 0, 0, 0, 0, 0, 0.1, 0, 0, 0, 0.1, 0, 0.4, 0.4),
}
_ASYLUM_COUNTRIES = (0.0, 0.36, 0.22, 0.16, 0.1, 0.01, 0.04, 0.04, 0.03, 0.02, 0.02)

_PERMITS = {
    COLLECTIVE: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0.45, 0.33, 0.22),
    RESETTLED: (0.05, 0.06, 0.11, 0.12, 0.11, 0.09, 0.1, 0.05, 0.12, 0.1, 0.05, 0.04),
}
_USUAL_PERMITS = (0.06, 0.08, 0.1, 0.2, 0.11, 0.06, 0.06, 0.05, 0.07, 0.07, 0.07, 0.07)
"""Share of the first permits by year from FIRST_PERMIT_YEAR; the last year is that of the extract."""

_AGES = (0, 6, 13, 16, 18, 25, 35, 45, 56, 67, 85)
_AGE_SHARES = (0.1, 0.1, 0.04, 0.04, 0.16, 0.25, 0.16, 0.09, 0.045, 0.015)


@dataclass(frozen=True)
class People:
    """One place a person in every column.

    ``ground`` is a place in GROUNDS, ``reference`` in REFERENCE_GROUNDS (-1 for none), ``country`` in COUNTRIES,
    ``act`` in ACTS (-1 before a permit); ``base`` is the first day in the municipality (settled, or permitted there).
    """

    size: int
    ground: Ints
    reference: Ints
    country: Ints
    birth: Days
    man: Bools
    permit: Days
    entry: Days
    applied: Days
    age: Ints
    """At the first permit; at the application for applicants."""
    act: Ints
    home: Ints
    """Chain of the place of settlement."""
    base: Days
    alone: Bools
    """Came as an unaccompanied minor."""
    settled: Days
    settled_by: Ints
    """Place in SETTLED_BY."""

    @property
    def target_group(self) -> Bools:
        """Whether the ground gives right and duty to the introduction programme (integreringsloven §§ 8, 9)."""
        wanted: Bools = (self.ground <= INDEPENDENT) & ~((self.ground == FAMILY) & (self.reference >= _OF_TARGET_GROUP))
        return wanted


SETTLED_BY = ("Fra mottak", "Overføringsflyktning", "Familieinnvandring", "Privat", "Selvbosatt",
              "Alternativ mottaksplassering", "Omsorgssenter")  # fmt: skip
FROM_CENTRE, RESETTLEMENT, FAMILY_MEMBER, PRIVATE, ON_OWN, ALTERNATIVE, CARE_CENTRE = range(7)


def people(draws: Draws, size: int, places: Places, until: np.datetime64) -> People:
    """Draw a population whose first permits lie in the twelve years up to ``until``."""
    ground = draws.pick("ground", size, _SHARES)
    first = int(until.astype("datetime64[Y]").astype(np.int64)) + 1970 - 11
    permit = _permits(draws, ground, first, until)
    asylum = (ground <= CHILDREN) | (ground == APPLICANT)
    waited = draws.whole("waited", size, 80, 420)
    on_entry = ground == COLLECTIVE
    applied = np.where(asylum, permit - waited, np.where(on_entry, permit - draws.whole("asked", size, 3, 50), _none()))
    later = draws.whole("travelled", size, 60, 260)
    entry = np.select(
        [asylum | on_entry, ground == RESETTLED, ground == FAMILY, ground == INDEPENDENT],
        [applied - draws.whole("asked_after", size, 0, 6), permit + later, permit + later // 2, permit - later * 5],
        permit + later // 6,
    )
    age = np.take(_AGES, band := draws.pick("age", size, _AGE_SHARES)) + draws.whole(
        "years", size, 0, np.diff(_AGES)[band] - 1
    )
    age = np.where((ground == LABOUR) | (ground == INDEPENDENT), np.clip(age, 22, 50), age)
    birth = add_months(permit, -12 * age) - draws.whole("birthday", size, 1, 364)
    new_year = draws.chance("january", size, 0.015)
    birth = np.where(new_year, birth.astype("datetime64[Y]").astype("datetime64[D]"), birth)
    reference = np.where(ground == FAMILY, draws.pick("reference", size, _REFERENCE_SHARES), -1)
    country = _countries(draws, ground)
    home = places.pick(draws, "home", size)

    alone = asylum & (age_at(birth, applied) < 18) & (age_at(birth, applied) >= 10) & draws.chance("alone", size, 0.4)
    settled_by = _ways(draws, ground, alone, age_at(birth, applied))
    gap = np.select(
        [asylum, on_entry], [draws.whole("settling", size, 25, 290), draws.whole("settling_34", size, 15, 170)], 0
    )
    arrived = np.where((ground == RESETTLED) | (ground == FAMILY), entry, permit + gap)
    settled = keep(arrived, ground < INDEPENDENT)
    base = np.where((ground == INDEPENDENT) | (ground == LABOUR), np.maximum(permit, entry), settled)
    applicant = ground == APPLICANT
    permit = keep(permit, ~applicant)
    act = np.select(
        [applicant, ground == COLLECTIVE, (permit >= NEW_ACT_FROM) | (entry >= NEW_ACT_FROM)],
        [-1, CHAPTER_6A, NEW_ACT],
        OLD_ACT,
    )
    unborn = birth > np.fmin(entry, np.fmin(applied, permit))
    birth = np.where(unborn, np.fmin(entry, np.fmin(applied, permit)) - 30, birth)
    seen = base <= until
    return People(
        size, ground, reference, country, birth, draws.chance("man", size, 0.53), permit, keep(entry, entry <= until),
        applied, np.where(applicant, age_at(birth, applied), age_at(birth, permit)), act, home, keep(base, seen), alone,
        keep(settled, settled <= until), settled_by,
    )  # fmt: skip


def _none() -> np.datetime64:
    return nothing(1)[0]  # type: ignore[no-any-return]


def _permits(draws: Draws, ground: Ints, first: int, until: np.datetime64) -> Days:
    """Days of the first permit; for applicants the day it will perhaps come, after ``until``."""
    size = len(ground)
    year = np.full(size, 0, np.int64)
    for each, shares in ((g, _PERMITS.get(g, _USUAL_PERMITS)) for g in range(len(GROUNDS))):
        year = np.where(ground == each, draws.pick(f"permit year {each}", size, shares), year)
    start = (year + first - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    start = np.where((ground == COLLECTIVE) & (start < COLLECTIVE_FROM), COLLECTIVE_FROM, start)
    end = np.minimum((year + first - 1969).astype("datetime64[Y]").astype("datetime64[D]") - 1, until)
    permit = start + (draws.uniform("permit day", size) * ((end - start).astype(np.int64) + 1)).astype(np.int64)
    return np.where(ground == APPLICANT, until + draws.whole("undecided", size, 5, 60), permit)


def _countries(draws: Draws, ground: Ints) -> Ints:
    country = np.zeros(len(ground), np.int64)
    for each in range(len(GROUNDS)):
        shares = _COUNTRY_SHARES.get(each, _ASYLUM_COUNTRIES)
        country = np.where(ground == each, draws.pick(f"country {each}", len(ground), shares), country)
    return country


def _ways(draws: Draws, ground: Ints, alone: Bools, age: Ints) -> Ints:
    size = len(ground)
    collective = np.take(
        [FROM_CENTRE, PRIVATE, ALTERNATIVE, ON_OWN], draws.pick("way 34", size, (0.42, 0.36, 0.17, 0.05))
    )
    asylum = np.take([FROM_CENTRE, ALTERNATIVE, PRIVATE], draws.pick("way", size, (0.94, 0.04, 0.02)))
    return np.select(
        [alone & (age < 15), ground <= CHILDREN, ground == COLLECTIVE, ground == RESETTLED, ground == FAMILY],
        [CARE_CENTRE, asylum, collective, RESETTLEMENT, FAMILY_MEMBER],
        FROM_CENTRE,
    ).astype(np.int64)


NAMES_FIRST: tuple[str, ...] = (
    "Blid", "Djerv", "Flink", "Glad", "Hissig", "Kvikk", "Lystig", "Modig", "Munter", "Nøktern", "Nysgjerrig", "Ivrig",
    "Rask", "Rolig", "Sindig", "Skarp", "Snill", "Stille", "Stolt", "Tapper", "Trofast", "Treig", "Vaken", "Varm",
    "Vennlig", "Ydmyk", "Oppriktig", "Omtenksom", "Pålitelig", "Ekte", "Frisk", "Fornøyd", "Høflig", "Klok", "Lun",
    "Målrettet", "Presis", "Robust", "Smidig", "Spontan",
)  # fmt: skip
NAMES_LAST: tuple[str, ...] = (
    "Akvarell", "Ananas", "Bjelle", "Blyant", "Bokhylle", "Brygge", "Busk", "Eikenøtt", "Ekorn", "Fiskestang", "Fjær",
    "Fløyte", "Gaffel", "Gitar", "Gulrot", "Hammer", "Hatt", "Havre", "Iskrem", "Jordbær", "Kaffekopp", "Kanel",
    "Kikkert", "Kjole", "Klokke", "Kompass", "Lampe", "Linjal", "Lykt", "Maskin", "Melon", "Paraply", "Pensel", "Potet",
    "Rips", "Ryggsekk", "Saks", "Sjokolade", "Skje", "Snøball", "Stige", "Stol", "Svane", "Sykkel", "Tallerken",
    "Tavle", "Telt", "Trekant", "Vaffel", "Vindmølle",
)  # fmt: skip


def names(draws: Draws, birth: Days, man: Bools) -> npt.NDArray[np.object_]:
    """Names that nobody has: an adjective and a thing, as in Skatteetaten's test population.

    No two persons of one sex and birth date share a name, so that they can be told apart by these.
    """
    size = len(birth)
    first = draws.whole("first name", size, 0, len(NAMES_FIRST) - 1)
    last = draws.whole("last name", size, 0, len(NAMES_LAST) - 1)
    every = np.array([f"{thing}, {word}" for word in NAMES_FIRST for thing in NAMES_LAST], dtype=object)
    who = (birth.astype("datetime64[D]").astype(np.int64) * 2 + man.astype(np.int64)) * len(every)
    chosen = first * len(NAMES_LAST) + last
    while True:
        _, seen_first = np.unique(who + chosen, return_index=True)
        again = np.ones(size, bool)
        again[seen_first] = False
        if not again.any():
            found: npt.NDArray[np.object_] = every[chosen]
            return found
        chosen[again] = (chosen[again] + 1 + np.arange(int(again.sum()))) % len(every)
