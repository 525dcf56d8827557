"""Municipalities whose causes of ending agree badly with the registers."""

from __future__ import annotations

import datetime as dt

import polars as pl

from auditor.sample.planting.canvas import Canvas
from auditor.sample.planting.lost_rows import pools
from auditor.sample.planting.neighbours.certainty import enough
from auditor.sample.planting.neighbours.utfall.endings import KNOWN, NO_JOB, NO_WAGE, TABLE, TO_WORK
from auditor.sample.planting.specs import Custom, Planter, without_rows
from auditor.sample.planting.views import HANDLE

_LEAST, _LEAST_COMPARED = 20, 10
"""Rows that a verdict needs, of agreement and of practice."""
_MOST = 0.05
_FREE = 0.5
"""Share of a municipality's rows that may be changed, at least."""
_COMPARED = 5


def _too_many(canvas: Canvas, count: int) -> int:
    """So many of a municipality and year who ended to work have neither job nor wage; each is a finding, too."""
    rule = "UTF-KOM-001"
    year = pl.col("slutt_dato").dt.year().alias("aar")
    ended = canvas.views[TABLE].filter(pl.sql_expr(f"{KNOWN} AND avslutningsarsak IS NOT NULL"))
    last = dt.date(2024, 8, 31)
    ended = ended.filter(pl.col("slutt_dato") <= last).with_columns(year)
    free = canvas.free(TABLE, ended, TO_WORK + " AND utfall_spells IS NULL")
    planted = 0
    for place in free.group_by("kommunenummer").len().sort("len", "kommunenummer")["kommunenummer"].to_list():
        sizes = dict(ended.filter(pl.col("kommunenummer") == place).group_by("aar").len().iter_rows())
        for years, size in pools(sizes, _LEAST, 2):
            of_years = free.filter(
                pl.col("kommunenummer") == place, pl.col("aar").is_between(years[0], years[-1])
            ).sort(HANDLE)
            needed = enough(size, _MOST)
            if planted == count or size < _LEAST or of_years.height < needed:
                continue
            canvas.begin(rule)
            rows = of_years.head(needed)
            canvas.use(TABLE, rows)
            for row in rows.iter_slices(1):
                without_rows(canvas, row, (NO_JOB, NO_WAGE))
                canvas.expect("UTF-AVS-001", TABLE, int(row[HANDLE][0]), "-arbeidsforhold; -inntekt")
            label = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
            canvas.expect_group(rule, TABLE, f"kommunenummer {place}, slutt_aar {label}", "-arbeidsforhold; -inntekt")
            planted += 1
            break
    return planted


def _other_practice(canvas: Canvas, count: int) -> int:
    """Most of those at work after the programme in a municipality have another cause; each is a finding, too."""
    rule = "UTF-KOM-002"
    employed = canvas.views[TABLE].filter(pl.sql_expr(f"{KNOWN} AND avslutningsarsak = 'Arbeid'"))
    free = canvas.free(TABLE, employed, TO_WORK)
    sizes = employed.group_by("kommunenummer").agg(pl.len().alias("all")).filter(pl.col("all") >= _LEAST_COMPARED)
    fitting = sizes.join(free.group_by("kommunenummer").agg(pl.len().alias("free")), on="kommunenummer")
    groups = fitting.filter(pl.col("free") >= _FREE * pl.col("all")).sort("all", "kommunenummer")
    groups = groups.head(min(count, max(1, sizes.height // 10)) if sizes.height >= _COMPARED else 0)
    for place in groups["kommunenummer"].to_list():
        canvas.begin(rule)
        rows = free.filter(pl.col("kommunenummer") == place).sort(HANDLE)
        canvas.use(TABLE, rows)
        for row in rows[HANDLE].to_list():
            canvas.write(TABLE, row, "avslutningsarsak", "Ikke arbeidssøker")
            canvas.write(TABLE, row, "hovedaktivitet", "Annet")
            canvas.expect("UTF-AVS-004", TABLE, row, f"{TABLE}.avslutningsarsak")
        canvas.expect_group(rule, TABLE, f"kommunenummer {place}", f"{TABLE}.avslutningsarsak")
    return groups.height


PLANTERS: tuple[Planter, ...] = (
    Custom("UTF-KOM-002", _other_practice, first=True),
    Custom("UTF-KOM-001", _too_many, first=True),
)
