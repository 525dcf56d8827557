"""Errors that only the share of a group shows: a municipality, a centre or a year unlike what is usual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.groups import NO_STRAYS, groups_of, outliers, rows_of
from auditor.sample.planting.specs import Custom, Planter
from auditor.sample.planting.views import HANDLE, WHICH, WHO

_TABLE = "introduksjonsprogram"
_SINCE_2017 = "fra_dato >= DATE '2017-01-01'"
_ASKED_FOR_TRACK = (
    "rettighet = 'Rett og plikt' AND start_dato <= DATE '2024-09-30' AND COALESCE(ansvarlig, 'Kommune') = 'Kommune'"
)


def _changed(
    rule: str,
    table: str,
    by: str,
    where: str,
    sizes: tuple[int, int],
    cells: Mapping[str, object],
    share: float = 0.7,
    also: tuple[str, str] | None = None,
    compared: int | None = None,
) -> Callable[[Canvas, int], int]:
    """Changes the cells of a share of a group's rows; ``also`` is a rule that speaks of those that satisfy SQL.

    ``compared`` is how many rows a group has at least that is held against the others, if any is.
    """

    def plant(canvas: Canvas, count: int) -> int:
        if compared is not None:
            count = outliers(
                canvas.views[table].select(by).group_by(by).len().filter(pl.col("len") >= compared).height, count
            )
        found = groups_of(canvas, table, [by], where, *sizes).head(count)
        for number in range(found.height):
            rows = rows_of(canvas, table, where, found[number], [by])
            canvas.begin(rule)
            canvas.use(table, rows)
            chosen = rows.head(round(rows.height * share + 0.5))
            for row in chosen[HANDLE].to_list():
                for name, value in cells.items():
                    canvas.write(table, row, name, value)
            if also is not None:
                for row in chosen.filter(pl.sql_expr(also[1]))[HANDLE].to_list():
                    canvas.expect(also[0], table, row, f"{table}.{next(iter(cells))}")
            canvas.expect_group(rule, table, f"{by} {found[by][number]}", f"{table}.{next(iter(cells))}")
        return found.height

    return plant


def _unspecified(canvas: Canvas, count: int) -> int:
    """Besides its training, every programme of a municipality has measures of no kind."""
    rule, table, by = "NIR-KOM-001", "tiltak", ["kommunenummer"]
    found = groups_of(canvas, table, by, "TRUE", 40, 300).head(count)
    for number in range(found.height):
        rows = rows_of(canvas, table, "TRUE", found[number], by)
        canvas.begin(rule)
        canvas.use(table, rows)
        begun = rows.unique(["program_id", "fra_dato"], keep="first", maintain_order=True)
        for row in begun[HANDLE].to_list():
            canvas.add(table, {"tiltak_id": f"TX{row}", "tiltakstype": "Annet", "timer": 1.0}, row)
        canvas.expect_group(rule, table, f"kommunenummer {found['kommunenummer'][number]}", f"+{table}")
    return found.height


def _no_track(canvas: Canvas, count: int) -> int:
    """The track of most who began in the last year of a municipality is unknown."""
    rule, table = "NIR-KOM-003", "norskopplaering"
    year = pl.col("start_dato").dt.year().alias("aar")
    whole = canvas.views[table].filter(pl.col("lovverk") != "introduksjonsloven").with_columns(year)
    last = whole.group_by("kommunenummer").agg(pl.col("aar").max()).drop_nulls()
    free = canvas.free(table, whole)
    groups = (
        whole.group_by("kommunenummer", "aar")
        .agg(pl.len().alias("all"))
        .join(last, on=["kommunenummer", "aar"])
        .join(free.group_by("kommunenummer", "aar").agg(pl.len().alias("free")), on=["kommunenummer", "aar"])
        .filter((pl.col("free") == pl.col("all")) & (pl.col("all") >= 10))
        .sort("all", "kommunenummer")
        .head(count)
    )
    for place, of_year in groups.select("kommunenummer", "aar").iter_rows():
        rows = free.filter((pl.col("kommunenummer") == place) & (pl.col("aar") == of_year)).sort(HANDLE)
        canvas.begin(rule)
        canvas.use(table, rows)
        chosen = rows.head(-(-rows.height * 2 // 3))
        for row in chosen[HANDLE].to_list():
            canvas.write(table, row, "spor", "Ukjent")
        for row in chosen.filter(pl.sql_expr(_ASKED_FOR_TRACK))[HANDLE].to_list():
            canvas.expect("NIR-NOR-032", table, row, f"{table}.spor")
        canvas.expect_group(rule, table, f"kommunenummer {place}, aar {of_year}", f"{table}.spor")
    return groups.height


def _no_plans(canvas: Canvas, count: int) -> int:
    """Half the programmes of a municipality have lost their plans; each of them is a finding, too."""
    rule, by = "NIR-KOM-004", ["kommunenummer"]
    found = groups_of(canvas, _TABLE, by, "i_days > 100", 12, 60)
    planted = 0
    for number in range(found.height):
        if planted == count:
            break
        rows = rows_of(canvas, _TABLE, "i_days > 100", found[number], by)
        fits = rows.filter((pl.col("start_dato") >= dt.date(2017, 1, 1)) & (pl.col("n_programmes") == 1))
        needed = rows.height // 2 + 1
        if fits.height < needed:
            continue
        canvas.begin(rule)
        canvas.use(_TABLE, rows)
        for at in range(needed):
            plans = canvas.like("plan", fits[at], "plantype IN ('Integreringsplan', 'Individuell plan')", WHICH)
            canvas.remove("plan", plans)
            canvas.expect("NIR-FRI-003", _TABLE, int(fits[HANDLE][at]), "-plan")
        canvas.expect_group(rule, _TABLE, f"kommunenummer {found['kommunenummer'][number]}", "-plan")
        planted += 1
    return planted


def _late_measures(canvas: Canvas, count: int) -> int:
    """The measures of a programme all begin two months late, which shows on the first of them."""
    rule = "NIR-HEL-001"
    where = (
        "plain AND n_programmes = 1 AND i_leaves = 0 AND i_days > 300 AND (vgo_fulltid IS NULL OR NOT vgo_fulltid)"
        " AND EXTRACT(YEAR FROM start_dato + INTERVAL '150 days') = EXTRACT(YEAR FROM start_dato)"
    )
    rows = canvas.candidates(rule, _TABLE, where, limit=500).unique("kommunenummer", keep="first", maintain_order=True)
    rows = rows.head(count)
    measures = canvas.views["tiltak"]
    for row in rows.iter_slices(1):
        canvas.begin(rule)
        canvas.use(_TABLE, row)
        program, start = row.select("program_id", "start_dato").row(0)
        own = measures.filter(pl.col("program_id") == program).sort("fra_dato", HANDLE)
        moved = dt.timedelta(60)
        begins: list[tuple[dt.date, dt.date, int]] = []
        for measure in own.iter_rows(named=True):
            first, last = measure["fra_dato"], measure["til_dato"]
            if first < start + moved:
                canvas.write("tiltak", measure[HANDLE], "fra_dato", first + moved)
                if last is not None and last < start + 2 * moved:
                    last += moved
                    canvas.write("tiltak", measure[HANDLE], "til_dato", last)
                first += moved
            begins.append((first, max(last or dt.date.max, first), measure[HANDLE]))
        canvas.expect(rule, "tiltak", min(begins)[2], "tiltak.fra_dato")
    return rows.height


def _no_hours_in_centre(canvas: Canvas, count: int) -> int:
    """Half the residents of a centre have no hours registered; each of them is a finding, too."""
    rule, table, by = "NIR-KOM-009", "asylnorsk", ["mottak_id"]
    found = groups_of(canvas, table, by, "TRUE", 12, 60)
    year = pl.col("start_dato").dt.year()
    planted = 0
    for number in range(found.height):
        if planted == count:
            break
        rows = rows_of(canvas, table, "TRUE", found[number], by)
        # So spread over hosts and years that only the centre has too many.
        spread = canvas.views[table].select("vertskommune", "start_dato")
        spread = spread.group_by("vertskommune", year.alias("aar")).agg(pl.len().alias("all"))
        chosen = rows.with_columns(year.alias("aar")).join(spread, on=["vertskommune", "aar"]).sort(HANDLE)
        chosen = chosen.filter(
            pl.int_range(pl.len()).over("vertskommune", "aar") < pl.max_horizontal(pl.lit(1), pl.col("all") // 6)
        )
        chosen = chosen.head(rows.height // 2 + 2)
        if chosen.height * 2 < rows.height:
            continue
        canvas.begin(rule)
        canvas.use(table, rows)
        for row in chosen[HANDLE].to_list():
            for name, value in (("status", "Ikke registrert"), ("timer_norsk", None), ("timer_samfunnskunnskap", None)):
                canvas.write(table, row, name, value)
            canvas.expect("NIR-ASY-001", table, row, f"{table}.timer_norsk")
        canvas.expect_group(rule, table, f"mottak_id {found['mottak_id'][number]}", f"{table}.timer_norsk")
        planted += 1
    return planted


def _blank_education(canvas: Canvas, count: int) -> int:
    """Half of those mapped who came from a centre have no education in the mapping."""
    rule, table = "MOT-KOM-002", "kartlegging"
    mapped = "kartleggingstype = 'Kompetansekartlegging' AND kartlegging_dato IS NOT NULL"
    stays = canvas.views["mottaksopphold"].select("mottak_id", "fra_dato", HANDLE, WHO)
    stays = stays.sort("fra_dato", HANDLE).filter(pl.col(WHO) >= 0)
    last = stays.group_by(WHO, maintain_order=True).agg(pl.col("mottak_id").last())
    whole = canvas.views[table].filter(pl.sql_expr(mapped)).join(last, on=WHO)
    free = canvas.free(table, whole)
    groups = (
        whole.group_by("mottak_id")
        .agg(pl.len().alias("all"))
        .join(free.group_by("mottak_id").agg(pl.len().alias("free")), on="mottak_id")
        .filter((pl.col("free") == pl.col("all")) & (pl.col("all") >= 10))
        .sort("all", "mottak_id")
        .head(count)
    )
    for centre in groups["mottak_id"].to_list():
        rows = free.filter(pl.col("mottak_id") == centre).sort(HANDLE)
        canvas.begin(rule)
        canvas.use(table, rows)
        for row in rows[HANDLE].to_list()[: rows.height // 2]:
            canvas.write(table, row, "utdanningsbakgrunn", None)
            canvas.expect("MOT-KAR-011", table, row, f"{table}.utdanningsbakgrunn")
        canvas.expect_group(rule, table, f"siste_mottak_id {centre}", f"{table}.utdanningsbakgrunn")
    return groups.height


PLANTERS: tuple[Planter, ...] = (
    Custom("NIR-KOM-001", _unspecified, first=True),
    Custom(
        "NIR-KOM-002",
        _changed("NIR-KOM-002", _TABLE, "kommunenummer", "TRUE", (12, 60), {"heltid": None}),
        first=True,
    ),
    Custom("NIR-KOM-003", _no_track, first=True),
    Custom("NIR-KOM-004", _no_plans, first=True),
    Custom(
        "NIR-KOM-005",
        _changed(
            "NIR-KOM-005",
            "tiltak",
            "kommunenummer",
            "TRUE",
            (24, 200),
            {"timer": None},
            also=("NIR-INN-017", _SINCE_2017),
        ),
        first=True,
    ),
    Custom(
        "NIR-KOM-008",
        _changed(
            "NIR-KOM-008",
            "asylnorsk",
            "vertskommune",
            NO_STRAYS,
            (12, 60),
            {"timer_norsk": 0.0, "timer_samfunnskunnskap": 0.0, "status": "Ikke deltatt"},
            0.9,
            compared=10,
        ),
        first=True,
    ),
    Custom("NIR-KOM-009", _no_hours_in_centre, first=True),
    Custom(
        "NIR-KOM-012",
        _changed(
            "NIR-KOM-012",
            _TABLE,
            "kommunenummer",
            "lovverk = 'integreringsloven'",
            (10, 60),
            {"utdanningsbakgrunn": None},
            0.95,
            also=("NIR-LOV-006", "TRUE"),
        ),
        first=True,
    ),
    Custom("MOT-KOM-002", _blank_education, first=True),
    Custom("NIR-HEL-001", _late_measures),
)
