"""Education before and after the programme, in Lånekassen, NUDB, VIGO, NOKUT and the CV at NAV."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import ids, labels
from auditor.sample.days import Days, later
from auditor.sample.draws import Draws
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.utfall.jobs import living

_SECONDARY, _HIGHER = "Videregående", "Høyere utdanning"
_CAUSES = {
    "Ordinær utdanning – videregående skole": _SECONDARY,
    "Ordinær utdanning – høyere utdanning": _HIGHER,
}
_SCHOOLED = "Fullført videregående"
_SOURCES = ("Lånekassen", "NUDB", "VIGO")
_SOURCE_SHARES = (0.6, 0.25, 0.15)
_COUNTY = 2
"""VIGO, which has upper secondary school only."""
_RECOGNISED = ("NOKUT", "NUDB")
_HIGHER_ABROAD = 0.4
_COMPLETES = 0.5
_IN_CV = 0.2
"""Share of those educated abroad who tell of it in the CV at NAV, too."""


def education(draws: Draws, around: Surroundings) -> pl.DataFrame:
    """One row an education: what programmes ended to, and what those with an education brought with them."""
    after, abroad = _after(draws, around), _abroad(draws, around)
    told = abroad.filter(pl.Series(draws.chance("in the cv", abroad.height, _IN_CV)))
    told = told.with_columns(pl.lit("NAV CV").alias("kilde"))
    rows = pl.concat([after, abroad, told])
    return rows.select(pl.Series("utdanning_id", ids("U", np.arange(rows.height))), pl.all())


def _after(draws: Draws, around: Surroundings) -> pl.DataFrame:
    people = living(around.tables, around.until)
    ended = around.tables["introduksjonsprogram"].filter(
        pl.col("slutt_dato").is_not_null(), pl.col("avslutningsarsak").is_in(list(_CAUSES))
    )
    ended = ended.join(people, on="person_id", how="inner", maintain_order="left")
    size = ended.height
    end, last = ended["slutt_dato"].to_numpy(), ended["last"].to_numpy()
    start: Days = np.minimum(later(end, draws.whole("school begins", size, 0, 200)), last)
    left = later(start, draws.whole("school lasts", size, 200, 1_000))
    done = left < last
    higher = (ended["avslutningsarsak"].replace_strict(_CAUSES, return_dtype=pl.String) == _HIGHER).to_numpy()
    source = draws.pick("school source", size, _SOURCE_SHARES)
    return pl.DataFrame(
        {
            "person_id": ended["person_id"],
            "kilde": labels(_SOURCES, np.where(higher & (source == _COUNTY), 0, source)),
            "nivaa": ended["avslutningsarsak"].replace_strict(_CAUSES, return_dtype=pl.String),
            "start_dato": start,
            "slutt_dato": np.where(done, left, np.datetime64("NaT", "D")),
            "fullfort": done & draws.chance("school completed", size, _COMPLETES),
            "land": pl.repeat("000", size, eager=True),
        }
    )


def _abroad(draws: Draws, around: Surroundings) -> pl.DataFrame:
    schooled = around.tables["introduksjonsprogram"].filter(pl.col("utdanningsbakgrunn") == _SCHOOLED)
    people = around.tables["person"].filter(pl.col("person_id").is_in(schooled["person_id"].unique().implode()))
    size = people.height
    first = people.select(pl.min_horizontal("innreise_dato", "tillatelse_dato")).to_series().to_numpy()
    end = later(first, -draws.whole("school abroad", size, 100, 3_000))
    higher = draws.chance("higher abroad", size, _HIGHER_ABROAD)
    return pl.DataFrame(
        {
            "person_id": people["person_id"],
            "kilde": labels(_RECOGNISED, draws.whole("recognised by", size, 0, 1)),
            "nivaa": labels((_SECONDARY, _HIGHER), higher.astype(np.int64)),
            "start_dato": later(end, -draws.whole("school abroad lasts", size, 700, 1_400)),
            "slutt_dato": end,
            "fullfort": np.ones(size, bool),
            "land": people["statsborgerskap"],
        }
    )
