"""Lost leading zeros (301 for 0301): found and proposed, and repaired only where the mapping file asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from auditor.model.extract import Problem, RawTable
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from auditor.model.table import Field

_DIGITS = r"^\d+$"


@dataclass(frozen=True, slots=True)
class PaddingProposal:
    """Codes of a field that are not valid as written, and how many would be with their leading zeros.

    ``repair`` is what the mapping file must say under ``[tables.<table>.repairs]`` to have it done.
    """

    table: str
    field: str
    rows: int
    """Rows whose code becomes valid."""
    codes: int
    """Distinct codes shorter than the list's width that are not valid as written."""
    valid_when_padded: int
    """How many of ``codes`` become valid."""
    width: int

    @property
    def repair(self) -> str:
        """The mapping file's word for it."""
        return f"pad_zeros:{self.width}"


def propose_padding(table: RawTable, field: Field, codes: Collection[str]) -> PaddingProposal | None:
    """What padding with zeros would mend in a code field, or None where it would mend nothing.

    ``codes`` are the valid codes as text; the width is that of the longest. One narrow pass over the column.
    """
    if not codes or field.name not in table.frame.collect_schema().names():
        return None
    width = max(map(len, codes))
    valid = set(codes)
    counted = (
        table.frame.select(pl.col(field.name).cast(pl.String).str.strip_chars().alias("code"))
        .filter(pl.col("code").str.contains(_DIGITS) & (pl.col("code").str.len_chars() < width))
        .group_by("code")
        .len()
        .collect(engine="streaming")
    )
    short = {code: rows for code, rows in counted.iter_rows() if code not in valid}
    mended = {code: rows for code, rows in short.items() if code.zfill(width) in valid}
    if not mended:
        return None
    return PaddingProposal(table.name, field.name, sum(mended.values()), len(short), len(mended), width)


def apply_repairs(
    table: str, frame: pl.LazyFrame, repairs: Mapping[str, str]
) -> tuple[pl.LazyFrame, tuple[Problem, ...]]:
    """The frame with the repairs the mapping asks for, and one notice each that says how many cells they change.

    Without a width, codes are padded to the longest code of digits in the column.
    """
    problems = []
    names = frame.collect_schema().names()
    for field, repair in repairs.items():
        if field not in names:
            continue
        code = pl.col(field).cast(pl.String).str.strip_chars()
        digits = code.str.contains(_DIGITS)
        length = code.str.len_chars()
        told = repair.partition(":")[2]
        width = int(told) if told else frame.select(length.filter(digits).max()).collect(engine="streaming").item() or 0
        short = digits & (length < width)
        cells = frame.select(short.sum()).collect(engine="streaming").item()
        frame = frame.with_columns(
            pl.when(short).then(code.str.zfill(width)).otherwise(pl.col(field).cast(pl.String)).alias(field)
        )
        facts: dict[str, object] = {"table": table, "field": field, "cells": int(cells or 0), "width": width}
        problems.append(Problem(Severity.INFO, "extract.zeros_padded", facts, table))
    return frame, tuple(problems)
