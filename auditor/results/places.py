"""Where findings are, as a person counts: file and line."""

from __future__ import annotations

import polars as pl

from auditor.model.extract import ROW, RawTable


def located(table: RawTable, found: pl.DataFrame) -> pl.DataFrame:
    """Findings (columns ``rule`` and ``row``; further ones are kept) with ``file`` and ``line``, sorted by those three.

    A line of a text file and a row of a sheet are counted from 1.
    """
    parts = pl.DataFrame(
        {
            "first_row": [each.first_row for each in table.parts],
            "first_line": [each.first_line for each in table.parts],
            "file": [each.file for each in table.parts],
        },
        schema={"first_row": pl.Int64, "first_line": pl.Int64, "file": pl.String},
    ).sort("first_row")
    return (
        found.with_columns(pl.col("row").cast(pl.Int64).alias(ROW))
        .sort(ROW)
        .join_asof(parts, left_on=ROW, right_on="first_row", strategy="backward")
        .with_columns((pl.col("first_line") + pl.col(ROW) - pl.col("first_row")).alias("line"))
        .drop(ROW, "first_row", "first_line")
        .sort("rule", "file", "line", maintain_order=True)
    )
