"""The one place where a query is run batch by batch: Polars calls its way of doing so unstable."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

CHUNK_ROWS = 50_000
"""Rows of a batch where the caller has no wish: a first batch within a tenth of a second, and few batches."""


def stream(
    frame: pl.LazyFrame, chunk_rows: int = CHUNK_ROWS, stop: Callable[[], bool] | None = None
) -> Iterator[pl.DataFrame]:
    """The rows of a query in order, at most ``chunk_rows`` at a time; no batch at all where there is no row.

    The query runs in the background while batches are used. It ends, within half a second, when ``stop`` says so (asked
    before each batch; the iterator then ends early), when the iterator is closed, and when it is garbage.
    """
    batches = frame.collect_batches(chunk_size=chunk_rows, maintain_order=True, engine="streaming")
    try:
        for batch in batches:
            if stop is not None and stop():
                return
            if batch.height:
                yield batch
    finally:
        del batches  # Polars has no other way to be told to stop
