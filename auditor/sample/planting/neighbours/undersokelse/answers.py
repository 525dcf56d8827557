"""Errors in single answers, in comments, and in what several say of one municipality."""

from __future__ import annotations

from auditor.sample.neighbours.undersokelse.answers import STATEMENTS
from auditor.sample.neighbours.undersokelse.surveys import PILOT
from auditor.sample.neighbours.undersokelse.told import ALONE
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.neighbours.certainty import enough
from auditor.sample.planting.specs import Added, Cells, Custom, Planter

_TABLE, _TOLD = "svar", "kommunesvar"
_FREE = f"aar = {PILOT}"
"""Answers that no list of invited is held against."""
_KEY = {"svar_id": "'X' || svar_id"}
_GROUP, _LIMIT, _FIRST_YEAR = 14, 0.2, 2018
_ALIKE = dict.fromkeys(STATEMENTS, 4)


def _comment(rule: str, text: str) -> Cells:
    return Cells(rule, _TABLE, _FREE, {"kommentar": f"'{text}'", "samtykke": "'Ja'"})


def _straight(canvas: Canvas, count: int) -> int:
    """In a municipality and year that nobody else answered in, too many answer everything alike; each is told, too."""
    rule, most = "UND-SVA-004", 6
    for number in range(min(count, most)):
        canvas.begin(rule)
        year = _FIRST_YEAR + number
        for each in range(_GROUP):
            alike = each < enough(_GROUP, _LIMIT)
            cells = _ALIKE if alike else {**_ALIKE, STATEMENTS[0]: 2}
            key = f"{rule}-{number}-{each}"
            row = canvas.add(_TABLE, {"svar_id": key, "kommunenummer": "0301", "aar": year, **cells})
            if alike:
                canvas.expect("UND-SVA-003", _TABLE, row, f"+{_TABLE}")
        canvas.expect_group(rule, _TABLE, f"kommunenummer 0301, aar {year}", f"+{_TABLE}")
    return min(count, most)


PLANTERS: tuple[Planter, ...] = (
    Custom("UND-SVA-004", _straight, first=True),
    Cells("UND-SVA-001", _TABLE, _FREE, {"res_jobb": "7"}),
    Cells("UND-SVA-002", _TABLE, _FREE + " AND plan <> 'Ja'", {"plan_innhold": "3"}),
    Cells("UND-SVA-003", _TABLE, _FREE, dict.fromkeys(STATEMENTS, "4")),
    _comment("UND-FRI-001", "Nummeret mitt er 010190 12345."),
    _comment("UND-FRI-002", "Ring meg gjerne på 91234567."),
    _comment("UND-FRI-003", "Takk til rådgiver Pute Paraply for hjelpen."),
    Cells("UND-FRI-004", _TABLE, _FREE, {"kommentar": "'Alt er bra.'", "samtykke": "'Nei'"}),
    Cells("UND-FRI-005", _TABLE, _FREE, {"svar_id": "'1234' || SUBSTR(svar_id, 3)"}),
    Added("UND-DUB-002", _TABLE, _FREE, {}, copy=True, on_both=True),
    *(
        Cells(f"UND-KOD-{number}", _TABLE, _FREE, {field: "'Uoppgitt'"})
        for number, field in (
            ("003", "kjonn"),
            ("004", "alder"),
            ("005", "botid"),
            ("006", "barn"),
            ("007", "sivilstand"),
        )
    ),
    Cells("UND-KOD-008", _TABLE, _FREE + " AND plan <> 'Ja'", {"plan": "'Uoppgitt'"}),
    Cells("UND-KOD-009", _TABLE, _FREE + " AND kommentar IS NULL", {"samtykke": "'Uoppgitt'"}),
    Cells("UND-KOD-013", _TABLE, _FREE, {"kommunenummer": "'9999'"}),
    Added(
        "UND-DEL-009",
        _TOLD,
        f"sporsmaal = '{ALONE}'",
        {"kommunesvar_id": "'X' || kommunesvar_id", "respondent": "'NAV'", "verdi": "'Vet ikke'"},
        copy=True,
        on_both=True,
    ),
    Added("UND-DUB-004", _TOLD, "TRUE", {}, copy=True, on_both=True),
    Cells("UND-KOD-011", _TOLD, "TRUE", {"respondent": "'Uoppgitt'"}),
    Cells("UND-KOD-014", _TOLD, f"sporsmaal = '{ALONE}'", {"kommunenummer": "'9' || SUBSTR(kommunesvar_id, 7)"}),
)
