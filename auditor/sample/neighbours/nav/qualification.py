"""Applications for the qualification programme, granted and refused, and the programmes that followed."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.rulesets import load
from auditor.sample.columns import codes_at, ids, labels
from auditor.sample.days import Days, age_at, keep, later, nothing
from auditor.sample.draws import Draws, Floats, Ints
from auditor.sample.neighbours.nav.clients import KVP, SOCIAL, Clients, last_day, limit
from auditor.sample.neighbours.neighbour import Surroundings

_CONTENT = ("Ingen", "Norsk", "Grunnskole", "Enkeltfag videregående", "Videregående", "Læretid", "Annen opplæring")
_GROUNDS = (
    "Ikke vesentlig nedsatt arbeids- og inntektsevne",
    "Kan ikke nyttiggjøre seg programmet",
    "Andre tiltak er mer hensiktsmessige",
    "For stor andel norskopplæring",
)
_ENDS = ("Fullført", "Varig avbrutt", "Flyttet", "Avsluttet etter avbrudd")
_SITUATIONS = (
    "Ordinært arbeid",
    "Arbeid med lønnstilskudd",
    "Andre arbeidsmarkedstiltak",
    "Utdanning",
    "Sosialhjelp",
    "Ukjent",
)
_REFUSED = 0.4
"""Share of those on social assistance whose application is refused."""
_YOUNG = 25


def qualification(draws: Draws, who: Clients, around: Surroundings) -> pl.DataFrame:
    """One row an application."""
    whole = pl.concat([_granted(draws, who, around), _refused(draws, who, around)])
    whole = whole.sort("__who", maintain_order=True).drop("__who")
    return whole.insert_column(0, ids("KVP", np.arange(whole.height)).alias("kvp_id"))


def _granted(draws: Draws, who: Clients, around: Surroundings) -> pl.DataFrame:
    rows = np.flatnonzero(who.on(KVP))
    size = len(rows)
    start, last = who.begins[rows], who.last[rows]
    decided = later(start, -draws.whole("kvp decided", size, 0, 20))
    assessed = later(decided, -draws.whole("kvp assessed", size, 1, 15))
    applied = later(assessed, -draws.whole("kvp applied", size, 1, 30))
    leave = np.where(draws.chance("kvp on leave", size, 0.15), draws.whole("kvp leave", size, 10, 90), 0)
    end = later(start, draws.whole("kvp days", size, 90, 950) + leave)
    open_still = (end > last) & ~who.gone[rows] & (last == last_day(around))
    end = np.minimum(end, last)
    days = (end - start).astype(np.int64)
    finished = ~open_still
    status = np.where(
        finished, draws.pick("kvp end", size, (0.7, 0.1, 0.1, 0.1)), 4 + draws.pick("kvp on", size, (0.9, 0.1))
    )
    told = finished & np.isin(status, (0, 3))
    after = draws.pick("kvp after", size, (0.4, 0.1, 0.15, 0.1, 0.15, 0.1))
    new = start >= limit("2019-01-01")
    content = draws.pick("kvp content", size, (0.4, 0.3, 0.1, 0.1, 0.06, 0.02, 0.02))
    return pl.DataFrame(
        {
            **_decision(draws, "granted", who, rows, applied, decided, around),
            "arbeidsevnevurdering_dato": assessed,
            "vedtak": pl.Series(["Innvilget"]).new_from_index(0, size),
            "avslagsgrunn": pl.Series([None], dtype=pl.String).new_from_index(0, size),
            "fra_annen_kommune": pl.Series(np.zeros(size, bool)),
            "start_dato": start,
            "planlagt_slutt_dato": later(start, 364 + leave),
            "forlengelse_dato": keep(later(start, 340), days > 340),
            "saerskilt_dato": keep(later(start, 700), days > 700),
            "permisjonsdager": leave,
            "slutt_dato": keep(end, finished),
            "omfang": pl.Series(["Heltid"]).new_from_index(0, size),
            "arbeidsrettet_fra": later(start, draws.whole("kvp work", size, 0, 150)),
            "opplaering": labels(_CONTENT, np.where(new, content, np.minimum(content, 3))),
            "stonad_aar": _benefit(start, who.birth[rows]),
            "status": labels((*_ENDS, "Fortsatt i program", "Permisjon"), status),
            "situasjon": labels(_SITUATIONS, np.where(told, after, -1)),
        }
    ).select(_COLUMNS)  # fmt: skip


def _refused(draws: Draws, who: Clients, around: Surroundings) -> pl.DataFrame:
    applied = later(who.begins, draws.whole("refused applied", who.size, 10, 200))
    decided = later(applied, draws.whole("refused decided", who.size, 5, 40))
    rows = np.flatnonzero(who.on(SOCIAL) & draws.chance("refused", who.size, _REFUSED) & (decided <= who.last))
    size = len(rows)
    none = pl.Series([None], dtype=pl.String).new_from_index(0, size)
    return pl.DataFrame(
        {
            **_decision(draws, "refused", who, rows, applied[rows], decided[rows], around),
            "arbeidsevnevurdering_dato": keep(later(applied[rows], 2), draws.chance("refused assessed", size, 0.6)),
            "vedtak": pl.Series(["Avslag"]).new_from_index(0, size),
            "avslagsgrunn": labels(_GROUNDS, draws.pick("ground", size, (0.3, 0.3, 0.2, 0.2))),
            "fra_annen_kommune": pl.Series(np.zeros(size, bool)),
            **dict.fromkeys(("start_dato", "planlagt_slutt_dato", "forlengelse_dato", "saerskilt_dato"), nothing(size)),
            "permisjonsdager": pl.Series([None], dtype=pl.Int64).new_from_index(0, size),
            "slutt_dato": nothing(size),
            "omfang": none,
            "arbeidsrettet_fra": nothing(size),
            "opplaering": none,
            "stonad_aar": pl.Series([None], dtype=pl.Float64).new_from_index(0, size),
            "status": none,
            "situasjon": none,
        }
    ).select(_COLUMNS)  # fmt: skip


def _decision(
    draws: Draws, name: str, who: Clients, rows: Ints, applied: Days, decided: Days, around: Surroundings
) -> dict[str, object]:
    grounds = ("Se vurderingen i saken", "Vilkårene er vurdert i notat", "Se arbeidsevnevurderingen")
    return {
        "__who": rows,
        "person_id": who.person.gather(rows),
        "kommunenummer": codes_at(around.places, who.chain[rows], decided),
        "soknad_dato": applied,
        "vedtak_dato": decided,
        "hjemmel": pl.Series(["sosialtjenesteloven § 29"]).new_from_index(0, len(rows)),
        "begrunnelse": labels(grounds, draws.whole(f"{name} reasons", len(rows), 0, 2)),
    }


_COLUMNS = (
    "__who", "person_id", "kommunenummer", "soknad_dato", "arbeidsevnevurdering_dato", "vedtak", "vedtak_dato",
    "hjemmel", "begrunnelse", "avslagsgrunn", "fra_annen_kommune", "start_dato", "planlagt_slutt_dato",
    "forlengelse_dato", "saerskilt_dato", "permisjonsdager", "slutt_dato", "omfang", "arbeidsrettet_fra", "opplaering",
    "stonad_aar", "status", "situasjon",
)  # fmt: skip


def _benefit(start: Days, birth: Days) -> Floats:
    """Twice the basic amount of the day, two thirds of that before the age of 25."""
    values = load("satser").parameters["grunnbelop"].values
    since = np.array(
        ["1900-01-01" if each.start is None else each.start.isoformat() for each in values], "datetime64[D]"
    )
    amounts = np.array([float(str(each.value)) for each in values])
    year = 2 * amounts[np.searchsorted(since, start, side="right") - 1]
    found: Floats = np.round(np.where(age_at(birth, start) < _YOUNG, year * 2 / 3, year)).astype(np.float64)
    return found
