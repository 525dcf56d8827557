"""KOSTRA's expenditure on the introduction scheme, per municipality and year, from the programmes there are."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from auditor.reference.municipalities import valid_in_year
from auditor.sample.draws import Draws
from auditor.sample.layout import Layout
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written

_TABLE = "kostra_utgifter"
_PER_RECIPIENT = (180.0, 240.0)
"""Gross expenditure, thousand kroner."""
_NET_SHARE, _WAGE_SHARE = 0.9, 0.55
_BENEFIT = (75_000.0, 110_000.0)
"""Kroner a recipient; below twice the basic amount of every year."""


def _draw(draws: Draws, around: Surroundings) -> Tables:
    """A row for each municipality and whole year with participants, who all get benefit."""
    last = around.until.year if around.until == dt.date(around.until.year, 12, 31) else around.until.year - 1
    programmes = around.tables["introduksjonsprogram"].select("person_id", "kommunenummer", "start_dato", "slutt_dato")
    years = pl.int_ranges(
        pl.col("start_dato").dt.year(), pl.min_horizontal(pl.col("slutt_dato").dt.year().fill_null(last), last) + 1
    )
    active = programmes.with_columns(years.alias("oppgaveaar")).explode("oppgaveaar").drop_nulls("oppgaveaar")
    counted = active.group_by("kommunenummer", "oppgaveaar").agg(pl.col("person_id").n_unique().alias("mottakere"))
    counted = counted.filter(valid_in_year(pl.col("kommunenummer"), pl.col("oppgaveaar")))
    counted = counted.sort("kommunenummer", "oppgaveaar")
    size = counted.height
    low, high = _PER_RECIPIENT
    each = low + (high - low) * draws.uniform("expenditure", size)
    gross = np.round(each * counted["mottakere"].to_numpy(), 0)
    least, most = _BENEFIT
    return {
        _TABLE: counted.select(
            "kommunenummer",
            "oppgaveaar",
            pl.Series("brutto", gross),
            pl.Series("netto", np.floor(gross * _NET_SHARE)),
            pl.Series("lonn", np.floor(gross * _WAGE_SHARE)),
            pl.col("mottakere").cast(pl.Int64),
            pl.Series("stonad_per_mottaker", np.round(least + (most - least) * draws.uniform("benefit", size), 0)),
        )
    }


NEIGHBOUR = Neighbour(
    "samlet",
    {
        _TABLE: Written(
            "kommunenummer",
            Layout("kostra_utgifter.csv", headers={"oppgaveaar": "År", "brutto": "Brutto driftsutgifter (1000 kr)"}),
        )
    },
    _draw,
    spoil={_TABLE: "mottakere < 10"},
)
