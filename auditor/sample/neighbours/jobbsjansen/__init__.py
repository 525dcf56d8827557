"""Jobbsjansen: projects, their reports, and those who take part in them."""

from __future__ import annotations

from auditor.sample.draws import Draws
from auditor.sample.layout import NORWEGIAN, Layout
from auditor.sample.neighbours.jobbsjansen.participants import participants
from auditor.sample.neighbours.jobbsjansen.projects import projects, reports
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written

__all__ = ["NEIGHBOUR"]


def _draw(draws: Draws, around: Surroundings) -> Tables:
    every = projects(draws, around)
    taken = participants(draws, around, every)
    return {"prosjekt": reports(draws, around, every, taken), "deltaker": taken}


NEIGHBOUR = Neighbour(
    "jobbsjansen",
    {
        "prosjekt": Written(
            "prosjekt_id",
            Layout(
                "jobbsjansen_prosjekter.csv", NORWEGIAN, {"aar": "År", "sokt": "Søkt beløp", "egenandel": "Egenandel"}
            ),
        ),
        "deltaker": Written(
            "deltaker_id",
            Layout(
                "jobbsjansen_deltakere.csv",
                headers={"sluttarsak": "Sluttårsak", "fodselsaar": "Fødselsår", "lonnstilskudd": "Lønnstilskudd"},
                yes_no=("J", "N"),
                words={"type_arbeid": {"Oppringingsvikar": "tilkallingsvikar"}},
            ),
        ),
    },
    _draw,
    after=("utfall",),
    spoil={
        "deltaker": "person_id IS NULL AND sluttarsak NOT IN ('Arbeid', 'Tatt ut')",
        "prosjekt": "ordning = 'A' AND aar <= 2023",
    },
)
