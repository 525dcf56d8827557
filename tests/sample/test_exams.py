"""The tests of the sample: of all kinds, and missing for lawful reasons.

How many are missing and how good the others are is held against the report in test_published.
"""

from __future__ import annotations

import polars as pl
import pytest

from auditor.sample.exams import LEVELS, PARTS
from auditor.sample.world import World, generate

ORDINARY = PARTS[:4]


@pytest.fixture(scope="module")
def world() -> World:
    """A sample large enough for shares."""
    return generate(12_000, 11)


def scores(world: World) -> pl.DataFrame:
    """The total of the best result of each ordinary part, by person."""
    levels = world.tables["prove"].filter(pl.col("delprove").is_in(ORDINARY) & pl.col("nivaa").is_not_null())
    points = levels.with_columns(pl.col("nivaa").replace_strict(LEVELS, range(len(LEVELS))).alias("points"))
    best = points.group_by("person_id", "delprove").agg(pl.col("points").max())
    return best.group_by("person_id").agg(pl.col("points").sum().alias("score"), pl.len().alias("parts"))


def test_every_lawful_reason_for_having_no_level_is_there(world: World) -> None:
    """Training that goes on or was broken off, chapter 6A, exemption, a grade instead, full-time upper secondary."""
    tables = world.tables
    without = tables["norskopplaering"].join(scores(world), on="person_id", how="anti")
    assert {"Pågår", "Avbrutt", "Fullført"} <= set(without["status"])
    assert "integreringsloven kap. 6A" in set(without["lovverk"])
    instead = tables["prove"].join(without, on="person_id", how="semi")
    assert "Fritatt" in set(instead["resultat"])
    assert {"Standpunkt", "Eksamen"} <= set(instead["provetype"])
    pupils = tables["introduksjonsprogram"].filter("vgo_fulltid").join(without, on="person_id", how="semi")
    assert pupils.join(instead, on="person_id", how="anti").height > 0


def test_all_kinds_of_tests_are_in_it(world: World) -> None:
    """Every test, part, level and group, second attempts, no-shows, and candidates whom only PAD knows."""
    tests = world.tables["prove"]
    assert set(tests["nivaa"].drop_nulls()) == set(LEVELS)
    assert set(tests["delprove"].drop_nulls()) == set(PARTS)
    assert set(tests["resultat"].drop_nulls()) == {"Bestått", "Ikke bestått", "Ikke møtt", "Fritatt"}
    assert set(tests["kilde"]) == {"PAD", "NIR", "Skole"}
    assert {"Introduksjonsprogram", "Rett og plikt", "Plikt", "Rett", "Privatist"} == set(
        tests["kandidatgruppe"].drop_nulls()
    )
    assert tests["forsok"].max() == 2
    outside = tests.join(world.tables["person"], on="person_id", how="anti")
    assert set(outside["kandidatgruppe"]) == {"Privatist"}
    assert outside["overfort_nir_dato"].is_null().all()
