"""How many rows of each table have a finding in each dimension, in all and by municipality, as may be shared.

A row counts once, however many rules of the dimension it breaks: Digdir's metrics are about *enheter*, not findings.
These numbers stand beside those of the other shared formats (:mod:`auditor.reports.shared_counts`), so they may not
tell what is hidden there. Rows with a finding are at most the findings of the rules of the dimension: where some of
these are hidden, the rows are told only if the shown ones reach them, and, of the whole table or one municipality, only
if no severity of these rules is hidden there. Then no hidden count has a bound that it would not have without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from auditor.model.vocabulary import Dimension, RuleStatus
from auditor.privacy.cells import is_small, suppress
from auditor.reports.shared_counts import SEVERITIES, MunicipalityCounts, RuleCounts, SharedCounts

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult


@dataclass(frozen=True, slots=True)
class Units:
    """Rows with a finding and rows in all; None is hidden."""

    found: int | None
    rows: int | None

    @property
    def per_cent(self) -> float | None:
        """Found of all rows; None where one of them is hidden, or there is no row."""
        return None if self.found is None or not self.rows else 100 * self.found / self.rows


@dataclass(frozen=True, slots=True)
class DimensionUnits:
    """One dimension of one table; ``places`` has the municipalities with a row, by place in SharedCounts."""

    table: str
    dimension: Dimension
    whole: Units
    places: Mapping[int, Units]


def whole_units(units: Iterable[DimensionUnits]) -> dict[str, dict[Dimension, Units]]:
    """Rows with a finding of each whole table by dimension; a dimension that no rule has for a table is left out."""
    by_table: dict[str, dict[Dimension, Units]] = {}
    for each in units:
        by_table.setdefault(each.table, {})[each.dimension] = each.whole
    return by_table


def dimension_units(result: AuditResult, counts: SharedCounts) -> Iterator[DimensionUnits]:
    """Every table and dimension with a rule about rows that ran, in the order of the tables."""
    order = _places(result)
    for name, table in result.tables.items():
        population = _by_place(table.population.select("municipality", pl.col("rows")), order)
        found = _found(result, name)
        for dimension in Dimension:
            rules = [
                each
                for each in counts.rules
                if each.rule.table == name
                and each.rule.dimension is dimension
                and each.outcome.status is RuleStatus.RAN
                and not each.rule.about_groups
            ]
            if rules:
                here = found.filter(pl.col("dimension") == dimension.value).select("municipality", "rows")
                yield _told(name, dimension, rules, _by_place(here, order), population, counts)


def _places(result: AuditResult) -> dict[str | None, int]:
    """Municipalities as the extract writes them, by their place in SharedCounts.municipalities."""
    from auditor import results

    codes = results.municipalities(result).sort("municipality", nulls_last=True)["municipality"]
    return {code: place for place, code in enumerate(codes)}


def _found(result: AuditResult, table: str) -> pl.DataFrame:
    """Rows with a finding by municipality and dimension."""
    dimensions = pl.DataFrame(
        {
            "rule": range(len(result.ruleset.rules)),
            "dimension": [each.dimension.value for each in result.ruleset.rules],
        },
        schema={"rule": pl.UInt16, "dimension": pl.String},
    )
    return (
        result.tables[table]
        .findings.lazy()
        .join(dimensions.lazy(), on="rule")
        .group_by("municipality", "dimension")
        .agg(pl.col("row").n_unique().alias("rows"))
        .with_columns(pl.col("municipality").cast(pl.String))
        .collect()
    )


def _by_place(frame: pl.DataFrame, order: Mapping[str | None, int]) -> dict[int, int]:
    return {order[code]: count for code, count in frame.iter_rows() if code in order}


def _told(
    table: str,
    dimension: Dimension,
    rules: list[RuleCounts],
    found: Mapping[int, int],
    rows: Mapping[int, int],
    counts: SharedCounts,
) -> DimensionUnits:
    places = sorted(rows)
    units = [found.get(place, 0) for place in places]
    severities = {SEVERITIES.index(each.rule.severity) for each in rules}
    hidden = {
        number
        for number, place in enumerate(places)
        if units[number] and (_few(units[number], rows[place]) or _hides(counts.municipalities[place], severities))
    }
    safe, safe_rows = suppress(units, also=hidden), suppress([rows[place] for place in places])
    whole = safe.total
    shown = sum(each.found for each in rules if each.found is not None)
    sums = list(counts.by_severity.values())
    if (
        any(sums[each] is None for each in severities)
        or (shown < sum(units) and any(each.found is None for each in rules))
        or (sum(units) > 0 and _few(sum(units), sum(rows.values())))
        or counts.rows.get(table) is None
    ):
        return DimensionUnits(table, dimension, Units(None, counts.rows.get(table)), {})
    told = {place: Units(unit, row) for place, unit, row in zip(places, safe.counts, safe_rows.counts, strict=True)}
    return DimensionUnits(table, dimension, Units(whole, counts.rows.get(table)), told if whole is not None else {})


def _few(found: int, rows: int) -> bool:
    """Whether few rows have a finding, or all but few."""
    return is_small(found) or is_small(rows) or is_small(rows - found)


def _hides(place: MunicipalityCounts, severities: set[int]) -> bool:
    return any(place.by_severity[each] is None for each in severities)
