"""The panel of persons and months: spells of programme, merged where less than three months lie between."""

from __future__ import annotations

import datetime as dt

import polars as pl

from auditor.sample.draws import Draws
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.utfall.jobs import living

_FOLLOWED = 0.1
"""Share of persons with a programme who are in the panel."""


def panel(draws: Draws, around: Surroundings, employed: pl.DataFrame) -> pl.DataFrame:
    """One row a person and month with a programme in it."""
    people = living(around.tables, around.until).select("person_id", "kjonn", pl.col("fodselsdato").dt.year())
    followed = people.filter(pl.Series(draws.chance("in the panel", people.height, _FOLLOWED)))
    programmes = around.tables["introduksjonsprogram"].select("person_id", "start_dato", "slutt_dato")
    spans = programmes.join(followed, on="person_id", how="inner", maintain_order="left").filter(
        pl.col("start_dato") <= around.until
    )
    months = spans.select(
        "person_id",
        "kjonn",
        pl.col("fodselsdato").cast(pl.Int64).alias("fodselsaar"),
        pl.date_ranges(
            pl.col("start_dato").dt.month_start(), pl.col("slutt_dato").fill_null(around.until).dt.month_start(), "1mo"
        ).alias("maaned"),
    ).explode("maaned")
    months = months.unique().sort("person_id", "maaned")
    before = pl.col("maaned").shift(1).over("person_id")
    anew = before.is_null() | (before.dt.offset_by("3mo") < pl.col("maaned"))
    number = anew.cast(pl.Int64).cum_sum().over("person_id")
    spells = months.with_columns((pl.col("person_id") + "-" + number.cast(pl.String)).alias("forlop"))
    last = pl.col("maaned").max().over("forlop")
    unseen = last.dt.offset_by("4mo") > around.until + dt.timedelta(days=1)
    return spells.select(
        "person_id", "maaned", "forlop", "kjonn", "fodselsaar", _employed(spells, employed), unseen.alias("sensurert")
    )


def _employed(months: pl.DataFrame, employed: pl.DataFrame) -> pl.Series:
    """Whether an employment runs in each month."""
    runs = employed.select("person_id", pl.col("start_dato").alias("from"), pl.col("slutt_dato").alias("to"))
    joined = months.select("person_id", "maaned").with_row_index("place").join(runs, on="person_id", how="inner")
    running = joined.filter(
        pl.col("from") <= pl.col("maaned").dt.month_end(), pl.col("to").is_null() | (pl.col("to") >= pl.col("maaned"))
    )
    return pl.int_range(months.height, eager=True).is_in(running["place"].unique().implode()).alias("i_arbeid")
