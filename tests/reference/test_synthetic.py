"""Made numbers are valid, different, and of persons who do not exist."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
import pytest

from auditor.reference import identity
from auditor.reference.synthetic import synthetic_duf_numbers, synthetic_numbers


@pytest.mark.parametrize(("kind", "first"), [("fodselsnummer", "1854-01-01"), ("d_number", "1858-01-01")])
def test_numbers_carry_birth_date_and_sex_and_are_all_synthetic(
    kind: Literal["fodselsnummer", "d_number"], first: str
) -> None:
    days = np.arange(np.datetime64(first), np.datetime64("2040-01-01"), 7)
    births = np.concatenate([days, days, days[:100]])
    men = np.arange(len(births)) % 2 == 0
    numbers = synthetic_numbers(births, men, kind)
    facts = pl.DataFrame({"n": numbers}).select(identity.facts(pl.col("n"))).unnest("n")
    assert len(set(numbers)) == len(numbers)
    assert facts["kind"].unique().to_list() == ["synthetic"]
    assert facts["base_kind"].unique().to_list() == [kind]
    assert (facts["birth_date"].to_numpy() == births).all()
    assert ((facts["sex"] == "mann").to_numpy() == men).all()


def test_a_later_call_can_go_on_where_another_ended() -> None:
    births, men = np.full(40, np.datetime64("1990-05-17")), np.zeros(40, np.bool_)
    assert list(synthetic_numbers(births, men)[10:]) == list(synthetic_numbers(births[:30], men[:30], start=10))


def test_too_many_of_one_day_and_days_without_a_series_are_refused() -> None:
    with pytest.raises(ValueError, match="more persons"):
        synthetic_numbers(np.full(1000, np.datetime64("1990-05-17")), np.zeros(1000, np.bool_))
    with pytest.raises(ValueError, match="more persons"):
        synthetic_numbers(np.array([np.datetime64("2040-01-01")]), np.array([True]))


def test_duf_numbers_are_valid() -> None:
    numbers = synthetic_duf_numbers(np.repeat(np.arange(1985, 2025), 50), np.tile(np.arange(50) * 19_999, 40))
    kinds = pl.DataFrame({"n": numbers}).select(identity.kind(pl.col("n")))["n"]
    assert kinds.unique().to_list() == ["duf"]
    assert len(set(numbers)) == 2000
    with pytest.raises(ValueError, match="digits"):
        synthetic_duf_numbers(np.array([2020]), np.array([1_000_000]))
