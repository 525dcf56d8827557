"""The reports' own figures, recomputed from the files of an extract as the reports define them.

Nothing of the generator is used: the tables are read as the audit reads them. Each population is the one its report
states; what a report does not define (the list of countries with a high probability of a permit, the levels of
education behind a mean of 2.65) is not recomputed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.extract import open_extract
from tests.sample.audits import rules

AIMS = (
    "Arbeid",
    "Ordinær utdanning – videregående skole",
    "Ordinær utdanning – høyere utdanning",
    "Ordinær utdanning – grunnskole",
)
"""The end causes that count as goals attained: work or education (seed-000 L478-480)."""
PARTS = ("Muntlig", "Lytte", "Lese", "Skriftlig")
POINTS = {"Under A1": 0, "A1": 1, "A2": 2, "B1": 3, "B2": 4}
_CENTRES = ("Ordinært", "Integreringsmottak")
_SINCE, _STATUS_DATE = dt.date(2016, 1, 1), dt.date(2024, 8, 31)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of the extract, with the number of observations behind it and their standard deviation."""

    value: float
    n: int
    deviation: float


class Files:
    """The tables of one extract, typed as the rule set declares them."""

    def __init__(self, folder: Path, date: dt.date) -> None:
        self._tables = Preparation(open_extract(folder, tuple(rules().tables.values())), rules(), date)

    def table(self, name: str, *fields: str) -> pl.DataFrame:
        """Some fields of a table."""
        return self._tables.own(name).select(fields).collect()

    @cached_property
    def programmes(self) -> pl.DataFrame:
        """Ended programmes with a valid cause, with what is known of the person."""
        ended = self.table(
            "introduksjonsprogram", "program_id", "person_id", "kommunenummer", "lovverk", "start_dato", "slutt_dato",
            "avslutningsarsak", "forlengelse_dato",
        )  # fmt: skip
        valid = ended.filter(
            pl.col("avslutningsarsak").is_not_null() & (pl.col("avslutningsarsak") != "Ikke registrert sluttårsak")
        )
        person = self.table(
            "person", "person_id", "kjonn", "fodselsdato", "statsborgerskap", "oppholdsgrunnlag", "tillatelse_dato",
            "innreise_dato", "soknad_dato",
        )  # fmt: skip
        return valid.join(person, on="person_id").with_columns(
            (pl.col("slutt_dato") - pl.col("start_dato")).dt.total_days().alias("days")
        )

    @cached_property
    def early_qualified(self) -> pl.DataFrame:
        """One row a person of the population of seed-000, S0-10 and S0-11 (L729-739)."""
        stays = self.table("mottaksopphold", "person_id", "mottakstype", "fra_dato", "til_dato")
        seen = pl.col("mottakstype").is_in(_CENTRES) & (pl.col("til_dato").is_null() | (pl.col("til_dato") > _SINCE))
        stayed = (
            stays.group_by("person_id")
            .agg(
                seen.any().alias("in_population"),
                (seen & (pl.col("mottakstype") == "Integreringsmottak")).any().alias("integration"),
                (pl.col("til_dato") - pl.col("fra_dato")).dt.total_days().sum().alias("days_in_centre"),
            )
            .filter("in_population")
        )
        settled = self.table("bosetting", "person_id", "bosettingsdato").drop_nulls().select("person_id").unique()
        status = self.table("personstatus", "person_id", "status", "status_dato").drop_nulls()
        last = status.filter(pl.col("status_dato") <= _STATUS_DATE).sort("status_dato").group_by("person_id").last()
        gone = last.filter(pl.col("status").is_in(["Død", "Utvandret"])).select("person_id")
        kept = self.programmes.filter(
            pl.col("slutt_dato").is_null() | (pl.col("slutt_dato") <= _STATUS_DATE),
            pl.col("tillatelse_dato").is_not_null(),
            ~pl.col("oppholdsgrunnlag").is_in(["§ 34", "§ 35"]),
        )
        of_person = (
            kept.sort("slutt_dato", nulls_last=True)
            .group_by("person_id", maintain_order=True)
            .agg(
                pl.last(
                    "kjonn", "fodselsdato", "soknad_dato", "lovverk", "avslutningsarsak", "kommunenummer", "slutt_dato"
                ),
                pl.when(pl.col("days").is_not_null().all()).then(pl.col("days").sum()).first().alias("days"),
            )
        )
        early = self.table("asylnorsk", "person_id", "timer_norsk").group_by("person_id")
        after = self.table("norskopplaering", "person_id", "timer_norsk").group_by("person_id")
        return (
            of_person.join(stayed, on="person_id")
            .join(settled, on="person_id", how="semi")
            .join(gone, on="person_id", how="anti")
            .join(self.scores, on="person_id", how="left")
            .join(early.agg(pl.col("timer_norsk").sum().alias("early_hours")), on="person_id", how="left")
            .join(after.agg(pl.col("timer_norsk").sum().alias("hours")), on="person_id", how="left")
            .with_columns(
                pl.col("early_hours", "hours").cast(pl.Float64).fill_null(0),
                ((pl.col("soknad_dato") - pl.col("fodselsdato")).dt.total_days() / 365.25).floor().alias("age"),
                pl.col("avslutningsarsak").is_in(AIMS).alias("attained"),
            )
        )

    @cached_property
    def scores(self) -> pl.DataFrame:
        """Points of the Norwegian test: A1 is 1, B2 is 4, the best of each of four parts (seed-000 L879-880)."""
        taken = self.table("prove", "person_id", "provetype", "delprove", "nivaa")
        points = pl.col("nivaa").replace_strict(POINTS, default=None, return_dtype=pl.Int64)
        best = taken.filter(pl.col("provetype") == "Norskprøve", pl.col("delprove").is_in(PARTS)).group_by(
            "person_id", "delprove"
        )
        of_part = best.agg(points.max().alias("points")).drop_nulls("points")
        return of_part.group_by("person_id").agg(pl.col("points").sum().alias("score"))

    @cached_property
    def leavers(self) -> pl.DataFrame:
        """Programmes that ended from 2011 to 2016: the population of seed-002 table 5.1 (L2954-3038)."""
        spor = self.table("norskopplaering", "person_id", "start_dato", "spor").sort("start_dato")
        tracks = spor.group_by("person_id").agg(pl.first("spor"))
        entered = pl.col("innreise_dato").fill_null(pl.col("tillatelse_dato"))
        return (
            self.programmes.filter(pl.col("slutt_dato").dt.year().is_between(2011, 2016))
            .join(tracks, on="person_id", how="left")
            .with_columns(
                ((entered - pl.col("fodselsdato")).dt.total_days() / 365.25).floor().alias("age"),
                pl.col("slutt_dato").dt.year().alias("cohort"),
                (pl.col("days") / 30.4375).alias("months"),
            )
        )

    @cached_property
    def settlements(self) -> pl.DataFrame:
        """Settlements by agreement of refugees from centres, with days since the permit (seed-004a L3132-3166)."""
        settled = self.table("bosetting", "person_id", "bosettingsdato", "bosettingstype")
        person = self.table("person", "person_id", "tillatelse_dato", "oppholdsgrunnlag")
        return (
            settled.filter(~pl.col("bosettingstype").is_in(["Overføringsflyktning", "Familieinnvandring"]))
            .join(person.filter(pl.col("oppholdsgrunnlag") != "§ 34"), on="person_id")
            .with_columns(
                pl.col("bosettingsdato").dt.year().alias("year"),
                (pl.col("bosettingsdato") <= pl.col("tillatelse_dato").dt.offset_by("6mo")).alias("within_6"),
                (pl.col("bosettingsdato") <= pl.col("tillatelse_dato").dt.offset_by("12mo")).alias("within_12"),
            )
            .drop_nulls("within_6")
        )


def share(rows: pl.DataFrame, condition: pl.Expr) -> Measured:
    """Per cent of the rows for which a condition holds; unknown counts as not."""
    hits = rows.select(condition.fill_null(False).alias("hit"))["hit"]
    hits = hits if len(hits) == rows.height else hits.new_from_index(0, rows.height)
    value = float(hits.mean() or 0.0)  # type: ignore[arg-type]
    return Measured(100 * value, rows.height, 100 * (value * (1 - value)) ** 0.5)


def mean(rows: pl.DataFrame, field: str) -> Measured:
    """The mean of the values that are there."""
    values = rows[field].drop_nulls().cast(pl.Float64)
    return Measured(float(values.mean() or 0.0), len(values), float(values.std() or 0.0))  # type: ignore[arg-type]


def deviation(rows: pl.DataFrame, field: str) -> Measured:
    """The standard deviation of the values that are there, whose own error follows from their fourth moment."""
    whole = mean(rows, field)
    away = (rows[field].drop_nulls().cast(pl.Float64) - whole.value) ** 2
    spread = float(away.std() or 0.0) / (2 * whole.deviation) if whole.deviation else 0.0  # type: ignore[arg-type]
    return Measured(whole.deviation, whole.n, spread)


def median(rows: pl.DataFrame, field: str) -> Measured:
    """The median of the values that are there."""
    values = rows[field].drop_nulls().cast(pl.Float64)
    return Measured(float(values.median() or 0.0), len(values), float(values.std() or 0.0))  # type: ignore[arg-type]


def measured(files: Files) -> Mapping[str, Measured]:
    """Every figure by its key in ``FIGURES``."""
    early = files.early_qualified
    im, ordinary = early.filter("integration"), early.filter(~pl.col("integration"))
    woman, new = pl.col("kjonn") == "Kvinne", pl.col("lovverk") == "integreringsloven"
    found = {
        "integration": share(early, pl.col("integration")),
        "women": share(early, woman),
        "women integration": share(im, woman),
        "women ordinary": share(ordinary, woman),
        "new act": share(early, new),
        "new act integration": share(im, new),
        "new act ordinary": share(ordinary, new),
        "attained integration": share(im, pl.col("attained")),
        "attained ordinary": share(ordinary, pl.col("attained")),
        "days missing": share(early, pl.col("days").is_null()),
        "days": mean(early, "days"),
        "days deviation": deviation(early, "days"),
        "days integration": mean(im, "days"),
        "days ordinary": mean(ordinary, "days"),
        "centre days": mean(early, "days_in_centre"),
        "centre days deviation": deviation(early, "days_in_centre"),
        "centre days integration": mean(im, "days_in_centre"),
        "centre days ordinary": mean(ordinary, "days_in_centre"),
        "age": mean(early, "age"),
        "age deviation": deviation(early, "age"),
        "age integration": mean(im, "age"),
        "age ordinary": mean(ordinary, "age"),
        "early hours": mean(early, "early_hours"),
        "early hours deviation": deviation(early, "early_hours"),
        "early 1": share(ordinary, pl.col("early_hours") >= 1),
        "early 175": share(ordinary, pl.col("early_hours") >= 175),
        "tests missing": share(early, pl.col("score").is_null()),
        "score": mean(early, "score"),
        "score deviation": deviation(early, "score"),
        "score integration": mean(im, "score"),
        "score ordinary": mean(ordinary, "score"),
        "hours": mean(early, "hours"),
        "hours deviation": deviation(early, "hours"),
    }
    leavers = files.leavers
    for track in ("Spor 1", "Spor 2", "Spor 3"):
        found[track] = share(leavers, pl.col("spor") == track)
    found["spor unknown"] = share(leavers, pl.col("spor").is_null())
    found["leavers women"] = share(leavers, woman)
    for name, low, high in (("-24", 0, 24), ("25-34", 25, 34), ("35-44", 35, 44), ("45-", 45, 120)):
        found[f"leavers {name}"] = share(leavers, pl.col("age").is_between(low, high))
    for name, code in COUNTRIES.items():
        found[f"leavers {name}"] = share(leavers, pl.col("statsborgerskap") == code)
    for year in range(2011, 2017):
        found[f"cohort {year}"] = share(leavers, pl.col("cohort") == year)
    found["leavers months"] = mean(leavers, "months")
    found["leavers months median"] = median(leavers, "months")
    for year in range(2011, 2020):
        of_year = files.settlements.filter(pl.col("year") == year)
        found[f"within 6 {year}"] = share(of_year, pl.col("within_6"))
        found[f"within 12 {year}"] = share(of_year, pl.col("within_12"))
    return found


COUNTRIES = {
    "Eritrea": "241",
    "Somalia": "346",
    "Afghanistan": "404",
    "Iran": "456",
    "Irak": "452",
    "Syria": "564",
    "Sudan": "356",
    "Etiopia": "246",
}
