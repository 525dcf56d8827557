"""Errors that only a whole group shows, planted by what is lost or entered for all of it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from auditor.reference.identity import kind
from auditor.reference.municipalities import valid_at
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.groups import went_to_work
from auditor.sample.planting.specs import Custom, Planter
from auditor.sample.planting.views import HANDLE, WHO

_TABLE = "introduksjonsprogram"
_COMPARED = 5
"""Fewer groups are not compared with each other."""


def _one_year_to_work(canvas: Canvas, count: int) -> int:
    """Everybody whose programme ended in one year of a municipality went to work, unlike in its other years."""
    rule, least, years = "NIR-KOM-010", 20, 8
    year = pl.col("slutt_dato").dt.year().alias("aar")
    by = ["kommunenummer", "aar"]
    ended = canvas.views[_TABLE].filter(pl.col("avslutningsarsak").is_not_null()).with_columns(year)
    free = canvas.candidates(rule, _TABLE, "avslutningsarsak IS NOT NULL AND dead IS NULL").with_columns(year)
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
    hosted = canvas.views[table].filter(pl.col("s_at").is_not_null() & pl.col("vertskommune").is_not_null())
    wrong = canvas.candidates(rule, table, "n_settled = 1 AND s_at <> vertskommune").filter(
        valid_at(pl.col("s_at"), pl.col("start_dato"))
    )
    # Of no host and year so many that its shares change much.
    sizes = canvas.views[table].group_by("vertskommune", year.alias("aar")).agg(pl.len().alias("all"))
    wrong = wrong.with_columns(year.alias("aar")).join(sizes, on=["vertskommune", "aar"]).sort(HANDLE)
    few = pl.int_range(pl.len()).over("vertskommune", "aar") < pl.max_horizontal(pl.lit(1), pl.col("all") // 6)
    planted = 0
    for place in wrong.group_by("s_at").len().sort("len", "s_at")["s_at"].to_list():
        guests = wrong.filter(pl.col("vertskommune") == place)
        usual = (pl.col("timer_norsk") > 0) & ~pl.col("timer_norsk").is_in([175.0, 250.0])
        own = wrong.filter((pl.col("s_at") == place) & usual).filter(few)
        left = hosted.filter((pl.col("vertskommune") == place) & (pl.col("s_at") != place)).height - guests.height
        if planted == count or own.height < least + 15 * left:
            continue
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
    free = canvas.candidates(rule, table, "TRUE").filter(due)
    groups = (
        stays.group_by("mottak_id")
        .agg(pl.len().alias("all"))
        .join(free.group_by("mottak_id").agg(pl.len().alias("free")), on="mottak_id")
        .filter((pl.col("free") == pl.col("all")) & pl.col("all").is_between(least, most))
        .sort("all", "mottak_id")
    )
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


def _lost_year(rule: str) -> Custom:
    """Hardly any who were settled, or began a programme, in the last year of a municipality reached the extract."""

    def plant(canvas: Canvas, count: int) -> int:
        last, large, left = EXTRACT_DATE.year, 60, 4
        both = {
            "BOS-KOM-001": ("bosetting", "bosettingsdato", "aar"),
            "NIR-KOM-011": (_TABLE, "start_dato", "start_aar"),
        }
        if not count or any(each.rule in both for each in canvas.planted):
            return 0
        free = set(canvas.candidates(rule, "person", "TRUE")[WHO].to_list())
        people: dict[str, list[set[int]]] = {}
        sizes: list[dict[str, list[int]]] = []
        for table, date, _ in both.values():
            rows = canvas.views[table].with_columns(pl.col(date).dt.year().alias("year"))
            of = {year: dict(rows.filter(pl.col("year") == year).group_by("kommunenummer").agg(WHO).iter_rows())
                  for year in (last - 1, last)}  # fmt: skip
            sizes.append(
                {place: [len(of[last - 1].get(place, [])), len(of[last].get(place, []))] for place in of[last]}
            )
            for place, found in of[last].items():
                people.setdefault(place, []).append(set(found))
        compared = [{place for place, counted in each.items() if max(counted) >= large} for each in sizes]
        if min(map(len, compared)) <= _COMPARED:
            return 0
        for place in sorted(compared[0] & compared[1], key=lambda each: (sizes[0][each][1], each)):
            if any(each[place][0] < large for each in sizes) or len(people[place]) < len(both):
                continue
            gone: set[int] = set()
            for found in people[place]:
                gone |= set(sorted(found)[left:])
            kept = [len(found - gone) for found in people[place]]
            if not gone <= free or min(kept) < 1:
                continue
            leave_out(canvas, gone)
            for each, (table, _, name) in both.items():
                canvas.expect_group(each, table, f"kommunenummer {place}, {name} {last}", f"-{table}")
            return 1
        return 0

    return Custom(rule, plant, first=True)


def leave_out(canvas: Canvas, people: set[int]) -> None:
    """Persons with everything the registers hold of them; what municipalities report of settlements follows."""
    for table, view in canvas.views.items():
        rows = view.filter(pl.col(WHO).is_in(sorted(people)))
        if table == "bosetting":
            _settle_fewer(canvas, rows)
        canvas.use(table, rows)
        canvas.remove(table, rows[HANDLE].to_list())


def _settle_fewer(canvas: Canvas, gone: pl.DataFrame) -> None:
    counted = gone.filter(~pl.col("bosettingstype").is_in(["Familieinnvandring", "Selvbosatt"]))
    fewer = counted.group_by("kommunenummer", pl.col("bosettingsdato").dt.year().cast(pl.Int64).alias("aar")).agg(
        pl.len().alias("fewer")
    )
    reported = canvas.views["anmodning"].with_columns(pl.col("aar").cast(pl.Int64))
    for row in reported.join(fewer, on=["kommunenummer", "aar"]).iter_rows(named=True):
        if row["bosatt"] is not None:
            canvas.write("anmodning", row[HANDLE], "bosatt", max(row["bosatt"] - row["fewer"], 0))
    canvas.use("anmodning", reported.join(fewer, on=["kommunenummer", "aar"], how="semi"))


def pools(sizes: Mapping[int, int], least: int, periods: int) -> list[tuple[range, int]]:
    """Years as a rule with ``pool`` joins them, and the rows of each: few rows take earlier years, the last first."""
    found: list[tuple[range, int]] = []
    for year in sorted(sizes, reverse=True):
        if found and found[-1][1] < least and found[-1][0][-1] - year <= periods:
            years, rows = found[-1]
            found[-1] = (range(year, years[-1] + 1), rows + sizes[year])
        else:
            found.append((range(year, year + 1), sizes[year]))
    return found


@dataclass(frozen=True)
class _Usual:
    """A rule about how many of the rows of a municipality and some years are unlike the usual ones."""

    rule: str
    table: str
    by: str
    """The field that holds the year."""
    year: pl.Expr
    within: pl.Expr
    usual: pl.Expr
    least: int
    """The rows a group must have."""
    enough: Callable[[pl.DataFrame, range], int]
    """The unusual rows that are sure to be found in years, where none of the others is left; -1 for any number."""

    def plant(self, canvas: Canvas, count: int) -> int:
        """The persons of a municipality's usual rows of some years are lost."""
        named = (self.year.alias("aar"), self.usual.alias("usual"))
        whole = canvas.views[self.table].filter(self.within).with_columns(named)
        free = set(canvas.candidates(self.rule, self.table, "TRUE")[HANDLE].to_list())
        planted = 0
        told: set[int] = set()
        for place in (
            whole.group_by("kommunenummer")
            .len()
            .sort("len", "kommunenummer", descending=[True, False])["kommunenummer"]
        ):
            rows = whole.filter(pl.col("kommunenummer") == place)
            years = None if planted == count else self._years(whole, rows)
            if years is None or any(each[-1] in told for each in years):
                continue
            inside = rows.filter(pl.col("aar").is_between(years[0][0], years[-1][-1]))
            if not free.issuperset(inside[HANDLE].to_list()):
                continue
            canvas.use(self.table, inside)
            leave_out(canvas, set(inside.filter(pl.col("usual"))[WHO].to_list()))
            for each in years:
                told.add(each[-1])
                label = f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0])
                canvas.expect_group(
                    self.rule, self.table, f"kommunenummer {place}, {self.by} {label}", f"-{self.table}"
                )
            planted += 1
        return planted

    def _years(self, whole: pl.DataFrame, rows: pl.DataFrame) -> list[range] | None:
        """Years of a municipality that are joined with no others once the usual rows are lost."""
        before = dict(rows.group_by("aar").len().iter_rows())
        after = dict(rows.filter(~pl.col("usual")).group_by("aar").len().iter_rows())
        for first in sorted(before):
            for last in range(first, first + 3):
                taken = range(first, last + 1)
                sizes = {year: after.get(year, 0) if year in taken else size for year, size in before.items()}
                joined = [
                    (years, size)
                    for years, size in pools({year: size for year, size in sizes.items() if size}, self.least, 2)
                    if size >= self.least and set(years) & set(taken)
                ]
                inside = all(set(years) <= set(taken) for years, _ in joined)
                if joined and inside and all(size >= self.enough(whole, years) >= 0 for years, size in joined):
                    return [years for years, _ in joined]
        return None


def _any_number(_: pl.DataFrame, __: range) -> int:
    return 42


def _where_most_are_soon(whole: pl.DataFrame, years: range) -> int:
    """In years in which most are settled soon, a municipality where nobody is stands out, if there are others."""
    soon = whole.filter(pl.col("aar").is_between(years[0], years[-1]))["usual"].mean()
    sizes = whole.group_by("kommunenummer", "aar").len()
    compared = [
        each
        for of_place in sizes.partition_by("kommunenummer")
        for each, rows in pools(dict(of_place.select("aar", "len").iter_rows()), 10, 2)
        if each[-1] == years[-1] and rows >= 10
    ]
    return 14 if isinstance(soon, float) and soon >= 0.68 and len(compared) > _COMPARED else -1


_LENGTHS = _Usual(
    "NIR-KOM-006",
    _TABLE,
    "slutt_aar",
    pl.col("slutt_dato").dt.year(),
    (pl.col("lovverk") == "introduksjonsloven")
    & pl.col("slutt_dato").is_not_null()
    & ~pl.col("avslutningsarsak").is_in(["Flyttet", "Død"]),
    (pl.col("slutt_dato") >= pl.col("start_dato").dt.offset_by("18mo"))
    & (pl.col("slutt_dato") < pl.col("start_dato").dt.offset_by("31mo")),
    40,
    _any_number,
)
_SETTLED = _Usual(
    "BOS-KOM-002",
    "bosetting",
    "tillatelse_aar",
    pl.col("p_tillatelse_dato").dt.year(),
    (pl.col("bosettingstype") == "Fra mottak") & pl.col("p_tillatelse_dato").is_not_null(),
    pl.col("bosettingsdato") <= pl.col("p_tillatelse_dato").dt.offset_by("6mo"),
    10,
    _where_most_are_soon,
)


def _one_real(canvas: Canvas, count: int) -> int:
    """One number is no test person's, so that every test person beside it is a finding; it has no personal number."""
    rule, table = "NIR-PER-003", "person"
    rows = canvas.candidates(rule, table, "plain AND fodselsnummer IS NOT NULL AND LEFT(fodselsnummer, 1) < '4'", count)
    for row in rows.head(1).iter_rows(named=True):
        canvas.write(table, row[HANDLE], "fodselsnummer", f"{row['fodselsdato']:%d%m%y}99999")
        standing = canvas.standing(table, "fodselsnummer")
        numbers = pl.DataFrame(
            {"row": list(standing), "number": list(standing.values())}, schema_overrides={"number": pl.String}
        )
        for test in numbers.filter(kind(pl.col("number")) == "synthetic")["row"].to_list():
            canvas.expect(rule, table, test, f"{table}.fodselsnummer")
    return min(count, rows.height, 1)


PLANTERS: tuple[Planter, ...] = (
    Custom(_LENGTHS.rule, _LENGTHS.plant, first=True),
    Custom("NIR-KOM-010", _one_year_to_work, first=True),
    Custom("NIR-KOM-007", _own_municipality_as_host, first=True),
    Custom("MOT-KOM-001", _unmapped_centre, first=True),
    Custom(_SETTLED.rule, _SETTLED.plant, first=True),
    _lost_year("BOS-KOM-001"),
    _lost_year("NIR-KOM-011"),
    Custom("NIR-PER-003", _one_real, last=True),
)
