"""Errors in Jobbsjansen: who takes part, how it ends, and what projects report."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.neighbours.certainty import enough
from auditor.sample.planting.specs import Added, Also, Cells, Custom, Planter, distinct, handle
from auditor.sample.planting.views import HANDLE

_TABLE, _PROJECTS = "deltaker", "prosjekt"
_NOBODY = "person_id IS NULL"
_ENDED = _NOBODY + " AND sluttarsak NOT IN ('Arbeid', 'Tatt ut')"
_WORK = _NOBODY + " AND sluttarsak = 'Arbeid'"
_FULL_TIME = _WORK + " AND type_arbeid = 'Fast heltid'"
_REGISTERED = "plain AND fodselsnummer IS NOT NULL"
_BEFORE = "start_dato < DATE '2017-01-01'"
_WOMEN = "ordning = 'A'"
_NOT_LAST = f"{_WOMEN} AND aar = 2017"
"""Reports of a year that others follow, by which the project is judged."""
_NOT_OSLO = " AND kommunenummer <> '0301'"
_LATE, _UNLINKED, _REGISTER = 2018, 2019, 10
"""Years of the groups that are planted, of endings and of beginnings without a key, and the least of the latter."""
_GROUP = 15
"""Participants without success that outweigh those of a municipality and year."""
_LIMIT = 0.2


def _another_key(canvas: Canvas, count: int) -> int:
    """Two participants under one key."""
    rule = "JOB-DUB-001"
    rows = canvas.candidates(rule, _TABLE, _ENDED, limit=2 * count)
    for at in range(rows.height // 2):
        one, other = rows[2 * at], rows[2 * at + 1]
        canvas.begin(rule)
        canvas.use(_TABLE, pl.concat([one, other]))
        canvas.write(_TABLE, handle(other), "deltaker_id", one["deltaker_id"][0])
        for row in (one, other):
            canvas.expect(rule, _TABLE, handle(row), f"{_TABLE}.deltaker_id")
    return rows.height // 2


def _somebody(rule: str, table: str, where: str, start: str, end: str) -> Custom:
    """A participant without a key is somebody who cannot have begun just then; start and end are SQL over that row."""

    def plant(canvas: Canvas, count: int) -> int:
        people = distinct(canvas.candidates(rule, table, where, limit=100 + 20 * count))
        days = people.select(
            pl.col(HANDLE).alias("row"), pl.sql_expr(start).alias("from"), pl.sql_expr(end).alias("to")
        )
        strangers = canvas.candidates(rule, _TABLE, f"{_ENDED} AND COALESCE(ordning, 'A') = 'A'", limit=500)
        pairs = days.join(strangers, how="cross").filter(pl.col("start_dato").is_between("from", "to"))
        pairs = pairs.unique("row", keep="first", maintain_order=True).unique(HANDLE, keep="first", maintain_order=True)
        for at, stranger in pairs.head(count).select("row", HANDLE).iter_rows():
            row, chosen = people.filter(pl.col(HANDLE) == at), strangers.filter(pl.col(HANDLE) == stranger)
            canvas.begin(rule)
            canvas.use(table, row)
            canvas.use(_TABLE, chosen)
            canvas.write(_TABLE, stranger, "person_id", row["person_id"][0])
            canvas.expect(rule, _TABLE, stranger, f"{_TABLE}.person_id")
        return min(count, pairs.height)

    return Custom(rule, plant)


def _report_of(canvas: Canvas, project: str, year: int) -> pl.DataFrame:
    """The project's report of a year, if nothing has been done to it; what it counts has to follow its participants."""
    rows = canvas.views[_PROJECTS].filter(pl.col("prosjekt_id") == project, pl.col("aar") == year)
    return canvas.free(_PROJECTS, rows)


def _count(canvas: Canvas, report: pl.DataFrame, more: int) -> None:
    canvas.use(_PROJECTS, report)
    canvas.write(_PROJECTS, handle(report), "deltakere", report["deltakere"][0] + more)


def _elsewhere(rule: str, project: str | None) -> Custom:
    """A participant whose project is another, which nobody knows, or none; its own counts one less."""

    def plant(canvas: Canvas, count: int) -> int:
        planted = 0
        for row in canvas.candidates(rule, _TABLE, _ENDED, limit=20 * count).iter_slices(1):
            report = _report_of(canvas, row["prosjekt_id"][0], row["start_dato"][0].year)
            if planted == count or report.is_empty():
                continue
            canvas.begin(rule)
            canvas.use(_TABLE, row)
            _count(canvas, report, -1)
            canvas.write(_TABLE, handle(row), "prosjekt_id", project)
            canvas.expect(rule, _TABLE, handle(row), f"{_TABLE}.prosjekt_id")
            planted += 1
        return planted

    return Custom(rule, plant)


def _wrong_count(canvas: Canvas, count: int) -> int:
    """A project that reports far more participants than there are."""
    rule = "JOB-PRO-007"
    rows = canvas.candidates(rule, _PROJECTS, "aar = 2016", limit=count)
    for row in rows.iter_slices(1):
        canvas.begin(rule)
        _count(canvas, row, 200)
        canvas.expect_group(rule, _PROJECTS, f"prosjekt_id {row['prosjekt_id'][0]}", f"{_PROJECTS}.deltakere")
    return rows.height


def _joined(
    rule: str, year: int, cells: Mapping[str, object], more: Callable[[Canvas, str], int], label: str
) -> Custom:
    """So many ``more`` participants without a key in one project's municipality; the project counts them."""

    def plant(canvas: Canvas, count: int) -> int:
        reports = canvas.candidates(rule, _PROJECTS, f"{_WOMEN} AND aar = {year}", limit=count)
        for number, report in enumerate(reports.iter_slices(1)):
            place = report["kommunenummer"][0]
            many = more(canvas, place)
            canvas.begin(rule)
            _count(canvas, report, many)
            for each in range(many):
                key = f"{rule}-{number}-{each}"
                who = {"deltaker_id": key, "prosjekt_id": report["prosjekt_id"][0], "kommunenummer": place}
                canvas.add(_TABLE, {**who, "ordning": "A", "kjonn": "Kvinne", **cells})
            canvas.expect_group(rule, _TABLE, f"kommunenummer {place}{label}", f"+{_TABLE}")
        return reports.height

    return Custom(rule, plant, first=True)


def _unlinked(canvas: Canvas, place: str) -> int:
    """How many without a key make them surely too many of those who began in a municipality since the register."""
    rows = canvas.views[_TABLE].filter(pl.col("kommunenummer") == place, pl.sql_expr("start_dato >= DATE '2019-01-01'"))
    unknown = rows["person_id"].null_count()
    return next(
        more for more in range(1, 10_000)
        if rows.height + more >= _REGISTER and unknown + more >= enough(rows.height + more, _LIMIT)
    )  # fmt: skip


_ENDINGS: tuple[Planter, ...] = (
    Cells("JOB-AVS-001", _TABLE, _ENDED, {"sluttarsak": "NULL"}),
    Cells("JOB-AVS-002", _TABLE, "slutt_dato IS NULL", {"sluttarsak": "'Avbrutt'"}),
    Cells("JOB-AVS-003", _TABLE, _ENDED, {"andre_sluttarsak": "'Utdanning'"}),
    Cells("JOB-AVS-004", _TABLE, _WORK, {"type_arbeid": "NULL"}),
    Cells("JOB-AVS-005", _TABLE, _FULL_TIME, {"timer_uke": "20.0"}),
    Cells("JOB-AVS-006", _TABLE, _FULL_TIME, {"timer_uke": "29.0"}),
    Cells("JOB-AVS-007", _TABLE, _FULL_TIME, {"ansettelse": "'Midlertidig'"}),
    Cells("JOB-AVS-008", _TABLE, _FULL_TIME, {"lonnstilskudd": "TRUE"}),
    Cells("JOB-AVS-009", _TABLE, _ENDED, {"type_arbeid": "'Fast heltid'"}),
    Cells("JOB-AVS-010", _TABLE, _ENDED + " AND slutt_dato >= DATE '2018-01-01'", {"sluttarsak": "'Tatt ut'"}),
    Cells(
        "JOB-AVS-011",
        _TABLE,
        "plain AND sluttarsak <> 'Arbeid' AND utfall_jobs = 0"
        " AND slutt_dato BETWEEN DATE '2015-01-01' AND DATE '2024-08-01'",
        {
            "sluttarsak": "'Arbeid'",
            "type_arbeid": "'Fast heltid'",
            "timer_uke": "37.5",
            "ansettelse": "'Fast'",
        },
    ),
)
_WHO: tuple[Planter, ...] = (
    Cells("JOB-MAL-001", _TABLE, _WOMEN, {"kjonn": "'Mann'"}),
    Cells("JOB-MAL-002", _TABLE, _WOMEN, {"sosialhjelp": "TRUE"}),
    Cells("JOB-MAL-003", _TABLE, "ordning = 'B'", {"fodselsaar": "EXTRACT(YEAR FROM start_dato) - 30"}),
    _somebody(
        "JOB-MAL-004", "introduksjonsprogram", "plain AND n_programmes = 1", "start_dato + INTERVAL '5 days'",
        "slutt_dato - INTERVAL '5 days'",
    ),
    _somebody(
        "JOB-MAL-005", "introduksjonsprogram", "plain AND n_programmes = 1", "slutt_dato + INTERVAL '5 days'",
        "slutt_dato + INTERVAL '600 days'",
    ),
    Cells("JOB-MAL-006", _TABLE, _NOBODY, {"timer_program": "12.0"}),
    Cells(
        "JOB-MAL-007",
        _TABLE,
        _ENDED + " AND kjonn = 'Kvinne' AND start_dato < DATE '2016-06-01' AND slutt_dato < DATE '2017-01-01'",
        {"ordning": "'A'"},
    ),
    Cells("JOB-MAL-008", _TABLE, _WOMEN, {"ordning": "NULL"}),
    Cells("JOB-PER-001", _TABLE, _REGISTERED, {"samtykke": "FALSE"}),
    Cells(
        "JOB-PER-002",
        _TABLE,
        "plain AND slutt_dato < DATE '2018-09-01' AND fodselsnummer IS NULL",
        {"fodselsnummer": "p_fodselsnummer"},
    ),
    Cells("JOB-PER-003", _TABLE, _REGISTERED, {"fodselsnummer": "'12345678901'"}),
)  # fmt: skip
_ROWS: tuple[Planter, ...] = (
    Cells("JOB-DAT-001", _TABLE, _ENDED, {"slutt_dato": "start_dato - INTERVAL '3 days'"}),
    Cells("JOB-DAT-002", _TABLE, f"plain AND slutt_dato IS NULL AND {_WOMEN}", {"start_dato": "DATE '2025-02-01'"}),
    _somebody("JOB-DAT-003", _TABLE, "plain AND n_programmes = 0", "start_dato + INTERVAL '5 days'",
              "slutt_dato - INTERVAL '5 days'"),
    Cells("JOB-DAT-004", _TABLE, _ENDED, {"start_dato": "NULL"}),
    Custom("JOB-DUB-001", _another_key),
    Added("JOB-DUB-002", _PROJECTS, "aar = 2016", {"deltakere": "0"}, copy=True, on_both=True),
    Cells(
        "JOB-KOD-001",
        _TABLE,
        _ENDED + " AND ordning = 'A'",
        {"ordning": "'D'"},
        also=(Also("JOB-REF-003"),),
    ),
    Cells("JOB-KOD-002", _TABLE, _ENDED, {"sluttarsak": "'Uoppgitt'"}),
    Cells("JOB-KOD-003", _TABLE, _WORK + " AND timer_uke IS NOT NULL", {"type_arbeid": "'Uoppgitt'"}),
    Cells("JOB-KOD-004", _TABLE, _WORK + " AND lonnstilskudd", {"ansettelse": "'Uoppgitt'"}),
    Cells("JOB-KOD-005", _TABLE, f"{_ENDED} AND {_BEFORE}", {"kjonn": "'Uoppgitt'"}),
    Cells("JOB-KOD-006", _PROJECTS, _NOT_LAST, {"ordning": "'D'"}),
    Cells("JOB-KOD-007", _TABLE, _ENDED, {"kommunenummer": "'9999'"}, also=(Also("JOB-REF-003"),)),
    Cells("JOB-KOD-008", _PROJECTS, _NOT_LAST, {"kommunenummer": "'9999'"}),
    _elsewhere("JOB-REF-001", "JP-ukjent"),
    _elsewhere("JOB-REF-002", None),
    Cells("JOB-REF-003", _TABLE, _ENDED + _NOT_OSLO, {"kommunenummer": "'0301'"}),
)  # fmt: skip
_REPORTS: tuple[Planter, ...] = (
    Cells("JOB-PRO-001", _PROJECTS, "aar < 2024", {"statusrapport_dato": "NULL"}),
    Cells("JOB-PRO-002", _PROJECTS, "aar < 2023", {"regnskapsrapport_dato": "NULL"}),
    Cells("JOB-PRO-003", _PROJECTS, "egenandel > 0", {"egenandel": "0.0"}),
    Cells("JOB-PRO-004", _PROJECTS, "egenandel > 0", {"egenandel": "75.0"}),
    Cells("JOB-PRO-005", _PROJECTS, "tildelt > 10000", {"sokt": "tildelt - 1000.0"}),
    Cells("JOB-PRO-006", _PROJECTS, "sokt > tildelt + 2000", {"utbetalt": "tildelt + 500.0"}),
    Custom("JOB-PRO-007", _wrong_count),
    _joined(
        "JOB-PRO-008",
        _LATE - 1,
        {
            "start_dato": f"{_LATE - 1}-03-01",
            "slutt_dato": f"{_LATE}-02-01",
            "sluttarsak": "Avbrutt",
            "fodselsaar": 1980,
            "sosialhjelp": False,
        },
        lambda canvas, place: _GROUP,
        f", sluttaar {_LATE}",
    ),
    _joined(
        "JOB-PRO-009",
        _UNLINKED,
        {"start_dato": f"{_UNLINKED}-03-01", "fodselsaar": 1980, "samtykke": False, "sosialhjelp": False},
        _unlinked,
        "",
    ),
)
PLANTERS: tuple[Planter, ...] = (*_WHO, *_ENDINGS, *_ROWS, *_REPORTS)
UNPLANTED: dict[str, str] = {}
