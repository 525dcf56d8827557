"""Surveys that the register contradicts: more answers or fewer asked than took part, and plans."""

from __future__ import annotations

import polars as pl

from auditor.sample.neighbours.undersokelse.surveys import PARTICIPANTS, YEARS
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.neighbours.certainty import enough
from auditor.sample.planting.specs import Custom, Planter
from auditor.sample.planting.views import HANDLE, WHICH, WHO

_SURVEYS, _ANSWERS, _PROGRAMMES = "undersokelse", "svar", "introduksjonsprogram"
_YEAR = YEARS[0]
_ACTIVE = f"start_dato <= DATE '{_YEAR}-10-01' AND COALESCE(slutt_dato, DATE '2024-12-31') >= DATE '{_YEAR}-10-01'"
_PLANS = "plantype IN ('Integreringsplan', 'Individuell plan')"
_LEAST, _MANY = 10, 20
_WITHOUT, _OTHERS = 0.25, 10
"""The share without a plan that is told, and how many times as many programmes a municipality has in all then."""


def _asked(canvas: Canvas) -> pl.DataFrame:
    """The survey of the year that the register knows, by municipality, with the ``active`` participants and all
    programmes (``every``); those that are in use already are left out."""
    programmes = canvas.views[_PROGRAMMES].select("kommunenummer", "start_dato", "slutt_dato", HANDLE)
    sizes = programmes.group_by("kommunenummer").agg(
        pl.sql_expr(_ACTIVE).sum().cast(pl.Int64).alias("active"), pl.len().cast(pl.Int64).alias("every")
    )
    rows = canvas.views[_SURVEYS].filter(pl.col("undersokelse") == PARTICIPANTS, pl.col("aar") == _YEAR)
    free = canvas.free(_SURVEYS, rows)
    return free.join(sizes, on="kommunenummer", how="inner").sort("active", "kommunenummer")


def _answers(canvas: Canvas, place: str) -> pl.DataFrame:
    """The answers of a municipality, those without a plan first."""
    rows = canvas.views[_ANSWERS].filter(pl.col("kommunenummer") == place, pl.col("aar") == _YEAR)
    return canvas.free(_ANSWERS, rows).sort(pl.col("plan") == "Ja", HANDLE)


def _taken(canvas: Canvas, rule: str, row: dict[str, object]) -> None:
    canvas.begin(rule)
    canvas.use(_SURVEYS, pl.DataFrame({HANDLE: [row[HANDLE]], WHO: [-1]}))


def _too_many(canvas: Canvas, count: int) -> int:
    """More answers than there were participants, and than there are rows of them."""
    rule = "UND-DEL-005"
    rows = _asked(canvas).head(count)
    for row in rows.iter_rows(named=True):
        _taken(canvas, rule, row)
        for field in ("invitert", "svart"):
            canvas.write(_SURVEYS, row[HANDLE], field, row["active"] + 3)
        canvas.expect(rule, _SURVEYS, row[HANDLE], f"{_SURVEYS}.svart")
        label = f"kommunenummer {row['kommunenummer']}, aar {_YEAR}"
        canvas.expect_group("UND-DEL-004", _SURVEYS, label, f"{_SURVEYS}.svart")
    return rows.height


def _too_few(canvas: Canvas, count: int) -> int:
    """Only half the participants were invited; the answers of the others are gone."""
    rule = "UND-DEL-006"
    rows = _asked(canvas).filter(pl.col("active") >= _LEAST).head(count)
    for row in rows.iter_rows(named=True):
        _taken(canvas, rule, row)
        place = pl.col("kommunenummer") == row["kommunenummer"]
        # all that the count of participants rests on belongs to the error
        canvas.use(_PROGRAMMES, canvas.views[_PROGRAMMES].filter(place, pl.sql_expr(_ACTIVE)))
        half = row["active"] // 2
        gone = _answers(canvas, row["kommunenummer"]).head(max(row["svart"] - half, 0))
        canvas.use(_ANSWERS, gone)
        canvas.remove(_ANSWERS, gone[HANDLE].to_list())
        canvas.write(_SURVEYS, row[HANDLE], "invitert", half)
        canvas.write(_SURVEYS, row[HANDLE], "svart", min(half, row["svart"]))
        canvas.expect(rule, _SURVEYS, row[HANDLE], f"{_SURVEYS}.invitert; -{_ANSWERS}")
    return rows.height


def _lost_plans(canvas: Canvas, count: int) -> int:
    """Participants say that they have plans, and the register has lost many of those in force before 2017."""
    rule, planted = "UND-DEL-008", 0
    for row in _asked(canvas).filter(pl.col("active") >= _LEAST, pl.col("svart") >= _LEAST).iter_rows(named=True):
        needed = enough(row["active"], _WITHOUT)
        place = pl.col("kommunenummer") == row["kommunenummer"]
        of_place = canvas.views[_PROGRAMMES].filter(place, pl.sql_expr(_ACTIVE))
        free = canvas.free(_PROGRAMMES, of_place, "plain AND n_programmes = 1 AND i_days > 100").head(needed)
        if planted == count or free.height < needed or row["every"] < _OTHERS * needed:
            continue
        _taken(canvas, rule, row)
        given = _answers(canvas, row["kommunenummer"])
        canvas.use(_ANSWERS, given)
        canvas.use(_PROGRAMMES, free)
        for answer in given[HANDLE].to_list():
            canvas.write(_ANSWERS, answer, "plan", "Ja")
        for programme in free.iter_slices(1):
            canvas.remove("plan", canvas.like("plan", programme, _PLANS, WHICH))
        canvas.expect_group(rule, _PROGRAMMES, f"kommunenummer {row['kommunenummer']}", f"{_ANSWERS}.plan; -plan")
        planted += 1
    return planted


def _unknown_plans(canvas: Canvas, count: int) -> int:
    """The register has the plans, and none of the participants knows of one."""
    rule = "UND-DEL-010"
    rows = _asked(canvas).filter(pl.col("active") >= _MANY, pl.col("svart") >= _LEAST).reverse().head(count)
    for row in rows.iter_rows(named=True):
        _taken(canvas, rule, row)
        given = _answers(canvas, row["kommunenummer"])
        canvas.use(_ANSWERS, given)
        for answer in given[HANDLE].to_list():
            canvas.write(_ANSWERS, answer, "plan", "Nei")
            canvas.write(_ANSWERS, answer, "plan_innhold", None)
            canvas.write(_ANSWERS, answer, "plan_folger", None)
        canvas.expect_group(rule, _PROGRAMMES, f"kommunenummer {row['kommunenummer']}", f"{_ANSWERS}.plan")
    return rows.height


PLANTERS: tuple[Planter, ...] = (
    Custom("UND-DEL-010", _unknown_plans, first=True),
    Custom("UND-DEL-008", _lost_plans, first=True),
    Custom("UND-DEL-006", _too_few),
    Custom("UND-DEL-005", _too_many),
)
