"""Errors in supervision, and findings of it that NIR contradicts."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.neighbours.certainty import enough
from auditor.sample.planting.specs import Added, Cells, Custom, Planter, distinct
from auditor.sample.planting.views import HANDLE, WHICH

_TABLE, _PROGRAMMES = "tilsyn", "introduksjonsprogram"
_PLANS = "plantype IN ('Integreringsplan', 'Individuell plan')"
_DECISION, _FULL_TIME = "Plan ved enkeltvedtak", "Full tid"
_RULES = {_DECISION: ("TSY-NIR-001", "TSY-NIR-002"), _FULL_TIME: ("TSY-NIR-003", "TSY-NIR-004")}
_CLEAR = "forelopig_funn = 'Ingen lovbrudd' AND endelig_funn = 'Ingen lovbrudd' AND rettet_dato IS NULL"
_OPEN = _CLEAR + " AND forelopig_dato < DATE '2023-06-01'"
_BROKEN = "endelig_funn = 'Lovbrudd' AND rettet_dato IS NOT NULL AND endelig_dato < DATE '2023-06-01'"
_KEY = {"tilsyn_id": "'X' || tilsyn_id"}
_LEAST, _LEAST_BROKEN = 10, 40
"""Programmes that a verdict needs where all was in order, and where it was not."""
_OTHERS = 10
"""So many times as many programmes of the municipality in all, so that its share without plans is not told, too."""


def _groups(canvas: Canvas, theme: str, since: int) -> pl.DataFrame:
    """Municipalities and years that nobody asked about a theme: how many programmes began, and in all the years."""
    begun = pl.col("start_dato").dt.year().cast(pl.Int64).alias("aar")
    programmes = canvas.views[_PROGRAMMES].select("kommunenummer", "start_dato").with_columns(begun)
    sizes = programmes.group_by("kommunenummer", "aar").len().with_columns(
        pl.col("len").sum().over("kommunenummer").alias("all")
    )  # fmt: skip
    asked = canvas.views[_TABLE].select("kommunenummer", "aar", "tema").filter(pl.col("tema") == theme)
    told = {each.key for each in canvas.planted if each.rule in _RULES[theme]}
    sizes = sizes.filter(pl.col("aar") >= since).join(asked, on=["kommunenummer", "aar"], how="anti")
    label = pl.format("kommunenummer {}, start_aar {}", "kommunenummer", "aar").alias("label")
    found = sizes.with_columns(label).filter(~pl.col("label").is_in(told))
    return found.sort("len", "kommunenummer", "aar")


def _report(canvas: Canvas, rule: str, group: dict[str, object], theme: str, finding: str) -> None:
    """One more inspection of a municipality and year."""
    number = canvas.begin(rule)
    year = group["aar"]
    dates = {"forelopig_dato": f"15.02.{year}", "endelig_dato": f"15.06.{year}"}
    mended = {"rettet_dato": f"15.10.{year}"} if finding == "Lovbrudd" else {}
    canvas.add(
        _TABLE,
        {
            "tilsyn_id": f"{rule}-{number}",
            "kommunenummer": group["kommunenummer"],
            "aar": year,
            "tema": theme,
            "forelopig_funn": finding,
            "endelig_funn": finding,
            **dates,
            **mended,
        },
    )


def _breach(rule: str, theme: str) -> Custom:
    """Supervision found a breach where NIR has everything."""

    def plant(canvas: Canvas, count: int) -> int:
        groups = _groups(canvas, theme, 2017 if theme == _DECISION else 2013)
        groups = groups.filter(pl.col("len") >= _LEAST_BROKEN).reverse().head(count)
        for group in groups.iter_rows(named=True):
            _report(canvas, rule, group, theme, "Lovbrudd")
            canvas.expect_group(rule, _PROGRAMMES, group["label"], f"+{_TABLE}")
        return groups.height

    return Custom(rule, plant, first=True)


def _in_order(
    rule: str, theme: str, limit: float, where: str, spoil: Callable[[Canvas, pl.DataFrame], tuple[str, str]]
) -> Custom:
    """Supervision found nothing where NIR lacks what it asked for; each programme without it is a finding, too."""

    def plant(canvas: Canvas, count: int) -> int:
        planted = 0
        for group in _groups(canvas, theme, 2017 if theme == _DECISION else 2013).iter_rows(named=True):
            size, needed = group["len"], enough(group["len"], limit)
            if planted == count or size < _LEAST or group["all"] < _OTHERS * needed:
                continue
            began = pl.col("start_dato").dt.year() == group["aar"]
            of_group = canvas.views[_PROGRAMMES].filter(pl.col("kommunenummer") == group["kommunenummer"], began)
            rows = distinct(canvas.free(_PROGRAMMES, of_group, where)).head(needed)
            if rows.height < needed:
                continue
            _report(canvas, rule, group, theme, "Ingen lovbrudd")
            canvas.use(_PROGRAMMES, rows)
            for row in rows.iter_slices(1):
                also, what = spoil(canvas, row)
                canvas.expect(also, _PROGRAMMES, int(row[HANDLE][0]), what)
            canvas.expect_group(rule, _PROGRAMMES, group["label"], f"+{_TABLE}; {what}")
            planted += 1
        return planted

    return Custom(rule, plant, first=True)


def _no_plan(canvas: Canvas, row: pl.DataFrame) -> tuple[str, str]:
    canvas.remove("plan", canvas.like("plan", row, _PLANS, WHICH))
    return "NIR-FRI-003", "-plan"


def _few_hours(canvas: Canvas, row: pl.DataFrame) -> tuple[str, str]:
    canvas.write(_PROGRAMMES, int(row[HANDLE][0]), "timer_per_uke", "20")
    return "NIR-INN-002", f"{_PROGRAMMES}.timer_per_uke"


PLANTERS: tuple[Planter, ...] = (
    _in_order("TSY-NIR-001", _DECISION, 0.1, "plain AND n_programmes = 1 AND i_days > 100", _no_plan),
    _breach("TSY-NIR-002", _DECISION),
    _in_order("TSY-NIR-003", _FULL_TIME, 0.2, "plain AND n_programmes = 1", _few_hours),
    _breach("TSY-NIR-004", _FULL_TIME),
    Cells("TSY-FUN-001", _TABLE, _CLEAR, {"forelopig_funn": "'Lovbrudd'"}),
    Cells("TSY-FUN-002", _TABLE, _CLEAR, {"endelig_funn": "NULL"}),
    Cells("TSY-FUN-003", _TABLE, _CLEAR, {"endelig_dato": "NULL", "forelopig_dato": "NULL"}),
    Cells("TSY-FUN-004", _TABLE, _CLEAR, {"endelig_dato": "forelopig_dato - INTERVAL '5 days'"}),
    Cells("TSY-FUN-005", _TABLE, _OPEN, {"endelig_dato": "NULL", "endelig_funn": "NULL"}),
    Cells("TSY-FUN-006", _TABLE, _BROKEN, {"rettet_dato": "NULL"}),
    Cells("TSY-FUN-007", _TABLE, _BROKEN, {"forelopig_funn": "'Ingen lovbrudd'"}),
    Cells("TSY-FUN-008", _TABLE, _BROKEN, {"rettet_dato": "forelopig_dato - INTERVAL '5 days'"}),
    Cells("TSY-KOD-001", _TABLE, _CLEAR, {"tema": "'Lokaler'"}),
    Cells("TSY-KOD-002", _TABLE, _CLEAR, {"forelopig_funn": "'Avventer'"}),
    Cells("TSY-KOD-003", _TABLE, _CLEAR, {"endelig_funn": "'Avventer'"}),
    Cells("TSY-KOD-004", _TABLE, _CLEAR, {"kommunenummer": "'9999'"}),
    Added("TSY-DUB-001", _TABLE, _CLEAR, {}, copy=True, on_both=True),
    Added("TSY-DUB-002", _TABLE, _CLEAR, _KEY, copy=True, on_both=True),
)
UNPLANTED: dict[str, str] = {}
