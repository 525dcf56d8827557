"""The one pass over a table: every elementwise rule judged for every row, findings and totals from the same scan."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from auditor.engine.census import Census
from auditor.engine.counter import Counter
from auditor.engine.gathered import Gathered, Totals
from auditor.engine.keys import Keys
from auditor.engine.municipality_codes import CODES, municipality_codes
from auditor.engine.progress import Tell
from auditor.engine.share_counts import ShareCounts
from auditor.engine.streaming import Engine, stream
from auditor.memory.bits import Truths, places, truths
from auditor.model.errors import Cancelled
from auditor.model.extract import ROW
from auditor.privacy.masking import as_place

MUNICIPALITY = "__municipality"
_CHUNK_ROWS = 250_000
_FIRST_ROWS = 10_000
"""Rows judged before all others for whoever watches: the first batch of a large table takes a second."""
_KEPT = "__kept:"


@dataclass(frozen=True)
class RowPlan:
    """One rule in the pass: its place in the result, and its expressions over the prepared frame.

    ``outcome`` is false for a finding and null where the rule cannot tell, and None where neither can be; ``applies``
    (null for unknown) is None where it speaks of every row, and equal ``applies_key`` means equal ``applies``.
    """

    rule: int
    outcome: pl.Expr | None
    applies: pl.Expr | None
    applies_key: str


def place_of(municipality: str | None) -> pl.Expr:
    """The municipality of a row as it may be told, by its code; null where the table has no such field."""
    if municipality is None:
        return pl.lit(None, dtype=CODES)
    return as_place(pl.col(municipality).cast(pl.String)).cast(CODES)


def run_rows(
    frame: pl.LazyFrame,
    municipality: str | None,
    plans: Sequence[RowPlan],
    gathered: Gathered,
    progress: Tell | None = None,
    cancel: threading.Event | None = None,
    census: Census | None = None,
    engine: Engine = "streaming",
    keep: Iterable[str] = (),
    keys: Sequence[Keys] = (),
    shares: Sequence[ShareCounts] = (),
) -> pl.DataFrame:
    """Judge all rows of ``frame`` by ``plans`` in one scan and add the outcome to ``gathered``.

    ``census`` and ``shares`` count them, too, and ``keys`` take theirs, with where their rules look counted here. Given
    back are ROW and the columns ``keep`` of all rows.

    Cancelled is raised once ``cancel`` is set, and what is under way then ends, too.
    """
    asked = _Asked()
    judged = [
        _Judged(plan.rule, asked.name(plan.outcome), asked.name(plan.applies, plan.applies_key)) for plan in plans
    ]
    selected = frame.select(
        _stopping(pl.col(ROW), cancel),
        place_of(municipality).alias(MUNICIPALITY),
        *(expr.alias(name) for name, expr in asked.columns.items()),
        *(census.columns() if census is not None else ()),
        *(pl.col(name).alias(_KEPT + name) for name in keep),
        *(column for each in keys for column in each.columns()),
        *(column for each in shares for column in each.columns()),
    )
    kept: list[pl.DataFrame] = []
    try:
        if progress is not None and engine == "streaming":
            first = Gathered(Totals(gathered.totals.rules))
            for batch in stream(selected.head(_FIRST_ROWS), engine=engine):
                _add_batch(batch, judged, first, ())
            progress(first.rows, first.found.count, first.found.first())
        for batch in stream(selected, _CHUNK_ROWS, engine=engine):
            if cancel is not None and cancel.is_set():
                raise Cancelled
            counter = _add_batch(batch, judged, gathered, keys)
            for each in shares:
                each.note(batch, counter)
            if census is not None:
                census.note(batch, counter.codes, gathered.names().to_list())
            if keep:
                kept.append(batch.select(ROW, *(pl.col(_KEPT + name).alias(name) for name in keep)))
            if progress is not None:
                progress(gathered.rows, gathered.found.count, gathered.found.first())
    except pl.exceptions.PolarsError:
        if cancel is not None and cancel.is_set():
            raise Cancelled from None
        raise
    return pl.concat(kept) if kept else pl.DataFrame()


def _stopping(rows: pl.Expr, cancel: threading.Event | None) -> pl.Expr:
    """The row numbers, at which the query fails once ``cancel`` is set: else it would go on for some million rows."""
    if cancel is None:
        return rows

    def unless_cancelled(numbers: pl.Series) -> pl.Series:
        if cancel.is_set():
            raise pl.exceptions.ComputeError("cancelled")
        return numbers

    return rows.map_batches(unless_cancelled, return_dtype=pl.UInt32, is_elementwise=True)


@dataclass(frozen=True)
class _Judged:
    """One rule and the columns of a batch that say how it went and where it applies; None as in RowPlan."""

    rule: int
    outcome: str | None
    applies: str | None


class _Asked:
    """The columns of truth values that a pass gives, each once, however many rules ask for it."""

    def __init__(self) -> None:
        self.columns: dict[str, pl.Expr] = {}
        self._by_key: dict[str, str] = {}
        self._by_text: dict[str, list[str]] = {}

    def name(self, expr: pl.Expr | None, key: str = "") -> str | None:
        """The column of an expression; equal keys, where there is one, mean equal expressions."""
        if expr is None:
            return None
        known = self._by_key.get(key) if key else None
        if known is None:
            alike = self._by_text.setdefault(str(expr), [])
            known = next((name for name in alike if self.columns[name].meta.eq(expr)), None)
            if known is None:
                known = f"c{len(self.columns)}"
                self.columns[known] = expr
                alike.append(known)
            if key:
                self._by_key[key] = known
        return known


class _Marks:
    """The truth values of a batch and how often each municipality has them, as they are asked for."""

    def __init__(self, batch: pl.DataFrame, counter: Counter) -> None:
        self._batch = batch
        self._counter = counter
        self._truths: dict[str, Truths] = {}
        self._counts: dict[str, np.ndarray] = {}

    def of(self, name: str) -> Truths:
        """One column."""
        if name not in self._truths:
            self._truths[name] = truths(self._batch[name])
        return self._truths[name]

    def count(self, name: str) -> np.ndarray:
        """How many rows are true in one column, by municipality."""
        if name not in self._counts:
            self._counts[name] = self._counter.of(self.of(name).true)
        return self._counts[name]


def _add_batch(batch: pl.DataFrame, judged: Sequence[_Judged], gathered: Gathered, keys: Sequence[Keys]) -> Counter:
    """Add a batch to what was found, and give what counts its rows by municipality."""
    codes = municipality_codes(batch[MUNICIPALITY])
    rows = batch[ROW].to_numpy()
    gathered.places.note(rows, codes)
    counter = Counter(codes)
    totals = gathered.totals
    totals.reserve(counter.width)
    gathered.width = max(gathered.width, counter.width)
    marks = _Marks(batch, counter)
    for each in judged:
        checked = counter.everywhere if each.applies is None else marks.count(each.applies)
        if each.outcome is None:
            totals.checked[each.rule, : counter.width] += checked
            continue
        outcome = marks.of(each.outcome)
        unknown = outcome.unknown
        if unknown is not None:
            totals.unknown[each.rule, : counter.width] += counter.of(unknown)
            known = None if each.applies is None else marks.of(each.applies).known
            checked = checked - counter.of(unknown if known is None else unknown & known)
        totals.checked[each.rule, : counter.width] += checked
        at = places(outcome.false)
        if len(at):
            where = codes[at]
            totals.found[each.rule, : counter.width] += np.bincount(where, minlength=counter.width)
            gathered.found.add(each.rule, rows[at], where)
    for key in keys:
        looked, doubtful = (truths(column).true for column in key.note(batch, rows))
        totals.checked[key.place, : counter.width] += counter.of(looked)
        totals.unknown[key.place, : counter.width] += counter.of(doubtful)
    gathered.rows += batch.height
    return counter
