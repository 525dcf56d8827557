"""Projects of Jobbsjansen, and what they report each year."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import ids
from auditor.sample.days import Days, day, keep, later
from auditor.sample.draws import Draws, Ints
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.residence import numbers

WOMEN, YOUTH, LONGER = "A", "B", "C"
"""Women at home, young people in basic schooling, and longer programmes for those in the introduction programme."""
DIVIDED = 2017
"""The year the scheme was divided into its parts."""
_PERSONS_A_PROJECT, _LEAST, _MOST = 100, 4, 53
_PER_PARTICIPANT = (42_000, 58_000)
"""Kroner granted a participant (seed-004b table 6)."""
_APPLIED, _PAID = (1.0, 1.5), (0.9, 1.0)
_OWN_SHARE = (8, 48)
"""Per cent; a fifth to a quarter in the mean (seed-004b C11)."""


def projects(draws: Draws, around: Surroundings) -> pl.DataFrame:
    """One row a project: ``prosjekt_id``, its ``place`` and the municipality of today (``town``), its ``part`` of the
    scheme, and the years it ``opens`` and ``closes``."""
    places = around.places
    size = np.bincount(places.current, weights=places.weight, minlength=len(places.present))
    wanted = int(np.clip(around.tables["person"].height // _PERSONS_A_PROJECT, _LEAST, _MOST))
    towns = np.resize(np.argsort(-size, kind="stable")[:wanted], wanted)
    heaviest = np.argsort(-places.weight, kind="stable")
    place = heaviest[[int(np.argmax(places.current[heaviest] == town)) for town in towns.tolist()]]
    begun = draws.whole("project begins", len(towns), 2013, 2015)
    ended = draws.whole("project ends", len(towns), 2019, max(2019, around.until.year))
    chosen = np.arange(len(towns))
    youth, longer = chosen[chosen % 3 == 1], chosen[chosen % 4 == 2]
    rows = pl.concat(
        pl.DataFrame({"place": place[which], "town": towns[which], "part": part, "opens": first, "closes": last})
        for which, part, first, last in (
            (chosen, WOMEN, begun, ended),
            (youth, YOUTH, np.full(len(youth), DIVIDED), np.full(len(youth), 2019)),
            (longer, LONGER, np.full(len(longer), DIVIDED), np.full(len(longer), 2018)),
        )
    )
    return rows.select(pl.Series("prosjekt_id", ids("JP", np.arange(rows.height), 3)), pl.all())


def reports(draws: Draws, around: Surroundings, every: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """One row a project and year, with as many participants as began in it."""
    until = around.until.year
    years = pl.int_ranges(pl.col("opens"), pl.min_horizontal("closes", pl.lit(until)) + 1)
    rows = every.with_columns(years.alias("aar")).explode("aar").drop_nulls("aar")
    begun = taken.group_by("prosjekt_id", pl.col("start_dato").dt.year().cast(pl.Int64).alias("aar"))
    rows = rows.join(
        begun.agg(pl.len().cast(pl.Int64).alias("deltakere")), on=["prosjekt_id", "aar"], how="left",
        maintain_order="left",
    ).with_columns(pl.col("deltakere").fill_null(0))  # fmt: skip
    size, year = rows.height, rows["aar"].to_numpy().astype(np.int64)
    granted = np.maximum(rows["deltakere"].to_numpy(), 1) * draws.whole("granted", size, *_PER_PARTICIPANT)
    applied = granted * (_APPLIED[0] + (_APPLIED[1] - _APPLIED[0]) * draws.uniform("applied", size))
    paid = granted * (_PAID[0] + (_PAID[1] - _PAID[0]) * draws.uniform("paid", size))
    last = day(around.until)
    return rows.select(
        "prosjekt_id",
        numbers(around.places, rows["place"].to_numpy(), year).alias("kommunenummer"),
        pl.col("aar").cast(pl.Int64),
        pl.when(pl.col("aar") >= DIVIDED).then("part").alias("ordning"),
        pl.Series("sokt", np.ceil(applied / 1_000) * 1_000),
        pl.Series("tildelt", granted.astype(np.float64)),
        pl.Series("utbetalt", np.floor(paid)),
        pl.Series("egenandel", draws.whole("own share", size, *_OWN_SHARE).astype(np.float64)),
        "deltakere",
        pl.Series("statusrapport_dato", _sent(draws, "status", year, 243, last)),
        pl.Series("regnskapsrapport_dato", _sent(draws, "accounts", year, 396, last)),
    )


def _sent(draws: Draws, name: str, year: Ints, after: int, last: np.datetime64) -> Days:
    """Some day of the four weeks that begin so many days into the year; none where that is yet to come."""
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    sent = later(first, after + draws.whole(name, len(year), 0, 27))
    return keep(sent, sent <= last)
