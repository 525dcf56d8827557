"""The one place where a query is run batch by batch: Polars calls its way of doing so unstable.

And where it is decided which tables are too small for that, since planning batches costs more than answering at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Engine = Literal["streaming", "in-memory"]
HELD_ROWS = 900_000
"""Rows of a table up to which it is read once and held in memory, as those of 300 000 persons are."""
CHUNK_ROWS = 50_000
"""Rows of a batch where the caller has no wish: a first batch within a tenth of a second, and few batches."""
_LAST = "__last"


def stream(
    frame: pl.LazyFrame,
    chunk_rows: int = CHUNK_ROWS,
    stop: Callable[[], bool] | None = None,
    engine: Engine = "streaming",
) -> Iterator[pl.DataFrame]:
    """The rows of a query in order, at most ``chunk_rows`` at a time; no batch at all where there is no row.

    A query about what is held in memory (``engine``) is answered in one batch.

    Raises what the query raises, and ComputeError where it stopped short, as it does when Polars itself gave out: the
    last row of all is one of our own.

    The query runs in the background while batches are used. It ends, within half a second, when ``stop`` says so (asked
    before each batch; the iterator then ends early), when the iterator is closed, and when it is garbage.
    """
    if engine == "in-memory":
        answer = frame.collect(engine=engine)
        if answer.height:
            yield answer
        return
    nothing = pl.DataFrame(schema=frame.collect_schema())
    last = nothing.clear(1).lazy().with_columns(pl.lit(True).alias(_LAST))
    whole: pl.LazyFrame = pl.concat([frame.with_columns(pl.lit(False).alias(_LAST)), last])
    batches = whole.collect_batches(chunk_size=chunk_rows, maintain_order=True, engine="streaming")
    ended = False
    try:
        for batch in batches:
            if stop is not None and stop():
                return
            ended = batch.height > 0 and batch[_LAST][-1]
            rows = batch.drop(_LAST)
            if ended:
                rows = rows.head(-1)
            if rows.height:
                yield rows
    finally:
        del batches  # Polars has no other way to be told to stop
    if not ended:
        raise pl.exceptions.ComputeError("the query stopped before its last row")
