"""What is told of the bytes of texts is what a regular expression and a list tell."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.memory.listed import FEW, one_of
from auditor.memory.shapes import full_match, shape_of
from auditor.memory.texts import WORTH_IT

PATTERNS = (
    r"\d{11}", r"\d{4}/\d{1,6}", "[A-Z]{3}", "[0-9]{1,3}", r"[0-9]{0,12}", "A[0-9]{2}", r"[a-z]{3,4}", r"[a-z]{4,5}",
    "[A-Z]?", r"\d{4}-\d{2}-\d", "x",
)  # fmt: skip
LETTERS = st.text(st.sampled_from("0129AZaz/-x \0\x7f٠é"), max_size=13)
DIGITS = st.text(st.sampled_from("09"), max_size=13)
LIKE = st.one_of(st.none(), LETTERS, DIGITS, st.from_regex(r"[0-9]{4}/[0-9]{1,7}\Z"), st.from_regex(r"[A-Za-z]{2,5}\Z"))


@settings(deadline=None)
@given(st.lists(LIKE, min_size=1, max_size=30), st.sampled_from(PATTERNS))
def test_shapes_match_as_regular_expressions_do(texts: list[str | None], pattern: str) -> None:
    """Digits of other scripts, zeros within a text and the end of repetitions among them."""
    series = pl.Series(texts * WORTH_IT, dtype=pl.String)
    test = full_match(pattern)
    assert test is not None
    expected = series.str.contains(f"^(?:{pattern})$")
    assert test(series).filter(series.is_not_null()).equals(expected.drop_nulls())
    assert test(series.head(3)).filter(series.head(3).is_not_null()).equals(expected.head(3).drop_nulls())


@pytest.mark.parametrize(
    "pattern", ["[0-9]+", "a|b", r"\d{13}", "(a)", "a.b", r"\w", "^a", "[0-9]{2,3}x", "é", "[9-0]", ""]
)
def test_other_patterns_are_left_to_regular_expressions(pattern: str) -> None:
    assert shape_of(pattern) is None


@settings(deadline=None)
@given(st.lists(LIKE, min_size=1, max_size=30), st.sets(LETTERS.filter(lambda each: len(each.encode()) <= 12)))
def test_short_lists_hold_what_they_list(texts: list[str | None], listed: set[str]) -> None:
    series = pl.Series(texts * WORTH_IT, dtype=pl.String)
    test = one_of(frozenset(listed))
    if not 0 < len(listed) <= FEW:
        assert test is None
        return
    assert test is not None
    for part in (series, series.head(3)):
        expected = part.is_in(pl.Series(sorted(listed), dtype=pl.String).implode())
        assert test(part).filter(part.is_not_null()).equals(expected.drop_nulls())


def test_lists_that_are_long_or_hold_a_long_text_are_looked_up() -> None:
    assert one_of(frozenset({"a" * 13})) is None
    assert one_of(frozenset(str(each) for each in range(FEW + 1))) is None
