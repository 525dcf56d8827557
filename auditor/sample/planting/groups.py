"""Errors that only a group of rows shows: shares per municipality, and totals."""

from __future__ import annotations

import datetime as dt

import polars as pl

from auditor.sample.centres import TRAINING, TYPES
from auditor.sample.days import EXTRACT_DATE
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Custom, Planter, distinct, handle
from auditor.sample.planting.views import HANDLE, WHICH, WHO

_TABLE = "introduksjonsprogram"
_SHORT_COURSE = 90
"""Hours of a course that is given whole however long the programme is."""
_COMPARED = 5
"""Fewer large municipalities are not compared with each other."""


def groups_of(canvas: Canvas, table: str, by: list[str], where: str, at_least: int, at_most: int) -> pl.DataFrame:
    """Groups of free rows, small ones first, as rows of their keys."""
    view = canvas.views[table].select(*by, HANDLE, WHO, *pl.sql_expr(where).meta.root_names())
    free = canvas.free(table, view, where)
    whole = view.filter(pl.sql_expr(where)).group_by(by).agg(pl.len().alias("__all"))
    counted = free.group_by(by).agg(pl.len().alias("__free"))
    fitting = counted.join(whole, on=by).filter(
        (pl.col("__free") == pl.col("__all")) & pl.col("__all").is_between(at_least, at_most)
    )
    return fitting.sort("__all", *by)


def rows_of(canvas: Canvas, table: str, where: str, group: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The free rows of one group."""
    whole = canvas.views[table]
    return canvas.free(table, whole.filter(*(pl.col(name) == group[name][0] for name in by)), where)


def outliers(compared: int, count: int) -> int:
    """How many of the groups compared may be unlike the others: if a tenth were, it would be what is usual."""
    return min(count, max(1, compared // 10)) if compared >= _COMPARED else 0


NO_STRAYS = "vertskommune <> '0301'"
"""Where rows that belong nowhere are put, which would make a group there look more usual."""
_NOT_WORK = (
    "tiltakstype IN ('Fag i grunnskole for voksne', 'Språkpraksis', 'Arbeidstrening', 'Arbeidspraksis i NAVs regi')"
)
"""Measures that do not go with work as the cause of ending where they last to the end."""


def _residual(canvas: Canvas, count: int) -> int:
    """Half the ended programmes of a municipality have the residual cause."""
    rule, by, where = "NIR-AVS-008", ["kommunenummer"], "slutt_dato IS NOT NULL AND dead IS NULL"
    ended = canvas.views[_TABLE].filter(pl.col("slutt_dato").is_not_null()).group_by(by).agg(pl.len().alias("all"))
    groups = groups_of(canvas, _TABLE, by, "slutt_dato IS NOT NULL", 20, 60)
    groups = groups.head(outliers(ended.filter(pl.col("all") >= 20).height, count))
    for number in range(groups.height):
        rows = rows_of(canvas, _TABLE, where, groups[number], by)
        canvas.begin(rule)
        canvas.use(_TABLE, rows)
        short = (pl.col("lovverk") == "introduksjonsloven") & ((pl.col("i_days") < 640) | (pl.col("i_leaves") > 0))
        chosen = rows.filter((pl.col("i_days") > 100) & ~short).head(-(-rows.height // 2))
        for row in chosen[HANDLE].to_list():
            canvas.write(_TABLE, row, "avslutningsarsak", "Annet")
            canvas.write(_TABLE, row, "hovedaktivitet", "Annet")
        canvas.expect_group(
            rule, _TABLE, f"kommunenummer {groups['kommunenummer'][number]}", f"{_TABLE}.avslutningsarsak"
        )
    return groups.height


def went_to_work(canvas: Canvas, rows: pl.DataFrame) -> None:
    """Ended programmes all ended in work, and their last measures earlier where these do not go with it."""
    for each in rows.iter_slices(1):
        canvas.write(_TABLE, each[HANDLE][0], "avslutningsarsak", "Arbeid")
        canvas.write(_TABLE, each[HANDLE][0], "hovedaktivitet", "Arbeid")
        for measure in canvas.like("tiltak", each, _NOT_WORK, WHICH):
            canvas.write("tiltak", measure, "til_dato", each["slutt_dato"][0] - dt.timedelta(days=45))


def _only_work(canvas: Canvas, count: int) -> int:
    """Every ended programme of a municipality ended in work."""
    rule, by, where = "NIR-AVS-010", ["kommunenummer"], "slutt_dato IS NOT NULL"
    dead = set(canvas.views[_TABLE].filter(pl.col("avslutningsarsak") == "Død")["kommunenummer"].to_list())
    groups = groups_of(canvas, _TABLE, by, where, 42, 90)
    groups = groups.filter(~pl.col("kommunenummer").is_in(sorted(dead))).head(count)
    for number in range(groups.height):
        rows = rows_of(canvas, _TABLE, where, groups[number], by)
        canvas.begin(rule)
        canvas.use(_TABLE, rows)
        went_to_work(canvas, rows)
        canvas.expect_group(
            rule, _TABLE, f"kommunenummer {groups['kommunenummer'][number]}", f"{_TABLE}.avslutningsarsak"
        )
    return groups.height


def _last_day(canvas: Canvas, count: int) -> int:
    """Six programmes in ten of a municipality begin on the very last day of the three months."""
    rule, by = "NIR-FRI-009", ["kommunenummer"]
    where = "s_on IS NOT NULL AND s_at = kommunenummer"
    groups = groups_of(canvas, _TABLE, by, where, 20, 70)
    planted = 0
    for number in range(groups.height):
        if planted == count:
            break
        rows = rows_of(canvas, _TABLE, where, groups[number], by)
        late = rows.select((pl.col("s_on").dt.offset_by("3mo")).alias("new"))["new"]
        new, start = pl.col("new"), pl.col("start_dato")
        fits = (
            rows.with_columns(late.alias("new"))
            .filter((new > start) & (new.dt.year() == start.dt.year()))
            .filter("plain", (pl.col("i_leaves") == 0) & (pl.col("n_programmes") == 1) & (pl.col("i_days") > 320))
        )
        needed = int(rows.height * 0.6) + 1
        if fits.height < needed:
            continue
        canvas.begin(rule)
        canvas.use(_TABLE, rows)
        measures = canvas.views["tiltak"]
        for row in fits.head(needed).iter_rows(named=True):
            canvas.write(_TABLE, row[HANDLE], "start_dato", row["new"])
            left = 1 - (row["new"] - row["start_dato"]).days / row["i_days"]
            for measure in measures.filter(pl.col("program_id") == row["program_id"]).iter_rows(named=True):
                canvas.write("tiltak", measure[HANDLE], "fra_dato", max(measure["fra_dato"], row["new"]))
                if measure["timer"] is not None and measure["timer"] > _SHORT_COURSE:
                    canvas.write("tiltak", measure[HANDLE], "timer", float(int(measure["timer"] * left)))
                if measure["til_dato"] is not None:
                    later = max(measure["til_dato"], row["new"] + dt.timedelta(days=7))
                    canvas.write("tiltak", measure[HANDLE], "til_dato", min(later, EXTRACT_DATE))
        canvas.expect_group(rule, _TABLE, f"kommunenummer {groups['kommunenummer'][number]}", f"{_TABLE}.start_dato")
        planted += 1
    return planted


def _unregistered(canvas: Canvas, count: int) -> int:
    """Half of a host municipality's hours of a year are not registered; each of them is a finding, too."""
    rule, table = "NIR-ASY-012", "asylnorsk"
    year = pl.col("start_dato").dt.year().alias("aar")
    free = canvas.free(table, canvas.views[table].select("vertskommune", "start_dato", "mottak_id", HANDLE, WHO))
    free = free.with_columns(year)
    taught = canvas.views[table].select("vertskommune", "start_dato")
    whole = taught.group_by("vertskommune", year).agg(pl.len().alias("all"))
    groups = free.group_by("vertskommune", "aar").agg(pl.len().alias("free")).join(whole, on=["vertskommune", "aar"])
    groups = groups.filter((pl.col("free") == pl.col("all")) & (pl.col("all") >= 10)).sort("all", "vertskommune", "aar")
    in_centre = canvas.views[table].select("mottak_id").group_by("mottak_id").agg(pl.len().alias("of"))
    planted = 0
    for host, of_year, size in groups.select("vertskommune", "aar", "all").iter_rows():
        rows = free.filter((pl.col("vertskommune") == host) & (pl.col("aar") == of_year)).sort(HANDLE)
        chosen = rows.head(size // 2 + 1)
        # Of no centre so many that it is found as well.
        lacking = chosen.group_by("mottak_id").len().join(in_centre, on="mottak_id")
        if planted == count or lacking.filter((pl.col("len") * 5 > pl.col("of")) & (pl.col("of") >= 10)).height:
            continue
        canvas.begin(rule)
        canvas.use(table, rows)
        planted += 1
        for row in chosen[HANDLE].to_list():
            for name, value in (("status", "Ikke registrert"), ("timer_norsk", None), ("timer_samfunnskunnskap", None)):
                canvas.write(table, row, name, value)
            canvas.expect("NIR-ASY-001", table, row, f"{table}.timer_norsk")
        canvas.expect_group(rule, table, f"vertskommune {host}, aar {of_year}", f"{table}.timer_norsk")
    return planted


def _heaped(canvas: Canvas, count: int) -> int:
    """Nearly all hours of a host municipality are 175."""
    rule, table, by, where = "NIR-ASY-013", "asylnorsk", ["vertskommune"], f"timer_norsk > 0 AND {NO_STRAYS}"
    groups = groups_of(canvas, table, by, where, 20, 60).head(count)
    for number in range(groups.height):
        rows = rows_of(canvas, table, where, groups[number], by)
        canvas.begin(rule)
        canvas.use(table, rows)
        for row in rows.iter_rows(named=True):
            if row["timer_norsk"] not in (175, 250):
                canvas.write(table, row[HANDLE], "timer_norsk", 175)
        canvas.expect_group(rule, table, f"vertskommune {groups['vertskommune'][number]}", f"{table}.timer_norsk")
    return groups.height


def _untaught(canvas: Canvas, count: int) -> int:
    """No resident of a host municipality has a row of training; each stay that is long enough is a finding, too."""
    rule, table = "NIR-ASY-025", "mottaksopphold"
    open_end = pl.col("til_dato").fill_null(EXTRACT_DATE)
    long = (open_end - pl.col("fra_dato")).dt.total_days() >= 90
    training = pl.col("mottakstype").is_in([TYPES[each] for each in TRAINING])
    adult = pl.col("fra_dato") >= pl.col("p_fodselsdato").dt.offset_by("18y")
    young = pl.col("fra_dato") < pl.col("p_fodselsdato").dt.offset_by("56y")
    of_age = adult & (young | (pl.col("fra_dato") >= dt.date(2021, 1, 1)))
    due = training & long & of_age & (pl.col("soknadsstatus") != "Avslag")
    due &= (pl.col("fra_dato") >= dt.date(2018, 9, 1)) & ~pl.col("p_oppholdsgrunnlag").is_in(
        ["§ 34", "§ 35", "Familie"]
    )
    whole = canvas.views[table].filter(due)
    free = canvas.free(table, whole)
    sizes = whole.group_by("kommunenummer").agg(pl.len().alias("all"), pl.col("n_long").max().alias("most"))
    groups = free.group_by("kommunenummer").agg(pl.len().alias("free")).join(sizes, on="kommunenummer")
    groups = groups.filter((pl.col("free") == pl.col("all")) & (pl.col("all") >= 5) & (pl.col("most") == 1))
    groups = groups.sort("all", "kommunenummer").head(count)
    for number in range(groups.height):
        place = groups["kommunenummer"][number]
        rows = free.filter(pl.col("kommunenummer") == place).sort(HANDLE)
        canvas.begin(rule)
        canvas.use(table, rows)
        for place_of in range(rows.height):
            row = rows[place_of]
            canvas.remove("asylnorsk", canvas.like("asylnorsk", row))
            canvas.expect("NIR-ASY-011", table, handle(row), "-asylnorsk")
        canvas.expect_group(rule, table, f"kommunenummer {place}", "-asylnorsk")
    return groups.height


def _settled(canvas: Canvas, count: int) -> int:
    """A municipality reports more settled than there are settlements."""
    rows = distinct(canvas.candidates("BOS-ANM-006", "anmodning", "bosatt >= 3")).head(count)
    for row in rows.iter_slices(1):
        canvas.begin("BOS-ANM-006")
        canvas.use("anmodning", row)
        here = (pl.col("kommunenummer") == row["kommunenummer"][0]) & (
            pl.col("bosettingsdato").dt.year() == row["aar"][0]
        )
        canvas.use_people(canvas.views["bosetting"].filter(here)[WHO].to_list())
        more = max(20, row["bosatt"][0] // 4)
        for name in ("anmodet", "vedtatt", "bosatt"):
            canvas.write("anmodning", handle(row), name, row[name][0] + more)
        group = f"kommunenummer {row['kommunenummer'][0]}, aar {row['aar'][0]}"
        canvas.expect_group("BOS-ANM-006", "anmodning", group, "anmodning.bosatt")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Custom("NIR-AVS-010", _only_work, first=True),
    Custom("NIR-AVS-008", _residual, first=True),
    Custom("NIR-FRI-009", _last_day, first=True),
    Custom("NIR-ASY-012", _unregistered, first=True),
    Custom("NIR-ASY-013", _heaped, first=True),
    Custom("NIR-ASY-025", _untaught, first=True),
    Custom("BOS-ANM-006", _settled, first=True),
)
