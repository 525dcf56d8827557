"""Monthly payments in A-ordningen: introduction benefit at the end of a programme, and wages in the months after it."""

from __future__ import annotations

import polars as pl

from auditor.rulesets import load
from auditor.sample.draws import Draws
from auditor.sample.neighbours.neighbour import Surroundings
from auditor.sample.neighbours.utfall.jobs import WORK, living

_FULL_WAGE = 320
"""Kroner a month for each per cent of a position."""
_BENEFITS = 0.1
"""Share of months with taxable benefits in the amount."""
_BENEFIT = 2_000.0
_SHARES = (0.7, 0.2, 0.1)
_PAID = (1.0, 0.95, 0.75)
"""How much of the full benefit is paid, after absence without leave."""
_YOUNG = 25
FIRST = pl.date(2015, 1, 1)
"""When A-ordningen began."""


def income(draws: Draws, around: Surroundings, employed: pl.DataFrame) -> pl.DataFrame:
    """One row a person and month: the last four of a programme, and from an end to work until three months on."""
    people = living(around.tables, around.until)
    programmes = around.tables["introduksjonsprogram"].select(
        "person_id", "start_dato", "slutt_dato", "avslutningsarsak"
    )
    programmes = programmes.join(people, on="person_id", how="inner", maintain_order="left")
    paid = pl.concat([_benefit(draws, programmes, around), _wages(draws, programmes, employed, around)], how="diagonal")
    summed = paid.group_by("person_id", "maaned").agg(
        *(
            pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
            for name in ("lonn", "skattepliktige_ytelser")
        ),
        pl.col("introduksjonsstonad").max(),  # two programmes in a month give one benefit
    )
    return summed.with_columns(pl.col("lonn").fill_null(0.0)).sort("person_id", "maaned")


def _months(rows: pl.DataFrame, first: pl.Expr, last: pl.Expr) -> pl.DataFrame:
    """A row for each month from the one to the other, as its first day."""
    spread = rows.with_columns(pl.date_ranges(first, last, "1mo").alias("maaned"))
    return spread.filter(pl.col("maaned").list.len() > 0).explode("maaned").filter(pl.col("maaned") >= FIRST)


def _benefit(draws: Draws, programmes: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    last = pl.col("slutt_dato").fill_null(around.until).dt.month_start()
    first = pl.max_horizontal(last.dt.offset_by("-3mo"), pl.col("start_dato").dt.month_start())
    rows = _months(programmes, first, last)
    amounts = load("satser").parameters["grunnbelop"].values
    since = pl.DataFrame(
        {"g_from": [each.start for each in amounts], "g": [float(str(each.value)) for each in amounts]}
    ).with_columns(pl.col("g_from").fill_null(pl.date(1990, 1, 1)))
    rows = rows.with_row_index("place").sort("maaned", maintain_order=True)
    rows = rows.join_asof(since.sort("g_from"), left_on="maaned", right_on="g_from").sort("place")
    young = pl.col("maaned") < pl.col("fodselsdato").dt.offset_by(f"{_YOUNG}y")
    paid = pl.Series([_PAID[each] for each in draws.pick("benefit", rows.height, _SHARES)], dtype=pl.Float64)
    full = pl.col("g") / pl.when(young).then(9).otherwise(6)
    return rows.select("person_id", "maaned", (full * paid).floor().alias("introduksjonsstonad"))


def _wages(draws: Draws, programmes: pl.DataFrame, employed: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Wages of those who ended to work, in the months that an employment of theirs runs in."""
    ended = programmes.filter(pl.col("avslutningsarsak") == WORK, pl.col("slutt_dato").is_not_null())
    first = pl.col("slutt_dato").dt.month_start()
    rows = _months(ended, first, pl.min_horizontal(first.dt.offset_by("3mo"), pl.lit(around.until)))
    runs = employed.select(
        "person_id", pl.col("start_dato").alias("from"), pl.col("slutt_dato").alias("to"), "stillingsprosent"
    )
    rows = rows.join(runs, on="person_id", how="inner", maintain_order="left_right").filter(
        pl.col("from") <= pl.col("maaned").dt.month_end(), pl.col("to").is_null() | (pl.col("to") >= pl.col("maaned"))
    )
    more = pl.Series(draws.whole("wage", rows.height, 0, 3_000))
    wage = (pl.col("stillingsprosent") * _FULL_WAGE + more).round()
    with_benefits = pl.Series(draws.chance("wage with benefits", rows.height, _BENEFITS))
    return rows.select(
        "person_id",
        "maaned",
        wage.alias("lonn"),
        pl.when(with_benefits).then(pl.lit(_BENEFIT)).alias("skattepliktige_ytelser"),
    )
