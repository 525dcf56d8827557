"""The tables of municipalities: all of them, or by county."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor import results
from auditor.results.rates import LEAST_PERSONS, judged, with_interval
from auditor.tui.notes import waived_column, with_waived
from auditor.tui.source import Column, FrameSource, Sort
from auditor.tui.values import count_column, decimal, text_column

if TYPE_CHECKING:
    from auditor.locale import Translator
    from auditor.tui.session import Session

HEAT = 8
"""Cells of the bar that shows findings per hundred persons."""
FEW = -1.0
"""Stands for a rate that is not told because there are too few persons."""
CLOSED, OPEN = "▸", "▾"
"""Signs of a county whose municipalities are hidden, and shown."""
COUNTED = ("rows", "persons", "fatal", "error", "warning", "info", "findings", "waived", "checked", "found")


def heat(value: Any, most: float) -> str:
    """A bar as long as the value is near ``most``; the few above it, which would dwarf all others, are cut there."""
    if not value or value < 0 or most <= 0:
        return ""
    return "▪" * max(min(round(HEAT * float(value) / most), HEAT), 1)


def named(session: Session, municipalities: pl.DataFrame) -> pl.DataFrame:
    """The municipalities with words where there is no name: for unknown numbers, and for rows that name none."""
    t = session.t
    return municipalities.with_columns(
        pl.when(pl.col("municipality").is_null())
        .then(pl.lit(t("tui.municipalities.unnamed")))
        .otherwise(pl.col("name").fill_null(pl.lit(t("tui.municipalities.unknown"))))
        .alias("name")
    )


def rated() -> pl.Expr:
    """Findings per 100 persons; FEW where there are too few persons to tell a rate."""
    rate = pl.col("findings") * 100 / pl.col("persons")
    return (pl.when(pl.col("persons") >= LEAST_PERSONS).then(rate).when(pl.col("persons") > 0).then(pl.lit(FEW))).alias(
        "per_100"
    )


def rate_word(t: Translator) -> Callable[[Any], str]:
    """Writes rates; a word for one that is not told."""
    return lambda value: t("tui.municipalities.few") if value == FEW else decimal(t)(value)


def lines(session: Session) -> pl.DataFrame:
    """One row a municipality, those with the gravest findings first and numbers that were not valid last."""
    frame = named(session, results.municipalities(session.audit))
    frame = frame.join(judged(session.audit), on="municipality", how="left", nulls_equal=True, maintain_order="left")
    frame = frame.with_columns(
        pl.when(pl.col("valid")).then(pl.lit("")).otherwise(pl.lit("!")).alias("sign"),
        pl.col("checked", "found").fill_null(0),
    )
    return with_waived(session, frame, "municipality").sort("valid", descending=True, maintain_order=True)


def municipalities_source(session: Session) -> FrameSource:
    """All municipalities."""
    frame = _shown(session, lines(session))
    return FrameSource(frame, columns(session, frame))


def _shown(session: Session, frame: pl.DataFrame) -> pl.DataFrame:
    """With rates, shares and their intervals as they are shown."""
    t = session.t
    frame = with_interval(frame.with_columns(rated()))
    intervals = [
        "" if low is None else _interval(t, low, high) for low, high in frame.select("low", "high").iter_rows()
    ]
    return frame.with_columns(pl.Series("interval", intervals, dtype=pl.String), pl.col("per_100").alias("heat"))


def _interval(t: Translator, low: float, high: float) -> str:
    """Two shares as per cent, with as many decimals as it takes to tell small ones from none."""
    digits = next((digits for digits, least in enumerate((0.005, 0.0005), 1) if high >= least), 3)
    return t("tui.municipalities.interval", low=t.decimal(100 * low, digits), high=t.percent(high, digits))


def columns(session: Session, frame: pl.DataFrame) -> tuple[Column, ...]:
    """The columns of a list of municipalities."""
    t = session.t
    high = frame.filter(pl.col("per_100") >= 0)["per_100"].quantile(0.9) or 0.0
    return (
        text_column(t, "sign", "tui.column.valid", frozen=True, tone=lambda v: "warning" if v == "!" else ""),
        text_column(t, "municipality", "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "name", "tui.column.name", frozen=True, first=True, expand=True, limit=24),
        text_column(t, "county", "tui.column.county", wide=True, limit=18, tone=lambda v: "muted"),
        count_column(t, "persons", "tui.column.persons"),
        count_column(t, "fatal", "tui.column.fatal", "fatal"),
        count_column(t, "error", "tui.column.error", "error"),
        count_column(t, "warning", "tui.column.warning", "warning"),
        count_column(t, "info", "tui.column.info", "info", wide=True),
        count_column(t, "findings", "tui.column.findings"),
        *waived_column(session),
        text_column(
            t,
            "per_100",
            "tui.column.per_100",
            rate_word(t),
            numeric=True,
            tone=lambda v: "muted" if v == FEW else "",
        ),
        text_column(
            t,
            "heat",
            "tui.column.heat",
            lambda v: heat(v, high),
            wide=True,
            drawn=True,
            limit=HEAT + 2,
            tone=lambda v: "warning",
        ),
        text_column(t, "interval", "tui.column.interval", wide=True, limit=16, tone=lambda v: "muted"),
    )


# By county


class CountySource(FrameSource):
    """Counties with the municipalities of those that are open; sorted, a county keeps its municipalities below it."""

    def _sorting(self, sorts: Sequence[Sort]) -> tuple[list[pl.Expr], list[bool]]:
        of_county = pl.col("level") == 0
        keys, descending = [pl.col("apart")], [False]
        for each in sorts:
            keys.append(self._sort_key(each.column).filter(of_county).first().over("group"))
            descending.append(each.descending)
        keys += [pl.col("group"), pl.col("level")]
        descending += [False, False]
        for each in sorts:
            keys.append(self._sort_key(each.column))
            descending.append(each.descending)
        return keys, descending


def counties_source(session: Session, opened: Collection[str]) -> CountySource:
    """One row a county, with its municipalities below it if it is ``opened``; numbers not valid at their dates apart.

    Persons are counted in each municipality they have a record in, so that a county's sum may count some twice.
    """
    t = session.t
    frame = lines(session)
    invalid = t("tui.municipalities.invalid_group")
    group = (
        pl.when(pl.col("municipality").is_null())
        .then(pl.lit(t("tui.municipalities.unnamed")))
        .when(~pl.col("valid"))
        .then(pl.lit(invalid))
        .otherwise(pl.col("county").fill_null(pl.lit(invalid)))
        .alias("group")
    )
    frame = frame.with_columns(group, pl.lit(1, dtype=pl.Int8).alias("level"))
    frame = frame.with_columns((~pl.col("valid") | pl.col("municipality").is_null()).alias("apart"))
    sums = frame.group_by("group", maintain_order=True).agg(
        pl.col("apart").first(), pl.len().cast(pl.Int64).alias("members"), *(pl.col(name).sum() for name in COUNTED)
    )
    signs = [OPEN if name in opened else CLOSED for name in sums["group"]]
    heads = sums.with_columns(
        pl.Series("sign", signs, dtype=pl.String),
        pl.lit(None, dtype=pl.String).alias("municipality"),
        pl.format("{} ({})", "group", "members").alias("name"),
        pl.col("group").alias("county"),
        pl.lit(0, dtype=pl.Int8).alias("level"),
    )
    members = frame.filter(pl.col("group").is_in(list(opened))).with_columns(pl.format("  {}", "name").alias("name"))
    both = pl.concat([heads, members.with_columns(pl.lit(None, pl.Int64).alias("members"))], how="diagonal_relaxed")
    shown = _shown(session, both)
    source = CountySource(shown, [each for each in columns(session, shown) if each.name != "county"])
    order = [Sort(name, True) for name in ("fatal", "error", "warning", "findings")]
    keys, descending = source._sorting(order)
    ordered = shown.sort(keys, descending=descending, nulls_last=True, maintain_order=True)
    return CountySource(ordered, source.columns)


def county_members(session: Session, group: str) -> FrameSource:
    """The municipalities of one group of :func:`counties_source`."""
    frame = counties_source(session, [group]).frame.filter(pl.col("group") == group, pl.col("level") == 1)
    frame = frame.with_columns(pl.col("name").str.strip_chars_start())
    return FrameSource(frame, columns(session, frame))
