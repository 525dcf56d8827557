"""Reception centres with their dates, and who stayed where before settlement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from auditor.sample import population as kinds
from auditor.sample.days import NEVER, Days, age_at, day, keep
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.places import Places
from auditor.sample.population import People

TYPES = ("Ordinært", "Integreringsmottak", "Ankomst", "Transitt", "Akuttinnkvartering", "Tilrettelagt",
         "Enslige mindreårige", "Retur", "Omsorgssenter", "Alternativ")  # fmt: skip
ORDINARY, INTEGRATION, ARRIVAL, TRANSIT, EMERGENCY, ADAPTED, MINORS, RETURN, CARE, PLACEMENT = range(10)
TRAINING = (ORDINARY, INTEGRATION, ADAPTED)
"""Types whose residents take part in training (integreringsloven § 5)."""
_SUFFIX = (
    "mottak", "integreringsmottak", "ankomstsenter", "transittmottak", "akuttmottak", "tilrettelagt avdeling",
    "mottak for enslige mindreårige", "retursenter", "omsorgssenter", "alternativ mottaksplassering",
)  # fmt: skip
_NUMBERS = (60, 0, 4, 12, 26, 8, 9, 3, 8, 6)
"""Centres of each type in a national sample, beside the integration centres, which are known by name."""
_LASTING = (0.45, 1.0, 1.0, 0.6, 0.0, 0.7, 0.7, 1.0, 1.0, 1.0)
"""Share of each type that is open all the time."""
_INTEGRATION = ("Bodø", "Kristiansand", "Larvik", "Oslo", "Steinkjer")
_SCHEME_BEGAN = day("2016-09-01")
_CLOSED = {
    "Bodø": day("2024-03-01"),
    "Larvik": day("2023-06-01"),
    "Oslo": day("2017-11-08"),
    "Steinkjer": day("2024-10-01"),
}
"""Oslo and Steinkjer as the reports have it (seed-004a L3072, seed-000 L1996), Bodø and Larvik on a day before that."""
_ARRIVAL_CENTRES_FROM = day("2015-01-01")
"""Who came before went to a transit centre first (seed-004a R36)."""
_INTEGRATED, _INTEGRATED_NEW = 0.18, 0.25
"""Share who move to one, before and from the act of 2021 (seed-000 tables 1 and 3)."""
_WAVES = ((day("2015-09-01"), day("2017-04-30")), (day("2022-03-01"), NEVER))
_EMERGENCY_STAYS = ((day("2015-08-01"), day("2016-12-31")), (day("2022-02-24"), day("9999-12-31")))
"""When people moved into emergency accommodation, first and last day."""
STATUS = ("Under behandling", "Innvilget", "Avslag")
PENDING, GRANTED, REFUSED = range(3)


@dataclass(frozen=True)
class Centres:
    """One place a centre; ``closed`` is NaT where it is still open."""

    kind: Ints
    chain: Ints
    name: npt.NDArray[np.object_]
    other: npt.NDArray[np.object_]
    opened: Days
    closed: Days
    beds: Ints


@dataclass(frozen=True)
class Stays:
    """One place a stay, in order of person and day."""

    person: Ints
    centre: Ints
    start: Days
    end: Days
    status: Ints
    called: npt.NDArray[np.object_]
    """The name as somebody wrote it: the centre's own, or another it is known by."""


def centres(draws: Draws, places: Places, scale: float) -> Centres:
    """A register of centres; ``scale`` 1 gives a national one. Every type has one that is always open."""
    numbers = [max(2, round(number * scale)) if number else 0 for number in _NUMBERS]
    named = {name.split(" - ")[0]: place for place, name in enumerate(places.names)}
    integrating = [name for name in _INTEGRATION if name in named]
    kind = np.concatenate([np.full(len(integrating), INTEGRATION), np.repeat(np.arange(len(TYPES)), numbers)])
    size = len(kind)
    chain = places.pick(draws, "centre place", size)
    chain[: len(integrating)] = [np.flatnonzero(places.current == named[name])[0] for name in integrating]
    first_of_type = np.r_[True, kind[1:] != kind[:-1]] & (kind != EMERGENCY)
    lasting = first_of_type | draws.chance("lasting", size, np.take(_LASTING, kind))
    wave = np.where(
        kind == EMERGENCY, draws.whole("wave", size, 0, 1), np.where(draws.chance("early", size, 0.7), 0, 1)
    )
    jitter = draws.whole("opened", size, 0, 90)
    began = np.where(kind == ARRIVAL, _ARRIVAL_CENTRES_FROM - 90, day("2004-01-01") + jitter * 10)
    opened = np.where(lasting, began + jitter, np.array([w[0] for w in _WAVES])[wave] + jitter)
    closed = np.where(lasting, NEVER, np.array([w[1] for w in _WAVES])[wave] - jitter)
    integration = kind == INTEGRATION
    opened = np.where(integration, _SCHEME_BEGAN + jitter, opened)
    closed[: len(integrating)] = [_CLOSED.get(name, NEVER) for name in integrating]
    called, other = _names(places, kind, chain)
    return Centres(kind, chain, called, other, opened, closed, draws.whole("beds", size, 4, 30) * 10)


def _names(places: Places, kind: Ints, chain: Ints) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    taken: dict[str, int] = {}
    names, others = [], []
    for each, place in zip(kind, chain, strict=True):
        where = places.names[places.current[place]].split(" - ")[0].split(" (")[0]
        name = f"{where} {_SUFFIX[each]}"
        taken[name] = taken.get(name, 0) + 1
        number = f" {taken[name]}" if taken[name] > 1 else ""
        names.append(name + number)
        others.append(
            f"{where} {_SUFFIX[each].replace('mottak', 'asylmottak')}{number}|{_SUFFIX[each]} {where}{number}"
        )
    return np.array(names, dtype=object), np.array(others, dtype=object)


def stays(draws: Draws, who: People, register: Centres, until: np.datetime64) -> Stays:
    """Arrival, transit and one or two further centres for everybody who came through the centres."""
    in_centre = (who.ground <= kinds.CHILDREN) | (who.ground == kinds.APPLICANT)
    in_centre &= (who.settled_by != kinds.PRIVATE) | (who.ground == kinds.APPLICANT)
    collective = (who.ground == kinds.COLLECTIVE) & np.isin(who.settled_by, [kinds.FROM_CENTRE, kinds.ALTERNATIVE])
    person = np.flatnonzero(in_centre | collective)
    size = len(person)
    asylum = in_centre[person]
    start = who.applied[person]
    settled = np.where(np.isnat(who.settled[person]), until + 30, who.settled[person])
    whole = (settled - start).astype(np.int64)
    arrival = np.minimum(draws.whole("arrival days", size, 2, 10), np.maximum(whole - 15, 0))
    transit = np.minimum(
        draws.whole("transit days", size, 20, 80) * draws.chance("transit", size, 0.6), whole - arrival
    )
    transit = np.clip(transit, 0, np.maximum(whole - arrival - 15, 0))
    transit *= asylum & ~who.alone[person]
    rest = whole - arrival - transit
    again = draws.chance("second centre", size, 0.14)
    towards = np.where(who.permit[person] >= kinds.NEW_ACT_FROM, _INTEGRATED_NEW, _INTEGRATED) * np.where(
        who.man[person], 1.13, 0.75
    )
    towards = np.where(who.age[person] > 37, 0.65, 1.1) * towards
    adult = age_at(who.birth[person], start + arrival) >= 18
    integrates = (
        draws.chance("integrates", size, towards)
        & adult
        & (whole > 220)
        & (whole < 1500)
        & (start + arrival >= _SCHEME_BEGAN)
    )
    appeals = (whole > 800) & draws.chance("appeals", size, 0.6) & (who.ground[person] != kinds.APPLICANT)
    moves = (again | integrates | appeals) & (rest > 120) & asylum & ~who.alone[person]
    stayed = np.where(moves, (rest * (0.3 + 0.5 * draws.uniform("move", size))).astype(np.int64), rest)

    main = np.select(
        [who.settled_by[person] == kinds.CARE_CENTRE, who.alone[person] & ~adult, ~asylum],
        [CARE, MINORS, EMERGENCY],
        np.take([ORDINARY, ADAPTED, EMERGENCY], draws.pick("main type", size, (0.86, 0.06, 0.08))),
    )
    moved_in = start + arrival + transit
    in_wave = np.any([(since <= moved_in) & (moved_in <= until_) for since, until_ in _EMERGENCY_STAYS], axis=0)
    main = np.where((main == EMERGENCY) & ~in_wave, ORDINARY, main)
    last = np.where(integrates, INTEGRATION, ORDINARY)
    placed = who.settled_by[person] == kinds.ALTERNATIVE
    last = np.where(placed, PLACEMENT, last)
    main = np.where(placed & ~moves, PLACEMENT, main)
    refused = (who.ground[person] == kinds.APPLICANT) & draws.chance("refused", size, 0.12) & moves
    last = np.where(refused, RETURN, last)

    parts = []
    leg_start = start
    legs = (
        (np.where(start < _ARRIVAL_CENTRES_FROM, TRANSIT, ARRIVAL), arrival, np.ones(size, bool)),
        (np.full(size, TRANSIT), transit, transit > 0),
        (main, stayed, stayed > 0),
        (last, rest - stayed, moves),
    )
    for number, (kind, length, present) in enumerate(legs):
        end = leg_start + length
        shown = present & (leg_start <= until)
        centre = _find(draws, f"leg {number}", register, kind, leg_start, np.minimum(end, until))
        permit = who.permit[person]
        status = np.where(permit <= end, GRANTED, PENDING)
        status = np.where(((number == 3) & refused) | ((number == 2) & appeals & moves), REFUSED, status)
        parts.append((person, np.full(size, number), centre, leg_start, keep(end, end <= until), status, shown))
        leg_start = end
    columns = [np.concatenate([part[place] for part in parts]) for place in range(7)]
    order = np.lexsort((columns[1], columns[0]))
    order = order[columns[6][order]]
    who_, _, centre, begin, finish, status, _ = (column[order] for column in columns)
    alias = draws.whole("alias", len(order), 0, 11)
    called = register.name[centre]
    for number in (0, 1):
        written = np.array([names.split("|")[number] for names in register.other], dtype=object)
        called = np.where(alias == number, written[centre], called)
    return Stays(who_, centre, begin, finish, status, called)


def _find(draws: Draws, name: str, register: Centres, kind: Ints, start: Days, end: Days) -> Ints:
    """A centre of the type that was open from start to end; another type's where there is none."""
    found = np.zeros(len(kind), np.int64)
    u = draws.uniform(f"{name} centre", len(kind))
    closed = np.where(np.isnat(register.closed), day("9999-12-31"), register.closed)
    for each in np.unique(kind):
        rows = np.flatnonzero(kind == each)
        for of_type in (np.flatnonzero(register.kind == each), np.flatnonzero(register.kind == ORDINARY)):
            chosen = of_type[(u[rows] * len(of_type)).astype(np.int64)]
            for step in range(len(of_type) + 1):
                fits = (register.opened[chosen] <= start[rows]) & (end[rows] < closed[chosen])
                if fits.all() or step == len(of_type):
                    break
                again = of_type[((u[rows] * len(of_type)).astype(np.int64) + step + 1) % len(of_type)]
                chosen = np.where(fits, chosen, again)
            found[rows] = chosen
            rows = rows[~fits]
            if not len(rows):
                break
    return found


def integrated(size: int, register: Centres, stay: Stays) -> Bools:
    """Which of so many persons have lived in an integration centre."""
    found = np.zeros(size, bool)
    found[stay.person[register.kind[stay.centre] == INTEGRATION]] = True
    return found


def trains(register: Centres, stay: Stays) -> Bools:
    """Whether each stay was in a centre whose residents take part in training."""
    found: Bools = np.isin(register.kind[stay.centre], TRAINING)
    return found
