"""Nothing that a reader could not see, or a terminal or spreadsheet would obey, passes the door; the rest does."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.privacy.sanitise import (
    MARKS_ON_ONE_BASE,
    neutralise_formula,
    sanitise,
    sanitise_expr,
    spreadsheet_text,
    spreadsheet_text_expr,
)
from tests.privacy.hostile import HOSTILE, in_cells

CASES = [pytest.param(text, id=name) for name, text in HOSTILE]
FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
TRIGGERS = tuple("=+-@＝＋－＠\t\r\n")
anything = st.text(st.characters(), max_size=60) | st.text("a=+-@ \u0300\u200b\t＝'", max_size=20)


def harmless(text: str) -> bool:
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in FORBIDDEN or marks > MARKS_ON_ONE_BASE:
            return False
    return not (text and unicodedata.category(text[0]) in ("Mn", "Me"))


@pytest.mark.parametrize("text", CASES)
def test_hostile_text_is_harmless_and_encodable(text: str) -> None:
    result = sanitise(text)
    assert harmless(result)
    result.encode("utf-8")


@given(anything)
def test_any_text_is_harmless_and_sanitising_again_changes_nothing(text: str) -> None:
    result = sanitise(text)
    assert harmless(result)
    assert sanitise(result) == result


@given(anything, st.integers(1, 30))
def test_limit_is_kept_and_what_is_left_out_shows(text: str, limit: int) -> None:
    whole, cut = sanitise(text), sanitise(text, limit)
    assert len(cut) <= limit
    assert cut == whole or (cut.endswith("…") and whole.startswith(cut[:-1]))
    assert harmless(cut)
    assert (cut == whole) == (len(whole) <= limit)


@pytest.mark.parametrize(
    "text",
    [
        "Kåre Bjørnstjerne",
        "Ka\u030are",
        "Unjárga - Nesseby",
        "محمد عبد الله",
        "0101\u00a0- Halden",
        "[/] <b> 'æøå'",
        "ﬁ 日本語 👧",
    ],
)
def test_readable_text_is_left_as_it_came(text: str) -> None:
    assert sanitise(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\r\nb\tc\x00\x7f", "a␍␊b␉c␀␡"),
        ("\x9b2J", r"\u{9b}2J"),
        ("ola\u202egpj", r"ola\u{202e}gpj"),
        ("a\u2028b\ud800", r"a\u{2028}b\u{d800}"),
        ("Z" + "\u0300" * 41 + "x", "Z" + "\u0300" * 4 + "…+37x"),
        ("\u0301a", "◌\u0301a"),
    ],
)
def test_how_things_are_written_out(text: str, expected: str) -> None:
    assert sanitise(text) == expected


def test_a_limit_leaves_as_much_as_fits_and_marks_left_out_at_the_end_are_counted() -> None:
    assert [sanitise("\0\0\0", limit) for limit in (1, 2, 3)] == ["…", "␀…", "␀␀␀"]
    assert sanitise("Z" + "\u0300" * 7) == "Z" + "\u0300" * 4 + "…+3"


def test_limit_parts_neither_an_escape_nor_a_letter_from_its_mark() -> None:
    assert sanitise("ab\u202ecd", 6) == "ab…"
    assert sanitise("abcA\u030axyz", 5) == "abc…"
    with pytest.raises(ValueError, match="limit"):
        sanitise("a", 0)


@pytest.mark.parametrize(
    "text", [text for name, text in HOSTILE if name.startswith("formula_")] + ["﹦1", "−1", "\x00=1", "\u2066=1", "-"]
)
def test_formulas_are_text_for_a_spreadsheet(text: str) -> None:
    assert neutralise_formula(text) == "'" + text
    assert neutralise_formula("'" + text) == "'" + text
    opened = spreadsheet_text(text)
    assert harmless(opened)
    assert not opened.lstrip().startswith(TRIGGERS)


@pytest.mark.parametrize("text", ["", "   ", "Arbeid", "a=b", "2024-01-01", "'=1", "(=1)", "Ås - sentrum"])
def test_other_text_is_no_formula(text: str) -> None:
    assert neutralise_formula(text) == text


@given(anything)
def test_no_text_starts_a_formula_in_a_spreadsheet(text: str) -> None:
    opened = spreadsheet_text(text)
    assert not opened.lstrip().startswith(TRIGGERS)
    assert len(opened) <= 32_767


def test_long_text_fits_a_spreadsheet_cell_even_with_the_sign_in_front() -> None:
    assert len(spreadsheet_text("=" + "x" * 40_000)) == 32_767


@pytest.mark.parametrize("limit", [None, 7])
def test_columns_get_what_single_values_get(limit: int | None) -> None:
    texts = [None, *in_cells(), "Halden", "Kåre"]
    frame = pl.LazyFrame({"text": texts}, schema={"text": pl.String})
    result = frame.select(a=sanitise_expr(pl.col("text"), limit), b=spreadsheet_text_expr(pl.col("text"))).collect(
        engine="streaming"
    )
    assert result["a"].to_list() == [None if each is None else sanitise(each, limit) for each in texts]
    assert result["b"].to_list() == [None if each is None else spreadsheet_text(each) for each in texts]


def test_what_passes_without_a_closer_look_is_left_as_it_is() -> None:
    """Every character that the quick way lets through, alone and beside a letter, in both ways."""
    from auditor.privacy.sanitise import _IS_PLAIN, _joined, _pieces

    passing = [chr(code) for code in range(0x3000) if _IS_PLAIN(chr(code))]
    assert {"å", "–", "«", "›", "…"} <= set(passing)
    assert all(_joined(_pieces(f"a{each}b"), None) == f"a{each}b" == sanitise(f"a{each}b") for each in passing)
