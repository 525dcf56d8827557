"""Errors that only a whole group shows, planted by what is entered for all of it at once."""

from __future__ import annotations

import datetime as dt

import polars as pl

from auditor.reference.identity import kind
from auditor.reference.municipalities import valid_at
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.groups import NO_STRAYS, outliers, went_to_work
from auditor.sample.planting.specs import Custom, Planter, handle
from auditor.sample.planting.views import HANDLE, WHO

_TABLE = "introduksjonsprogram"


def _one_year_to_work(canvas: Canvas, count: int) -> int:
    """Everybody whose programme ended in one year of a municipality went to work, unlike in its other years."""
    rule, least, years = "NIR-KOM-010", 20, 8
    year = pl.col("slutt_dato").dt.year().alias("aar")
    by = ["kommunenummer", "aar"]
    ended = canvas.views[_TABLE].filter(pl.col("avslutningsarsak").is_not_null()).with_columns(year)
    free = canvas.free(_TABLE, ended, "dead IS NULL")
    sizes = ended.group_by(by).agg(pl.len().alias("all")).filter(pl.col("all") >= least)
    whole = sizes.group_by("kommunenummer").agg(pl.len().alias("years"), pl.col("all").sum().alias("of"))
    groups = (
        free.group_by(by)
        .agg(pl.len().alias("free"))
        .join(sizes, on=by)
        .join(whole, on="kommunenummer")
        .filter((pl.col("years") >= years) & (pl.col("all") * years <= pl.col("of")))
        .filter(pl.col("free") >= pl.col("all") * 0.95)
        .sort("all", *by)
        .unique("kommunenummer", keep="first", maintain_order=True)
        .head(count)
    )
    for place, of_year in groups.select(by).iter_rows():
        rows = free.filter((pl.col("kommunenummer") == place) & (pl.col("aar") == of_year)).sort(HANDLE)
        canvas.begin(rule)
        canvas.use(_TABLE, rows)
        went_to_work(canvas, rows)
        canvas.expect_group(rule, _TABLE, f"kommunenummer {place}, slutt_aar {of_year}", f"{_TABLE}.avslutningsarsak")
    return groups.height


def _own_municipality_as_host(canvas: Canvas, count: int) -> int:
    """The municipality of settlement is entered as the host, of those settled in a municipality and those taught there.

    Each who lived in no centre there is a finding, too.
    """
    rule, table, least = "NIR-KOM-007", "asylnorsk", 20
    year = pl.col("start_dato").dt.year()
    told = ("vertskommune", "s_at", "start_dato", "timer_norsk", "n_settled", "hosts", HANDLE, WHO)
    every = canvas.views[table].select(*told)
    hosted = every.filter(pl.col("s_at").is_not_null() & pl.col("vertskommune").is_not_null())
    wrong = canvas.free(table, every, "n_settled = 1 AND s_at <> vertskommune").filter(
        valid_at(pl.col("s_at"), pl.col("start_dato"))
    )
    # Of no host and year so many that its shares change much.
    sizes = every.group_by("vertskommune", year.alias("aar")).agg(pl.len().alias("all"))
    wrong = wrong.with_columns(year.alias("aar")).join(sizes, on=["vertskommune", "aar"]).sort(HANDLE)
    few = pl.int_range(pl.len()).over("vertskommune", "aar") < pl.max_horizontal(pl.lit(1), pl.col("all") // 6)
    planted = 0
    places = wrong.with_columns(pl.col("s_at").alias("vertskommune")).filter(pl.sql_expr(NO_STRAYS))
    for place in places.group_by("s_at").len().sort("len", "s_at")["s_at"].to_list():
        guests = wrong.filter(pl.col("vertskommune") == place)
        usual = (pl.col("timer_norsk") > 0) & ~pl.col("timer_norsk").is_in([175.0, 250.0])
        own = wrong.filter((pl.col("s_at") == place) & usual).filter(few)
        left = hosted.filter((pl.col("vertskommune") == place) & (pl.col("s_at") != place)).height - guests.height
        if planted == count or own.height < least + 15 * left:
            continue
        canvas.begin(rule)
        canvas.use(table, hosted.filter(pl.col("vertskommune") == place))
        rows = pl.concat([own, guests])
        canvas.use(table, rows)
        for row in rows.iter_rows(named=True):
            canvas.write(table, row[HANDLE], "vertskommune", row["s_at"])
            if row["s_at"] not in row["hosts"].split():
                canvas.expect("NIR-ASY-008", table, row[HANDLE], f"{table}.vertskommune")
        canvas.expect_group(rule, table, f"vertskommune {place}", f"{table}.vertskommune")
        wrong = wrong.filter(~pl.col(HANDLE).is_in(rows[HANDLE].to_list()))
        planted += 1
    return planted


def _unmapped_centre(canvas: Canvas, count: int) -> int:
    """The mappings of a centre's residents are lost; those that the law demands are findings, too."""
    rule, table, least, most = "MOT-KOM-001", "mottaksopphold", 14, 60
    adult = pl.col("fra_dato") >= pl.col("p_fodselsdato").dt.offset_by("18y")
    young = pl.col("fra_dato") < pl.col("p_fodselsdato").dt.offset_by("56y")
    granted = (pl.col("soknadsstatus") == "Innvilget") & pl.col("s_on").is_not_null()
    due = adult & young & granted & pl.col("p_oppholdsgrunnlag").is_in(["§ 28", "§ 38", "§ 38 femte ledd"])
    stays = canvas.views[table].filter(due)
    free = canvas.free(table, stays)
    groups = (
        stays.group_by("mottak_id")
        .agg(pl.len().alias("all"))
        .join(free.group_by("mottak_id").agg(pl.len().alias("free")), on="mottak_id")
        .filter((pl.col("free") == pl.col("all")) & pl.col("all").is_between(least, most))
        .sort("all", "mottak_id")
    )
    count = outliers(stays.group_by("mottak_id").len().filter(pl.col("len") >= 10).height, count)
    mapped = canvas.views["kartlegging"].filter(pl.col("kartleggingstype") == "Kompetansekartlegging")
    planted = 0
    for centre in groups["mottak_id"].to_list():
        rows = free.filter(pl.col("mottak_id") == centre).sort(HANDLE)
        elsewhere = stays.filter(pl.col(WHO).is_in(rows[WHO].to_list()) & (pl.col("mottak_id") != centre))
        # A centre with few residents that shares many of them would be found as well.
        shared = elsewhere.group_by("mottak_id").len().join(stays.group_by("mottak_id").len("all"), on="mottak_id")
        if planted == count or shared.filter((pl.col("len") * 4 > pl.col("all")) & (pl.col("all") >= 10)).height:
            continue
        people = rows.unique(WHO, keep="first", maintain_order=True)
        canvas.begin(rule)
        canvas.use(table, rows)
        lost = mapped.filter(pl.col(WHO).is_in(people[WHO].to_list()))
        canvas.remove("kartlegging", lost[HANDLE].to_list())
        for person, demanded in _demanded(people.filter(pl.col(WHO).is_in(lost[WHO].to_list()))):
            canvas.expect(demanded, "person", person, "-kartlegging")
        canvas.expect_group(rule, table, f"mottak_id {centre}", "-kartlegging")
        planted += 1
    return planted


def _demanded(people: pl.DataFrame) -> list[tuple[int, str]]:
    """The persons of whom a mapping was to be there, as rows of the person list, and the rule that says so."""
    permit, birth = pl.col("p_tillatelse_dato"), pl.col("p_fodselsdato")
    of_age = permit >= birth.dt.offset_by("18y")
    by_law = permit >= dt.date(2021, 1, 1)
    kind = (
        pl.when(~of_age)
        .then(None)
        .when(by_law)
        .then(pl.lit("MOT-KAR-001"))
        .when(pl.col("n_integration") > 0)
        .then(pl.lit("MOT-KAR-009"))
        .when((pl.col("s_by") == "Fra mottak") & (pl.col("s_on") >= dt.date(2018, 6, 15)))
        .then(pl.lit("MOT-KAR-010"))
    )
    return people.select(WHO, kind.alias("rule")).drop_nulls("rule").rows()


def _one_real(canvas: Canvas, count: int) -> int:
    """One number is no test person's, so that every test person beside it is a finding; it has no personal number."""
    rule, table = "NIR-PER-003", "person"
    rows = canvas.candidates(rule, table, "plain AND fodselsnummer IS NOT NULL AND LEFT(fodselsnummer, 1) < '4'", 50)
    number = pl.format("{}99999", pl.col("fodselsdato").dt.strftime("%d%m%y"))
    # Now and then its check digits are right, and it tells a sex.
    rows = rows.with_columns(number.alias("number")).filter(kind(pl.col("number")) == "incomplete").head(min(count, 1))
    for row in rows.iter_slices(1):
        canvas.begin(rule)
        canvas.use(table, row)
        canvas.write(table, handle(row), "fodselsnummer", row["number"][0])
        standing = canvas.standing(table, "fodselsnummer")
        numbers = pl.DataFrame(
            {"row": list(standing), "number": list(standing.values())}, schema_overrides={"number": pl.String}
        )
        for test in numbers.filter(kind(pl.col("number")) == "synthetic")["row"].to_list():
            canvas.expect(rule, table, test, f"{table}.fodselsnummer")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Custom("NIR-KOM-010", _one_year_to_work, first=True),
    Custom("NIR-KOM-007", _own_municipality_as_host, first=True),
    Custom("MOT-KOM-001", _unmapped_centre, first=True),
    Custom("NIR-PER-003", _one_real, last=True),
)
