"""Raw text is read as its type or said not to be: never an exception, and always exactly one of four states."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.engine.no_value import HIDDEN, MISSING
from auditor.engine.parse import parse_fields
from auditor.engine.typed_texts import DATE_FORMATS
from auditor.model.ruleset import Code, CodeList
from auditor.model.table import Field, FieldType
from auditor.model.text import Text

T = Text("x", "x")
CODES = CodeList("l", T, (Code("Arbeid", T, ("i arbeid", "1")), Code("0301", T), Code("Årsak", T, ("ÅRSAKEN",))), "x")
TYPED = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.DATE, FieldType.BOOLEAN)

NOTHING = (None, False, False)
HIDES = (None, True, False)
UNREAD = (None, True, True)


def states(kind: FieldType, texts: list[Any], dtype: Any = pl.String) -> list[tuple[Any, bool, bool]]:
    """Value, unknown and unreadable of each cell."""
    field = Field("f", kind, T, codes="l" if kind is FieldType.CODE else None)
    frame = pl.DataFrame({"f": pl.Series(texts, dtype=dtype)}).lazy()
    read = parse_fields(frame, [field, Field("absent", kind, T)], {"l": CODES})
    result: list[tuple[Any, bool, bool]] = read.collect().rows()
    return result


WHITE_SPACE = "".join(map(chr, (*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F,
                                0x205F, 0x3000)))  # fmt: skip
"""What Unicode calls so; Python's own ``strip`` takes four control characters for blanks, too."""
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["\x1c", "\x1f.", "\x85.", "\u3000:"]),
    st.sampled_from(
        [*MISSING, *HIDDEN, "<5", "< 5", "<10", "<100", "<", "0", "-0", "1e5", "NaN", "inf", "1.234,5", "ja"]
    ),
    st.from_regex(r"[0-9.,\-+ e/:]{0,10}", fullmatch=True),
    st.none(),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(CELLS, max_size=30), st.sampled_from(FieldType))
def test_every_cell_is_in_one_state(texts: list[str | None], kind: FieldType) -> None:
    """Value, missing, hidden or unreadable, whatever is written; and what stands beside it makes no difference."""
    together = states(kind, texts)
    for text, (value, unknown, unreadable) in zip(texts, together, strict=True):
        assert unknown in (True, False)
        assert unreadable in (True, False)
        assert not (value is not None and unknown)
        assert unknown or not unreadable
        bare = (text or "").strip(WHITE_SPACE)
        if text is None or bare in MISSING:
            assert (value, unknown, unreadable) == NOTHING
        elif bare in HIDDEN or re.fullmatch(r"<\s?\d{1,2}", bare, re.ASCII):
            assert (value, unknown, unreadable) == HIDES
        elif value is None and bare.isprintable() and bare.isascii():
            assert (value, unknown, unreadable) == UNREAD
    for text, state in list(zip(texts, together, strict=True))[:4]:
        assert states(kind, [text]) == [state]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.dates(dt.date(1000, 1, 1)), st.sampled_from(DATE_FORMATS)), min_size=1, max_size=30))
def test_dates_in_every_format(dates: list[tuple[dt.date, str]]) -> None:
    """A column may mix formats; each date is read as itself."""
    texts = [dt.datetime.combine(date, dt.time(13, 5)).strftime(form) for date, form in dates]
    texts = [re.sub(r"(?<!\d)(\d{3})(?=-|$)", r"0\1", text) for text in texts]
    assert states(FieldType.DATE, texts) == [(date, False, False) for date, _ in dates]


@pytest.mark.parametrize(
    "text",
    ["31.02.2024", "2024-13-01", "01.02.24", "24-01-01", "1. januar 2024", "45000", "2024", "0000-00-00", "i dag",
     "2024-01-01x", "32.01.2024", "2024-01-01T25:00:00", "10000-01-01", "999-01-01", "-2024-01-01"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    """A date that does not exist, lacks its century or is a serial number is unreadable, not guessed at."""
    assert states(FieldType.DATE, [text, "2024-01-31"]) == [UNREAD, (dt.date(2024, 1, 31), False, False)]


def grouped(number: int, mark: str) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}".replace(",", mark)


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_whole_numbers(number: int) -> None:
    """With blanks of any kind between thousands, outer blanks, plus signs and the real minus sign."""
    texts = [str(number), f" {number}\u00a0", *(grouped(number, mark) for mark in (" ", "\u00a0", "\u202f"))]
    texts += [f"+{number}"] if number >= 0 else [f"\u2212{-number}"]
    texts += [f"{number},0", f"{number}.0"]
    for kind in (FieldType.INTEGER, FieldType.DECIMAL):
        assert states(kind, texts) == [(number, False, False)] * len(texts)


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(1, 99))
def test_decimal_numbers(whole: int, hundredths: int) -> None:
    """Comma or point; with a comma, thousands may be set apart by points."""
    sign = "-" if whole < 0 else ""
    number = float(f"{sign}{abs(whole)}.{hundredths:02}")
    texts = [f"{sign}{abs(whole)}{mark}{hundredths:02}" for mark in ".,"]
    texts += [f"{sign}{grouped(abs(whole), mark)},{hundredths:02}" for mark in (" ", ".", "\u00a0")]
    assert states(FieldType.DECIMAL, texts) == [(number, False, False)] * len(texts)
    assert states(FieldType.INTEGER, texts) == [UNREAD] * len(texts)


@pytest.mark.parametrize(
    "text",
    ["tolv", "12 kr", "1,2,3", "--1", "NaN", "inf", "-Infinity", "1e400", "0x10", "1/2", "12%", "1.2.3,4,5", "e5"],
)
def test_what_is_no_number(text: str) -> None:
    """Nothing is made a number that a person would not read as one."""
    for kind in (FieldType.INTEGER, FieldType.DECIMAL):
        assert states(kind, [text, "7"]) == [UNREAD, (7, False, False)]


def test_large_whole_numbers() -> None:
    """Whole numbers are exact up to what the type holds, and unreadable beyond."""
    assert states(FieldType.INTEGER, ["9223372036854775807", "9223372036854775808", "9007199254740993"]) == [
        (9223372036854775807, False, False), UNREAD, (9007199254740993, False, False),
    ]  # fmt: skip


def test_booleans() -> None:
    """Ja and nei in the spellings met, and nothing else."""
    texts = ["ja", "JA", "j", "true", "1", "nei", "N", "False", "0", "kanskje", "2"]
    values = [True] * 5 + [False] * 4
    assert states(FieldType.BOOLEAN, texts) == [*((each, False, False) for each in values), UNREAD, UNREAD]


def test_codes() -> None:
    """Aliases and other cases become the code; unknown texts stay as written, and zeros stay in front."""
    texts = ["Arbeid", "ARBEID", " i Arbeid ", "1", "0301", "301", "årsaken", "ÅRSAK", "Annet", ":", "."]
    wanted = ["Arbeid", "Arbeid", "Arbeid", "Arbeid", "0301", "301", "Årsak", "Årsak", "Annet"]
    assert states(FieldType.CODE, texts) == [*((each, False, False) for each in wanted), HIDES, NOTHING]


@pytest.mark.parametrize(
    ("kind", "dtype", "values", "wanted"),
    [
        (FieldType.INTEGER, pl.Int32, [1, None], [1, None]),
        (FieldType.DECIMAL, pl.Int64, [1, None], [1.0, None]),
        (FieldType.DECIMAL, pl.Float64, [1.5, None, float("nan")], [1.5, None, None]),
        (FieldType.INTEGER, pl.Float64, [12.0, None], [12, None]),
        (FieldType.DATE, pl.Date, [dt.date(2024, 1, 1), None], [dt.date(2024, 1, 1), None]),
        (FieldType.DATE, pl.Datetime("ms"), [dt.datetime(2024, 1, 1, 5), None], [dt.date(2024, 1, 1), None]),
        (FieldType.BOOLEAN, pl.Boolean, [True, None], [True, None]),
        (FieldType.TEXT, pl.Int64, [301, None], ["301", None]),
        (FieldType.CODE, pl.String, ["Arbeid", None], ["Arbeid", None]),
        (FieldType.TEXT, pl.Categorical, ["a", None], ["a", None]),
        (FieldType.DATE, pl.Categorical, ["2024-01-01", None], [dt.date(2024, 1, 1), None]),
    ],
)
def test_typed_columns(kind: FieldType, dtype: Any, values: list[Any], wanted: list[Any]) -> None:
    """Parquet and Excel bring types of their own; they are read without a detour where they fit."""
    assert states(kind, values, dtype) == [(each, False, False) for each in wanted]


def test_no_rows() -> None:
    """An empty column has no states."""
    for kind in FieldType:
        assert states(kind, []) == []


BLANKS = "".join(chr(each) for each in range(0x3100) if chr(each).isspace())


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS | st.text("ab<.: ÅåæP" + BLANKS, max_size=16), max_size=40))
def test_many_texts_are_read_as_few_are(cells: list[str | None]) -> None:
    """Where the bytes of a long column are looked at first, every cell comes out as one by one."""
    column = [*cells, *(f"plain {each}" for each in range(300))]
    assert states(FieldType.TEXT, column)[: len(cells)] == [states(FieldType.TEXT, [each])[0] for each in cells]


@pytest.mark.parametrize("token", [*MISSING, *HIDDEN])
def test_what_stands_for_no_value_is_seen_among_many(token: str) -> None:
    """Each of the signs, alone in a long column and with blanks around it."""
    for written in (token, f"\u00a0{token} "):
        value, _, _ = states(FieldType.TEXT, ["plain"] * 300 + [written])[-1]
        assert value is None


@pytest.mark.parametrize(
    ("form", "text", "state"),
    [
        ("DDMMYY", "311215", (dt.date(2015, 12, 31), False, False)),
        ("DDMMYY", "010170", (dt.date(1970, 1, 1), False, False)),
        ("DDMMYY", "010169", (dt.date(2069, 1, 1), False, False)),
        ("DDMMYY", "300215", UNREAD),
        ("DDMMYY", "31122015", UNREAD),
        ("DDMMYY", "991231", UNREAD),
        ("DDMMYY", "000000", NOTHING),
        ("DDMMYY", "00000000", UNREAD),
        ("DDMMYY", "31.12.2015", (dt.date(2015, 12, 31), False, False)),
        ("DDMMYY", "2015-12-31", (dt.date(2015, 12, 31), False, False)),
        ("DDMMYY", ":", HIDES),
        ("DDMMYY", None, NOTHING),
        ("DDMMYYYY", "31122015", (dt.date(2015, 12, 31), False, False)),
        ("DDMMYYYY", "20151231", UNREAD),
        ("YYYYMMDD", "20151231", (dt.date(2015, 12, 31), False, False)),
        ("YYYYMMDD", "31122015", UNREAD),
        ("YYYYMMDD", "00000000", NOTHING),
    ],
)
def test_dates_without_separators_are_read_as_declared(
    form: str, text: str | None, state: tuple[Any, bool, bool]
) -> None:
    """Never in another order of day, month and year, whatever stands beside them."""
    field = Field("f", FieldType.DATE, T, date_format=form)
    frame = pl.DataFrame({"f": pl.Series([text, "2014-01-01", text], dtype=pl.String)}).lazy()
    assert parse_fields(frame, [field], {}).collect().rows()[::2] == [state, state]
