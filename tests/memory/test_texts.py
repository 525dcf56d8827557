"""The bytes of texts read from memory are those that Python would encode."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.memory import arrow
from auditor.memory.texts import WHOLE, text_bytes

TEXTS = st.lists(st.none() | st.text(max_size=20), max_size=20)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.integers(0, 5))
def test_lengths_beginnings_and_ends(parts: list[list[str | None]], skipped: int) -> None:
    series = pl.concat([pl.Series(part, dtype=pl.String) for part in parts], rechunk=False)[skipped:]
    kept = text_bytes(series)
    assert kept is not None
    for place, text in enumerate(series.to_list()):
        if text is None:
            continue
        data = text.encode()
        assert kept.lengths[place] == len(data)
        assert int(kept.begins[place]).to_bytes(4, "little") == data[:4].ljust(4, b"\0")
        if len(data) <= WHOLE:
            assert bytes(int(kept.byte(each)[place]) for each in range(WHOLE)) == data.ljust(WHOLE, b"\0")
        if 0 < len(data) <= WHOLE:
            assert kept.last[place] == data[-1]


def test_other_columns_have_no_text_bytes() -> None:
    assert text_bytes(pl.Series([1, 2])) is None


def test_reversed_bytes_are_left_to_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow.sys, "byteorder", "big")
    assert text_bytes(pl.Series(["a"])) is None
