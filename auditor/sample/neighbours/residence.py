"""Where persons live in each year, and how long they do, as registers that pay by the year look it up."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from auditor.sample.draws import Ints
from auditor.sample.neighbours.neighbour import Surroundings, Tables
from auditor.sample.places import FIRST_YEAR, Places


def chains(places: Places, codes: pl.Series, years: Ints) -> Ints:
    """The place (a row of ``Places.codes``) that bore each number in each year; -1 where there is no number."""
    span = places.codes.shape[1]
    known = pl.DataFrame(
        {
            "code": pl.Series(places.codes.reshape(-1).astype(object), dtype=pl.String),
            "year": np.tile(np.arange(span), len(places.codes)),
            "chain": np.repeat(np.arange(len(places.codes)), span),
        }
    ).unique(subset=["code", "year"], keep="first", maintain_order=True)
    wanted = pl.DataFrame({"code": codes, "year": np.clip(years - FIRST_YEAR, 0, span - 1)})
    joined = wanted.join(known, on=["code", "year"], how="left", maintain_order="left")
    found: Ints = joined["chain"].fill_null(-1).to_numpy()
    return found


def numbers(places: Places, chain: Ints, years: Ints) -> pl.Series:
    """What each place is called in each year; null for place -1."""
    column = np.clip(years - FIRST_YEAR, 0, places.codes.shape[1] - 1)
    found = pl.Series(places.codes[np.maximum(chain, 0), column].astype(object), dtype=pl.String)
    return pl.select(pl.when(pl.Series(chain >= 0)).then(found)).to_series()


def last_days(tables: Tables, until: dt.date) -> pl.DataFrame:
    """The last day (``last``) each person was alive and in the country, and whether there is one (``gone``).

    Who left and came back counts as never having left.
    """
    status = tables["personstatus"]
    settled = status.filter(pl.col("status") == "Bosatt").group_by("person_id").agg(pl.col("status_dato").max())
    left = status.filter(pl.col("status").is_in(["Død", "Utvandret"])).join(
        settled, on="person_id", how="left", suffix="_settled"
    )
    for_good = left.filter(
        pl.col("status_dato_settled").is_null() | (pl.col("status_dato_settled") <= pl.col("status_dato"))
    )
    found = for_good.group_by("person_id").agg(pl.col("status_dato").min().alias("last"))
    joined = tables["person"].select("person_id").join(found, on="person_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("last").is_not_null().alias("gone"), pl.col("last").fill_null(until))


def residents(around: Surroundings) -> pl.DataFrame:
    """One row a person: birth, ground and last day; where and when settled, and moved to (places; -1 and null if not).

    Columns: ``person_id``, ``fodselsdato``, ``oppholdsgrunnlag``, ``last``, ``gone``, ``settled_on``, ``minor`` (came
    alone below age), ``home``, ``moved_in`` (year), ``moved_to``.
    """
    tables = around.tables
    settled = tables["bosetting"].select(
        "person_id",
        pl.col("bosettingsdato").alias("settled_on"),
        pl.col("enslig_mindreaarig").alias("minor"),
        pl.col("kommunenummer").alias("settled_at"),
    )
    moved = tables["flytting"].sort("flyttedato", maintain_order=True).group_by("person_id").last()
    moved = moved.select("person_id", pl.col("flyttedato").dt.year().alias("moved_in"), "til_kommune")
    people = tables["person"].select("person_id", "fodselsdato", "oppholdsgrunnlag")
    for each in (last_days(tables, around.until), settled, moved):
        people = people.join(each, on="person_id", how="left", maintain_order="left")
    places, year = around.places, pl.col("settled_on").dt.year().fill_null(around.until.year)
    home = chains(places, people["settled_at"], people.select(year).to_series().to_numpy().astype(np.int64))
    moving = people["moved_in"].fill_null(around.until.year).to_numpy().astype(np.int64)
    return people.select(
        pl.exclude("settled_at", "til_kommune"),
        pl.Series("home", home),
        pl.Series("moved_to", chains(places, people["til_kommune"], moving)),
    )
