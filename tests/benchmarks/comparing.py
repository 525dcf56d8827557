"""Answers compared: no time counts unless everybody found the same rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks.contestants.protocol import NULLS_REPEAT


class DifferenceError(Exception):
    """Two contestants do not agree; the message says in which check and how many rows."""


@dataclass(frozen=True)
class Given:
    """What one contestant answered."""

    name: str
    said: dict[str, Any]
    rows: pl.DataFrame | None


def given(name: str, answer: Path, rows: Path) -> Given:
    """An answer as it was written down."""
    return Given(
        name,
        json.loads(answer.read_text(encoding="utf-8")),
        pl.read_parquet(rows) if rows.is_file() else None,
    )


def compare(reference: Given, other: Given) -> None:
    """DifferenceError where ``other`` found other rows than ``reference``, which lists all of its own.

    Who takes a missing key for a repetition is compared with the rows that are then found.
    """
    assert reference.rows is not None
    with_nulls = pl.col("check").str.ends_with(NULLS_REPEAT)
    expected = reference.rows.filter(~with_nulls)
    if other.said["nulls_repeat"]:
        named = pl.col("check").str.strip_suffix(NULLS_REPEAT)
        expected = reference.rows.with_columns(named).unique()
    counts = dict(expected.group_by("check").len().iter_rows())
    told = {check: count for check, count in other.said["counts"].items() if count}
    if told != counts:
        differing = {check: (counts.get(check, 0), told.get(check, 0)) for check in counts.keys() | told.keys()}
        differing = {check: both for check, both in differing.items() if both[0] != both[1]}
        raise DifferenceError(f"{other.name}: {differing}")
    if other.said["shares"] is not None and other.said["shares"] != reference.said["shares"]:
        raise DifferenceError(f"{other.name}: shares")
    if other.rows is not None and not other.rows.sort("check", "row").equals(expected.sort("check", "row")):
        raise DifferenceError(f"{other.name}: rows")
