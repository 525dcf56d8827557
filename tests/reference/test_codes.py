"""Countries, districts, levels and counties are the lists SSB and IMDi use, and can be asked in columns."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from auditor.reference import codes, countries, tables


def answers(expression: pl.Expr, values: list[str | None]) -> list[object]:
    frame = pl.LazyFrame({"code": values}, schema={"code": pl.String})
    return frame.select(expression).collect(engine="streaming").to_series().to_list()


def test_country_codes_are_ssbs_and_not_isos() -> None:
    assert len(countries.countries()) == 245
    assert all(len(code) == 3 and code.isdigit() for code in countries.countries())
    column = ["000", "148", "564", "578", "0", "NO", "980", None]
    code = pl.col("code")
    assert answers(countries.country_name(code), column) == [
        "Norge", "Ukraina", "Syria", "Jemen", None, None, "Statsløs", None
    ]  # fmt: skip
    assert answers(countries.country_iso2(code), column) == ["NO", "UA", "SY", "YE", None, None, None, None]
    assert answers(countries.is_country_code(code), column) == [True, True, True, True, False, False, True, None]


def test_iso_letters_name_one_country_each() -> None:
    letters = [each.iso2 for each in countries.countries().values() if each.iso2]
    assert len(letters) == len(set(letters)) == 243
    assert all(len(each) == 2 and each.isupper() for each in letters)


def test_renamed_countries_keep_their_earlier_name() -> None:
    renamed = {each.name: each.earlier_name for each in countries.countries().values() if each.earlier_name}
    assert renamed == {"Belarus": "Hviterussland", "Eswatini": "Swaziland", "Nord-Makedonia": "Makedonia"}


def test_special_codes_go_by_their_system() -> None:
    assert set(countries.special_codes("ssb3")) == {"980", "990"}
    assert countries.special_codes("alpha3")["XXX"].meaning == "Statsløs"
    assert countries.special_codes("iso") == {}


def test_oslo_has_fifteen_districts_and_three_other_parts() -> None:
    districts = codes.oslo_districts()
    assert set(districts) == {f"0301{number:02}" for number in (*range(1, 18), 99)}
    assert sum(each.council for each in districts.values()) == 15
    assert not districts[codes.UNSPECIFIED_DISTRICT].council


def test_education_levels_are_the_ten_digits() -> None:
    assert set(codes.education_levels()) == set("0123456789")


@pytest.mark.parametrize("name", codes.LISTS)
def test_every_list_accepts_its_own_codes_and_no_other(name: str) -> None:
    day = dt.date(2024, 6, 1)
    own: list[str | None] = list(codes.labels(name, day))
    assert own
    valid = codes.is_valid(name, pl.col("code"), pl.lit(day))
    assert answers(valid, own) == [True] * len(own)
    assert answers(valid, ["", "x", "99999", None]) == [False, False, False, None]


def test_counties_are_dated() -> None:
    frame = pl.DataFrame(
        {"code": ["30", "30", "30", "99"], "date": [dt.date(2023, 1, 1), dt.date(2024, 1, 1), None, None]}
    )
    valid = frame.select(codes.is_valid("counties", pl.col("code"), pl.col("date"))).to_series().to_list()
    assert valid == [True, False, None, False]


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        codes.is_valid("cities", pl.col("code"), pl.lit(None))
    with pytest.raises(KeyError):
        codes.labels("cities", dt.date(2024, 1, 1))


@pytest.mark.parametrize(
    "name",
    [
        "municipalities",
        "municipality_changes",
        "counties",
        "countries",
        "country_specials",
        "oslo_districts",
        "education_levels",
    ],
)
def test_every_table_names_its_source(name: str) -> None:
    assert "Source" in tables.source(name)
    assert tables.rows(name)
