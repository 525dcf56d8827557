"""Who goes to NAV, when, and what for: after an introduction programme, or without one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from auditor.sample.days import Days, age_at, later, year_of
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.residence import chains

NONE, MEASURE, WAGE, KVP, SOCIAL, ILL, SICK, HOME, UNEMPLOYED = range(9)
"""What a person goes to NAV for: nothing, measures, a wage subsidy, the qualification programme, social assistance,
reduced work capacity, sickness benefit, a small child, unemployment after a job."""
_TRACKS = {
    "Arbeidssøker på lønnstilskudd": WAGE,
    "Arbeidssøker på KVP": KVP,
    "Arbeidssøker på andre tiltak i regi av NAV": MEASURE,
    "På sosial stønad": SOCIAL,
    "Hjemmeværende med omsorg for barn 0-1 år": HOME,
    "Hjemmeværende med omsorg for barn 1-3 år": HOME,
}
_QUALIFIES, _GROWN = "Arbeidssøker på KVP", 19
"""Who ended to the qualification programme is in it at any age; nobody else was so before that age."""
_BENEFIT, _WORK, _DEAD = "På andre trygdeytelser", "Arbeid", "Død"
_AFTER_OTHERS = (0.46, 0.16, 0.02, 0.1, 0.18, 0.06, 0.02, 0.0, 0.0)
_AFTER_WORK = (0.7, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0, 0.2)
_WITHOUT = (0.64, 0.12, 0.03, 0.06, 0.12, 0.03, 0.0, 0.0, 0.0)
"""Shares of the tracks, in their order: after other causes, after work, and without a programme."""


@dataclass(frozen=True)
class Clients:
    """One place a person: the track, the day it begins, and the last day that is known of the person."""

    person: pl.Series
    birth: Days
    chain: Ints
    """The place where the person lives (:class:`~auditor.sample.places.Places`)."""
    track: Ints
    since: Days
    """The day the programme ended or, without one, the day the need arose; NaT where nothing happens."""
    begins: Days
    last: Days
    """The day the person died or left the country, or that of the extract."""
    gone: Bools
    reduced: Bools
    """Whether the work capacity is reduced."""

    @property
    def size(self) -> int:
        """How many persons."""
        return len(self.person)

    def on(self, *tracks: int) -> Bools:
        """Whose track is one of these."""
        found: Bools = np.isin(self.track, tracks)
        return found


def clients(draws: Draws, around: Surroundings) -> Clients:
    """Every person of the extract with what becomes of them at NAV."""
    people = _people(around)
    size = people.height
    birth, last, end = (people[name].to_numpy() for name in ("fodselsdato", "last", "end"))
    permit, cause = people["tillatelse_dato"].to_numpy(), people["cause"].fill_null("")
    begun, ended = people["begun"].to_numpy(), ~np.isnat(end)
    arose = later(permit, draws.whole("need", size, 300, 1_500))
    grown = (age_at(birth, arose) >= 19) & (age_at(birth, arose) < 58)
    track = draws.pick("after others", size, _AFTER_OTHERS)
    track = np.where(cause == _WORK, draws.pick("after work", size, _AFTER_WORK), track)
    track = np.where(cause == _BENEFIT, np.where(draws.chance("ill", size, 0.6), ILL, SICK), track)
    for name, wanted in _TRACKS.items():
        track = np.where(cause == name, wanted, track)
    track = np.where(
        begun, np.where(ended & (cause != _DEAD).to_numpy(), track, NONE), draws.pick("without", size, _WITHOUT)
    )
    since = np.where(begun, end, arose)
    track = np.where(~begun & ~(grown & (arose < last)), NONE, track)
    wait = np.where(track == UNEMPLOYED, draws.whole("wait for need", size, 300, 900), draws.whole("wait", size, 1, 60))
    begins = later(since, wait)
    teens = (track == KVP) & (cause != _QUALIFIES).to_numpy() & (age_at(birth, begins) < _GROWN)
    track = np.where(teens, MEASURE, track)
    track = np.where(np.isin(track, (UNEMPLOYED, SICK)) & (cause == _WORK).to_numpy() & (begins > last), NONE, track)
    return Clients(
        people["person_id"], birth, chains(around.places, people["kommunenummer"], year_of(people["known"].to_numpy())),
        track, since, np.minimum(begins, last), last, people["gone"].to_numpy(),
        (track == ILL) | (np.isin(track, (MEASURE, WAGE, KVP)) & draws.chance("reduced", size, 0.3)),
    )  # fmt: skip


def _people(around: Surroundings) -> pl.DataFrame:
    """Persons with their last programme, the last day they were alive and in the country, and where they lived when."""
    now = around.tables["personstatus"].sort("status_dato", maintain_order=True).group_by("person_id").last()
    left = now.filter(pl.col("status").is_in(["Død", "Utvandret"])).select("person_id", last="status_dato")
    programme = (
        around.tables["introduksjonsprogram"].sort("start_dato", maintain_order=True).group_by("person_id").last()
    )
    programme = programme.select(
        "person_id",
        pl.col("kommunenummer").alias("taught_in"),
        pl.col("start_dato").alias("start"),
        pl.col("slutt_dato").alias("end"),
        pl.col("avslutningsarsak").alias("cause"),
    )
    people = around.tables["person"].select("person_id", "fodselsdato", "tillatelse_dato", "kommunenummer")
    joined = people.join(left, on="person_id", how="left", maintain_order="left").join(
        programme, on="person_id", how="left", maintain_order="left"
    )
    until = pl.lit(around.until)
    return joined.with_columns(
        pl.col("start").is_not_null().alias("begun"),
        pl.col("last").is_not_null().alias("gone"),
        pl.col("last").fill_null(until),
        pl.col("taught_in").fill_null(pl.col("kommunenummer")).alias("kommunenummer"),
        pl.col("start").fill_null(until).alias("known"),
    )


def last_day(around: Surroundings) -> np.datetime64:
    """The day the extract is of."""
    return np.datetime64(around.until, "D")


def limit(day: dt.date | str) -> np.datetime64:
    """A day that a rule turns on."""
    return np.datetime64(day, "D")
