"""Errors in the panel of persons and months: keys, spells and what is fixed."""

from __future__ import annotations

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Added, Cells, Custom, Planter, distinct
from auditor.sample.planting.views import HANDLE, WHO

_TABLE = "panel"
_ONE = "utfall_spells = 1"
_MIDST = f"{_ONE} AND NOT sensurert AND NOT i_arbeid AND maaned < utfall_last_month"
_LAST = f"{_ONE} AND maaned = utfall_last_month"
_BREAK = 3
"""Months that make a new spell where they are missing."""


def _spells(canvas: Canvas, rule: str, count: int) -> list[pl.DataFrame]:
    """The months of persons with one spell that is over and long enough to be broken, in order."""
    rows = distinct(canvas.candidates(rule, _TABLE, f"{_ONE} AND NOT sensurert", limit=2_000))
    found: list[pl.DataFrame] = []
    for who in rows[WHO].to_list():
        months = canvas.views[_TABLE].filter(pl.col(WHO) == who).sort("maaned")
        if len(found) < count and months.height >= 3 * _BREAK:
            found.append(months)
    return found


def _broken(canvas: Canvas, count: int) -> int:
    """Three months in the midst of a spell are gone."""
    rule = "UTF-PAN-002"
    spells = _spells(canvas, rule, count)
    for months in spells:
        canvas.begin(rule)
        canvas.use(_TABLE, months)
        places = months[HANDLE].to_list()
        canvas.remove(_TABLE, places[_BREAK : 2 * _BREAK])
        canvas.expect(rule, _TABLE, places[2 * _BREAK], f"-{_TABLE}")
    return len(spells)


def _divided(canvas: Canvas, count: int) -> int:
    """A spell goes on under another key, without a month between."""
    rule = "UTF-PAN-003"
    spells = _spells(canvas, rule, count)
    for months in spells:
        canvas.begin(rule)
        canvas.use(_TABLE, months)
        places, key = months[HANDLE].to_list(), months["forlop"][0]
        for place in places[_BREAK:]:
            canvas.write(_TABLE, place, "forlop", f"{key}b")
        canvas.expect(rule, _TABLE, places[_BREAK - 1], f"{_TABLE}.forlop")
    return len(spells)


PLANTERS: tuple[Planter, ...] = (
    Custom("UTF-PAN-002", _broken),
    Custom("UTF-PAN-003", _divided),
    Added("UTF-REF-004", _TABLE, _MIDST, {"person_id": "'X' || person_id"}, copy=True),
    Added("UTF-REF-008", _TABLE, _MIDST, {"person_id": "NULL"}, copy=True),
    Added("UTF-DUB-006", _TABLE, _MIDST, {}, copy=True, on_both=True),
    Cells("UTF-KOD-004", _TABLE, _MIDST, {"kjonn": "'Ubestemt'"}),
    Cells("UTF-PAN-001", _TABLE, _MIDST, {"maaned": "maaned + INTERVAL '3 days'"}),
    Cells("UTF-PAN-004", _TABLE, _LAST + " AND sensurert", {"sensurert": "FALSE"}),
    Cells("UTF-PAN-005", _TABLE, _LAST + " AND NOT sensurert", {"sensurert": "TRUE"}),
    Cells("UTF-PAN-006", _TABLE, _ONE, {"kjonn": "CASE WHEN kjonn = 'Mann' THEN 'Kvinne' ELSE 'Mann' END"}),
    Cells("UTF-PAN-007", _TABLE, _ONE, {"fodselsaar": "fodselsaar + 1"}),
    Cells("UTF-PAN-008", _TABLE, _ONE + " AND utfall_jobs = 0", {"i_arbeid": "TRUE"}),
)
