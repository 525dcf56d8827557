"""Grants to municipalities for the persons they settle and teach."""

from __future__ import annotations

import polars as pl

from auditor.sample.days import EXTRACT_DATE
from auditor.sample.draws import Draws
from auditor.sample.layout import Layout
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written
from auditor.sample.neighbours.residence import last_days
from auditor.sample.neighbours.tilskudd.grants import grants

__all__ = ["NEIGHBOUR"]


def _draw(draws: Draws, around: Surroundings) -> Tables:
    return {"tilskudd": grants(draws, around)}


def _facts(tables: Tables) -> pl.DataFrame:
    """When a person left the country for good, if that is what ended the grants."""
    gone = last_days(tables, EXTRACT_DATE).filter("gone")
    return gone.select("person_id", pl.col("last").alias("tilskudd_left"))


NEIGHBOUR = Neighbour(
    "tilskudd",
    {
        "tilskudd": Written(
            "tilskudd_id",
            Layout(
                "tilskudd_per_person.csv",
                headers={"aar": "Utbetalingsår", "belop": "Beløp", "tilskuddsaar": "Tilskuddsår"},
                words={"tilskuddstype": {"Nedsatt funksjonsevne": "funkhem", "Barnehagetilskudd": "barnehage_tilsk"}},
            ),
        )
    },
    _draw,
    facts=_facts,
    spoil={"tilskudd": "plain AND tilskuddstype = 'Nedsatt funksjonsevne'"},
)
