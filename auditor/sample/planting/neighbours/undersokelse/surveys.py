"""Errors in how many were invited and answered."""

from __future__ import annotations

from auditor.reference.municipalities import codes_valid_in
from auditor.sample.neighbours.undersokelse.surveys import PARTICIPANTS
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Added, Also, Cells, Custom, Planter, handle

_TABLE = "undersokelse"
_ONE = f"undersokelse <> '{PARTICIPANTS}'"
"""Surveys that one of each municipality is asked in."""
_LATER = f"undersokelse = '{PARTICIPANTS}' AND aar = 2017 AND svart > 2"
_KEY = {"undersokelse_id": "'X' || undersokelse_id"}
_SURVEY, _YEAR, _SILENT = "Skolesjefer", 2021, 30
_NOT_OSLO = " AND kommunenummer <> '0301'"


def _silence(canvas: Canvas, count: int) -> int:
    """A survey in which most of those asked keep silent."""
    rule, years = "UND-DEL-003", min(count, 3)
    for number in range(years):
        canvas.begin(rule)
        year = _YEAR + number
        for place in sorted(codes_valid_in(year))[:_SILENT]:
            canvas.add(
                _TABLE,
                {
                    "undersokelse_id": f"{rule}-{year}-{place}",
                    "undersokelse": _SURVEY,
                    "kommunenummer": place,
                    "aar": year,
                    "invitert": 1,
                    "svart": 0,
                },
            )
        canvas.expect_group(rule, _TABLE, f"undersokelse {_SURVEY}, aar {year}", f"+{_TABLE}")
    return years


def _another_count(canvas: Canvas, count: int) -> int:
    """Fewer answers than there are rows of them."""
    rule = "UND-DEL-004"
    rows = canvas.candidates(rule, _TABLE, _LATER + " AND (svart - 1) >= 0.7 * invitert", limit=count)
    for row in rows.iter_slices(1):
        canvas.begin(rule)
        canvas.use(_TABLE, row)
        place, year, answered = row.select("kommunenummer", "aar", "svart").row(0)
        canvas.write(_TABLE, handle(row), "svart", answered - 1)
        canvas.expect_group(rule, _TABLE, f"kommunenummer {place}, aar {year}", f"{_TABLE}.svart")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Custom("UND-DEL-003", _silence),
    Custom("UND-DEL-004", _another_count),
    Cells("UND-DEL-001", _TABLE, _ONE, {"svart": "6"}),
    Cells("UND-DEL-002", _TABLE, _ONE, {"invitert": "30"}),
    Cells(
        "UND-DEL-007",
        _TABLE,
        f"undersokelse = '{PARTICIPANTS}' AND nettverk IS NULL",
        {"nettverk": "'1'"},
    ),
    Added("UND-DUB-001", _TABLE, _ONE, {}, copy=True, on_both=True),
    Added("UND-DUB-005", _TABLE, _ONE, _KEY, copy=True, on_both=True),
    Cells("UND-KOD-001", _TABLE, _ONE, {"undersokelse": "'Naboundersøkelsen'"}),
    Cells("UND-KOD-002", _TABLE, _ONE, {"nettverk": "'9'"}, also=(Also("UND-DEL-007"),)),
    Cells("UND-KOD-012", _TABLE, _ONE, {"kommunenummer": "'9' || SUBSTR(undersokelse_id, 5)"}),
)
