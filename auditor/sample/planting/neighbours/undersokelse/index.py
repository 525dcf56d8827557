"""Errors in the index: each in an index of its own, of few units and a year that nobody was asked in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.specs import Custom, Planter

_TABLE = "indeks"
_UNITS, _STEPS = 9, 4
_NAMES = (
    "Resultat", "Norskopplæring", "Brukermedvirkning", "Individuell plan", "Respektfull behandling", "Informasjon",
    "Tilgjengelighet", "Pålitelighet",
)  # fmt: skip
_TOTAL = "Samlet"
_CHANGED = _NAMES[0]
"""The indicator that is wrong; in it, unit and rank are the same."""
_YEARS = {
    "UND-IND-001": 1900, "UND-IND-002": 1910, "UND-IND-003": 1920, "UND-IND-004": 1930, "UND-IND-005": 1940,
    "UND-IND-006": 1950, "UND-IND-007": 1960, "UND-KOD-010": 1970, "UND-DUB-003": 1980,
}  # fmt: skip
"""By rule, the first of ten years that its indices are of."""

_Rows: TypeAlias = dict[tuple[int, str], dict[str, object]]
"""By unit (from 0, in ``_CHANGED`` from the lowest) and indicator, the cells of the row."""
_Change: TypeAlias = Callable[[_Rows], list[tuple[int, str]]]
"""Makes the error, and gives the rows that are then found."""


def _clean(rule: str, year: int) -> _Rows:
    """Nine units: three in the first quarter and two in each of the others."""
    rows: _Rows = {}
    for unit in range(_UNITS):
        for at, name in enumerate(_NAMES):
            rank = (unit + at) % _UNITS
            rows[unit, name] = {"skaar": round(0.3 + 0.05 * rank, 2), "trinn": float(rank * _STEPS // _UNITS + 1)}
        rows[unit, _TOTAL] = {"skaar": None, "trinn": None}
    for (unit, name), cells in rows.items():
        cells |= {"indeks_id": f"{rule}-{year}-{unit}-{name}", "enhet": str(unit + 1), "aar": year, "indikator": name}
    return rows


def _sum_up(rows: _Rows) -> None:
    """Each unit's mean, of what its eight indicators say by now."""
    for unit in range(_UNITS):
        if rows[unit, _TOTAL]["trinn"] is None:
            steps = (rows[unit, name]["trinn"] for name in _NAMES if (unit, name) in rows)
            rows[unit, _TOTAL]["trinn"] = sum(each for each in steps if isinstance(each, float)) / len(_NAMES)


def _planter(rule: str, change: _Change) -> Custom:
    def plant(canvas: Canvas, count: int) -> int:
        many = min(count, 10)
        for number in range(many):
            canvas.begin(rule)
            rows = _clean(rule, _YEARS[rule] + number)
            found = change(rows)
            _sum_up(rows)
            handles = {place: canvas.add(_TABLE, cells) for place, cells in rows.items()}
            for place in found:
                canvas.expect(rule, _TABLE, handles[place], f"+{_TABLE}")
        return many

    return Custom(rule, plant)


def _no_step(rows: _Rows) -> list[tuple[int, str]]:
    rows[0, _CHANGED]["trinn"] = None
    return [(0, _CHANGED)]


def _one_less(rows: _Rows) -> list[tuple[int, str]]:
    del rows[0, _CHANGED]
    return [(0, _TOTAL)]


def _wrong_mean(rows: _Rows) -> list[tuple[int, str]]:
    _sum_up(rows)
    total = rows[4, _TOTAL]["trinn"]
    rows[4, _TOTAL]["trinn"] = (total if isinstance(total, float) else 0.0) + 0.5
    return [(4, _TOTAL)]


def _below(rows: _Rows) -> list[tuple[int, str]]:
    rows[3, _CHANGED]["skaar"] = 0.39
    return [(3, _CHANGED)]


def _tied(rows: _Rows) -> list[tuple[int, str]]:
    rows[3, _CHANGED]["skaar"] = rows[2, _CHANGED]["skaar"]
    return [(3, _CHANGED)]


def _no_quarter(rows: _Rows) -> list[tuple[int, str]]:
    rows[7, _CHANGED]["trinn"] = 3.0
    return [(8, _CHANGED)]


def _named(rows: _Rows) -> list[tuple[int, str]]:
    named = [place for place in rows if place[0] == 5]
    for place in named:
        rows[place]["enhet"] = "0301"
    return named


def _unknown(rows: _Rows) -> list[tuple[int, str]]:
    rows[0, _CHANGED]["indikator"] = "Trivsel"
    return [(0, _CHANGED)]


def _one_key(rows: _Rows) -> list[tuple[int, str]]:
    rows[1, _CHANGED]["indeks_id"] = rows[0, _CHANGED]["indeks_id"]
    return [(0, _CHANGED), (1, _CHANGED)]


PLANTERS: tuple[Planter, ...] = (
    _planter("UND-IND-001", _no_step),
    _planter("UND-IND-002", _one_less),
    _planter("UND-IND-003", _wrong_mean),
    _planter("UND-IND-004", _below),
    _planter("UND-IND-005", _tied),
    _planter("UND-IND-006", _no_quarter),
    _planter("UND-IND-007", _named),
    _planter("UND-KOD-010", _unknown),
    _planter("UND-DUB-003", _one_key),
)
