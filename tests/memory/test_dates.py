"""Dates read from their bytes against Polars' own parser."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from auditor.memory.dates import FORMS, dates_of
from auditor.memory.texts import WORTH_IT

ODD = (
    "",
    "2023-02-29",
    "2024-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-04-31",
    "2024-4-3",
    "0999-01-01",
    "0000-01-01",
    "9999-12-31",
    " 024-01-01",
    "2024-01-0x",
    "2024/01/01",
    "+024-01-01",
    "２024-01",
    "29.02.2023",
    "20240229",
    "20230229",
)


@pytest.mark.parametrize("form", FORMS)
def test_dates_are_those_of_the_parser(form: str) -> None:
    """Every day of some years, and what is none: where it is not left out it is read as Polars reads it."""
    first = dt.date(1896, 1, 1)
    days = pl.date_range(first, dt.date(1904, 12, 31), eager=True)
    written = pl.concat([days.dt.strftime(form), pl.Series([*ODD, None]), days.dt.strftime("%d/%m/%Y").head(30)])
    texts = pl.concat([written.slice(40), written.head(40)])
    found = dates_of(texts, form)
    assert found is not None
    values, others = found
    assert values.null_count() == len(others) + 1
    parsed = texts.str.strptime(pl.Date, form, strict=False, exact=True)
    read = parsed.is_not_null() & values.is_not_null()
    assert read.sum() >= len(days)
    assert values.filter(read).equals(parsed.filter(read))
    assert (values.is_not_null() & parsed.is_null()).sum() == 0


def test_other_forms_are_left_to_the_parser() -> None:
    """A form with a time, a column mostly written otherwise, and a short one."""
    texts = pl.Series(["2024-01-01"] * WORTH_IT)
    assert dates_of(texts, "%Y-%m-%d %H:%M:%S") is None
    assert dates_of(texts, "%Y%m%d") is None
    assert dates_of(texts.head(3), "%Y-%m-%d") is None
