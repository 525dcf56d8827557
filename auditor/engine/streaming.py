"""The one place where a query is run batch by batch: Polars calls its way of doing so unstable.

And where it is decided which tables are too small for that, since planning batches costs more than answering at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

Engine = Literal["streaming", "in-memory"]
HELD_ROWS = 900_000
"""Rows of a table up to which it is read once and held in memory, as those of 300 000 persons are."""
CHUNK_ROWS = 50_000
"""Rows of a batch where the caller has no wish: a first batch within a tenth of a second, and few batches."""


def stream(
    frame: pl.LazyFrame,
    chunk_rows: int = CHUNK_ROWS,
    stop: Callable[[], bool] | None = None,
    engine: Engine = "streaming",
) -> Iterator[pl.DataFrame]:
    """The rows of a query in order, at most ``chunk_rows`` at a time; no batch at all where there is no row.

    A query about what is held in memory (``engine``) is answered in one batch.

    The query runs in the background while batches are used. It ends, within half a second, when ``stop`` says so (asked
    before each batch; the iterator then ends early), when the iterator is closed, and when it is garbage.
    """
    if engine == "in-memory":
        whole = frame.collect(engine=engine)
        if whole.height:
            yield whole
        return
    batches = frame.collect_batches(chunk_size=chunk_rows, maintain_order=True, engine="streaming")
    try:
        for batch in batches:
            if stop is not None and stop():
                return
            if batch.height:
                yield batch
    finally:
        del batches  # Polars has no other way to be told to stop
