"""Numbers kept in few bytes come back as they were, and slices hold all that agree."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.memory.numbers import Numbers, Packed, changes, five_bytes, in_slices, packed

NUMBERS = st.lists(st.integers(0, 2**64 - 1) | st.integers(2**63, 2**63 + 9), max_size=40)


def as_array(values: list[int]) -> Numbers:
    return np.array(values, np.uint64)


@given(NUMBERS)
def test_packed_numbers_come_back(values: list[int]) -> None:
    """Also those of a wide range, which eight bytes hold."""
    kept = packed(as_array(values))
    assert kept.numbers().tolist() == values
    assert len(kept) == len(values)


@given(NUMBERS)
def test_of_a_hash_forty_bits_are_kept(values: list[int]) -> None:
    """In five bytes."""
    kept = five_bytes(as_array(values))
    assert kept.numbers().tolist() == [value % 2**40 for value in values]
    assert kept.low.itemsize + kept.high.itemsize == 5


def test_near_numbers_take_four_bytes() -> None:
    """However large they are, and negative ones, too, as they look without a sign."""
    assert packed(np.arange(-3, 3).view(np.uint64)[:3]).low.itemsize == 4
    assert packed(as_array([2**63, 2**63 + 2**32 - 1])).low.itemsize == 4
    assert packed(as_array([0, 2**32])).low.itemsize == 8


PARTS = st.lists(NUMBERS, max_size=4)


@given(PARTS, st.integers(1, 50), st.sampled_from([packed, five_bytes]))
def test_equal_numbers_are_in_one_slice(
    parts: list[list[int]], at_once: int, pack: Callable[[Numbers], Packed]
) -> None:
    """Each number is in one slice, which is in order, however its part was packed."""
    kept = [pack(as_array(part)) for part in parts]
    slices = in_slices(kept, lambda found: found.tolist(), 0, at_once)
    assert all(each == sorted(each) for each in slices)
    assert sorted(chain(*slices)) == sorted(chain(*(each.numbers().tolist() for each in kept)))
    assert sum(len(set(each)) for each in slices) == len(set(chain(*slices)))


@given(PARTS, st.integers(1, 50), st.integers(0, 60))
def test_numbers_that_agree_from_a_bit_on_are_in_one_slice(parts: list[list[int]], at_once: int, bit: int) -> None:
    """As persons do, with other municipalities below the bit."""
    slices = in_slices([Packed(as_array(part)) for part in parts], lambda found: found.tolist(), bit, at_once)
    assert sorted(chain(*slices)) == sorted(chain(*parts))
    above = [{value >> bit for value in each} for each in slices]
    assert sum(map(len, above)) == len(set().union(*above))


@pytest.mark.parametrize(("ordered", "changed"), [([], []), ([1], [True]), ([1, 1, 2], [True, False, True])])
def test_changes(ordered: list[int], changed: list[bool]) -> None:
    """The first one always is a change."""
    assert changes(as_array(ordered)).tolist() == changed
