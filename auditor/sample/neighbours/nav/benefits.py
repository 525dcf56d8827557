"""Benefits: one for the whole subsistence at a time, social assistance and others beside it."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import codes_at, ids
from auditor.sample.days import Days, keep, later
from auditor.sample.draws import Draws, Ints
from auditor.sample.neighbours.nav.clients import HOME, ILL, SICK, SOCIAL, UNEMPLOYED, Clients, last_day, limit
from auditor.sample.neighbours.neighbour import Surroundings

_PAID = ("Arbeidstrening", "AMO-kurs", "Jobbklubb", "Yrkesrettet opplæring", "Avklaring")
"""Measures with an allowance."""
_DAILY = {"Sosialhjelp": 280, "Kontantstøtte": 250, "Introduksjonsstønad": 560, "Kvalifiseringsstønad": 600}
_USUAL_DAILY = 700


def benefits(
    draws: Draws, who: Clients, taken: pl.DataFrame, programmes: pl.DataFrame, around: Surroundings
) -> pl.DataFrame:
    """One row a person, benefit and period."""
    every = np.arange(who.size)
    since, size = who.begins, who.size
    parts = [
        _of_programmes(who, around),
        _of_rows(who, programmes.filter(pl.col("start_dato").is_not_null()), "Kvalifiseringsstønad", around,
                 ("start_dato", "slutt_dato")),
        _allowances(draws, who, taken, around),
    ]  # fmt: skip
    ill = every[who.on(ILL)]
    begun = later(since, -10)[ill]
    stopped = later(begun, draws.whole("allowance days", size, 200, 1_050)[ill])
    old = begun < limit("2010-03-01")
    for name, then in (("Rehabiliteringspenger", old), ("Arbeidsavklaringspenger", ~old)):
        parts.append(_frame(who, ill[then], name, begun[then], stopped[then], around))
    disabled = (stopped < who.last[ill]) & draws.chance("disabled", size, 0.3)[ill]
    parts.append(_frame(who, ill[disabled], "Uføretrygd", later(stopped, 1)[disabled], None, around))
    for track, name, days in ((SICK, "Sykepenger", 300), (HOME, "Kontantstøtte", 330), (UNEMPLOYED, "Dagpenger", 400)):
        rows = every[who.on(track)]
        ends = later(since, draws.whole(f"{name} days", size, 20, days))
        parts.append(_frame(who, rows, name, since[rows], ends[rows], around))
    poor = every[who.on(SOCIAL)]
    ends = later(since, draws.whole("assistance days", size, 30, 900))
    parts.append(_frame(who, poor, "Sosialhjelp", since[poor], ends[poor], around))
    again = later(ends, draws.whole("assistance again", size, 30, 300))
    more = every[who.on(SOCIAL) & (again <= who.last) & draws.chance("assistance twice", size, 0.3)]
    parts.append(_frame(who, more, "Sosialhjelp", again[more], later(again, 120)[more], around))
    whole = pl.concat(parts).sort("__who", "fra_dato", "ytelsestype", maintain_order=True).drop("__who")
    return _with_amounts(whole.insert_column(0, ids("Y", np.arange(whole.height)).alias("ytelse_id")), around)


def _of_programmes(who: Clients, around: Surroundings) -> pl.DataFrame:
    """Introduction benefit for each programme, from its first day to its last."""
    taken = around.tables["introduksjonsprogram"]
    frame = _of_rows(who, taken, "Introduksjonsstønad", around, ("start_dato", "slutt_dato"))
    return frame.with_columns(taken["kommunenummer"].alias("kommunenummer"))


def _of_rows(
    who: Clients, rows: pl.DataFrame, name: str, around: Surroundings, fields: tuple[str, str]
) -> pl.DataFrame:
    """As long as the rows of another table say, open where they are."""
    place = pl.DataFrame({"person_id": who.person, "__row": np.arange(who.size)})
    found = rows.join(place, on="person_id", how="left", maintain_order="left")
    return _frame(
        who, found["__row"].to_numpy(), name, found[fields[0]].to_numpy(), found[fields[1]].to_numpy(), around
    )


def _allowances(draws: Draws, who: Clients, taken: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """For job seekers on measures after the programme, who have no other benefit to live on."""
    place = pl.DataFrame({"person_id": who.person, "since": who.since, "reduced": who.reduced})
    found = taken.join(place, on="person_id", how="left", maintain_order="left").filter(
        ~pl.col("reduced") & (pl.col("fra_dato") >= pl.col("since")) & pl.col("tiltakskode").is_in(_PAID)
    )
    paid = found.filter(pl.Series(draws.chance("allowance", found.height, 0.7)))
    return _of_rows(who, paid, "Tiltakspenger", around, ("fra_dato", "til_dato"))


def _frame(who: Clients, rows: Ints, name: str, start: Days, end: Days | None, around: Surroundings) -> pl.DataFrame:
    last = who.last[rows]
    closed = last if end is None else np.fmin(end, last)
    until = last_day(around)
    running = ~who.gone[rows] & (np.isnat(end) | (end > until) if end is not None else np.ones(len(rows), bool))
    return pl.DataFrame(
        {
            "__who": rows,
            "person_id": who.person.gather(rows),
            "kommunenummer": codes_at(around.places, who.chain[rows], start),
            "ytelsestype": pl.Series([name]).new_from_index(0, len(rows)),
            "fra_dato": start,
            "til_dato": keep(closed, ~running),
        }
    )


def _with_amounts(frame: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """With what was paid, a daily rate for each kind."""
    days = (pl.col("til_dato").fill_null(around.until) - pl.col("fra_dato")).dt.total_days() + 1
    rate = pl.col("ytelsestype").replace_strict(_DAILY, default=_USUAL_DAILY, return_dtype=pl.Int64)
    return frame.with_columns((days * rate).cast(pl.Float64).alias("belop"))
