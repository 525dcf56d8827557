"""Rows and persons of a table, in all and per municipality, counted from the batches of the one pass."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from auditor.memory.numbers import Numbers, Packed, changes, in_slices
from auditor.model.table import Table
from auditor.reference import municipalities

_PERSON, _DAY = "__person", "__day"
_BITS = np.uint64(12)
"""Bits of a hashed person that make room for a municipality, so that both are one number and sorted once.

Of ten million persons two are then taken for one in one delivery of ninety.
"""
_PLACE = (np.uint64(1) << _BITS) - np.uint64(1)


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
    _people: list[Packed] = field(default_factory=list)
    """Persons with their municipalities; without, from where there are more of these than find room."""
    _places: list[np.ndarray] = field(default_factory=list)
    """The municipalities of the persons, from there on."""

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
            self._note_persons(batch[_PERSON], codes)
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

    def _note_persons(self, hashes: pl.Series, codes: np.ndarray) -> None:
        known = hashes.is_not_null().to_numpy() if hashes.null_count() else slice(None)
        persons = hashes.fill_null(0).to_numpy()[known] & ~_PLACE
        places = codes[known].astype(np.uint64)
        if len(self.rows) > int(_PLACE) + 1:
            self._places.append(places)
        else:
            persons |= places
        self._people.append(Packed(persons))

    def _distinct(self, width: int) -> tuple[int, np.ndarray]:
        """Different persons in all and by municipality code."""
        if self._places:
            counted = [_persons_of_many(self._people, self._places)]
        else:
            counted = in_slices(self._people, _persons, int(_BITS))
        self._people.clear()
        self._places.clear()
        of_places = np.zeros(width, np.int64)
        for _, of_slice in counted:
            of_places[: len(of_slice)] += of_slice
        return sum(persons for persons, _ in counted), of_places


def _persons(ordered: Numbers) -> tuple[int, np.ndarray]:
    """Different persons in all and by municipality code among sorted numbers."""
    pairs = ordered[changes(ordered)]
    return int(changes(pairs >> _BITS).sum()), np.bincount((pairs & _PLACE).astype(np.int64))


def _persons_of_many(people: Sequence[Packed], places: Sequence[np.ndarray]) -> tuple[int, np.ndarray]:
    """The same where the last of the municipalities stand apart."""
    with_place = people[: len(people) - len(places)]
    person = np.concatenate([each.numbers() & ~_PLACE for each in people])
    place = np.concatenate([*(each.numbers() & _PLACE for each in with_place), *places])
    pairs = pl.DataFrame({"person": person, "place": place}).unique()
    return pairs["person"].n_unique(), np.bincount(pairs["place"].to_numpy().astype(np.int64))


def census_of(table: Table, columns: Collection[str]) -> Census:
    """What there is to count in a table that has ``columns``."""
    dated = {table.municipality, table.date} <= set(columns)
    return Census(table.person if table.person in columns else None, table.date if dated else None)
