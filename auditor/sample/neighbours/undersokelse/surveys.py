"""Who was asked and who answered: the survey of participants, and those of municipalities and NAV offices."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from auditor.reference.municipalities import codes_valid_in
from auditor.rulesets import load
from auditor.sample.columns import ids
from auditor.sample.draws import Draws, Floats
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.places import FIRST_YEAR

PARTICIPANTS = "Brukerundersøkelsen"
YEARS = (2015, 2017)
"""When participants were asked; of the first year, the register tells how many there were."""
PILOT = 2016
"""Some municipalities tried the form out on their own, without a list of who was invited."""
_PILOTS = 4
_OTHERS = {"Integreringsansvarlige": 2014, "Kommunedirektører": 2016, "Skolesjefer": 2018, "NAV-kontor": 2018}
_OUTSIDE = 0.85
"""Share of municipalities outside the networks that use the form, too."""
_INVITED, _ANSWERED, _ANSWERS = (0.85, 1.0), (0.72, 0.95), 0.8
"""Shares invited and answered of participants (83 per cent of the networks, seed-002 S2), and of municipalities."""


def participants(around: Surroundings, year: int) -> pl.DataFrame:
    """How many (``active``) took part in a programme of each municipality on 1 October of a year."""
    day = dt.date(year, 10, 1)
    programmes = around.tables["introduksjonsprogram"].filter(
        pl.col("start_dato") <= day, pl.col("slutt_dato").is_null() | (pl.col("slutt_dato") >= day)
    )
    counted = programmes.group_by("kommunenummer").agg(pl.len().cast(pl.Int64).alias("active")).sort("kommunenummer")
    return counted.filter(pl.col("kommunenummer").is_in(sorted(codes_valid_in(year))))


def surveys(draws: Draws, around: Surroundings) -> pl.DataFrame:
    """One row a survey, municipality and year."""
    networks = {
        each.code: each.attributes["nettverk"] for each in load("undersokelse").code_lists["nettverkskommune"].codes
    }
    asked = []
    for year in YEARS:
        rows = participants(around, year)
        network = pl.col("kommunenummer").replace_strict(networks, default=None, return_dtype=pl.String)
        outside = pl.Series(draws.chance(f"outside the networks {year}", rows.height, _OUTSIDE))
        rows = rows.with_columns(network.alias("nettverk")).filter(pl.col("nettverk").is_not_null() | outside)
        invited = np.ceil(rows["active"].to_numpy() * _share(draws, f"invited {year}", rows.height, _INVITED))
        answered = np.ceil(invited * _share(draws, f"answered {year}", rows.height, _ANSWERED))
        asked.append(
            rows.select(
                pl.lit(PARTICIPANTS).alias("undersokelse"), "kommunenummer", pl.lit(year, pl.Int64).alias("aar"),
                "nettverk", pl.Series("invitert", invited.astype(np.int64)),
                pl.Series("svart", answered.astype(np.int64)),
            )
        )  # fmt: skip
    for name, year in _OTHERS.items():
        codes = sorted(set(around.places.codes[:, year - FIRST_YEAR].tolist()) & codes_valid_in(year))
        place = np.arange(len(codes))
        # every fifth or so keeps silent, spread evenly over the country
        order = np.empty(len(codes), np.int64)
        order[draws.order(f"answers {name}", len(codes))] = place
        answers = np.floor((order + 1) * _ANSWERS) > np.floor(order * _ANSWERS)
        asked.append(
            pl.DataFrame(
                {
                    "undersokelse": [name] * len(codes), "kommunenummer": codes, "aar": [year] * len(codes),
                    "nettverk": [None] * len(codes), "invitert": [1] * len(codes), "svart": answers.astype(np.int64),
                },
                schema_overrides={"nettverk": pl.String},
            )
        )  # fmt: skip
    every = pl.concat(asked)
    return every.select(pl.Series("undersokelse_id", ids("UN", np.arange(every.height), 5)), pl.all())


def answering(around: Surroundings, asked: pl.DataFrame) -> pl.DataFrame:
    """How many answers (``svart``) there are of each municipality and year, those of the pilot among them."""
    pilot = participants(around, PILOT).sort("active", "kommunenummer", descending=True).head(_PILOTS)
    pilot = pilot.select("kommunenummer", pl.lit(PILOT, pl.Int64).alias("aar"), pl.col("active").alias("svart"))
    listed = asked.filter(pl.col("undersokelse") == PARTICIPANTS).select("kommunenummer", "aar", "svart")
    return pl.concat([listed, pilot])


def _share(draws: Draws, name: str, size: int, span: tuple[float, float]) -> Floats:
    low, high = span
    shares: Floats = low + (high - low) * draws.uniform(name, size)
    return shares
