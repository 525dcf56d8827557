"""The tables of the drill-down: municipalities, rules, and the rows behind a number."""

from __future__ import annotations

import polars as pl

from auditor.model.audit import AuditResult
from auditor.model.vocabulary import Severity
from auditor.reference import municipalities as register

SEVERITY_COLUMNS = {each: each.key for each in Severity}


def _severities(result: AuditResult) -> pl.DataFrame:
    """One row a rule: its index, id, severity, dimension and table."""
    rules = result.ruleset.rules
    return pl.DataFrame(
        {
            "index": pl.Series(range(len(rules)), dtype=pl.UInt16),
            "rule": pl.Series([each.id for each in rules], dtype=pl.String),
            "severity": pl.Series([int(each.severity) for each in rules], dtype=pl.Int8),
            "dimension": pl.Series([each.dimension.value for each in rules], dtype=pl.String),
            "table": pl.Series([each.table for each in rules], dtype=pl.String),
            "status": pl.Series([each.status.value for each in result.outcomes], dtype=pl.String),
        }
    )


def totals(result: AuditResult) -> pl.DataFrame:
    """Checked, found and unknown of every row rule by municipality, over all tables; see TableResult.totals."""
    parts = [each.totals for each in result.tables.values()]
    groups = result.group_findings.group_by("rule", "municipality").agg(
        pl.lit(0, dtype=pl.UInt32).alias("checked"),
        pl.len().cast(pl.UInt32).alias("found"),
        pl.lit(0, dtype=pl.UInt32).alias("unknown"),
    )
    return pl.concat([groups, *parts], how="vertical_relaxed")


def municipalities(result: AuditResult) -> pl.DataFrame:
    """One row a municipality that the extract names, most serious first.

    Columns: municipality (as written), name and county (of the municipality that last had the number), valid (it was a
    municipality on the date of every row that names it), rows, persons, fatal, error, warning, info, findings, per_100
    (findings per 100 persons; null without persons). A null municipality stands for rows that name none.
    """
    rules = _severities(result).select("index", "severity")
    counts = (
        totals(result)
        .join(rules, left_on="rule", right_on="index", how="left")
        .group_by("municipality")
        .agg(
            *(
                pl.col("found").filter(pl.col("severity") == int(severity)).sum().cast(pl.Int64).alias(name)
                for severity, name in SEVERITY_COLUMNS.items()
            ),
            pl.col("found").sum().cast(pl.Int64).alias("findings"),
        )
    )
    population = pl.concat([each.population for each in result.tables.values()]) if result.tables else None
    if population is None:
        population = pl.DataFrame(
            schema=dict.fromkeys(("rows", "persons", "misdated"), pl.UInt32) | {"municipality": pl.String}
        )
    people = population.group_by("municipality").agg(
        pl.col("rows").sum().cast(pl.Int64),
        pl.col("persons").max().cast(pl.Int64),
        pl.col("misdated").sum().cast(pl.Int64),
    )
    lines = people.join(counts, on="municipality", how="full", coalesce=True, nulls_equal=True)
    return (
        lines.with_columns(pl.col("rows", "persons", "misdated", *SEVERITY_COLUMNS.values(), "findings").fill_null(0))
        .with_columns(
            *_names(lines["municipality"]),
            pl.when(pl.col("persons") > 0).then(pl.col("findings") * 100 / pl.col("persons")).alias("per_100"),
        )
        .with_columns((pl.col("known") & (pl.col("misdated") == 0)).alias("valid"))
        .select(
            *("municipality", "name", "county", "valid", "rows", "persons"),
            *("fatal", "error", "warning", "info", "findings", "per_100"),
        )
        .sort(
            ["fatal", "error", "warning", "findings", "municipality"],
            descending=[True, True, True, True, False],
            nulls_last=True,
        )
    )


def _names(codes: pl.Series) -> list[pl.Series]:
    known = [register.latest(code) if code is not None else None for code in codes]
    return [
        pl.Series("name", [each.name if each else None for each in known], dtype=pl.String),
        pl.Series("county", [each.county_name if each else None for each in known], dtype=pl.String),
        pl.Series("known", [each is not None for each in known], dtype=pl.Boolean),
    ]


def rules(result: AuditResult, municipality: str | None = None) -> pl.DataFrame:
    """One row a rule, most important first; counts are those of ``municipality`` where one is given.

    Columns: rule, severity (int), dimension, table, status, checked, found, unknown, share (found of checked),
    country_share (the same for the whole extract). Shares are null where nothing was checked.
    """
    outcomes = pl.DataFrame(
        {
            "rule": [each.rule_id for each in result.outcomes],
            "checked": [each.checked for each in result.outcomes],
            "found": [each.found for each in result.outcomes],
            "unknown": [each.unknown for each in result.outcomes],
        },
        schema={"rule": pl.String, "checked": pl.Int64, "found": pl.Int64, "unknown": pl.Int64},
    ).with_columns(_share().alias("country_share"))
    known = _severities(result)
    if municipality is None:
        frame = known.join(outcomes, on="rule", how="left").with_columns(pl.col("country_share").alias("share"))
    else:
        here = (
            totals(result)
            .filter(pl.col("municipality") == municipality)
            .group_by("rule")
            .agg(pl.col("checked", "found", "unknown").sum().cast(pl.Int64))
            .rename({"rule": "index"})
        )
        frame = (
            known.join(here, on="index", how="left")
            .with_columns(pl.col("checked", "found", "unknown").fill_null(0))
            .with_columns(_share().alias("share"))
            .join(outcomes.select("rule", "country_share"), on="rule", how="left")
        )
    return frame.select(
        "rule",
        "severity",
        "dimension",
        "table",
        "status",
        "checked",
        "found",
        "unknown",
        "share",
        "country_share",
    ).sort(
        [pl.col("found") > 0, "severity", "found", "rule"],
        descending=[True, True, True, False],
    )


def _share() -> pl.Expr:
    return pl.when(pl.col("checked") > 0).then(pl.col("found") / pl.col("checked"))


def finding_rows(result: AuditResult, rule_id: str, municipality: str | None = None) -> pl.Series:
    """Row numbers (ROW of the extract, UInt32, ascending) of a row rule's findings, in one municipality or all."""
    index = result.rule_ids.index(rule_id)
    table = result.tables.get(result.ruleset.rules[index].table)
    if table is None:
        return pl.Series("row", [], dtype=pl.UInt32)
    found = table.findings.filter(pl.col("rule") == index)
    if municipality is not None:
        found = found.filter(pl.col("municipality").cast(pl.String) == municipality)
    return found["row"].sort()


def group_lines(result: AuditResult, rule_id: str, municipality: str | None = None) -> pl.DataFrame:
    """The findings of a rule about groups; columns of AuditResult.group_findings."""
    found = result.group_findings.filter(pl.col("rule") == result.rule_ids.index(rule_id))
    return found if municipality is None else found.filter(pl.col("municipality") == municipality)


def findings_of_row(result: AuditResult, table: str, row: int) -> list[str]:
    """Ids of the rules that have a finding on one row."""
    found = result.tables[table].findings.filter(pl.col("row") == row)["rule"].unique().sort()
    return [result.rule_ids[index] for index in found]
