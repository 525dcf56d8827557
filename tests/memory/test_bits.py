"""Bits read from memory say what Polars says, however the series is cut."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.memory import bits

VALUES = st.lists(st.sampled_from([True, False, None]), max_size=70)


@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(0, 20), st.integers(0, 20))
def test_truths_of_any_chunks_and_slices(parts: list[list[bool | None]], skipped: int, cut: int) -> None:
    series = pl.concat([pl.Series("v", part, dtype=pl.Boolean) for part in parts], rechunk=False)
    series = series.slice(skipped, max(len(series) - skipped - cut, 0))
    found = bits.truths(series)
    assert found.size == len(series)
    assert bits.places(found.true).tolist() == series.arg_true().to_list()
    assert bits.places(found.false).tolist() == (~series).arg_true().to_list()
    unknown = series.is_null().arg_true().to_list()
    assert (bits.places(found.unknown).tolist() if found.unknown is not None else []) == unknown
    assert bits.count(found.true) == series.sum()


@pytest.mark.parametrize("share", [0.0, 0.0005, 0.02, 0.5, 1.0])
def test_places_of_rare_and_common_bits(share: float) -> None:
    values = np.random.default_rng(1).random(10_001) < share
    found = bits.truths(pl.Series(values))
    assert bits.places(found.true).tolist() == np.flatnonzero(values).tolist()
    assert bits.places(found.false).tolist() == np.flatnonzero(~values).tolist()


def test_without_arrow_bits_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    series = pl.Series([True, None, False, True])
    direct = bits.truths(series)
    monkeypatch.setattr(bits, "chunks", lambda *_: None)
    other = bits.truths(series)
    assert (other.true == direct.true).all()
    assert other.known is not None
    assert direct.known is not None
    assert (other.known == direct.known).all()
