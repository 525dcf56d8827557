"""Municipalities differ in what they do, by as much as is stated, and each in its own way whatever the seed."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from auditor.sample import EXTRACT_DATE, write_sample
from tests.sample.published import AIMS, Files

PERSONS, MUNICIPALITIES = 20_000, 12
SPREAD = {"hours": 3.5, "waiting": 15.0, "prolonged": 0.2, "attained": 0.08, "noted": 12.0, "first track": 0.06,
          "validated": 0.05}  # fmt: skip
"""The least difference between the highest and the lowest municipality; at most half of what practice.HABITS states."""


def practices(files: Files) -> pl.DataFrame:
    """One row a municipality with what its programmes and its training look like."""
    programme = files.table(
        "introduksjonsprogram", "program_id", "person_id", "kommunenummer", "lovverk", "start_dato", "slutt_dato",
        "timer_per_uke", "avslutningsarsak", "forlengelse_dato", "registrert_dato",
    )  # fmt: skip
    settled = files.table("bosetting", "person_id", "kommunenummer", "bosettingsdato")
    now = files.table("person", "person_id", "kommunenummer").rename({"kommunenummer": "now"})
    whole = programme.join(settled, on=["person_id", "kommunenummer"]).join(now, on="person_id")
    validated = files.table("tiltak", "program_id", "tiltakstype").filter(
        pl.col("tiltakstype").str.starts_with("Realkompetansevurdering")
    )
    stayed = whole.join(files.table("flytting", "person_id"), on="person_id", how="anti")
    ended = pl.col("slutt_dato").is_not_null()
    track = files.table("norskopplaering", "person_id", "lovverk", "spor").filter(
        pl.col("lovverk") == "introduksjonsloven"
    )
    tracks = (
        track.join(now, on="person_id")
        .join(files.table("flytting", "person_id"), on="person_id", how="anti")
        .group_by("now")
        .agg((pl.col("spor") == "Spor 1").mean().alias("first track"))
    )
    return (
        stayed.group_by("now")
        .agg(
            pl.col("timer_per_uke").cast(pl.Float64).mean().alias("hours"),
            (pl.col("start_dato") - pl.col("bosettingsdato")).dt.total_days().mean().alias("waiting"),
            pl.col("forlengelse_dato").is_not_null().filter(ended).mean().alias("prolonged"),
            pl.col("avslutningsarsak").is_in(AIMS).filter(ended).mean().alias("attained"),
            (pl.col("registrert_dato") - pl.col("slutt_dato")).dt.total_days().mean().alias("noted"),
            pl.col("program_id").is_in(validated["program_id"].to_list()).mean().alias("validated"),
        )
        .join(tracks, on="now")
        .sort("now")
    )


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The practices of the same municipalities in extracts of two seeds."""
    found = []
    for seed in (1, 2):
        folder = tmp_path_factory.mktemp("practice") / "sample"
        write_sample(folder, PERSONS, seed, municipalities=MUNICIPALITIES)
        found.append(practices(Files(folder, EXTRACT_DATE)))
    return found[0], found[1]


@pytest.mark.parametrize("practice", list(SPREAD))
def test_practice_differs_and_is_the_municipalitys_own(twice: tuple[pl.DataFrame, pl.DataFrame], practice: str) -> None:
    """The spread between municipalities is as wide as stated, and the same ones are high with another seed."""
    one, other = (each[practice].cast(pl.Float64).to_numpy() for each in twice)
    assert len(one) == len(other) == MUNICIPALITIES
    assert one.max() - one.min() >= SPREAD[practice]
    assert np.corrcoef(one, other)[0, 1] > 0.6
