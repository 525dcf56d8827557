"""Employment in Aa-registeret."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from auditor.sample.columns import ids
from auditor.sample.days import Days, age_at, between, day, keep, later
from auditor.sample.draws import Bools, Draws
from auditor.sample.neighbours.neighbour import Surroundings, Tables
from auditor.sample.neighbours.residence import last_days

WORK = "Arbeid"
_FULL_WEEK = 37.5
_PERCENT = np.array([100.0, 80.0, 60.0, 50.0, 40.0])
_PERCENT_SHARES = (0.5, 0.2, 0.1, 0.12, 0.08)
_LATER_JOB = 0.35
"""Share of those who ended with another cause who find work later on."""
_JOB_WITHOUT = 0.3
"""Share of grown persons without a programme who work."""
_EMPLOYERS = 40_000
_SOON = 60
"""Who dies or leaves within so many days is at work by the end already."""


def jobs(draws: Draws, around: Surroundings) -> pl.DataFrame:
    """One row an employment; nobody works before coming of age, after dying or leaving, or beyond the extract's day.

    Whoever ended to work is employed within weeks, and nobody who ended otherwise is so within half a year.
    """
    people = living(around.tables, around.until)
    ended = around.tables["introduksjonsprogram"].filter(pl.col("slutt_dato").is_not_null())
    ended = ended.join(people, on="person_id", how="inner", maintain_order="left")
    size = ended.height
    end, last = ended["slutt_dato"].to_numpy(), ended["last"].to_numpy()
    soon = later(end, np.where(between(end, last) < _SOON, 0, draws.whole("job soon", size, -20, 25)))
    found = (ended["avslutningsarsak"] == WORK).fill_null(False).to_numpy()
    late = later(end, draws.whole("job later", size, 200, 900))
    finds = ~found & draws.chance("finds a job", size, _LATER_JOB)
    without = people.filter(~pl.col("person_id").is_in(ended["person_id"].implode()))
    permit, birth = without["tillatelse_dato"].to_numpy(), without["fodselsdato"].to_numpy()
    on_own = later(permit, draws.whole("job without", without.height, 100, 1_500))
    works = draws.chance("works without", without.height, _JOB_WITHOUT)
    works &= (age_at(birth, permit) >= 18) & (age_at(birth, permit) < 62)
    open_programme = around.tables["introduksjonsprogram"].filter(pl.col("slutt_dato").is_null())["person_id"]
    works &= ~without["person_id"].is_in(open_programme.implode()).to_numpy()
    who = pl.concat([ended["person_id"], without["person_id"]])
    start = np.concatenate([np.where(found, soon, late), on_own])
    last = np.concatenate([last, without["last"].to_numpy()])
    begun: Bools = np.concatenate([found | finds, works]) & (start <= last)
    return _frame(draws, who.filter(pl.Series(begun)), start[begun], last[begun], day(around.until))


def living(tables: Tables, until: dt.date) -> pl.DataFrame:
    """Persons with their birth, sex, country, permit and entry, and the last day they were alive and in the country.

    Who left and came back counts as never having left.
    """
    people = tables["person"].select(
        "person_id", "fodselsdato", "kjonn", "statsborgerskap", "tillatelse_dato", "innreise_dato"
    )
    last = last_days(tables, until).drop("gone")
    return people.join(last, on="person_id", how="left", maintain_order="left")


def _frame(draws: Draws, who: pl.Series, start: Days, last: Days, until: np.datetime64) -> pl.DataFrame:
    size = len(who)
    percent = _PERCENT[draws.pick("job percent", size, _PERCENT_SHARES)]
    planned = later(start, draws.whole("job days", size, 130, 3_000))
    end = np.minimum(planned, last)
    return pl.DataFrame(
        {
            "arbeidsforhold_id": ids("AA", np.arange(size)),
            "person_id": who,
            "arbeidsgiver": pl.Series(310_000_000 + draws.whole("employer", size, 0, _EMPLOYERS)).cast(pl.String),
            "start_dato": start,
            "slutt_dato": keep(end, ~((planned >= until) & (last >= until))),
            "stillingsprosent": percent,
            "timer_per_uke": np.round(_FULL_WEEK * percent / 100, 1),
        }
    )
