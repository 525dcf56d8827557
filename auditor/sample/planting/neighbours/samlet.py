"""Errors in KOSTRA's expenditure on the introduction scheme, and in its recipients against NIR."""

from __future__ import annotations

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Added, Also, Cells, Custom, Planter, handle, plant

_TABLE = "kostra_utgifter"
_FEW = "mottakere < 6"
_OLD = "kommunenummer IN ('0301', '1103', '1106', '1108', '1149', '1505', '1804', '1833')"
"""Municipalities whose number has been in use all the time."""
_LAST = "oppgaveaar = 2024"
"""The year that no other follows."""


def _jump(canvas: Canvas, count: int) -> int:
    """Expenditure of the last year that is far from the year before."""
    rule = "KOS-UTG-007"
    rows = canvas.candidates(
        rule, _TABLE, f"{_LAST} AND mottakere > 10 AND kommunenummer IN ('4601', '4204', '5001')", limit=count
    )
    for row in rows.iter_slices(1):
        canvas.begin(rule)
        canvas.use(_TABLE, row)
        place, year, gross = row.select("kommunenummer", "oppgaveaar", "brutto").row(0)
        canvas.write(_TABLE, handle(row), "brutto", gross * 2.5)
        canvas.expect_group(rule, _TABLE, f"kommunenummer {place}, oppgaveaar {year}", f"{_TABLE}.brutto")
    return rows.height


def _of_all(planter: Cells) -> Custom:
    """Planted when all others are, since what is found rests on every programme of the municipality."""
    return Custom(planter.rule, lambda canvas, count: plant(canvas, planter, count), last=True)


PLANTERS: tuple[Planter, ...] = (
    Custom("KOS-UTG-007", _jump),
    _of_all(
        Cells(
            "SAM-KOS-002",
            _TABLE,
            f"{_LAST} AND {_OLD} AND mottakere >= 30",
            {"mottakere": "CAST(mottakere * 9 / 5 AS BIGINT)"},
            also=(Also("SAM-KOS-001"),),
        )
    ),
    _of_all(
        Cells(
            "SAM-KOS-001",
            _TABLE,
            f"{_OLD} AND oppgaveaar BETWEEN 2014 AND 2022 AND mottakere BETWEEN 20 AND 90",
            {"mottakere": "CAST(mottakere * 13 / 10 + 5 AS BIGINT)"},
        )
    ),
    Cells("KOS-UTG-001", _TABLE, _FEW, {"netto": "brutto + 10.0"}),
    Cells("KOS-UTG-002", _TABLE, _FEW, {"lonn": "brutto + 10.0"}),
    Cells("KOS-UTG-003", _TABLE, _FEW, {"mottakere": "0"}),
    Cells("KOS-UTG-004", _TABLE, _FEW, {"stonad_per_mottaker": "400000.0"}),
    Added("KOS-UTG-005", _TABLE, _FEW, {}, copy=True, on_both=True),
    Cells("KOS-UTG-006", _TABLE, _FEW, {"kommunenummer": "'0399'"}),
)
UNPLANTED: dict[str, str] = {
    "KOS-UTG-008": "needs form 11B, which NIR replaced in 2017; planted in the sample of that form (samples/kostra)",
}
