"""Grants per person, year and receiver, as they follow from settlement, training and stays in reception centres."""

from __future__ import annotations

import numpy as np
import polars as pl

from auditor.sample.columns import ids
from auditor.sample.days import age_at
from auditor.sample.draws import Draws
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.residence import chains, numbers, residents
from auditor.sample.neighbours.tilskudd.rates import rates

_PERIOD = 5
"""Years of the integration grant, that of settlement included."""
_GROUNDS = ("§ 28", "§ 34", "§ 35", "§ 38")
_OTHERS = 0.8
"""Share of those settled on other grounds whose reference person gives a right to the grant."""
_ALONE, _DISABLED = 0.45, 0.03
"""Share of adults who are single, and of settled persons with a disability or behavioural difficulties."""
_KINDERGARTEN, _ELDERLY, _OF_AGE, _CARED_FOR = 5, 60, 18, 20
_NORWEGIAN, _PROTECTED = 3, "integreringsloven kap. 6A"
_RIGHTS = ("Rett og plikt", "Rett")
_COUNTY, _MUNICIPALITY, _COUNTIES_SINCE = "Fylkeskommune", "Kommune", 2021
_OLDEST = 68
"""In the last year that there is a grant; who begins at that age has it in advance."""


def grants(draws: Draws, around: Surroundings) -> pl.DataFrame:
    """One row a person, grant, year and receiver; who moves has the year's grant shared between two municipalities.

    Whoever dies or leaves the country has what falls on the months until then, and nothing in later years.
    """
    people = residents(around)
    until = around.until.year
    settled = people.filter(pl.col("settled_on").is_not_null())
    rows = pl.concat([*_integration(draws, settled, until), *_norwegian(people, around)], how="diagonal")
    rows = rows.filter(pl.col("aar") <= pl.min_horizontal(pl.lit(until), pl.col("last").dt.year()))
    placed = _shared(draws, rows, around)
    hosted = pl.concat([_early(draws, people, around), _mapped(around)])
    every = pl.concat([placed, hosted], how="diagonal").join(
        rates(), on=["rate", "aar"], how="left", maintain_order="left"
    )
    return every.select(
        pl.Series("tilskudd_id", ids("G", np.arange(every.height))),
        "person_id",
        "kommunenummer",
        "mottaker",
        "tilskuddstype",
        "aar",
        "tilskuddsaar",
        "sats",
        # the later part is what the earlier one leaves, so that both come to the full rate
        pl.when(pl.col("rest"))
        .then(pl.col("full") - (pl.col("full") * (1 - pl.col("part"))).round())
        .otherwise((pl.col("full") * pl.col("part")).round())
        .alias("belop"),
    )


def _integration(draws: Draws, settled: pl.DataFrame, until: int) -> list[pl.DataFrame]:
    """The grant of five years, those given once, and those for minors and the disabled."""
    granted = pl.Series(draws.chance("ground", settled.height, _OTHERS))
    settled = settled.filter(pl.col("oppholdsgrunnlag").is_in(_GROUNDS).fill_null(False) | granted)
    size = settled.height
    year, born = pl.col("settled_on").dt.year(), pl.col("fodselsdato").dt.year()
    settled = settled.with_columns(
        pl.Series("single", draws.chance("single", size, _ALONE)),
        pl.Series("disabled", draws.chance("disabled", size, _DISABLED)),
        pl.int_ranges(year, pl.min_horizontal(year + _PERIOD, pl.lit(until + 1))).alias("aar"),
        pl.Series("age", age_at(settled["fodselsdato"].to_numpy(), settled["settled_on"].to_numpy())),
    )
    each = settled.explode("aar").with_columns(pl.col("aar").cast(pl.Int64))
    turn = pl.col("aar") - year + 1
    child = pl.col("aar") < born + _OF_AGE
    sats = (
        pl.when(turn > 1).then(None)
        .when(pl.col("minor")).then(pl.lit("Enslig mindreårig"))
        .when(child).then(pl.lit("Barn"))
        .when(pl.col("single")).then(pl.lit("Enslig voksen"))
        .otherwise(pl.lit("Voksen"))
    )  # fmt: skip
    rate = (
        pl.when(turn > 1).then(pl.format("integreringstilskudd_aar_{}", turn))
        .when(pl.col("minor")).then(pl.lit("integreringstilskudd_em"))
        .when(~child & pl.col("single")).then(pl.lit("integreringstilskudd_enslig_voksen"))
        .otherwise(pl.lit("integreringstilskudd_voksen"))
    )  # fmt: skip
    yearly = each.with_columns(
        pl.lit("Integreringstilskudd").alias("tilskuddstype"), turn.alias("tilskuddsaar"), sats.alias("sats"),
        rate.alias("rate"),
    )  # fmt: skip
    first = each.filter(turn == 1).with_columns(pl.lit(True).alias("once"))
    return [
        yearly,
        _of(first.filter(pl.col("age") <= _KINDERGARTEN), "Barnehagetilskudd", "barnehagetilskudd"),
        _of(first.filter(pl.col("age") >= _ELDERLY), "Eldretilskudd", "eldretilskudd"),
        _of(each.filter(pl.col("minor"), pl.col("aar") <= born + _CARED_FOR), "Enslig mindreårig", "em_tilskudd"),
        _of(each.filter(pl.col("disabled")), "Nedsatt funksjonsevne", "nedsatt_funksjonsevne"),
    ]


def _of(rows: pl.DataFrame, kind: str, rate: str) -> pl.DataFrame:
    return rows.with_columns(pl.lit(kind).alias("tilskuddstype"), pl.lit(rate).alias("rate"))


def _norwegian(people: pl.DataFrame, around: Surroundings) -> list[pl.DataFrame]:
    """Grants for training: the year after it began and the next two, or one year under collective protection."""
    training = around.tables["norskopplaering"].sort("start_dato", maintain_order=True)
    by_person = training.group_by("person_id", maintain_order=True).agg(pl.col("ansvarlig").last().alias("responsible"))
    entitled = training.filter(pl.col("rettighet").is_in(_RIGHTS)).group_by("person_id", maintain_order=True)
    began = entitled.agg(
        pl.col("start_dato").first().dt.year().cast(pl.Int64).alias("began"),
        (pl.col("lovverk").first() == _PROTECTED).alias("protected"),
        pl.col("kommunenummer").first().alias("taught_at"),
    )
    joined = began.join(by_person, on="person_id", how="left", maintain_order="left").join(
        people, on="person_id", how="left", maintain_order="left"
    )
    taught = chains(around.places, joined["taught_at"], joined["began"].to_numpy())
    last = pl.col("last").dt.year().cast(pl.Int64)
    oldest = pl.col("fodselsdato").dt.year().cast(pl.Int64) + _OLDEST
    first = pl.min_horizontal(pl.col("began") + 1, last, oldest)
    joined = joined.with_columns(
        pl.when(pl.col("home") < 0).then(pl.Series(taught)).otherwise("home").alias("home"), first.alias("first")
    )
    once = joined.filter(pl.col("protected"), pl.col("oppholdsgrunnlag") == "§ 34").with_columns(
        pl.col("first").alias("aar"), pl.lit(True).alias("once")
    )
    spread = joined.filter(~pl.col("protected")).with_columns(
        pl.int_ranges("first", pl.min_horizontal(pl.col("first") + _NORWEGIAN, oldest + 1)).alias("aar")
    )
    spread = spread.filter(pl.col("aar").list.len() > 0).explode("aar").with_columns(pl.col("aar").cast(pl.Int64))
    nth = pl.format("norsktilskudd_aar_{}", pl.col("aar") - pl.col("first") + 1)
    spread = spread.with_columns(pl.lit("Norsktilskudd").alias("tilskuddstype"), nth.alias("rate"))
    return [_of(once, "Norsktilskudd § 37 d", "norsktilskudd_37d"), spread]


def _shared(draws: Draws, rows: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """With receiver and municipality of each row, one more for the other municipality in the year of a move, and the
    ``part`` of the full rate."""
    county = (
        (pl.col("responsible") == _COUNTY)
        & (pl.col("aar") >= _COUNTIES_SINCE)
        & pl.col("rate").str.starts_with("norsk")
    ).fill_null(False)
    after = (pl.col("aar") > pl.col("moved_in")).fill_null(False)
    leaves = pl.col("gone") & (pl.col("last").dt.year() == pl.col("aar"))
    rows = rows.with_columns(
        county.alias("county"),
        pl.when(after).then("moved_to").otherwise("home").alias("place"),
        pl.when(leaves).then(pl.col("last").dt.month() / 12).otherwise(1.0).alias("part"),
    )
    moving = (pl.col("aar") == pl.col("moved_in")).fill_null(False) & ~pl.col("county") & (pl.col("part") == 1.0)
    moving &= ~pl.col("once").fill_null(False) & (pl.col("moved_to") != pl.col("home"))
    split = pl.Series("split", draws.whole("moved in month", rows.height, 1, 11) / 12)
    rows = rows.with_columns(moving.alias("moving"), split).with_columns(
        pl.when("moving").then("split").otherwise("part").alias("part")
    )
    there = rows.filter("moving").with_columns(
        pl.col("moved_to").alias("place"), (1 - pl.col("split")).alias("part"), pl.lit(True).alias("rest")
    )
    every = pl.concat([rows.with_columns(pl.lit(False).alias("rest")), there]).with_columns(
        pl.when("county").then(-1).otherwise("place").alias("place")
    )
    where = numbers(around.places, every["place"].to_numpy(), every["aar"].to_numpy())
    every = every.with_columns(
        where.alias("kommunenummer"),
        pl.when("county").then(pl.lit(_COUNTY)).otherwise(pl.lit(_MUNICIPALITY)).alias("mottaker"),
    )
    # two places of old may be one municipality by now, which then has the whole
    same = pl.col("rest") & (
        pl.struct("person_id", "tilskuddstype", "aar", "kommunenummer").is_duplicated()
        & pl.col("kommunenummer").is_not_null()
    )
    whole = every.filter(same).select("person_id", "tilskuddstype", "aar", pl.lit(True).alias("whole"))
    every = every.filter(~same).join(whole, on=["person_id", "tilskuddstype", "aar"], how="left", maintain_order="left")
    return every.with_columns(pl.when(pl.col("whole").is_not_null()).then(1.0).otherwise("part").alias("part"))


def _early(draws: Draws, people: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """For training in centres, once, to the municipality that the person first lived in a centre of."""
    stays = around.tables["mottaksopphold"].sort("fra_dato", maintain_order=True)
    first = stays.group_by("person_id", maintain_order=True).first()
    first = first.select("person_id", "kommunenummer", pl.col("fra_dato").dt.year().cast(pl.Int64).alias("came"))
    taught = (
        around.tables["asylnorsk"].filter(pl.col("status") != "Ikke deltatt").group_by("person_id", maintain_order=True)
    )
    rows = taught.agg(pl.col("start_dato").min().dt.year().cast(pl.Int64).alias("aar"))
    rows = rows.filter(pl.Series(draws.chance("granted in a centre", rows.height, 0.9)))
    rows = (
        rows.join(first, on="person_id", how="inner", maintain_order="left")
        .join(
            people.select("person_id", pl.col("last").dt.year().alias("last")),
            on="person_id",
            how="inner",
            maintain_order="left",
        )
        .filter(pl.col("aar").is_not_null(), pl.col("aar") <= pl.col("last"))
    )
    place = chains(around.places, rows["kommunenummer"], rows["came"].to_numpy())
    return _once(rows.with_columns(numbers(around.places, place, rows["aar"].to_numpy()).alias("kommunenummer")),
                 "Opplæring i mottak", "mottak")  # fmt: skip


def _mapped(around: Surroundings) -> pl.DataFrame:
    """For the mapping of skills in centres, to the host municipality that did it."""
    done = around.tables["kartlegging"].filter(
        pl.col("utfort_av") == "Vertskommune", pl.col("kartlegging_dato").is_not_null()
    )
    rows = done.with_columns(pl.col("kartlegging_dato").dt.year().cast(pl.Int64).alias("aar"))
    rows = rows.unique(["person_id", "aar", "kommunenummer"], keep="first", maintain_order=True)
    return _once(rows, "Kompetansekartlegging", "kartlegging")


def _once(rows: pl.DataFrame, kind: str, rate: str) -> pl.DataFrame:
    return _of(rows.select("person_id", "aar", "kommunenummer"), kind, rate).with_columns(
        pl.lit(_MUNICIPALITY).alias("mottaker"), pl.lit(1.0).alias("part"), pl.lit(False).alias("rest")
    )
