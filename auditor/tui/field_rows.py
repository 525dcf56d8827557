"""Which rows stand behind a number of a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from auditor.results.profile.completeness import MUNICIPALITY
from auditor.tui.units import municipality_name

if TYPE_CHECKING:
    from auditor.tui.session import Session


@dataclass(frozen=True, slots=True)
class FieldRows:
    """The rows where a field is in a state (``wanted`` is its name), or where its value satisfies a condition.

    ``keys`` narrow it to a municipality and a year; ``label`` is what the rows have in common, as it may be seen.
    """

    table: str
    name: str
    """The field."""
    wanted: str | pl.Expr
    keys: Mapping[str, str | int | None] = field(default_factory=dict)
    label: str = ""


def crumb_of_rows(session: Session, rows: FieldRows) -> str:
    """What the rows behind a number have in common: a value, or where the field is missing."""
    t = session.t
    if not isinstance(rows.wanted, str):
        return rows.label or t("tui.value.missing")
    parts = [t("tui.value.missing")]
    for name, key in rows.keys.items():
        if key is None:
            parts.append(t(f"tui.unitless.{name}"))
        else:
            parts.append(f"{key} {municipality_name(session, str(key))}" if name == MUNICIPALITY else str(key))
    return " ".join(parts)


def rows_of_field(session: Session, rows: FieldRows) -> pl.Series:
    """Their row numbers. Scans: call it off the UI thread."""
    reader = session.fields
    reader.of(rows.table)  # kept for what is told of the field beside its rows
    if isinstance(rows.wanted, str):
        return reader.rows_in_state(rows.table, rows.name, rows.wanted, **rows.keys)
    return reader.rows_with(rows.table, rows.name, rows.wanted)
