"""Participants of Jobbsjansen: persons of the register, and before it had a legal basis others without a key."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from auditor.sample.columns import ids, labels
from auditor.sample.days import add_months, age_at, day, keep, later, year_of
from auditor.sample.draws import Bools, Draws
from auditor.sample.neighbours.jobbsjansen.projects import DIVIDED, LONGER, WOMEN, YOUTH
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.residence import numbers, residents

WORK, SCHOOL, REMOVED = "Arbeid", "Utdanning", "Tatt ut"
_OTHERS = ("Fullført uten overgang", "Overført videre", "Avbrutt", "Flyttet, permisjon eller sykdom")
_OTHER_SHARES = (6.0, 17.0, 13.5, 6.5)
"""Per cent of all participants (seed-004b table 9)."""
_SUCCESS = 0.66
"""Share that goes to work or education, as published for the years from 2014 (seed-004b table 7)."""
_TO_WORK = 0.78
_KINDS = {
    "Deltid med lønnstilskudd": (13, "Fast", 10.0, 28.5),
    "Heltid med lønnstilskudd": (22, "Fast", 30.0, 37.5),
    "Fast deltid": (61, "Fast", 10.0, 28.5),
    "Fast heltid": (100, "Fast", 30.0, 37.5),
    "Midlertidig deltid": (94, "Midlertidig", 10.0, 28.5),
    "Midlertidig heltid": (71, "Midlertidig", 30.0, 37.5),
    "Oppringingsvikar": (44, "Midlertidig", 6.0, 28.5),
}
"""Kinds of work with how many had it in 2016 (seed-004b table 8), the position and the hours a week."""
_TEMPORARY = np.array([each[1] == "Midlertidig" for each in _KINDS.values()]).astype(np.int64)
_ON_CALL, _SUBSIDISED = 6, 2
"""Places in that list: the last, and the first two."""
_JOINS = {WOMEN: 0.2, YOUTH: 0.3, LONGER: 0.3}
"""Share of those who could that take part in a project."""
_WOMEN_BEFORE = 0.81
"""Share of women before the scheme was divided (seed-004b table 15)."""
_YOUNGEST, _OLDEST, _YOUTH = 19, 54, 25
_WAIT, _SETTLED = 24, 365
"""Months since the introduction programme, and days since settlement for those without one."""
_REMOVED = 0.3
"""Share of those without success that left in the year when the terms changed."""
_PERSONS_A_STRANGER = 1_500
_CONSENTS, _KNOWN_BEFORE = 0.96, 0.3
"""Share that consents to the register, and share of those before it whose key was found afterwards."""
_REGISTER = dt.date(2018, 9, 1)
_NO_ASSISTANCE, _REMOVALS_END = dt.date(2016, 7, 1), dt.date(2017, 7, 1)
_SHORTEST, _LONGEST = 120, 760


def participants(draws: Draws, around: Surroundings, every: pl.DataFrame) -> pl.DataFrame:
    """One row a participation; nobody has two, and all are there until it ends."""
    rows = pl.concat([_known(draws, around, every), _strangers(draws, around, every)], how="diagonal")
    rows = rows.filter(pl.col("start_dato").dt.year().is_between("opens", "closes"))
    start, until = rows["start_dato"].to_numpy(), day(around.until)
    end = later(start, draws.whole("takes part", rows.height, _SHORTEST, _LONGEST))
    where = numbers(around.places, rows["place"].to_numpy(), year_of(start)).alias("kommunenummer")
    rows = rows.with_columns(pl.Series("slutt_dato", keep(end, end <= until)), where)
    rows = rows.filter(pl.col("last").is_null() | (pl.col("last") >= pl.col("slutt_dato").fill_null(around.until)))
    return _told(draws, _ended(draws, rows, around))


def _known(draws: Draws, around: Surroundings, every: pl.DataFrame) -> pl.DataFrame:
    """Persons who live where there is a project and may take part in it, with the day they begin."""
    people = residents(around).join(
        around.tables["person"].select("person_id", "fodselsnummer", "kjonn"), on="person_id", maintain_order="left"
    )
    programme = around.tables["introduksjonsprogram"].group_by("person_id").agg(
        pl.col("start_dato").max().alias("programme"),
        pl.when(pl.col("slutt_dato").is_not_null().all()).then(pl.col("slutt_dato").max()).alias("finished"),
    )  # fmt: skip
    people = people.join(programme, on="person_id", how="left", maintain_order="left").filter(pl.col("home") >= 0)
    people = people.with_columns(pl.Series("town", around.places.current[people["home"].to_numpy()]))
    could = people.join(every, on="town", how="inner", maintain_order="left_right")
    size, part = could.height, could["part"]
    finished, born = could["finished"].to_numpy(), could["fodselsdato"].to_numpy()
    never = could["programme"].is_null().to_numpy()
    free = np.where(never, later(could["settled_on"].to_numpy(), _SETTLED), add_months(later(finished, 1), _WAIT))
    opened = could.select(pl.date("opens", 1, 10)).to_series().to_numpy()
    start = later(np.maximum(free, opened), draws.whole("begins", size, 0, 900))
    before = later(finished, -draws.whole("before the end", size, 5, 90))
    start = np.where((part == LONGER).to_numpy(), before, start)
    young = year_of(start) - year_of(born) <= _YOUTH
    grown = (age_at(born, start) >= _YOUNGEST) & np.where(
        (part == YOUTH).to_numpy(), young, age_at(born, start) <= _OLDEST
    )
    # before the scheme was divided, men took part, too
    men = (could["kjonn"] != "Kvinne").to_numpy() & (part == WOMEN).to_numpy() & (year_of(start) >= DIVIDED)
    joins = draws.chance("joins", size, part.replace_strict(_JOINS, return_dtype=pl.Float64).to_numpy())
    chosen = ~np.isnat(start) & grown & ~men & joins & (start < day(around.until))
    rows = could.with_columns(pl.Series("start_dato", start)).filter(pl.Series(chosen))
    rows = rows.filter(pl.col("start_dato").dt.year().is_between("opens", "closes"))
    rows = rows.with_columns(pl.Series("luck", draws.uniform("which project", rows.height))).sort("luck")
    rows = rows.unique("person_id", keep="first", maintain_order=True)
    return rows.with_columns(pl.col("fodselsdato").dt.year().cast(pl.Int64).alias("fodselsaar"))


def _strangers(draws: Draws, around: Surroundings, every: pl.DataFrame) -> pl.DataFrame:
    """Participants from before the register who are not among the persons of the extract."""
    each = int(np.clip(around.tables["person"].height // _PERSONS_A_STRANGER, 2, 25))
    rows = every.filter(pl.col("part") == WOMEN).with_columns(
        pl.int_ranges(pl.col("opens"), _REGISTER.year + 1).alias("year")
    ).explode("year")  # fmt: skip
    rows = rows.select(pl.all().repeat_by(each).explode())
    size, year = rows.height, rows["year"].to_numpy().astype(np.int64)
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    woman = draws.chance("woman", size, _WOMEN_BEFORE) | (year >= DIVIDED)
    return rows.drop("year").with_columns(
        pl.Series("start_dato", later(first, draws.whole("stranger begins", size, 9, 350))),
        labels(("Mann", "Kvinne"), woman.astype(np.int64)).alias("kjonn"),
        pl.Series("fodselsaar", year - draws.whole("stranger's age", size, 23, 50)),
    )


def _ended(draws: Draws, rows: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """With the end cause: as many successes in each municipality and year as in the country."""
    size, ended = rows.height, pl.col("slutt_dato").is_not_null()
    rows = rows.with_columns(
        pl.Series("luck", draws.uniform("success", size)),
        pl.Series("to work", draws.chance("to work", size, _TO_WORK)),
        pl.Series("removed", draws.chance("removed", size, _REMOVED)),
        labels(_OTHERS, draws.pick("other end", size, _OTHER_SHARES)).alias("other"),
        pl.Series("linked", _linked(draws, rows)),
    ).join(_jobs(around), on="person_id", how="left", maintain_order="left")
    group = ["kommunenummer", pl.col("slutt_dato").dt.year().alias("year")]
    place = pl.col("luck").rank("ordinal").over(group)
    # every so many are successes, the first of each group always
    success = (place * _SUCCESS).ceil() > ((place - 1) * _SUCCESS).ceil()
    month = pl.col("slutt_dato").dt.month_start()
    has_job = (pl.col("first job") < month.dt.offset_by("4mo")) & (pl.col("last job") >= month)
    work = pl.when("linked").then(has_job.fill_null(False)).otherwise("to work")
    late = pl.col("slutt_dato").is_between(_NO_ASSISTANCE, _REMOVALS_END, closed="left")
    cause = (
        pl.when(~ended).then(None)
        .when(success & work).then(pl.lit(WORK))
        .when(success).then(pl.lit(SCHOOL))
        .when(late & (pl.col("start_dato") < _NO_ASSISTANCE) & pl.col("removed")).then(pl.lit(REMOVED))
        .otherwise("other")
    )  # fmt: skip
    return rows.with_columns(cause.alias("sluttarsak"))


def _linked(draws: Draws, rows: pl.DataFrame) -> Bools:
    """Whose key is known: who consents since there is a register, and some of those before."""
    later_on = (rows["start_dato"] >= _REGISTER).to_numpy()
    known = np.where(
        later_on, draws.chance("consents", rows.height, _CONSENTS), draws.chance("found", rows.height, _KNOWN_BEFORE)
    )
    found: Bools = known & rows["person_id"].is_not_null().to_numpy()
    return found


def _jobs(around: Surroundings) -> pl.DataFrame:
    """When each person's first employment began and the last one ended."""
    return (
        around.tables["arbeidsforhold"]
        .group_by("person_id")
        .agg(
            pl.col("start_dato").min().alias("first job"),
            pl.col("slutt_dato").fill_null(around.until).max().alias("last job"),
        )
    )


def _told(draws: Draws, rows: pl.DataFrame) -> pl.DataFrame:
    """With all that is reported of each."""
    rows, size = rows.sort("start_dato", "prosjekt_id", maintain_order=True), rows.height
    works = (rows["sluttarsak"] == WORK).fill_null(False).to_numpy()
    kind = draws.pick("kind of work", size, [each[0] for each in _KINDS.values()])
    low, high = (np.array([each[at] for each in _KINDS.values()])[kind] for at in (2, 3))
    hours = np.round((low + (high - low) * draws.uniform("hours of work", size)) * 2) / 2
    told = works & ~((kind == _ON_CALL) & draws.chance("hours unknown", size, 0.6))
    since = pl.col("start_dato") >= _REGISTER
    assisted = draws.chance("assistance", size, 0.38)
    may = pl.col("start_dato") < _NO_ASSISTANCE
    return rows.select(
        pl.Series("deltaker_id", ids("JD", np.arange(size))),
        "prosjekt_id",
        pl.when("linked").then("person_id").alias("person_id"),
        pl.when(pl.col("linked") & since).then("fodselsnummer").alias("fodselsnummer"),
        pl.when(since).then("linked").alias("samtykke"),
        "kommunenummer",
        pl.when(pl.col("start_dato").dt.year() >= DIVIDED).then("part").alias("ordning"),
        "fodselsaar",
        "kjonn",
        (pl.Series(assisted) & (may | (pl.col("part") != WOMEN))).alias("sosialhjelp"),
        pl.Series("timer_program", 30.0 + draws.whole("hours in the programme", size, 0, 15) / 2),
        "start_dato",
        "slutt_dato",
        "sluttarsak",
        pl.lit(None, pl.String).alias("andre_sluttarsak"),
        labels(tuple(_KINDS), np.where(works, kind, -1)).alias("type_arbeid"),
        pl.Series("timer_uke", hours).set(pl.Series(~told), None).alias("timer_uke"),
        labels(("Fast", "Midlertidig"), np.where(works, _TEMPORARY[kind], -1)).alias("ansettelse"),
        pl.Series("lonnstilskudd", works & (kind < _SUBSIDISED)),
    )
