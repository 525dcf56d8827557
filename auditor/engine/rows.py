"""The one pass over a table: every elementwise rule judged for every row, findings and totals from the same scan."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from auditor.engine.census import Census
from auditor.engine.keys import Keys
from auditor.engine.progress import FirstRow, Tell
from auditor.engine.share_counts import ShareCounts
from auditor.engine.streaming import Engine, stream
from auditor.memory.bits import Bitmap, count, places, truths
from auditor.model.errors import Cancelled
from auditor.model.extract import ROW
from auditor.privacy.masking import as_place

MUNICIPALITY = "__municipality"
CODES = pl.Categorical(pl.Categories("auditor-municipality"))
_CHUNK_ROWS = 250_000
_FIRST_ROWS = 10_000
"""Rows judged before all others for whoever watches: the first batch of a large table takes a second."""
_KEPT = "__kept:"
_TOLD, _TOLD_OF_A_RULE = 40, 3
"""Failing rows that are told of while the pass goes on: more do not fit on a screen, and none crowds out the others."""


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


@dataclass
class Totals:
    """Counts per rule and municipality, grown as municipalities turn up; column 0 counts rows without one."""

    rules: int
    held: pl.Series = field(default_factory=lambda: pl.Series([], dtype=CODES))
    """Keeps the numbers of municipalities alive: Polars forgets them when nothing of the type is left."""
    checked: np.ndarray = field(init=False)
    found: np.ndarray = field(init=False)
    unknown: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.checked, self.found, self.unknown = (np.zeros((self.rules, 512), np.int64) for _ in range(3))

    def reserve(self, codes: int) -> None:
        """Make room for that many municipality codes."""
        have = self.checked.shape[1]
        if codes > have:
            more = ((0, 0), (0, max(codes, 2 * have) - have))
            self.checked, self.found, self.unknown = (
                np.pad(each, more) for each in (self.checked, self.found, self.unknown)
            )


@dataclass
class Gathered:
    """What the passes over one table have found so far: eight bytes a finding."""

    totals: Totals
    parts: dict[int, list[tuple[np.ndarray, np.ndarray]]] = field(default_factory=dict)
    """Rule -> row numbers and the municipality codes beside them, batch by batch."""
    rows: int = 0
    found: int = 0
    """Findings so far."""
    places: Places = field(default_factory=lambda: Places())
    width: int = 1
    """One more than the largest municipality code so far."""

    def names(self) -> pl.Series:
        """The municipalities by code; null for code 0."""
        return municipality_names(np.arange(self.width))

    def add(self, rule: int, rows: np.ndarray, codes: np.ndarray) -> None:
        """Note findings of one rule: row numbers and municipality codes."""
        self.parts.setdefault(rule, []).append((rows.astype(np.uint32), codes.astype(np.uint32)))
        self.found += len(rows)

    def first(self) -> list[FirstRow]:
        """The first failing rows, by number, a few of each rule."""
        found = sorted(
            (int(row), rule, int(code))
            for rule, parts in self.parts.items()
            for row, code in zip(*(each[:_TOLD_OF_A_RULE] for each in parts[0]), strict=True)
        )[:_TOLD]
        wheres = municipality_names(np.array([code for _, _, code in found], np.int64)).to_list()
        return [(row, rule, where) for (row, rule, _), where in zip(found, wheres, strict=True)]


@dataclass
class Places:
    """The municipality code of every row that was judged, so that later passes need not read it again."""

    codes: np.ndarray = field(default_factory=lambda: np.full(0, -1, np.int16))
    """By row number; -1 where the row was not judged."""

    def note(self, rows: np.ndarray, codes: np.ndarray) -> None:
        """Remember the codes of some rows."""
        if not len(rows):
            return
        if codes.max() > np.iinfo(self.codes.dtype).max:
            self.codes = self.codes.astype(np.int32)
        needed = int(rows.max()) + 1
        if needed > len(self.codes):
            grown = np.full(max(needed, len(self.codes) * 3 // 2), -1, self.codes.dtype)
            grown[: len(self.codes)] = self.codes
            self.codes = grown
        self.codes[rows] = codes

    def of(self, rows: np.ndarray) -> np.ndarray:
        """The codes of some rows; -1 for those that were not judged."""
        codes = np.full(len(rows), -1, np.int64)
        known = rows < len(self.codes)
        codes[known] = self.codes[rows[known]]
        return codes


def municipality_codes(municipalities: pl.Series) -> np.ndarray:
    """Municipalities as small whole numbers from 1; 0 where there is none."""
    return municipalities.to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1


def municipality_categories(codes: np.ndarray) -> pl.Series:
    """The municipalities that the numbers of :func:`municipality_codes` stand for, as they are in a batch."""
    if not len(codes) or not codes.any():
        return pl.repeat(None, len(codes), dtype=CODES, eager=True)
    none = codes == 0
    physical = pl.Series(np.where(none, 0, codes - 1), dtype=pl.UInt32)
    if none.any():
        physical = physical.set(pl.Series(none), None)
    return physical.cat.to(CODES)


def municipality_names(codes: np.ndarray) -> pl.Series:
    """The same as text."""
    return municipality_categories(codes).cast(pl.String)


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
    applies: dict[str, pl.Expr] = {}
    for plan in plans:
        if plan.applies is not None:
            applies.setdefault(plan.applies_key, plan.applies)
    names = {key: f"a{i}" for i, key in enumerate(applies)}
    selected = frame.select(
        _stopping(pl.col(ROW), cancel),
        place_of(municipality).alias(MUNICIPALITY),
        *(expr.alias(names[key]) for key, expr in applies.items()),
        *(plan.outcome.alias(f"o{plan.rule}") for plan in plans if plan.outcome is not None),
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
                _add_batch(batch, plans, names, first, ())
            progress(first.rows, first.found, first.first())
        for batch in stream(selected, _CHUNK_ROWS, engine=engine):
            if cancel is not None and cancel.is_set():
                raise Cancelled
            codes = _add_batch(batch, plans, names, gathered, keys)
            for each in shares:
                each.note(batch)
            if census is not None:
                census.note(batch, codes, gathered.names().to_list())
            if keep:
                kept.append(batch.select(ROW, *(pl.col(_KEPT + name).alias(name) for name in keep)))
            if progress is not None:
                progress(gathered.rows, gathered.found, gathered.first())
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


def _add_batch(
    batch: pl.DataFrame,
    plans: Sequence[RowPlan],
    names: Mapping[str, str],
    gathered: Gathered,
    keys: Sequence[Keys],
) -> np.ndarray:
    """Add a batch to what was found, and give the municipality codes of its rows."""
    codes = municipality_codes(batch[MUNICIPALITY])
    rows = batch[ROW].to_numpy()
    gathered.places.note(rows, codes)
    counter = Counter(codes)
    totals = gathered.totals
    totals.reserve(counter.width)
    gathered.width = max(gathered.width, counter.width)
    applies = {key: truths(batch[name]) for key, name in names.items()}
    applying = {key: counter.of(each.true) for key, each in applies.items()}
    for plan in plans:
        checked = counter.everywhere if plan.applies is None else applying[plan.applies_key]
        if plan.outcome is None:
            totals.checked[plan.rule, : counter.width] += checked
            continue
        outcome = truths(batch[f"o{plan.rule}"])
        unknown = outcome.unknown
        if unknown is not None:
            totals.unknown[plan.rule, : counter.width] += counter.of(unknown)
            known = None if plan.applies is None else applies[plan.applies_key].known
            checked = checked - counter.of(unknown if known is None else unknown & known)
        totals.checked[plan.rule, : counter.width] += checked
        at = places(outcome.false)
        if len(at):
            where = codes[at]
            totals.found[plan.rule, : counter.width] += np.bincount(where, minlength=counter.width)
            gathered.add(plan.rule, rows[at], where)
    for each in keys:
        judged, doubtful = (truths(marks).true for marks in each.note(batch, rows))
        totals.checked[each.place, : counter.width] += counter.of(judged)
        totals.unknown[each.place, : counter.width] += counter.of(doubtful)
    gathered.rows += batch.height
    return codes


class Counter:
    """Counts rows by municipality code, looking at the fewer of two: those that are meant, or those that are not."""

    def __init__(self, codes: np.ndarray) -> None:
        self.codes = codes
        self.width = int(codes.max(initial=0)) + 1
        self.everywhere = np.bincount(codes, minlength=self.width)

    def at(self, rows: np.ndarray) -> np.ndarray:
        """How many of the rows at these places each municipality has."""
        counts: np.ndarray = np.bincount(self.codes[rows], minlength=self.width)
        return counts

    def of(self, marked: Bitmap) -> np.ndarray:
        """How many of the marked rows each municipality has."""
        marks = count(marked)
        if marks in (0, len(self.codes)):
            return self.everywhere if marks else np.zeros(self.width, np.int64)
        if 2 * marks < len(self.codes):
            return self.at(places(marked))
        rest: np.ndarray = self.everywhere - self.at(places(~marked)[: len(self.codes) - marks])
        return rest
