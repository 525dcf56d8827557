"""Where findings are: file and line, never a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from auditor.privacy.sanitise import sanitise

if TYPE_CHECKING:
    import polars as pl

    from auditor.model.audit import AuditResult
    from auditor.model.extract import RawTable


def finding_lines(result: AuditResult) -> Iterable[dict[str, Any]]:
    """For each rule and file its findings, as the lines (or sheet rows) a person counts; ascending, none left out."""
    for name, table_result in result.tables.items():
        table = result.extract.tables.get(name)
        found = table_result.findings
        if table is None or not table.parts or found.height == 0:
            continue
        located = _located(table, found)
        for (rule, part_file), lines in located.group_by("rule", "file", maintain_order=True):
            yield {
                "rule": result.rule_ids[int(str(rule))],
                "table": sanitise(name),
                "file": sanitise(str(part_file)),
                "lines": lines["line"].to_list(),
            }


def _located(table: RawTable, found: pl.DataFrame) -> pl.DataFrame:
    """``rule``, ``file`` and ``line`` of findings, in the order of the rules and rows."""
    import polars as pl

    from auditor.model.extract import ROW

    parts = pl.DataFrame(
        {
            "first_row": [each.first_row for each in table.parts],
            "first_line": [each.first_line for each in table.parts],
            "file": [each.file for each in table.parts],
        },
        schema={"first_row": pl.Int64, "first_line": pl.Int64, "file": pl.String},
    ).sort("first_row")
    rows = found.select("rule", pl.col("row").cast(pl.Int64).alias(ROW)).sort(ROW)
    return (
        rows.join_asof(parts, left_on=ROW, right_on="first_row", strategy="backward")
        .select("rule", "file", (pl.col("first_line") + pl.col(ROW) - pl.col("first_row")).alias("line"))
        .sort("rule", "file", "line", maintain_order=True)
    )
