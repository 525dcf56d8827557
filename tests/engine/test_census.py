"""Persons counted by sorted keys are those that counting them one by one gives."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from auditor.engine import census as census_
from auditor.engine.census import Census
from auditor.memory import numbers


@pytest.mark.parametrize("bits", [12, 2, 1])
@pytest.mark.parametrize("at_once", [50, 1 << 22])
def test_persons_are_counted_once_in_all_and_in_each_place(
    at_once: int, bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorted at once and in slices, with room for all municipalities and without; rows without a person are none."""
    monkeypatch.setattr(numbers, "SORTED_AT_ONCE", at_once)
    monkeypatch.setattr(census_, "_BITS", np.uint64(bits))
    monkeypatch.setattr(census_, "_PLACE", np.uint64((1 << bits) - 1))
    draw = np.random.default_rng(1)
    census, seen = Census("person", None), set[tuple[int, int]]()
    for rows in (0, 700, 300):
        persons, codes = draw.integers(0, 90, rows), draw.integers(0, 4, rows)
        hashes = pl.Series("__person", persons.astype(np.uint64)).hash().set(pl.Series(persons == 0), None)
        known = [None, "0301", "1103", "4601"][: 4 if rows == 300 else 2]
        codes %= len(known)
        census.note(hashes.to_frame("__person"), codes, known)
        seen |= {(int(person), int(code)) for person, code in zip(persons, codes, strict=True) if person}
    counted = census.headcount(pl.Series([None, "0301", "1103", "4601"], dtype=pl.String))
    assert counted.persons == len({person for person, _ in seen})
    assert counted.rows == 1000
    by_place = [sum(each == code for _, each in seen) for code in range(4)]
    assert counted.frame.sort("municipality", nulls_last=False)["persons"].to_list() == by_place
