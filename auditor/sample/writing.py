"""Typed frames to text as a municipal system would write it, and text to files."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl

from auditor.sample.layout import Layout

DELIMITER = ";"


def as_text(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Every value as it stands in the file; a missing one is null. Columns keep the field names."""
    return frame.select(_text(frame[name], layout).alias(name) for name in frame.columns)


def _text(column: pl.Series, layout: Layout) -> pl.Expr:
    value = pl.col(column.name)
    if column.dtype == pl.Date:
        return value.dt.strftime(layout.dates)
    if column.dtype == pl.Boolean:
        return pl.when(value).then(pl.lit(layout.yes_no[0])).when(~value).then(pl.lit(layout.yes_no[1]))
    if column.dtype == pl.Float64:
        whole = value == value.floor()
        text = pl.when(whole).then(value.cast(pl.Int64).cast(pl.String)).otherwise(value.cast(pl.String))
        return text.str.replace(".", ",", literal=True) if layout.comma else text
    if column.name in layout.words:
        words = layout.words[column.name]
        row = pl.int_range(pl.len())
        return pl.when(row % layout.every == 1).then(value.replace(words)).otherwise(value)
    return value.cast(pl.String)


def write_table(text: pl.DataFrame, layout: Layout, path: Path) -> None:
    """Write one file; quotes stand only where they must."""
    renamed = text.rename({name: header for name, header in layout.headers.items() if name in text.columns})
    renamed.write_csv(path, separator=DELIMITER, line_terminator="\n", quote_style="necessary")


def written(value: object, layout: Layout) -> str | None:
    """One value as it stands in the file; texts as they are."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return layout.yes_no[0 if value else 1]
    if isinstance(value, dt.date):
        return value.strftime(layout.dates)
    if isinstance(value, float | Decimal):
        whole = int(value) == value
        text = str(int(value)) if whole else str(value)
        return text.replace(".", ",") if layout.comma else text
    return str(value)


def break_lines(path: Path, rows: list[int]) -> None:
    """Give lines (rows counted from 0 after the header) one cell too many."""
    if rows:
        lines = path.read_text(encoding="utf-8").split("\n")
        for row in rows:
            lines[row + 1] += DELIMITER + "x"
        path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
