"""Surveys of participants and municipalities, and the index that is made of them."""

from __future__ import annotations

from auditor.sample.draws import Draws
from auditor.sample.layout import Layout
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written
from auditor.sample.neighbours.undersokelse.answers import answers
from auditor.sample.neighbours.undersokelse.index import index
from auditor.sample.neighbours.undersokelse.surveys import PARTICIPANTS, PILOT, answering, surveys
from auditor.sample.neighbours.undersokelse.told import told

__all__ = ["NEIGHBOUR"]


def _draw(draws: Draws, around: Surroundings) -> Tables:
    asked = surveys(draws, around)
    given = answers(draws, answering(around, asked))
    return {
        "undersokelse": asked,
        "svar": given,
        "indeks": index(draws, given),
        "kommunesvar": told(draws, asked),
    }


_YEAR = {"aar": "Undersøkelsesår"}
NEIGHBOUR = Neighbour(
    "undersokelse",
    {
        "undersokelse": Written("undersokelse_id", Layout("undersokelser.csv", headers=_YEAR)),
        "svar": Written("svar_id", Layout("brukerundersokelsen_svar.csv", headers={**_YEAR, "barn": "antall_barn"})),
        "indeks": Written(
            "indeks_id", Layout("integreringsindeks.csv", headers={"skaar": "Skår", "trinn": "Indeksverdi"})
        ),
        "kommunesvar": Written("kommunesvar_id", Layout("kommuneundersokelsen.csv", headers={"sporsmaal": "Spørsmål"})),
    },
    _draw,
    spoil={
        "undersokelse": f"undersokelse <> '{PARTICIPANTS}'",
        "svar": f"aar = {PILOT}",
        "indeks": "indikator = 'Samlet'",
    },
)
