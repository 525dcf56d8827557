"""Identity numbers are judged by the rules of Skatteetaten, SSB and UDI, in any column and at any length of it."""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.reference import identity
from auditor.reference.identity import IdentityRules
from tests.reference.slow_identity import judge, remainders

RELAXED = IdentityRules(relaxed=True)
SHARED = Path(os.environ.get("AUDITOR_REFERENCE", Path(__file__).parents[3] / "shared" / "reference"))


def facts(values: list[str | None], rules: IdentityRules = IdentityRules()) -> list[dict[str, object]]:  # noqa: B008
    frame = pl.LazyFrame({"number": values}, schema={"number": pl.String})
    return frame.select(identity.facts(pl.col("number"), rules)).collect(engine="streaming")["number"].to_list()


def one(value: str, rules: IdentityRules = IdentityRules()) -> dict[str, object]:  # noqa: B008
    return facts([value], rules)[0]


@pytest.mark.parametrize(
    ("number", "kind", "base", "born", "sex", "test_person"),
    [
        ("03851598730", "synthetic", "fodselsnummer", dt.date(2015, 5, 3), "mann", True),
        ("10915596784", "synthetic", "fodselsnummer", dt.date(1955, 11, 10), "mann", True),
        ("01814099829", "synthetic", "fodselsnummer", dt.date(1940, 1, 1), "kvinne", True),
        ("31739556891", "synthetic", "fodselsnummer", dt.date(1895, 8, 31), "kvinne", True),
        ("41819077302", "synthetic", "d_number", dt.date(1990, 1, 1), "mann", True),
        ("41814075603", "synthetic", "d_number", dt.date(1940, 1, 1), "kvinne", True),
        ("41810021827", "synthetic", "d_number", dt.date(2000, 1, 1), "kvinne", True),
        ("44722264549", "synthetic", "d_number", dt.date(2022, 7, 4), "mann", True),
        ("68467038838", "synthetic", "d_number", dt.date(1970, 6, 28), "kvinne", True),
        ("13527248013", "h_number", "h_number", dt.date(1972, 12, 13), "kvinne", None),
        ("94545456561", "fh_number", "fh_number", None, None, False),
        ("201017238203", "duf", "duf", None, None, False),
        ("200112345609", "duf", "duf", None, None, False),
        ("01010100100", "incomplete", "incomplete", None, None, False),
        ("01018000200", "incomplete", "incomplete", None, None, False),
        ("05012999999", "incomplete", "incomplete", None, None, False),
    ],
)
def test_what_a_number_is_and_tells(
    number: str, kind: str, base: str, born: dt.date | None, sex: str | None, test_person: bool | None
) -> None:
    assert one(number) == {
        "kind": kind,
        "base_kind": base,
        "reason": None,
        "birth_date": born,
        "sex": sex,
        "test_person": test_person,
    }


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("01840612345", "check_digit"),
        ("17454026641", "check_digit"),
        ("30908299902", "check_digit"),
        ("00840612345", "date"),
        ("32840612345", "date"),
        ("30820612345", "date"),
        ("01990612345", "date"),
        ("01844580045", "individual_number"),
        ("201012345678", "duf_check_digit"),
        ("500266228604", "duf_year"),
        ("037422972082", "duf_year"),
        ("3851598730", "leading_zero"),
        ("3851598731", "length"),
        ("", "length"),
        ("038515987301234", "length"),
        ("03851598730 ", "not_digits"),
        ("038515 98730", "not_digits"),
        ("+3851598730", "not_digits"),
        ("3851598730\u0664", "not_digits"),
        ("038515987é", "not_digits"),
    ],
)
def test_why_a_value_is_no_number(number: str, reason: str) -> None:
    found = one(number)
    assert (found["kind"], found["reason"], found["birth_date"], found["sex"]) == ("invalid", reason, None, None)


def complete(stem: str) -> str:
    """The number that begins with these nine digits, or the nearest later individual number that has check digits."""
    while True:
        for last in range(100):
            if remainders(f"{stem}{last:02}") == (0, 0):
                return f"{stem}{last:02}"
        stem = f"{int(stem) + 1:09}"


@pytest.mark.parametrize(
    ("d_number", "year", "individual", "born"),
    [
        (False, 54, 500, 1854),
        (False, 53, 500, None),
        (False, 99, 749, 1899),
        (False, 99, 750, None),
        (False, 0, 0, 1900),
        (False, 39, 499, 1939),
        (False, 40, 900, 1940),
        (False, 40, 899, None),
        (False, 39, 500, 2039),
        (False, 0, 999, 2000),
        (True, 58, 500, 1858),
        (True, 57, 500, None),
        (True, 99, 599, 1899),
        (True, 0, 199, 1900),
        (True, 0, 200, 2000),
        (True, 40, 0, 1940),
        (True, 40, 600, 1940),
        (True, 99, 999, 1999),
        (True, 39, 999, 2039),
    ],
)
def test_the_series_begin_and_end_where_they_should(
    d_number: bool, year: int, individual: int, born: int | None
) -> None:
    stems = [f"{day + 40 * d_number:02}85{year:02}{individual:03}" for day in range(1, 32)]
    numbers = [f"{stem}{last:02}" for stem in stems for last in range(100) if remainders(f"{stem}{last:02}") == (0, 0)]
    assert len(numbers) > 10
    for found in facts(list(numbers)):
        assert found["reason"] == (None if born else "individual_number")
        assert getattr(found["birth_date"], "year", None) == born


number_like = st.one_of(
    st.text("0123456789", min_size=9, max_size=13),
    st.builds(
        lambda day, month, year, individual, k: f"{day:02}{month:02}{year:02}{individual:03}{k:02}",
        st.integers(0, 73),
        st.integers(0, 12) | st.integers(39, 53) | st.integers(64, 93),
        st.integers(0, 99),
        st.integers(0, 999),
        st.integers(0, 99),
    ),
    st.builds(
        lambda day, month, year, individual: complete(f"{day:02}{month:02}{year:02}{individual:03}"),
        st.integers(1, 31) | st.integers(41, 71),
        st.integers(81, 92) | st.integers(66, 77) | st.integers(41, 52),
        st.integers(0, 99),
        st.integers(0, 998),
    ),
    st.builds(
        lambda date, end: f"{date:06}{end}", st.integers(0, 719_999), st.sampled_from(["00100", "00200", "99999"])
    ),
    st.builds(lambda year, serial: f"{year:04}{serial:08}", st.integers(0, 9999), st.integers(0, 99_999_999)),
    st.text(max_size=13),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.none() | number_like, max_size=30))
@example(["29820000100", "29820100100", "69820050000"])
@example([complete("298200000"), complete("298200500"), complete("698200100")])
@example(["03851598730"] * 3)
@example([None])
def test_columns_are_judged_as_single_numbers_are(values: list[str | None]) -> None:
    for value, found in zip(values, facts(values), strict=True):
        if value is None:
            assert found is None or set(found.values()) == {None}
        else:
            answer = (found["kind"], found["reason"], found["birth_date"], found["sex"], found["test_person"])
            assert answer == judge(value), value


def test_single_questions_answer_as_all_at_once() -> None:
    numbers = ["03851598730", None, "13527248013", "41819077302", "x", "201017238203", "01010100100"]
    number = pl.col("number")
    frame = pl.LazyFrame({"number": numbers}).select(
        identity.kind(number).alias("kind"),
        identity.base_kind(number).alias("base_kind"),
        identity.reason(number).alias("reason"),
        identity.birth_date(number).alias("birth_date"),
        identity.sex(number).alias("sex"),
        identity.is_test_person(number).alias("test_person"),
        identity.is_synthetic(number).alias("synthetic"),
    )
    result = frame.collect()
    assert result.schema == frame.collect_schema()
    assert result.drop("synthetic").to_dicts() == [
        each or dict.fromkeys(result.columns[:-1]) for each in facts(numbers)
    ]
    assert result["synthetic"].to_list() == [True, None, False, True, False, False, False]


def test_a_test_person_is_certain_only_where_the_series_is() -> None:
    assert one("13527248013")["test_person"] is None
    assert one("68467038838")["test_person"] is True


def test_from_2032_the_first_check_digit_is_relaxed_and_century_and_sex_untold() -> None:
    for number in ("30908299902", "41819077906"):
        assert one(number)["reason"] == "check_digit"
        found = one(number, RELAXED)
        assert (found["kind"], found["birth_date"], found["sex"]) == ("synthetic", None, None)
    assert one("03851598730", RELAXED) == one("03851598730")
    assert one("01840612345", RELAXED)["kind"] == "invalid"
    no_leap_year = complete("298200010")
    assert one(no_leap_year)["reason"] == "date"
    assert (one(no_leap_year, RELAXED)["kind"], one(no_leap_year, RELAXED)["birth_date"]) == ("synthetic", None)
    assert IdentityRules.at(dt.date(2031, 12, 31)) == IdentityRules(False, (1980, 2031))
    assert IdentityRules.at(dt.date(2032, 1, 1)).relaxed


def test_a_duf_number_of_a_coming_year_is_not_plausible() -> None:
    assert one("201017238203", IdentityRules.at(dt.date(2009, 12, 31)))["reason"] == "duf_year"
    assert one("201017238203", IdentityRules.at(dt.date(2010, 1, 1)))["reason"] is None


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_other_columns_are_read_as_text(dtype: pl.DataType) -> None:
    frame = pl.DataFrame({"number": ["03851598730", None]}).select(pl.col("number").cast(dtype))
    assert frame.select(identity.kind(pl.col("number")))["number"].to_list() == ["synthetic", None]
    numbers = pl.DataFrame({"number": [41819077302, 3851598730]})
    assert numbers.select(identity.reason(pl.col("number")))["number"].to_list() == [None, "leading_zero"]


def test_slices_chunks_and_empty_columns_are_judged_too() -> None:
    long = pl.concat([pl.Series("number", ["03851598730", "x", None, "201017238203"])] * 3, rechunk=False).slice(1, 10)
    expected = ["invalid", None, "duf", "synthetic"] * 2 + ["invalid", None]
    assert long.to_frame().select(identity.kind(pl.col("number")))["number"].to_list() == expected
    assert facts([]) == []


@pytest.mark.real
def test_numbers_published_for_testing_are_what_their_sources_say() -> None:
    file = SHARED / "id_testnumre.csv"
    if not file.exists():
        pytest.skip("the published test numbers are not here")
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    found = facts([row["nummer"] for row in rows])
    relaxed = facts([row["nummer"] for row in rows], RELAXED)
    wrong = {
        row["nummer"]
        for row, strict, later in zip(rows, found, relaxed, strict=True)
        if ((later if "2032" in row["type"] else strict)["kind"] != "invalid")
        != (row["forventet_gyldig_ifolge_kilde"] == "1")
    }
    assert wrong == {"17454026641"}, "an H-number whose source leaves its check digits unchecked, and they do not fit"
    assert len(rows) == 34
