"""The county governors' supervision of the introduction scheme: themes and findings by municipality and year."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.reference.municipalities import codes_valid_in
from auditor.sample.columns import ids, labels
from auditor.sample.days import Days, day, keep, later
from auditor.sample.draws import Bools, Draws, Ints
from auditor.sample.layout import NORWEGIAN, Layout
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written
from auditor.sample.places import FIRST_YEAR

_TABLE = "tilsyn"
_BREACHES = {
    "Helårig program": (0.5, range(2013, 2017)),
    "Full tid": (0.6, range(2013, 2026)),
    "Plan ved enkeltvedtak": (0.53, range(2017, 2026)),
    "Tilpasset plan": (0.35, range(2017, 2020)),
    "Planens innhold": (0.27, range(2017, 2020)),
    "Ny vurdering": (0.25, range(2017, 2020)),
    "Endring ved enkeltvedtak": (0.38, range(2017, 2020)),
}
"""By theme, the share of inspections that found a breach (seed-004b tables 10 and 11), and in which years."""
_SEEN_IN_NIR = ("Full tid", "Plan ved enkeltvedtak")
_MANY = 30
"""Where so many programmes of a year began, plans and hours are in order in NIR, and the inspection found them so."""
_SHARE, _LEAST = 0.08, 4
"""Share of the municipalities of a year that are inspected, and how many there are at least."""
_UNDOCUMENTED, _MENDED_EARLY = 0.06, 0.15
"""Share of inspections without proof either way, and of breaches that were mended before the final report."""
_NONE, _BREACH, _NO_PROOF = "Ingen lovbrudd", "Lovbrudd", "Ikke dokumentert"


def _draw(draws: Draws, around: Surroundings) -> Tables:
    asked = _asked(draws, around)
    size, last = asked.height, day(around.until)
    begun = asked.select(pl.date("aar", 1, 1)).to_series().to_numpy().astype("datetime64[D]")
    first: Days = later(begun, draws.whole("preliminary", size, 90, 400))
    final: Days = later(first, draws.whole("final", size, 30, 330))
    found = draws.chance("breach", size, asked["share"].to_numpy()) & ~asked["in order"].to_numpy()
    early = found & draws.chance("mended early", size, _MENDED_EARLY)
    unproven = ~found & draws.chance("no proof", size, _UNDOCUMENTED)
    mended = np.where(early, later(first, draws.whole("mends early", size, 5, 28)),
                      later(final, draws.whole("mends", size, 20, 340)))  # fmt: skip
    kept = first <= last
    closed = final <= last
    before: Ints = np.where(found, 1, np.where(unproven, 2, 0))
    after: Ints = np.where(closed, np.where(early, 0, before), -1)
    names = (_NONE, _BREACH, _NO_PROOF)
    mends: Bools = found & (mended <= last) & (early | closed)
    rows = asked.select(
        pl.Series("tilsyn_id", ids("Y", np.arange(size))),
        "kommunenummer",
        "aar",
        "tema",
        pl.Series("forelopig_dato", first),
        labels(names, before).alias("forelopig_funn"),
        pl.Series("endelig_dato", keep(final, closed)),
        labels(names, after).alias("endelig_funn"),
        pl.Series("rettet_dato", keep(mended, mends)),
    )
    return {_TABLE: rows.filter(pl.Series(kept))}


def _asked(draws: Draws, around: Surroundings) -> pl.DataFrame:
    """A row for each municipality, year and theme that was inspected, and whether NIR tells that all is in order."""
    years = range(2013, around.until.year + 1)
    every = pl.concat([_of_year(around, year) for year in years])
    luck = pl.Series("luck", draws.uniform("inspected", every.height))
    rank, many = pl.col("luck").rank("ordinal").over("aar"), pl.len().over("aar")
    chosen = every.with_columns(luck).filter(rank <= pl.max_horizontal((many * _SHARE).round(), pl.lit(_LEAST)))
    themes = pl.DataFrame(
        [{"tema": name, "share": share, "aar": year} for name, (share, span) in _BREACHES.items() for year in span],
        schema={"tema": pl.String, "share": pl.Float64, "aar": pl.Int64},
    )
    begun = around.tables["introduksjonsprogram"].group_by(
        "kommunenummer", pl.col("start_dato").dt.year().cast(pl.Int64).alias("aar")
    )
    rows = chosen.join(themes, on="aar", how="inner", maintain_order="left_right").join(
        begun.len(), on=["kommunenummer", "aar"], how="left", maintain_order="left"
    )
    in_order = pl.col("tema").is_in(_SEEN_IN_NIR) & (pl.col("len").fill_null(0) >= _MANY)
    return rows.with_columns(in_order.alias("in order"))


def _of_year(around: Surroundings, year: int) -> pl.DataFrame:
    column = min(year - FIRST_YEAR, around.places.codes.shape[1] - 1)
    codes = sorted(set(around.places.codes[:, column].tolist()) & codes_valid_in(year))
    return pl.DataFrame({"kommunenummer": codes, "aar": [year] * len(codes)}, schema_overrides={"aar": pl.Int64})


NEIGHBOUR = Neighbour(
    "tilsyn",
    {
        _TABLE: Written(
            "tilsyn_id",
            Layout("tilsynsrapporter.csv", NORWEGIAN, {"aar": "År", "tema": "Tema", "rettet_dato": "Rettet dato"}),
        )
    },
    _draw,
    spoil={_TABLE: "endelig_funn = 'Ingen lovbrudd' AND forelopig_funn = 'Ingen lovbrudd'"},
)
