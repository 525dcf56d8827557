"""Measures of NAV, one after another and each within its longest duration, and the registrations around them."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import codes_at, ids, labels
from auditor.sample.days import Days, keep, later
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.neighbours.nav.clients import (
    ILL,
    KVP,
    MEASURE,
    UNEMPLOYED,
    WAGE,
    Clients,
    last_day,
    limit,
)
from auditor.sample.neighbours.neighbour import Surroundings

GROUPS = ("Standard innsats", "Situasjonsbestemt innsats", "Spesielt tilpasset innsats", "Varig tilpasset innsats")
_STATUSES = ("Helt ledig", "Arbeidssøker på tiltak", "Delvis ledig")
_KINDS: dict[str, tuple[int, int]] = {
    "Arbeidstrening": (360, 540),
    "AMO-kurs": (360, 360),
    "Jobbklubb": (175, 0),
    "Mentor": (175, 1_050),
    "Individuell oppfølging": (1_050, 1_050),
    "Yrkesrettet opplæring": (720, 720),
    "Avklaring": (50, 50),
    "Inkluderingstilskudd": (400, 400),
    "Tilretteleggings- og oppfølgingsavtale": (300, 300),
    "Midlertidig lønnstilskudd": (360, 1_050),
    "Arbeidsforberedende trening": (0, 700),
    "Arbeidsrettet rehabilitering": (0, 80),
    "Ordinær utdanning": (0, 1_050),
    "Varig lønnstilskudd": (0, 1_500),
    "Varig tilrettelagt arbeid": (0, 1_500),
}
"""Kinds of measures with the most days for job seekers and for those in reduced work capacity; 0 where not for them."""
NAMES = tuple(_KINDS)
_SEEKERS = (0.3, 0.24, 0.12, 0.03, 0.14, 0.08, 0.04, 0.02, 0.03)
_REDUCED = (0.18, 0.1, 0.0, 0.05, 0.18, 0.04, 0.1, 0.0, 0.02, 0.05, 0.15, 0.06, 0.05, 0.02)
"""Shares of the first kinds, in their order."""
_FOLLOW_UP, _TRAINING, _PREPARING, _WAGE, _ADAPTED = (
    NAMES.index(each)
    for each in (
        "Individuell oppfølging",
        "Yrkesrettet opplæring",
        "Arbeidsforberedende trening",
        "Midlertidig lønnstilskudd",
        "Varig tilrettelagt arbeid",
    )
)
_OLD = (
    "Oppfølging",
    "Arbeid med bistand",
    "Arbeidspraksis i skjermet virksomhet",
    "Kvalifisering i arbeidsmarkedsbedrift",
)
"""Kinds that were merged into follow-up in 2015 and into training that prepares for work in October 2016."""
_OF_NIR = {"Arbeidspraksis i NAVs regi": "Arbeidstrening", "Arbeidsmarkedsopplæring (AMO kurs)": "AMO-kurs"}
_MOST = 3
"""Measures in a row."""


def measures(draws: Draws, who: Clients, around: Surroundings) -> pl.DataFrame:
    """Every measure: those that NIR knows of in programmes, and those that came after."""
    parts = [_in_programmes(draws, who, around)]
    start = who.begins
    going = who.on(MEASURE, WAGE) | (who.on(ILL) & draws.chance("ill on measures", who.size, 0.6))
    for number in range(_MOST):
        name = f"measure {number}"
        kind = np.where(
            who.reduced,
            draws.pick(f"{name} reduced", who.size, _REDUCED),
            draws.pick(f"{name} seeker", who.size, _SEEKERS),
        )
        if number == 0:
            kind = np.where(who.on(WAGE), _WAGE, kind)
        kind = np.where((kind == _TRAINING) & (start < limit("2016-01-01")), NAMES.index("AMO-kurs"), kind)
        most = np.array(list(_KINDS.values()))[kind, who.reduced.astype(np.int64)]
        days = draws.whole(f"{name} days", who.size, 20, most)
        rows = np.flatnonzero(going & (start <= who.last))
        parts.append(_frame(draws, name, who, rows, kind[rows], start[rows], later(start, days)[rows], around))
        ended = later(start, days)
        start = later(ended, draws.whole(f"{name} pause", who.size, 15, 60))
        going = going & (ended < who.last) & draws.chance(f"{name} next", who.size, 0.35)
    whole = pl.concat(parts).sort("__who", "fra_dato", maintain_order=True).drop("__who")
    return whole.insert_column(0, ids("AT", np.arange(whole.height)).alias("nav_tiltak_id"))


def _in_programmes(draws: Draws, who: Clients, around: Surroundings) -> pl.DataFrame:
    """What NIR says that NAV gives in programmes, for a part of the time that NIR says."""
    known = around.tables["tiltak"].filter(pl.col("tiltakstype").is_in(list(_OF_NIR)))
    place = pl.DataFrame({"person_id": who.person, "__row": np.arange(who.size)})
    known = known.join(place, on="person_id", how="inner", maintain_order="left")
    rows, start = known["__row"].to_numpy(), known["fra_dato"].to_numpy()
    end = np.fmin(known["til_dato"].to_numpy(), later(start, draws.whole("days in programme", known.height, 60, 300)))
    kind = labels(NAMES, np.array([NAMES.index(_OF_NIR[each]) for each in known["tiltakstype"]], np.int64))
    codes = pl.Series([NAMES.index(each) for each in kind.to_list()], dtype=pl.Int64).to_numpy()
    seeker = np.zeros(known.height, bool)
    return _frame(draws, "in programme", who, rows, codes, start, end, around, seeker)


def _frame(
    draws: Draws,
    name: str,
    who: Clients,
    rows: Ints,
    kind: Ints,
    start: Days,
    end: Days,
    around: Surroundings,
    reduced: Bools | None = None,
) -> pl.DataFrame:
    last = who.last[rows]
    open_still = (end > last) & ~who.gone[rows] & (last == last_day(around))
    reduced = who.reduced[rows] if reduced is None else reduced
    luck = draws.chance(f"{name} other", len(rows), 0.5)
    group = np.where(reduced, np.where(luck, 2, 3), np.where(luck, 0, 1))
    group = np.where(reduced & (kind != NAMES.index("Varig lønnstilskudd")), 2, group)
    every = (*NAMES, *_OLD)
    kind = np.where((kind == _FOLLOW_UP) & (start < limit("2015-01-01")), len(NAMES) + luck, kind)
    kind = np.where((kind == _PREPARING) & (start < limit("2016-10-01")), len(NAMES) + 2 + luck, kind)
    course = (kind == NAMES.index("AMO-kurs")) & (start >= limit("2016-10-01"))
    return pl.DataFrame(
        {
            "__who": rows,
            "person_id": who.person.gather(rows),
            "kommunenummer": codes_at(around.places, who.chain[rows], start),
            "tiltakskode": labels(every, kind.astype(np.int64)),
            "innsatsgruppe": labels(GROUPS, group.astype(np.int64)),
            "norskopplaering": pl.Series(course & draws.chance(f"{name} Norwegian", len(rows), 0.4)),
            "fra_dato": start,
            "til_dato": keep(np.minimum(end, last), ~open_still),
        }
    )


def registrations(draws: Draws, who: Clients, taken: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """From some weeks before the first measure until after the last, in one needs group or in two in a row."""
    size = who.size
    span = taken.group_by("person_id").agg(
        pl.col("fra_dato").min().alias("first"), pl.col("til_dato").fill_null(around.until).max().alias("end")
    )
    span = pl.DataFrame({"person_id": who.person}).join(span, on="person_id", how="left", maintain_order="left")
    begins = np.where(who.on(MEASURE, WAGE, ILL, KVP, UNEMPLOYED), who.begins, np.datetime64("NaT", "D"))
    first = np.fmin(span["first"].to_numpy(), begins)
    start = later(first, -draws.whole("registered before", size, 25, 40))
    busy = np.fmax(span["end"].to_numpy(), later(begins, draws.whole("registered for", size, 100, 900)))
    end = np.minimum(later(busy, draws.whole("registered after", size, 5, 80)), who.last)
    there = ~np.isnat(start)
    turn = later(who.begins, -10)
    turns = there & who.reduced & who.on(MEASURE, WAGE, ILL, KVP) & (turn < end)
    luck = draws.pick("registered group", size, (0.35, 0.65))
    parts = []
    for reduced, rows in ((False, np.flatnonzero(there & (~turns | (start < turn)))), (True, np.flatnonzero(turns))):
        begun = turn[rows] if reduced else start[rows]
        split = turns[rows] & (not reduced)
        closed = np.where(split, later(turn[rows], -1), end[rows])
        open_still = ~split & ~who.gone[rows] & (closed >= last_day(around))
        status = draws.pick(f"status {reduced}", len(rows), (0.6, 0.25, 0.15))
        parts.append(
            pl.DataFrame(
                {
                    "__who": rows,
                    "person_id": who.person.gather(rows),
                    "kommunenummer": codes_at(around.places, who.chain[rows], begun),
                    "innsatsgruppe": labels(GROUPS, np.full(len(rows), 2) if reduced else luck[rows]),
                    "arbeidsmarkedsstatus": labels(
                        (*_STATUSES, "Nedsatt arbeidsevne"), np.full(len(rows), 3) if reduced else status
                    ),
                    "fra_dato": begun,
                    "til_dato": keep(closed, ~open_still),
                }
            )
        )
    whole = pl.concat(parts).sort("__who", "fra_dato", maintain_order=True).drop("__who")
    return whole.insert_column(0, ids("AR", np.arange(whole.height)).alias("registrering_id"))
