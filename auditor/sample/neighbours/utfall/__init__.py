"""What became of people: employment, monthly pay, education, and the panel that links them month for month."""

from __future__ import annotations

import polars as pl

from auditor.sample.draws import Draws
from auditor.sample.layout import NORWEGIAN, Layout
from auditor.sample.neighbours.neighbour import Neighbour, Surroundings, Tables, Written
from auditor.sample.neighbours.utfall.education import education
from auditor.sample.neighbours.utfall.income import income
from auditor.sample.neighbours.utfall.jobs import jobs
from auditor.sample.neighbours.utfall.panel import panel

__all__ = ["NEIGHBOUR"]


def _draw(draws: Draws, around: Surroundings) -> Tables:
    employed = jobs(draws, around)
    return {
        "arbeidsforhold": employed,
        "inntekt": income(draws, around, employed),
        "utdanning": education(draws, around),
        "panel": panel(draws, around, employed),
    }


def _facts(tables: Tables) -> pl.DataFrame:
    """How many rows of each table a person has, and what the last month of the panel is."""
    counted = [
        tables[name].group_by("person_id").agg(pl.len().cast(pl.Int64).alias(f"utfall_{fact}"))
        for name, fact in (("arbeidsforhold", "jobs"), ("inntekt", "paid"), ("utdanning", "schools"))
    ]
    followed = tables["panel"].group_by("person_id").agg(
        pl.col("maaned").max().alias("utfall_last_month"), pl.col("forlop").n_unique().alias("utfall_spells")
    )  # fmt: skip
    facts = tables["person"].select("person_id")
    for each in (*counted, followed):
        facts = facts.join(each, on="person_id", how="left", maintain_order="left")
    return facts.with_columns(pl.col("utfall_jobs", "utfall_paid", "utfall_schools").fill_null(0))


_MONTH = {"maaned": "Kalendermåned"}
NEIGHBOUR = Neighbour(
    "utfall",
    {
        "arbeidsforhold": Written(
            "arbeidsforhold_id",
            Layout("aa_arbeidsforhold.csv", NORWEGIAN, {"start_dato": "Ansatt fra", "slutt_dato": "Ansatt til"}),
        ),
        "inntekt": Written("person_id", Layout("inntekt_a-ordningen.csv", headers=_MONTH | {"lonn": "Lønn"})),
        "utdanning": Written(
            "utdanning_id",
            Layout(
                "utdanning_nudb.csv",
                headers={"nivaa": "Utdanningsnivå", "fullfort": "Fullført"},
                words={"nivaa": {"Videregående": "vgo"}, "kilde": {"NAV CV": "Arena-CV"}},
            ),
        ),
        "panel": Written("person_id", Layout("panel.csv", headers=_MONTH, yes_no=("1", "0"))),
    },
    _draw,
    facts=_facts,
    spoil={
        "arbeidsforhold": "plain AND n_programmes = 0 AND utfall_jobs = 1",
        "inntekt": "introduksjonsstonad IS NULL AND plain AND n_programmes = 1 AND utfall_paid > 4",
        "utdanning": "kilde = 'NAV CV'",
        "panel": "NOT sensurert AND NOT i_arbeid AND maaned < utfall_last_month AND utfall_spells = 1",
    },
)
