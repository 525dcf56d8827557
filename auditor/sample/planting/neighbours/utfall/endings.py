"""Causes of ending, and educational backgrounds, that the registers contradict."""

from __future__ import annotations

import datetime as dt

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Added, Cells, Custom, Planter, Related, Without, distinct, handle

TABLE = "introduksjonsprogram"
KNOWN = "slutt_dato BETWEEN DATE '2015-01-01' AND DATE '2024-08-20'"
"""Ended since A-ordningen began, and four months before the sample's day at least."""
TO_WORK = f"plain AND n_programmes = 1 AND avslutningsarsak = 'Arbeid' AND utfall_jobs = 1 AND {KNOWN}"
NO_JOB, NO_WAGE = Without("arbeidsforhold"), Without("inntekt", "lonn > 0")
_OTHERWISE = (
    f"plain AND n_programmes = 1 AND utfall_jobs = 0 AND {KNOWN} AND avslutningsarsak IN ('På sosial stønad',"
    " 'Helsemessige årsaker', 'Ikke arbeidssøker', 'Arbeidssøker på andre tiltak i regi av NAV')"
)
_MOVED = f"dead IS NULL AND gone IS NULL AND utfall_jobs = 0 AND avslutningsarsak = 'Flyttet' AND {KNOWN}"
_WEEKS = dt.timedelta(40)


def _at_work(rule: str, where: str, count: int, canvas: Canvas) -> int:
    """An employment of some weeks and the pay of a month, though the programme did not end to work."""
    rows = canvas.candidates(rule, TABLE, where, limit=500 + 50 * count)
    rows = distinct(rows.unique("kommunenummer", keep="first", maintain_order=True)).head(count)
    for row in rows.iter_slices(1):
        number = canvas.begin(rule)
        canvas.use(TABLE, row)
        person, end = row.select("person_id", "slutt_dato").row(0)
        start = end + dt.timedelta(10)
        job = {"arbeidsforhold_id": f"{rule}-{number}", "person_id": person, "arbeidsgiver": "310000001",
               "start_dato": start, "slutt_dato": start + _WEEKS, "timer_per_uke": 37.5}  # fmt: skip
        month = row.select(pl.col("slutt_dato").dt.month_start().dt.offset_by("1mo")).item()
        canvas.add("arbeidsforhold", job)
        canvas.add("inntekt", {"person_id": person, "maaned": month, "lonn": 30_000.0})
        canvas.expect(rule, TABLE, handle(row), "+arbeidsforhold; +inntekt")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Cells(
        "UTF-AVS-001",
        TABLE,
        TO_WORK + " AND utfall_spells IS NULL",
        without=(NO_JOB, NO_WAGE),
        apart="kommunenummer",
    ),
    Cells("UTF-AVS-002", TABLE, TO_WORK, without=(NO_WAGE,)),
    Cells("UTF-AVS-003", TABLE, TO_WORK + " AND utfall_spells IS NULL", without=(NO_JOB,)),
    Custom("UTF-AVS-004", lambda canvas, count: _at_work("UTF-AVS-004", _OTHERWISE, count, canvas)),
    Custom("UTF-AVS-005", lambda canvas, count: _at_work("UTF-AVS-005", _MOVED, count, canvas)),
    Cells("UTF-AVS-006", TABLE, TO_WORK, related=(Related("arbeidsforhold", {"timer_per_uke": "8.0"}),)),
    Cells(
        "UTF-AVS-007",
        TABLE,
        "plain AND n_programmes = 1 AND slutt_dato < DATE '2023-10-01'"
        " AND utdanningsbakgrunn <> 'Fullført videregående' AND avslutningsarsak IN"
        " ('Ordinær utdanning – videregående skole', 'Ordinær utdanning – høyere utdanning')",
        without=(Without("utdanning"),),
    ),
    Added(
        "UTF-UTD-004",
        TABLE,
        "plain AND n_programmes = 1 AND utdanningsbakgrunn = 'Ikke fullført grunnskole' AND utfall_schools = 0",
        {
            "utdanning_id": "'X' || person_id",
            "person_id": "person_id",
            "kilde": "'NUDB'",
            "nivaa": "'Videregående'",
            "start_dato": "start_dato - INTERVAL '2000 days'",
            "slutt_dato": "start_dato - INTERVAL '1000 days'",
            "fullfort": "TRUE",
        },
        into="utdanning",
        on_chosen=True,
    ),
    Cells(
        "UTF-UTD-005",
        TABLE,
        "plain AND n_programmes = 1 AND utdanningsbakgrunn = 'Fullført videregående'"
        " AND start_dato < DATE '2022-06-01' AND avslutningsarsak NOT LIKE 'Ordinær%'",
        without=(Without("utdanning"),),
    ),
)
