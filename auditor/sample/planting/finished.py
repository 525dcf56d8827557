"""A sample with its errors, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from auditor.sample.draws import Bools, Ints
from auditor.sample.files import FILES
from auditor.sample.planting.journal import Error, Planted, together
from auditor.sample.writing import as_text


@dataclass(frozen=True)
class Finished:
    """Tables as text with what was planted; rows keep their order, those added come last."""

    tables: dict[str, pl.DataFrame]
    handles: dict[str, Ints]
    """By table, the handle of each of its rows."""
    ragged: dict[str, list[int]]
    """The rows of each table with a cell too many."""
    planted: list[Planted]
    """The expected findings, by row of the tables."""


def finish(typed: Mapping[str, pl.DataFrame], errors: Sequence[Error]) -> Finished:
    """Typed tables, or some of their columns, with the changes of errors, as text."""
    changes = together(errors)
    tables, handles, ragged, row_of = {}, {}, {}, {}
    for name, frame in typed.items():
        text = as_text(frame, FILES[name])
        added = changes.added[name]
        if added:
            rows = [{field: row[field] for field in text.columns} for row in added.values()]
            text = pl.concat([text, pl.DataFrame(rows, schema=text.schema)])
        every = np.concatenate([np.arange(frame.height), np.fromiter(added, np.int64, len(added))])
        place = {handle: frame.height + number for number, handle in enumerate(added)}
        text = text.with_columns(
            text[field].scatter(
                [place.get(row, row) for row in cells], pl.Series(list(cells.values()), dtype=pl.String)
            )
            for (table, field), cells in changes.cells.items()
            if table == name and cells and field in text.columns
        )
        stays: Bools = np.ones(text.height, bool)
        stays[[place.get(row, row) for row in changes.removed[name]]] = False
        tables[name], handles[name] = text.filter(pl.Series(stays)), every[stays]
        final = np.cumsum(stays) - 1
        touched = {each.row for error in errors for each in error.found if each.table == name and each.row is not None}
        row_of[name] = {row: int(final[place.get(row, row)]) for row in touched | changes.ragged[name]}
        ragged[name] = sorted(row_of[name][row] for row in changes.ragged[name])
    found = [each for error in errors for each in error.found if each.table in tables]
    planted = [each if each.row is None else replace(each, row=row_of[each.table][each.row]) for each in found]
    return Finished(tables, handles, ragged, planted)
