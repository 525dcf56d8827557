"""The one pass over a table: every elementwise rule judged for every row, findings and totals from the same scan."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from auditor.engine.streaming import stream
from auditor.model.errors import Cancelled
from auditor.model.extract import ROW

MUNICIPALITY = "__municipality"
CODES = pl.Categorical(pl.Categories("auditor-municipality"))
_CHUNK_ROWS = 131_072


@dataclass(frozen=True)
class RowPlan:
    """One rule in the pass: its place in the result, and its expressions over the prepared frame.

    ``outcome`` is false for a finding and null where the rule cannot tell; ``applies`` (null for unknown) is None where
    it speaks of every row, and equal ``applies_key`` means equal ``applies``.
    """

    rule: int
    outcome: pl.Expr
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
    """What the passes over one table have found so far."""

    totals: Totals
    findings: list[pl.DataFrame] = field(default_factory=list)
    rows: int = 0

    @property
    def found(self) -> int:
        """Findings so far."""
        return sum(each.height for each in self.findings)

    def add(self, rule: int, rows: pl.Series, municipalities: pl.Series) -> None:
        """Note findings of one rule."""
        self.findings.append(
            pl.DataFrame(
                {
                    "rule": pl.repeat(rule, len(rows), dtype=pl.UInt16, eager=True),
                    "row": rows,
                    "municipality": municipalities,
                }
            )
        )


def municipality_codes(municipalities: pl.Series) -> np.ndarray:
    """Municipalities as small whole numbers from 1; 0 where there is none."""
    return municipalities.to_physical().cast(pl.Int64).fill_null(-1).to_numpy() + 1


def municipality_names(codes: np.ndarray) -> pl.Series:
    """The municipalities that the numbers of :func:`municipality_codes` stand for."""
    physical = pl.Series(np.where(codes > 0, codes - 1, 0), dtype=pl.UInt32)
    names = physical.cat.to(CODES).cast(pl.String) if (codes > 0).any() else physical.cast(pl.String)
    return names.set(pl.Series(codes == 0, dtype=pl.Boolean), None)


def run_rows(
    frame: pl.LazyFrame,
    municipality: str | None,
    plans: Sequence[RowPlan],
    gathered: Gathered,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Judge all rows of ``frame`` by ``plans`` in one streaming scan and add the outcome to ``gathered``.

    Cancelled is raised between two chunks once ``cancel`` is set.
    """
    keys: dict[str, pl.Expr] = {}
    for plan in plans:
        if plan.applies is not None:
            keys.setdefault(plan.applies_key, plan.applies)
    names = {key: f"a{i}" for i, key in enumerate(keys)}
    where = pl.col(municipality).cast(pl.String).cast(CODES) if municipality else pl.lit(None, dtype=CODES)
    selected = frame.select(
        pl.col(ROW),
        where.alias(MUNICIPALITY),
        *(expr.alias(names[key]) for key, expr in keys.items()),
        *(plan.outcome.alias(f"o{plan.rule}") for plan in plans),
    )
    for batch in stream(selected, _CHUNK_ROWS):
        if cancel is not None and cancel.is_set():
            raise Cancelled
        _add_batch(batch, plans, names, gathered)
        if progress is not None:
            progress(gathered.rows, gathered.found)


def _add_batch(batch: pl.DataFrame, plans: Sequence[RowPlan], names: dict[str, str], gathered: Gathered) -> None:
    codes = municipality_codes(batch[MUNICIPALITY])
    width = int(codes.max(initial=0)) + 1
    totals = gathered.totals
    totals.reserve(width)
    everywhere = np.bincount(codes, minlength=width)
    applying: dict[str, tuple[np.ndarray, np.ndarray | None]] = {}
    for key, name in names.items():
        applies = batch[name]
        undecided = applies.is_null().to_numpy() if applies.null_count() else None
        applying[key] = np.bincount(codes[applies.fill_null(False).to_numpy()], minlength=width), undecided
    for plan in plans:
        outcome = batch[f"o{plan.rule}"]
        judged, undecided = (
            applying.get(plan.applies_key, (everywhere, None))
            if plan.applies is not None
            else (
                everywhere,
                None,
            )
        )
        checked = judged.copy()
        if outcome.null_count():
            at = outcome.is_null().arg_true().to_numpy()
            totals.unknown[plan.rule, :width] += np.bincount(codes[at], minlength=width)
            within = at if undecided is None else at[~undecided[at]]
            checked -= np.bincount(codes[within], minlength=width)
        totals.checked[plan.rule, :width] += checked
        if not outcome.all():
            rows = (~outcome).arg_true()
            totals.found[plan.rule, :width] += np.bincount(codes[rows.to_numpy()], minlength=width)
            gathered.add(plan.rule, batch[ROW].gather(rows), batch[MUNICIPALITY].gather(rows))
    gathered.rows += batch.height
