"""Keys that occur more than once, found among numbers of 64 bits that a pass gives beside everything else.

A key of one whole number is that number; any other is a hash of its values, and rows that share one are candidates,
confirmed on the values themselves. Four or five bytes a row are kept, and sorted a slice at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

import numpy as np
import numpy.typing as npt
import polars as pl

from auditor.engine.streaming import Engine
from auditor.memory.bits import Bitmap, places
from auditor.memory.numbers import Numbers, Packed, changes, five_bytes, in_slices, packed
from auditor.model.extract import ROW
from auditor.model.rule import Rule, UniqueCondition
from auditor.model.table import FieldType
from auditor.rulesets.conditions import applies_to
from auditor.rulesets.values import UNKNOWN, Scope

_MARKS = np.uint64((1 << 20) - 1)
"""Lowest bits of a key by which most of those that occur once are told from the others."""


def looked_at(rule: Rule, scope: Scope) -> tuple[pl.Expr, pl.Expr]:
    """The rows that a rule about several rows looks at, and those of which nobody can tell; neither is ever null."""
    condition = rule.condition
    keys = condition.fields if isinstance(condition, UniqueCondition) else condition.by  # type: ignore[union-attr]
    applies, _ = applies_to(rule, scope)
    names = [each for each in (*keys, *getattr(condition, "differ", ())) if each not in scope.certain]
    undecided = pl.any_horizontal([pl.col(name + UNKNOWN) for name in names]) if names else pl.lit(False)
    looked = pl.all_horizontal([_there(name, scope) for name in keys])
    if applies is not None:
        looked, undecided = looked & applies.fill_null(True), undecided | applies.is_null()
    return looked, undecided


def _there(name: str, scope: Scope) -> pl.Expr:
    there = pl.col(name).is_not_null()
    return there if name in scope.certain else there | pl.col(name + UNKNOWN)


@dataclass(frozen=True)
class _Part:
    """The keys of a batch, and the rows that have one: all after each other, or those of the bits, or a list."""

    keys: Packed
    first: int
    has_key: Bitmap | None
    listed: npt.NDArray[np.uint32] | None

    def rows(self, at: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32]:
        """The row numbers of some keys by their place."""
        if self.listed is not None:
            return self.listed[at]
        where = at if self.has_key is None else places(self.has_key)[at]
        return (where + self.first).astype(np.uint32)


class Keys:
    """The keys of one rule of uniqueness; ``place`` names its columns in the batches."""

    def __init__(self, rule: Rule, place: int, scope: Scope) -> None:
        assert isinstance(rule.condition, UniqueCondition)
        self.rule = rule
        self.place = place
        self.fields, self.differ = rule.condition.fields, rule.condition.differ
        self.exact = len(self.fields) == 1 and scope.columns[self.fields[0]] is FieldType.INTEGER
        self._looked, self._undecided = looked_at(rule, scope)
        self._key, self._doubt = f"__key:{place}", f"__doubt:{place}"
        self._parts: list[_Part] = []

    def columns(self) -> list[pl.Expr]:
        """What a batch must hold for :meth:`note`: the key, null where there is none, and where nobody can tell."""
        if self.exact:
            key = pl.col(self.fields[0]).cast(pl.Int64)
        else:
            hashes = [pl.col(name).hash(*((seed,) if seed else ())) for seed, name in enumerate(self.fields)]
            key = reduce(xor, hashes)
        return [
            pl.when(self._looked & ~self._undecided).then(key).alias(self._key),
            (self._looked & self._undecided).alias(self._doubt),
        ]

    def note(self, batch: pl.DataFrame, rows: npt.NDArray[np.uint32]) -> tuple[pl.Series, pl.Series]:
        """Keep the keys of a batch; given back is where the rule looks and can tell, and where it cannot."""
        column = batch[self._key]
        known = column.is_not_null()
        numbers = (column.drop_nulls() if column.null_count() else column).to_numpy().view(np.uint64)
        keys = packed(numbers) if self.exact else five_bytes(numbers)
        in_order = (
            len(rows) > 0 and int(rows[-1]) - int(rows[0]) == len(rows) - 1 and bool((rows[1:] > rows[:-1]).all())
        )
        if in_order:
            bits = np.packbits(known.to_numpy(), bitorder="little") if column.null_count() else None
            self._parts.append(_Part(keys, int(rows[0]), bits, None))
        else:
            self._parts.append(_Part(keys, 0, None, rows[known.to_numpy()].astype(np.uint32)))
        return known, batch[self._doubt]

    def repeated(self, frame: pl.LazyFrame, engine: Engine) -> npt.NDArray[np.uint32]:
        """The rows whose key occurs in another row, too; the keys are forgotten.

        ``frame`` holds the table with ROW, for confirming hashes, and for fields that must differ.
        """
        rows = self._candidates()
        self._parts.clear()
        if not len(rows) or (self.exact and not self.differ):
            return rows
        wanted = list(dict.fromkeys((ROW, *self.fields, *self.differ)))
        asked = pl.Series(rows, dtype=pl.UInt32).implode()
        values = frame.filter(pl.col(ROW).is_in(asked)).select(wanted).collect(engine=engine)
        fields = list(self.fields)
        several = (
            pl.struct(self.differ).n_unique().over(fields) > 1 if self.differ else pl.struct(fields).is_duplicated()
        )
        confirmed: npt.NDArray[np.uint32] = values.filter(several)[ROW].to_numpy()
        return confirmed

    def _candidates(self) -> npt.NDArray[np.uint32]:
        again = np.concatenate(in_slices([part.keys for part in self._parts], _repeated))
        if not len(again):
            return np.empty(0, np.uint32)
        marked = np.zeros(int(_MARKS) + 1, np.bool_)
        marked[again & _MARKS] = True
        wanted = pl.Series(again).implode()
        found = []
        for part in self._parts:
            keys = part.keys.numbers()
            at = np.flatnonzero(marked[keys & _MARKS])
            found.append(part.rows(at[pl.Series(keys[at]).is_in(wanted).to_numpy()]))
        return np.concatenate(found)


def _repeated(ordered: Numbers) -> Numbers:
    """The numbers that occur more than once, each once."""
    again = ordered[~changes(ordered)]
    return again[changes(again)]
