"""How the values of a field are spread: quantiles, the most common ones, heaps, outliers, and dates that cluster.

Everything follows from how often each value occurs, so one scan of one column is enough.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from auditor.engine.prepare import Preparation
from auditor.model.table import FieldType
from auditor.results.profile.completeness import Cells

NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL)
VALUE, COUNT = "value", "count"
LEAST_HEAP = 10
"""Fewer equal values are no heap, whatever stands around them."""
HEAP_TIMES = 5.0
"""How many times as often as its neighbours a value must occur to be a heap."""
HEAP_SHARE = 0.01
"""And in which share of the cells at least."""
NEIGHBOURS = 10
"""Steps on either side that a value is held against."""
FENCE = 3.0
"""Interquartile ranges beyond the quartiles from which on a value is far out (Tukey 1977)."""
CLUSTER_TIMES, LEAST_CLUSTER = 3.0, 20
"""How many times as many dates as chance would put there, and how many at least, make a cluster."""
DAYS_IN_YEAR = 365.2425
MONTHS = (1, 12, 24, 60, 120, 1200)
"""In how many months dates may be drawn together."""


@dataclass(frozen=True, slots=True)
class Heap:
    """A value that occurs far more often than its neighbours, which let ``expected`` occurrences be expected."""

    value: float
    count: int
    expected: float


@dataclass(frozen=True, slots=True)
class Outliers:
    """What lies below ``low`` and above ``high``, three interquartile ranges beyond the quartiles."""

    low: float
    high: float
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Dates on one kind of day (``new_year``, ``month_start``, ``month_end``): how many, and as many by chance."""

    kind: str
    count: int
    expected: float

    @property
    def marked(self) -> bool:
        """Whether there are far more than by chance."""
        return self.count >= LEAST_CLUSTER and self.count >= CLUSTER_TIMES * self.expected


@dataclass(frozen=True, slots=True)
class Bin:
    """Values from ``start`` to ``stop`` (exclusive; inclusive where both are equal); None: open on that side."""

    start: Any
    stop: Any
    count: int
    heaps: tuple[Heap, ...] = ()
    outlying: bool = False


@dataclass(frozen=True)
class Distribution:
    """The readable values of a field.

    ``values``: one row a value, in their order; columns ``value`` (typed) and ``count`` (Int64).
    """

    table: str
    field: str
    type: FieldType
    values: pl.DataFrame

    @cached_property
    def count(self) -> int:
        """Cells with a value."""
        return int(self.values[COUNT].sum())

    @property
    def distinct(self) -> int:
        """Different values."""
        return self.values.height

    @cached_property
    def _moments(self) -> tuple[float | None, float | None]:
        """Mean and standard deviation; that of booleans, as of a 0/1 variable, is the share that is true."""
        if not self.count or self.type not in (*NUMBERS, FieldType.BOOLEAN):
            return None, None
        value, count = self.values[VALUE].cast(pl.Float64), self.values[COUNT]
        mean = float((value * count).sum()) / self.count
        squares = float((((value - mean) ** 2) * count).sum())
        return mean, math.sqrt(squares / (self.count - 1)) if self.count > 1 else None

    @property
    def mean(self) -> float | None:
        """The mean; of booleans, the share that is true."""
        return self._moments[0]

    @property
    def sd(self) -> float | None:
        """The standard deviation of a sample (n - 1)."""
        return self._moments[1]

    def quantile(self, share: float) -> Any:
        """The smallest value that at least ``share`` of the cells do not exceed: an observed one."""
        if not self.count:
            return None
        reached = self.values[COUNT].cum_sum()
        place = int(reached.search_sorted(max(math.ceil(share * self.count), 1), side="left"))
        return self.values[VALUE][min(place, self.values.height - 1)]

    def common(self, most: int) -> list[tuple[Any, int]]:
        """The most common values with their counts."""
        return list(self.values.sort(COUNT, VALUE, descending=[True, False]).head(most).iter_rows())

    # Numbers

    @cached_property
    def step(self) -> float:
        """How fine the numbers are looked at: 1, or a power of ten that fits how far they are spread."""
        spread = float((self.quantile(0.9) or 0) - (self.quantile(0.1) or 0))
        return 10.0 ** max(math.floor(math.log10(spread / 100)), 0) if spread > 0 else 1.0

    @cached_property
    def heaps(self) -> tuple[Heap, ...]:
        """Values that occur far more often than those within NEIGHBOURS steps, the greatest heap first.

        A zero is no heap: it is nothing at all as often as a number.
        """
        if self.type not in NUMBERS or self.count < LEAST_HEAP:
            return ()
        step = self.step
        steps = (
            self.values.with_columns((pl.col(VALUE).cast(pl.Float64) / step).round(0).cast(pl.Int64).alias("step"))
            .group_by("step")
            .agg(pl.col(COUNT).sum().alias("all"), pl.col(VALUE).sort_by(COUNT).last(), pl.col(COUNT).max())
            .sort("step")
        )
        around = steps.rolling(
            "step", period=f"{2 * NEIGHBOURS + 1}i", offset=f"-{NEIGHBOURS + 1}i", closed="right"
        ).agg(pl.col("all").sum().alias("around"))["around"]
        found = (
            steps.with_columns(((around - steps["all"]) / (2 * NEIGHBOURS)).alias("expected"))
            .filter(
                pl.col(VALUE) != 0,
                pl.col(COUNT) >= max(LEAST_HEAP, HEAP_SHARE * self.count),
                pl.col(COUNT) >= HEAP_TIMES * pl.col("expected"),
            )
            .sort(COUNT, VALUE, descending=[True, False])
        )
        if found.height > self.distinct / 4:
            return ()  # where values stand far apart by nature, each would be a heap
        return tuple(
            Heap(float(value), count, expected)
            for value, count, expected in found.select(VALUE, COUNT, "expected").iter_rows()
        )

    @cached_property
    def outliers(self) -> Outliers | None:
        """What is far out; None where half of the values are equal, so that there is no range to measure by."""
        if self.type not in NUMBERS or not self.count:
            return None
        low, high = float(self.quantile(0.25)), float(self.quantile(0.75))
        spread = high - low
        if spread <= 0:
            return None
        low, high = low - FENCE * spread, high + FENCE * spread
        value, count = self.values[VALUE], self.values[COUNT]
        return Outliers(low, high, int(count.filter(value < low).sum()), int(count.filter(value > high).sum()))

    # Dates

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """How many dates lie on 1 January, on the first and on the last day of a month."""
        if self.type is not FieldType.DATE or not self.count:
            return ()
        days, count = self.values[VALUE], self.values[COUNT]
        first, last = days.dt.day() == 1, days.dt.month_end() == days
        new_year = first & (days.dt.month() == 1)
        kinds = (("new_year", new_year, 1), ("month_start", first, 12), ("month_end", last, 12))
        return tuple(
            Cluster(kind, int(count.filter(where).sum()), self.count * often / DAYS_IN_YEAR)
            for kind, where, often in kinds
        )

    # To be drawn

    def bins(self, most: int = 24) -> list[Bin]:
        """Numbers in steps that a person would choose, dates by year or month; nothing for other types."""
        if not self.count:
            return []
        if self.type in NUMBERS:
            return self._number_bins(most)
        return self._date_bins(most) if self.type is FieldType.DATE else []

    def _number_bins(self, most: int) -> list[Bin]:
        fences = self.outliers
        inside = self.values
        if fences is not None:
            inside = inside.filter(pl.col(VALUE).is_between(fences.low, fences.high))
        low, high = float(inside[VALUE].min()), float(inside[VALUE].max())  # type: ignore[arg-type]
        width = _nice((high - low) / max(most - 2, 1))
        start = math.floor(low / width) * width
        found: list[Bin] = []
        if fences is not None and fences.below:
            found.append(Bin(None, start, fences.below, outlying=True))
        counts = dict(
            inside.group_by(((pl.col(VALUE).cast(pl.Float64) - start) / width).floor().cast(pl.Int64).alias("bin"))
            .agg(pl.col(COUNT).sum())
            .iter_rows()
        )
        for place in range(max(counts) + 1):
            begin, end = start + place * width, start + (place + 1) * width
            heaps = tuple(each for each in self.heaps if begin <= each.value < end)
            found.append(Bin(begin, end, counts.get(place, 0), heaps))
        if fences is not None and fences.above:
            found.append(Bin(found[-1].stop, None, fences.above, outlying=True))
        return found

    def _date_bins(self, most: int) -> list[Bin]:
        least, greatest = self.values[VALUE][0], self.values[VALUE][-1]
        months = (greatest.year - least.year) * 12 + greatest.month - least.month + 1
        width = next((each for each in MONTHS if months <= each * most), MONTHS[-1])
        month = pl.col(VALUE).dt.year() * 12 + pl.col(VALUE).dt.month() - 1
        counts = dict(self.values.group_by(month // width * width).agg(pl.col(COUNT).sum()).iter_rows())
        return [
            Bin(_month(place), _month(place + width), counts.get(place, 0))
            for place in range(min(counts), max(counts) + 1, width)
        ]


def distribution(prepared: Preparation, table: str, field: str, municipalities: tuple[str, ...] = ()) -> Distribution:
    """The distribution of one field, in some municipalities or in all."""
    cells = Cells(prepared, table, municipalities)
    described = cells.described.field(field)
    assert described is not None
    counts = (
        cells.frame(())
        .select(pl.col(field).alias(VALUE))
        .drop_nulls()
        .group_by(VALUE)
        .agg(pl.len().cast(pl.Int64).alias(COUNT))
        .collect(engine=prepared.engine(table))
        .sort(VALUE)
    )
    return Distribution(table, field, described.type, counts)


def _nice(width: float) -> float:
    """The next width of 1, 2, 2.5 or 5 times a power of ten; at least 1."""
    if width <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    steps: Sequence[float] = (1, 2, 2.5, 5, 10)
    return next(step * power for step in steps if step * power >= width)


def _month(number: int) -> dt.date:
    """The first day of a month that is counted from year 0."""
    return dt.date(number // 12, number % 12 + 1, 1)
