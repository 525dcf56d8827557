"""Rows and persons of a table, in all and per municipality, counted from the batches of the one pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from auditor.model.table import Table
from auditor.reference import municipalities

_PERSON, _DAY = "__person", "__day"
_BITS = 12
"""Bits of a hashed person that may make room for a municipality, so that both are one key and sorted once.

With the 357 of 2024 it is nine: of ten million persons two are then taken for one in one delivery of seven hundred.
"""
_LOOKED_AT_ONCE = 1 << 22
"""Sorted keys that are compared at once."""


@dataclass(frozen=True)
class Headcount:
    """Rows and persons of a table, in all and per municipality."""

    frame: pl.DataFrame
    """As :class:`auditor.model.audit.TableResult` promises."""
    rows: int
    persons: int | None
    """None for a table that is not about persons."""


@dataclass
class Census:
    """Who is counted, and the counts so far; eight bytes a row where the table is about persons."""

    person: str | None
    date: str | None
    """The field that dates a row, where it has a municipality, too."""
    rows: np.ndarray = field(default_factory=lambda: np.zeros(1, np.int64))
    """By municipality code."""
    misdated: np.ndarray = field(default_factory=lambda: np.zeros(1, np.int64))
    _people: list[np.ndarray] = field(default_factory=list)
    _places: list[np.ndarray] = field(default_factory=list)

    def columns(self) -> list[pl.Expr]:
        """What a batch must hold for :meth:`note`."""
        found = []
        if self.person is not None:
            person = pl.col(self.person)
            found.append(pl.when(person.is_not_null()).then(person.hash()).alias(_PERSON))
        if self.date is not None:
            found.append(pl.col(self.date).cast(pl.Date).to_physical().alias(_DAY))
        return found

    def note(self, batch: pl.DataFrame, codes: np.ndarray, names: Collection[str | None]) -> None:
        """Count the rows of a batch; ``names`` are the municipalities by code, None for code 0."""
        width = max(len(names), len(self.rows))
        self.rows, self.misdated = (np.pad(each, (0, width - len(each))) for each in (self.rows, self.misdated))
        self.rows += np.bincount(codes, minlength=width)
        if self.person is not None:
            person = batch[_PERSON]
            known = person.is_not_null().to_numpy() if person.null_count() else slice(None)
            self._people.append(person.fill_null(0).to_numpy()[known])
            self._places.append(codes[known].astype(np.uint16 if width < 1 << 16 else np.uint32))
        if self.date is not None:
            valid = municipalities.validity(pl.Series(list(names), dtype=pl.String))
            misdated = valid.misdated(codes, batch[_DAY].fill_null(np.iinfo(np.int32).min).to_numpy())
            self.misdated += np.bincount(codes[misdated], minlength=width)

    def headcount(self, names: pl.Series) -> Headcount:
        """The sum of it; ``names`` are the municipalities by code, null for code 0."""
        at = np.flatnonzero(self.rows)
        persons, of_place = (
            self._distinct(len(self.rows)) if self.person is not None else (None, np.zeros_like(self.rows))
        )
        frame = pl.DataFrame(
            {
                "municipality": names.gather(at),
                "rows": pl.Series(self.rows[at], dtype=pl.UInt32),
                "persons": pl.Series(of_place[at], dtype=pl.UInt32),
                "misdated": pl.Series(self.misdated[at], dtype=pl.UInt32),
            }
        ).sort("municipality")
        return Headcount(frame, int(self.rows.sum()), persons)

    def _distinct(self, width: int) -> tuple[int, np.ndarray]:
        """Different persons in all and by municipality code, by sorted keys."""
        people = np.concatenate(self._people) if self._people else np.zeros(0, np.uint64)
        self._people.clear()
        if width > 1 << _BITS:
            places = np.concatenate(self._places)
            pairs = pl.DataFrame({"person": people, "place": places}).unique()
            return pairs["person"].n_unique(), np.bincount(pairs["place"].to_numpy(), minlength=width)
        room = np.uint64(width.bit_length())
        of_place = (np.uint64(1) << room) - np.uint64(1)
        people &= ~of_place
        first = 0
        for part in self._places:
            people[first : first + len(part)] |= part
            first += len(part)
        self._places.clear()
        people.sort()
        persons, of_places = 0, np.zeros(width, np.int64)
        for first in range(0, len(people), _LOOKED_AT_ONCE):
            part = people[max(first - 1, 0) : first + _LOOKED_AT_ONCE]
            new = slice(0 if first == 0 else 1, None)  # the one before is there to be compared with
            pairs = part[new][_changes(part)[new]]
            persons += int(_changes(part >> room)[new].sum())
            of_places += np.bincount((pairs & of_place).astype(np.int64), minlength=width)
        return persons, of_places


def _changes(ordered: np.ndarray) -> np.ndarray:
    """Where a value is another than the one before."""
    changes = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return changes


def census_of(table: Table, columns: Collection[str]) -> Census:
    """What there is to count in a table that has ``columns``."""
    dated = {table.municipality, table.date} <= set(columns)
    return Census(table.person if table.person in columns else None, table.date if dated else None)
