"""Tables of an extract that are read from their files once, and after that from memory.

Whoever looks at one record after another would otherwise read whole files for each.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import polars as pl
from polars.io.plugins import register_io_source

from auditor.model.extract import Extract, RawTable

HELD_BYTES = 1_500_000_000
"""Memory that held tables may take together, as far as can be told before; those of 300 000 persons take half of it."""
_CELL_BYTES = 20
"""Of a cell in memory: sixteen bytes and now and then a text that is longer than twelve."""
_BATCH_ROWS = 100_000


def held(extract: Extract, most: int = HELD_BYTES) -> Extract:
    """The same extract, whose tables are held in memory once they have been read: the smallest first, up to ``most``.

    What is read is still refused where a file has changed meanwhile: see :mod:`auditor.extract.steady`.
    """
    tables, left = dict(extract.tables), most
    known = [(size, name) for name, table in tables.items() if (size := _bytes_of(extract, table)) is not None]
    for size, name in sorted(known):
        if size > left:
            break
        left -= size
        tables[name] = replace(tables[name], frame=_Once(tables[name].frame).frame())
    return replace(extract, tables=tables)


def _bytes_of(extract: Extract, table: RawTable) -> int | None:
    rows = extract.rows_of(table.name)
    return None if rows is None else rows * len(table.frame.collect_schema()) * _CELL_BYTES


class _Once:
    """A frame that is collected at its first use."""

    def __init__(self, frame: pl.LazyFrame) -> None:
        self._frame = frame
        self._rows: pl.DataFrame | None = None
        self._reading = threading.Lock()

    def frame(self) -> pl.LazyFrame:
        """A frame of the same rows."""
        return register_io_source(self._read, schema=self._frame.collect_schema())

    def _read(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, batch_rows: int | None
    ) -> Iterator[pl.DataFrame]:
        found = self._held().lazy()
        if predicate is not None:
            found = found.filter(predicate)
        if columns is not None:
            found = found.select(columns)
        if rows is not None:
            found = found.head(rows)
        yield from _collected(found, "in-memory").iter_slices(batch_rows or _BATCH_ROWS)

    def _held(self) -> pl.DataFrame:
        with self._reading:
            if self._rows is None:
                self._rows = _collected(self._frame, "streaming")
            return self._rows


def _collected(frame: pl.LazyFrame, engine: Literal["in-memory", "streaming"]) -> pl.DataFrame:
    """The rows of a frame. A panic on the way becomes an error, since Polars would print it where this is called."""
    try:
        return frame.collect(engine=engine)
    except pl.exceptions.PanicException:
        raise pl.exceptions.ComputeError("a table could not be read") from None
