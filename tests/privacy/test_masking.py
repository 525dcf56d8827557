"""A masked value shows what is stated and nothing more, however it is written."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.table import Personal
from auditor.privacy.masking import Masker, as_place, mask
from auditor.privacy.sanitise import sanitise
from tests.privacy.hostile import HOSTILE, in_cells

KINDS = [each.value for each in Personal]


@pytest.mark.parametrize(
    ("personal", "value", "expected"),
    [
        ("id", "01819012345", "018190•••••"),
        ("id", "41819077302", "418190•••••"),
        ("id", "201017238203", "2010••••••••"),
        ("id", "94545456561", "•••••••••61"),
        ("id", "500266228604", "••••••••••04"),
        ("id", "NIR-000123", "••••••••23"),
        ("id", "12345", "•••••"),
        ("id", "x" * 40, "•" * 38 + "xx"),
        ("id", "x" * 41, "•••"),
        ("name", "Kari Nordmann", "K. N."),
        ("name", "  kåre  anne-marie de la cruz ", "k. a. d."),
        ("name", "12345678901", "•••"),
        ("birth_date", "1990-01-31", "1990-••-••"),
        ("birth_date", "31.01.1990", "1990-••-••"),
        ("birth_date", "1990-01-31T00:00:00", "1990-••-••"),
        ("birth_date", "310190", "•••"),
        ("birth_date", "1990 Kari", "•••"),
        ("free_text", "Kari er syk", "skjult tekst, 11 tegn"),
        ("none", "Arbeid", "Arbeid"),
        ("none", "ring Kari 018190 12345 nå", "ring Kari 018190••••• nå"),
        ("none", "DUF 2010 172382 03.", "DUF 2010••••••••."),
        ("none", "beløp 1234567890", "beløp 1234567890"),
        ("none", "x=123456.78901", "x=123456.78901"),
        ("none", "018190-12345,41819077302", "018190•••••,418190•••••"),
        ("anything else", "Kari", "•••"),
    ],
)
def test_what_is_seen_of_each_kind(personal: str, value: str, expected: str) -> None:
    assert mask(value, personal) == expected
    assert mask(value, personal, show=True) == value


def test_a_municipality_is_told_and_what_stands_in_its_place_is_not() -> None:
    told = ["0301", "301", "9999", "1-2", "99", "ab", "Å", "", None]
    hidden = ["12345", "01819012345", "Kari", "Åse", "abc", ":301", "a301"]
    shown = pl.DataFrame({"v": [*told, *hidden]}).select(as_place(pl.col("v")))["v"].to_list()
    assert shown == [*told, *["•••"] * len(hidden)]


def test_kinds_of_the_model_are_understood() -> None:
    assert mask("01819012345", Personal.ID) == "018190•••••"
    assert mask("x", Personal.FREE_TEXT, language="en") == "hidden text, 1 characters"


@given(st.text(max_size=60))
def test_keys_and_free_text_show_at_most_what_is_stated(value: str) -> None:
    key = mask(value, "id")
    assert key.replace("•", "") in (value[:6], value[:4], value[-2:], "")
    assert len(key.replace("•", "")) <= 6
    assert value.isdigit() or len(key.replace("•", "")) <= 2
    assert len(mask(value, "name").replace(".", "").split()) <= 3
    assert mask(value, "free_text") in ("", f"skjult tekst, {len(value)} tegn")


@pytest.mark.parametrize("personal", [*KINDS, "unknown"])
@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE])
def test_the_door_masks_and_sanitises_hostile_text(personal: str, text: str) -> None:
    for masker in (Masker(), Masker(show_ids=True), Masker(language="en")):
        result = masker.text(personal, text, 200)
        assert sanitise(result, 200) == result
        if not masker.show_ids and personal not in ("none", "id", "name", "birth_date") and text:
            assert text not in result or text.isspace()


def test_other_values_and_missing_ones() -> None:
    assert Masker().text("none", None) == ""
    assert Masker().text("none", 12) == "12"
    assert Masker().text("birth_date", dt.date(1990, 1, 31)) == "1990-••-••"
    assert Masker(show_ids=True).text("id", "01819012345\x1b") == "01819012345␛"


@pytest.mark.parametrize("personal", [*KINDS, "unknown"])
@pytest.mark.parametrize("show", [False, True])
def test_columns_get_what_single_values_get(personal: str, show: bool) -> None:
    texts = [None, *in_cells(), "01819012345", "Ola", "018190 12345 x"]
    masker = Masker(show)
    frame = pl.LazyFrame({"t": texts}, schema={"t": pl.String})
    result = frame.select(masker.expr(personal, pl.col("t"), 50)).collect()["t"].to_list()
    assert result == [None if each is None else masker.text(personal, each, 50) for each in texts]
