"""NAV beside the municipality: registrations, measures, benefits and qualification programmes of the same persons."""

from __future__ import annotations

import polars as pl

from auditor.sample.draws import Draws
from auditor.sample.layout import NORWEGIAN, Layout
from auditor.sample.neighbours.nav.benefits import benefits
from auditor.sample.neighbours.nav.clients import clients
from auditor.sample.neighbours.nav.measures import measures, registrations
from auditor.sample.neighbours.nav.qualification import qualification
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written

__all__ = ["NEIGHBOUR"]


def _draw(draws: Draws, around: Surroundings) -> Tables:
    who = clients(draws, around)
    taken = measures(draws, who, around)
    return {
        "nav_tiltak": taken,
        "nav_registrering": registrations(draws, who, taken, around),
        "kvp": (programmes := qualification(draws, who, around)),
        "ytelse": benefits(draws, who, taken, programmes, around),
    }


def _facts(tables: Tables) -> pl.DataFrame:
    """How many rows of each table a person has, and when the first registration and measure began."""
    counts = {"nav_regs": "nav_registrering", "nav_measures": "nav_tiltak", "nav_benefits": "ytelse", "nav_kvp": "kvp"}
    found = pl.concat([tables[name].select("person_id") for name in counts.values()]).unique(maintain_order=True)
    for fact, name in counts.items():
        counted = tables[name].group_by("person_id").agg(pl.len().cast(pl.Int64).alias(fact))
        found = found.join(counted, on="person_id", how="left", maintain_order="left")
    began = tables["nav_registrering"].group_by("person_id").agg(pl.col("fra_dato").min().alias("nav_registered"))
    return found.join(began, on="person_id", how="left", maintain_order="left").with_columns(
        pl.col(counts).fill_null(0)
    )


NEIGHBOUR = Neighbour(
    "nav",
    {
        "nav_registrering": Written(
            "registrering_id",
            Layout(
                "nav_registreringer.csv",
                NORWEGIAN,
                {"innsatsgruppe": "Bistandsbehov", "fra_dato": "Fra dato", "til_dato": "Til dato"},
                words={"innsatsgruppe": {"Situasjonsbestemt innsats": "Situasjonsbestemt"}},
            ),
        ),
        "nav_tiltak": Written(
            "nav_tiltak_id",
            Layout(
                "arbeidsmarkedstiltak.csv",
                headers={"tiltakskode": "Tiltakstype"},
                words={"tiltakskode": {"AMO-kurs": "amo", "Arbeidsforberedende trening": "AFT"}},
            ),
        ),
        "ytelse": Written(
            "ytelse_id",
            Layout(
                "ytelser.csv",
                NORWEGIAN,
                {"ytelsestype": "Ytelse", "belop": "Utbetalt beløp", "fra_dato": "Innvilget fra"},
                words={"ytelsestype": {"Arbeidsavklaringspenger": "AAP", "Sosialhjelp": "økonomisk sosialhjelp"}},
            ),
        ),
        "kvp": Written(
            "kvp_id",
            Layout(
                "kvp.csv",
                headers={"soknad_dato": "Søknadsdato", "vedtak_dato": "Vedtaksdato", "opplaering": "Opplæring"},
                words={"omfang": {"Heltid": "Fulltid"}},
            ),
        ),
    },
    _draw,
    facts=_facts,
    spoil={
        "nav_registrering": "plain AND nav_measures = 0 AND nav_kvp = 0 AND nav_regs = 1",
        "nav_tiltak": "plain AND tiltakskode IN ('Mentor', 'Individuell oppfølging', 'Jobbklubb')",
        "ytelse": "plain AND nav_benefits = 1 AND ytelsestype = 'Introduksjonsstønad'",
        "kvp": "plain AND vedtak = 'Avslag'",
    },
)
