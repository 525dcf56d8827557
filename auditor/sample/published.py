"""The gaps that the reports tell of, planted as known errors, as many as they tell of.

A published figure is one of two things. Where it describes a lawful state, an extract without errors shows it: who the
participants were, how long they stayed, that training in centres was only an offer before September 2018 (so that six
in ten have no hours), that some need no test. Where the law demands what the figure says is missing, only an extract
with errors can show it: a fifth of the ended programmes with a cause but without usable dates (seed-000 L800),
settlements later than twelve months after the permit (seed-004a L3156-3166), tracks not told (seed-002 L2994), tests
never taken or sent (seed-000 L803), hours that were given and never registered and were then read as nought (seed-000
L755-763). Those are planted here, each listed as any other error, and unevenly: registration is a habit of the
municipality (:data:`HABIT`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from auditor.sample.draws import Bools, Floats
from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.registry import PLANTERS
from auditor.sample.planting.specs import Cells, distinct, plant
from auditor.sample.planting.views import HANDLE, WHO
from auditor.sample.practice import position

WITHOUT_DAYS = 0.2
"""Ended programmes with a cause but no usable start: 20.3 per cent of those that seed-000 counts (L800: 2 917 of
14 359), who are neither dead nor gone."""
WITHOUT_HOURS = 0.055
"""Completed training without hours; ours, since the reports read them as nought and do not count them."""
WITHOUT_TESTS = 0.06
"""Completed training without the tests the law demands. A third of those whom seed-000 counts have no result (L803);
two thirds of these have a lawful reason in the extract."""
WITHOUT_TRACK = 0.05
"""Training whose track is not known (seed-002 L2994)."""
UNREGISTERED_HOSTS = 0.04
"""Host municipalities that leave out a third of a year's hours, as a share of all their years; ours."""
LATE = {2011: 0.07, 2012: 0.08, 2013: 0.17, 2014: 0.23, 2015: 0.22, 2016: 0.05, 2017: 0.03, 2018: 0.03, 2019: 0.01}
"""Settled from a centre more than twelve months after the permit, by year of settlement (seed-004a L3156-3166)."""
HABIT = (0.4, 1.6)
"""Times the usual share of gaps, from the best municipality to the worst; spread evenly."""
_LATE_DAYS = 375
_FROM_CENTRES = "s_by NOT IN ('Overføringsflyktning', 'Familieinnvandring') AND p_oppholdsgrunnlag <> '§ 34'"


def plant_published(canvas: Canvas) -> None:
    """Plant them all; those that need whole groups of rows first."""
    taught = canvas.views["asylnorsk"].select("vertskommune", "start_dato")
    hosts = taught.select("vertskommune", pl.col("start_dato").dt.year()).n_unique()
    plant(canvas, PLANTERS["NIR-ASY-012"], round(hosts * UNREGISTERED_HOSTS))
    _plant(canvas, "NIR-DAT-001", WITHOUT_DAYS, "slutt_dato IS NOT NULL")
    for year, share in LATE.items():
        _plant(canvas, "BOS-BOS-008", share, f"{_FROM_CENTRES} AND EXTRACT(YEAR FROM bosettingsdato) = {year}", _late)
    _plant(canvas, "NIR-NOR-032", WITHOUT_TRACK, "start_dato < DATE '2021-01-01'")
    _plant(canvas, "PRO-KRA-001", WITHOUT_TESTS, "status = 'Fullført'", _untested)
    _plant(canvas, "NIR-NOR-006", WITHOUT_HOURS, "status = 'Fullført'")


Change = Callable[[Canvas, Mapping[str, object]], str]


def _plant(canvas: Canvas, rule: str, share: float, of: str, change: Change | None = None) -> None:
    """Plant a rule's error in so large a share of the rows ``of``, more in some municipalities than in others."""
    planter = PLANTERS[rule]
    if not isinstance(planter, Cells):
        raise TypeError(rule)
    view = canvas.views[planter.table]
    wanted = round(view.filter(pl.sql_expr(of)).height * share)
    rows = distinct(canvas.candidates(rule, planter.table, f"({of}) AND ({_WHERE.get(rule, planter.where)})"))
    if not wanted or not rows.height:
        return
    rows = rows.filter(_drawn(rows, wanted))
    make = change or _blank(planter)
    for one in rows.iter_slices(1):
        canvas.begin(rule)
        canvas.use(planter.table, one)
        row = one.row(0, named=True)
        canvas.expect(rule, planter.table, row[HANDLE], make(canvas, row))


def _drawn(rows: pl.DataFrame, wanted: int) -> pl.Series:
    """Which rows to take; they come in random order, so those of one municipality are taken from the top."""
    place = rows["kommunenummer"].fill_null("")
    habit = {code: HABIT[0] + (HABIT[1] - HABIT[0]) * position(f"gaps {code}") for code in place.unique()}
    weight: Floats = np.array([habit[code] for code in place])
    share = np.minimum(weight * wanted / weight.sum(), 1.0)
    for _ in range(8):
        share = np.minimum(share * wanted / share.sum(), 1.0)
    counted = pl.DataFrame({"place": place, "share": share}).with_columns(
        pl.int_range(pl.len()).over("place").alias("rank"), pl.col("share").sum().over("place").alias("here")
    )
    luck = np.array([position(f"rounding {code}") for code in place])
    taken: Bools = counted["rank"].to_numpy() < np.floor(counted["here"].to_numpy() + luck)
    return pl.Series(taken)


def _blank(planter: Cells) -> Change:
    """Leave a row's cells empty."""

    def change(canvas: Canvas, row: Mapping[str, object]) -> str:
        for name in planter.set:
            canvas.write(planter.table, int(str(row[HANDLE])), name, None)
        return "; ".join(f"{planter.table}.{name}" for name in planter.set)

    return change


def _untested(canvas: Canvas, row: Mapping[str, object]) -> str:
    """Leave out the tests of Norwegian."""
    who = pl.DataFrame({WHO: [row[WHO]]}, schema={WHO: pl.Int64})
    canvas.remove("prove", canvas.like("prove", who, "provetype = 'Norskprøve'"))
    return "-prove"


def _late(canvas: Canvas, row: Mapping[str, object]) -> str:
    """Date the permit back, so that settlement came late."""
    settled = row["bosettingsdato"]
    assert isinstance(settled, dt.date)
    canvas.write("person", int(str(row[WHO])), "tillatelse_dato", settled - dt.timedelta(days=_LATE_DAYS))
    return "person.tillatelse_dato"


_WHERE = {
    "BOS-BOS-008": (
        "dead IS NULL AND bosettingstype = 'Fra mottak' AND p_oppholdsgrunnlag IN ('§ 28', '§ 38')"
        f" AND p_innreise_dato < bosettingsdato - INTERVAL '{_LATE_DAYS + 2} days'"
        f" AND p_soknad_dato < bosettingsdato - INTERVAL '{_LATE_DAYS + 2} days'"
        " AND bosettingsdato - p_tillatelse_dato > INTERVAL '185 days'"
        " AND (p_age BETWEEN 3 AND 15 OR p_age BETWEEN 19.1 AND 53.9)"
    ),
}
"""Wider choices of rows than the planters make, where a figure needs them."""
