"""Rules held against municipalities, reception centres or years: where which rule finds how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import polars as pl

from auditor.engine.narrowing import rows_of
from auditor.engine.prepare import Preparation
from auditor.extract.steady import steady
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.results import tables

SMALL = 5
"""A cell with fewer findings than this is never called hot: chance alone moves such a share."""
WARM, HOT = 2.0, 4.0
"""How many times the share of the whole extract makes a cell warm, and hot."""
UNCHECKED = -1
"""Value of a cell whose rows are all there but none could be checked; a cell without rows is null."""
TOTAL = "0"
"""The column of totals, and the row of totals as a place."""


class By(str, Enum):
    """What rules are held against."""

    MUNICIPALITY = "municipality"
    CENTRE = "centre"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Unit:
    """One municipality, centre or year. A ``key`` of None stands for rows that name none."""

    by: By
    key: str | None


def cells(result: AuditResult, by: By) -> pl.DataFrame:
    """One row a rule and unit where there is anything to count.

    Columns: rule (index into rule_ids, UInt16), unit (String or null), found, checked, unknown (Int64). By
    municipality, ``checked`` counts the rows the rule could judge; by centre and year it counts the rows of the rule's
    table, and ``unknown`` is 0, since an audit totals by municipality alone. Findings about groups count where the
    group is of one such unit. By centre and year the tables are read once: call it off the UI thread.

    ExtractError where a file is not any more what was audited.
    """
    if by is By.MUNICIPALITY:
        found = tables.totals(result).rename({"municipality": "unit"})
    else:
        with steady(result.extract):
            found = pl.concat([_empty(), *_by_row(result, by), _groups(result, by)], how="vertical_relaxed")
    counts = pl.col("found", "checked", "unknown").cast(pl.Int64)
    return found.group_by("rule", "unit").agg(counts.sum()).sort("rule", "unit", nulls_last=True)


def rows_of_unit(result: AuditResult, rule_id: str, unit: Unit) -> pl.Series:
    """Row numbers of a row rule's findings in one unit, ascending, as ``finding_rows`` gives them."""
    index = result.rule_ids.index(rule_id)
    table = result.ruleset.rules[index].table
    if table not in result.tables:
        return pl.Series("row", [], dtype=pl.UInt32)
    found = result.tables[table].findings.filter(pl.col("rule") == index)
    if unit.by is By.MUNICIPALITY:
        return found.filter(pl.col("municipality").cast(pl.String).eq_missing(pl.lit(unit.key)))["row"].sort()
    units = units_of_rows(result, table, unit.by)
    if units is None:
        return pl.Series("row", [], dtype=pl.UInt32)
    inside = units.filter(pl.col("unit").eq_missing(pl.lit(unit.key))).select(ROW)
    with steady(result.extract):
        here = inside.collect(engine="streaming")[ROW]
    return found.filter(pl.col("row").is_in(here.implode()))["row"].sort()


def group_lines_of_unit(result: AuditResult, rule_id: str, unit: Unit) -> pl.DataFrame:
    """The findings about groups of one unit; columns of AuditResult.group_findings."""
    lines = tables.group_lines(result, rule_id)
    if unit.by is By.MUNICIPALITY:
        return lines.filter(pl.col("municipality").eq_missing(pl.lit(unit.key)))
    rule = result.ruleset.rule(rule_id)
    place = place_of_unit(result, result.rule_ids.index(rule_id), unit.by) if rule else None
    if place is None:
        return lines.clear()
    return lines.filter(pl.col("keys").list.get(place, null_on_oob=True).eq_missing(pl.lit(unit.key)))


def _empty() -> pl.DataFrame:
    counts = dict.fromkeys(("found", "checked", "unknown"), pl.Int64)
    return pl.DataFrame(schema={"rule": pl.UInt16, "unit": pl.String, **counts})


def _by_row(result: AuditResult, by: By) -> Iterator[pl.DataFrame]:
    """Findings and rows of each table by the unit of the row."""
    for name, table in result.tables.items():
        units = units_of_rows(result, name, by)
        if units is None:
            continue
        known = units.with_columns(pl.col("unit").cast(pl.Categorical)).collect(engine="streaming")
        rows = known.group_by("unit").agg(pl.len().cast(pl.Int64).alias("checked"))
        found = (
            table.findings.select("rule", "row")
            .join(known, left_on="row", right_on=ROW, how="inner")
            .group_by("rule", "unit")
            .agg(pl.len().cast(pl.Int64).alias("found"))
        )
        ran = pl.DataFrame({"rule": found["rule"].unique()}, schema={"rule": pl.UInt16})
        yield (
            ran.join(rows, how="cross")
            .join(found, on=["rule", "unit"], how="left", nulls_equal=True)
            .select(
                "rule",
                pl.col("unit").cast(pl.String),
                pl.col("found").fill_null(0),
                "checked",
                pl.lit(0, dtype=pl.Int64).alias("unknown"),
            )
        )


def units_of_rows(result: AuditResult, table: str, by: By) -> pl.LazyFrame | None:
    """ROW and ``unit`` (String) of the audited rows of a table; None where its rows are of no such unit."""
    described = result.ruleset.tables[table]
    name = described.centre if by is By.CENTRE else described.date
    prepared = Preparation(result.extract, result.ruleset, result.reference_date)
    if name is None or table not in prepared.present or table in result.ruleset.schemas:
        return None
    columns = prepared.columns(table)
    if name not in columns.all:
        return None
    frame = prepared.own(table) if name in columns.own else prepared.frame(table)
    inside = rows_of(prepared, table, result.municipalities)
    if inside is not None:
        frame = frame.filter(inside)
    value = pl.col(name).dt.year() if by is By.YEAR else pl.col(name)
    text = value.cast(pl.String).str.strip_chars()
    return frame.select(ROW, pl.when(text != "").then(text).alias("unit"))


def _groups(result: AuditResult, by: By) -> pl.DataFrame:
    """Findings about groups that are made by the unit."""
    parts = [_empty()]
    for index in result.group_findings["rule"].unique():
        place = place_of_unit(result, index, by)
        if place is not None:
            lines = result.group_findings.filter(pl.col("rule") == index)
            parts.append(
                lines.select(
                    "rule",
                    pl.col("keys").list.get(place, null_on_oob=True).alias("unit"),
                    pl.lit(1, dtype=pl.Int64).alias("found"),
                    *(pl.lit(0, dtype=pl.Int64).alias(name) for name in ("checked", "unknown")),
                )
            )
    return pl.concat(parts)


def place_of_unit(result: AuditResult, index: int, by: By) -> int | None:
    """Which of a group rule's keys is the unit."""
    rule = result.ruleset.rules[index]
    table = result.ruleset.tables.get(rule.table)
    keys = tuple(getattr(rule.condition, "by", ()))
    name = table.centre if table is not None and by is By.CENTRE else None
    return keys.index(name) if name in keys else None


@dataclass(frozen=True)
class Grid:
    """Cells as rows and columns, with totals.

    ``values`` has the columns ``place`` (0 in the row of totals, which is the first, then places in ``down`` from 1
    on), ``severity`` (of rules) and for each place of ``across`` a column named by it: ``TOTAL``, ``"1"``, ``"2"`` ...
    ``levels`` has the same rows and the latter columns: 0 to 3, how hot a cell is.
    """

    values: pl.DataFrame
    levels: pl.DataFrame
    across: tuple[str | None, ...]
    """What the columns ``"1"``, ``"2"`` ... are: keys of units, or ids of rules where the grid is turned."""
    down: tuple[str | None, ...]
    """What the rows after the totals are."""
    turned: bool
    _long: pl.DataFrame

    def counts(self, down: int, across: int) -> tuple[int, int, int]:
        """Found, checked and unknown of a cell by its places."""
        rule, unit = (across, down) if self.turned else (down, across)
        here = self._long.filter(pl.col("rule_place") == rule, pl.col("unit_place") == unit)
        return here.select("found", "checked", "unknown").row(0) if here.height else (0, 0, 0)


def grid(result: AuditResult, found: pl.DataFrame, by: By, *, share: bool = False, turned: bool = False) -> Grid:
    """The ``cells`` of rules that found something, rules downwards and units across, or (``turned``) the other way.

    Values are counts (Int64) or shares of what was checked (Float64), UNCHECKED where nothing could be checked. Rules
    come with the gravest first, years in their order, other units with the most findings first.
    """
    rules, units = _order(result, found, by)
    long = _with_levels(_with_totals(found.join(rules, on="rule").join(units, on="unit", nulls_equal=True)))
    value = pl.when(pl.col("checked") > 0).then(pl.col("found") / pl.col("checked")) if share else pl.col("found")
    unchecked = (pl.col("checked") == 0) & (pl.col("found") == 0)
    long = long.with_columns(
        pl.when(~unchecked).then(value).when(pl.col("unknown") > 0).then(pl.lit(UNCHECKED)).alias("value")
    )
    across, down = ("rule", "unit") if turned else ("unit", "rule")
    heads = {"rule": rules["rule_id"].to_list(), "unit": units["unit"].to_list()}
    severities = [None] * units.height if turned else rules["severity"].to_list()
    keys = pl.DataFrame(
        {"place": range(len(heads[down]) + 1), "severity": [None, *severities]},
        schema={"place": pl.Int64, "severity": pl.Int8},
    )
    places = [str(place) for place in range(len(heads[across]) + 1)]
    values = _pivot(long, "value", f"{down}_place", f"{across}_place", keys, places)
    levels = _pivot(long, "level", f"{down}_place", f"{across}_place", keys, places)
    return Grid(values, levels.select(places).fill_null(0), tuple(heads[across]), tuple(heads[down]), turned, long)


def _pivot(
    long: pl.DataFrame, what: str, down: str, across: str, keys: pl.DataFrame, places: list[str]
) -> pl.DataFrame:
    wide = long.select(pl.col(down).alias("place"), across, what).pivot(on=across, index="place", values=what)
    lacking = [pl.lit(None, dtype=long.schema[what]).alias(name) for name in places if name not in wide.columns]
    return keys.join(wide.with_columns(lacking), on="place", how="left").select(*keys.columns, *places)


def _order(result: AuditResult, found: pl.DataFrame, by: By) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rules with findings and the units, each with its place from 1 on."""
    described = pl.DataFrame(
        {
            "rule": range(len(result.rule_ids)),
            "rule_id": result.rule_ids,
            "severity": [int(each.severity) for each in result.ruleset.rules],
        },
        schema={"rule": pl.UInt16, "rule_id": pl.String, "severity": pl.Int8},
    )
    totals = found.group_by("rule").agg(pl.col("found").sum()).filter(pl.col("found") > 0)
    rules = totals.join(described, on="rule").sort(
        "severity", "found", "rule_id", descending=[True, True, False], maintain_order=True
    )
    units = found.group_by("unit").agg(pl.col("found").sum())
    if by is By.YEAR:
        units = units.sort("unit", nulls_last=True)
    else:
        units = units.sort(pl.col("unit").is_null(), -pl.col("found"), "unit")
    return (
        rules.select("rule", "rule_id", "severity").with_row_index("rule_place", 1).cast({"rule_place": pl.Int64}),
        units.select("unit").with_row_index("unit_place", 1).cast({"unit_place": pl.Int64}),
    )


def _with_totals(found: pl.DataFrame) -> pl.DataFrame:
    """The cells by place, with those of the totals, whose place is 0."""
    names = ["rule_place", "unit_place", "found", "checked", "unknown"]
    cells_ = found.select(names)
    counts = pl.col("found", "checked", "unknown").sum()
    zero = pl.lit(0, dtype=pl.Int64)
    return pl.concat(
        [
            cells_,
            cells_.group_by("rule_place").agg(counts).with_columns(zero.alias("unit_place")).select(names),
            cells_.group_by("unit_place").agg(counts).with_columns(zero.alias("rule_place")).select(names),
            cells_.select(counts).with_columns(zero.alias("rule_place"), zero.alias("unit_place")).select(names),
        ]
    )


def _with_levels(long: pl.DataFrame) -> pl.DataFrame:
    """How many times the share of the whole extract a cell's share is, in three levels; 0 for small numbers."""
    share = pl.when(pl.col("checked") > 0).then(pl.col("found") / pl.col("checked"))
    whole = long.filter(pl.col("unit_place") == 0).select("rule_place", share.alias("whole"))
    times = share / pl.col("whole")
    level = (
        pl.when((pl.col("found") < SMALL) | (pl.col("unit_place") == 0))
        .then(0)
        .when(times >= HOT)
        .then(3)
        .when(times >= WARM)
        .then(2)
        .when(times > 1)
        .then(1)
        .otherwise(0)
    )
    return long.join(whole, on="rule_place", how="left").with_columns(level.cast(pl.Int8).alias("level"))
