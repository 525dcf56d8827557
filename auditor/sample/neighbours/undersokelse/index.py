"""The municipal index of integration, as a researcher computes it from the answers of a year."""

from __future__ import annotations

import polars as pl

from auditor.sample.draws import Draws
from auditor.sample.neighbours.undersokelse.surveys import YEARS

_AGREES = 4
"""Answers from which on somebody agrees."""
_INDICATORS = {
    "Resultat": ("res_utdanning", "res_jobb", "res_okonomi", "res_samfunn"),
    "Norskopplæring": ("norsk",),
    "Brukermedvirkning": ("med_maal", "med_innhold", "med_samarbeid"),
    "Individuell plan": (),
    "Respektfull behandling": ("resp_respekt", "resp_horer", "resp_alvor"),
    "Informasjon": ("info_faar", "info_forstaar", "info_tolk"),
    "Tilgjengelighet": ("til_kontakt", "til_tid"),
    "Pålitelighet": ("paa_taushet", "paa_folger"),
}
_TOTAL = "Samlet"
_STEPS = 4
_LEAST_APART = 1e-5
"""Units with the same share stand that far apart, so that each is in one quarter only."""


def index(draws: Draws, given: pl.DataFrame) -> pl.DataFrame:
    """One row a unit, year and indicator with its share and quarter, and one with the mean of the eight quarters."""
    given = given.filter(pl.col("aar").is_in(YEARS))
    agreed = given.with_columns((pl.col(name) >= _AGREES).cast(pl.Float64) for name in _statements())
    units = agreed.group_by("kommunenummer", "aar", maintain_order=True).agg(
        *(
            pl.mean_horizontal(pl.col(name).mean() for name in names).alias(indicator)
            for indicator, names in _INDICATORS.items()
            if names
        ),
        (pl.col("plan") == "Ja").mean().alias("Individuell plan"),
    )
    luck = pl.Series("luck", draws.uniform("number of the unit", units.height))
    number = luck.name
    units = units.with_columns(luck).with_columns(
        pl.col(number).rank("ordinal").over("aar").cast(pl.String).alias("enhet")
    )
    long = units.unpivot(on=list(_INDICATORS), index=["enhet", "aar"], variable_name="indikator", value_name="share")
    group = ["aar", "indikator"]
    long = long.with_columns(pl.col("share").fill_null(0.0).round(3)).with_columns(
        pl.struct("share", "enhet").rank("ordinal").over(group).alias("place"), pl.len().over(group).alias("units")
    )
    alike = pl.int_range(pl.len()).over("aar", "indikator", "share", order_by="place")
    long = long.with_columns(
        (pl.col("share") + alike * _LEAST_APART).round(5).alias("skaar"),
        ((pl.col("place") - 1) * _STEPS // pl.col("units") + 1).cast(pl.Float64).alias("trinn"),
    )
    total = long.group_by("enhet", "aar", maintain_order=True).agg(pl.col("trinn").mean())
    total = total.with_columns(pl.lit(_TOTAL).alias("indikator"), pl.lit(None, pl.Float64).alias("skaar"))
    names = ["enhet", "aar", "indikator", "skaar", "trinn"]
    every = pl.concat([long.select(names), total.select(names)]).sort("aar", "enhet", maintain_order=True)
    key = pl.format("IX{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(6))
    return every.select(key.alias("indeks_id"), pl.all())


def _statements() -> list[str]:
    return [name for names in _INDICATORS.values() for name in names]
