"""Option values are read as people write them, and refused with what was expected."""

from __future__ import annotations

import datetime as dt

import pytest

from auditor.cli import values
from auditor.cli.errors import UsageError


@pytest.mark.parametrize(
    ("text", "share"),
    [("0", 0), ("1", 1), ("0.02", 0.02), ("0,02", 0.02), ("2 %", 0.02), ("2%", 0.02), ("0,5%", 0.005)],
)
def test_shares(text: str, share: float) -> None:
    """Decimal point, decimal comma and per cent."""
    assert values.share("--max-share", text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "2", "-0.1", "101 %", "much", "nan", "inf"])
def test_what_is_no_share(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(UsageError):
        values.share("--max-share", text)


@pytest.mark.parametrize("text", ["2024-12-31", "31.12.2024", " 31.12.2024 "])
def test_dates(text: str) -> None:
    """ISO and the Norwegian way."""
    assert values.date("--reference-date", text) == dt.date(2024, 12, 31)


@pytest.mark.parametrize("text", ["", "2024", "2024-02-30", "12/31/2024"])
def test_what_is_no_date(text: str) -> None:
    """Days that do not exist, and other ways of writing."""
    with pytest.raises(UsageError):
        values.date("--reference-date", text)


def test_a_lost_zero_is_named() -> None:
    """301 is Oslo without its zero."""
    with pytest.raises(UsageError) as caught:
        values.municipalities("--municipality", ["301"])
    assert caught.value.key == "cli.usage.municipality_zero"
    assert caught.value.facts["padded"] == "0301"


def test_former_municipalities_are_known() -> None:
    """An extract of 2016 speaks of Trondheim as 1601; each number once."""
    assert values.municipalities("--municipality", ["1601", "5001", "1601"]) == ("1601", "5001")


def test_names() -> None:
    """Blanks and repetitions do not matter; an unknown name and an empty list do."""
    assert values.names("--tables", " a, b,a ", ["a", "b", "c"]) == ("a", "b")
    for text in ("a,x", "", ","):
        with pytest.raises(UsageError):
            values.names("--tables", text, ["a"])
