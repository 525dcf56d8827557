"""Municipality numbers are valid when SSB says, and what became of them is never guessed."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.reference import counties as c
from auditor.reference import municipalities as m

NEW_YEAR = {year: dt.date(year, 1, 1) for year in range(1989, 2031)}
BESIDE = Path(__file__).parents[3] / "shared"
SHARED = Path(os.environ.get("AUDITOR_REFERENCE", BESIDE / "reference"))


def column(expression: pl.Expr, **columns: object) -> list[object]:
    frame = pl.LazyFrame(columns, schema_overrides={"date": pl.Date, "code": pl.String})
    return frame.select(expression.alias("answer")).collect(engine="streaming")["answer"].to_list()


def shared(name: str) -> Path:
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not here")
    return SHARED / name


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (2017, 426),
        (2018, 422),
        (2019, 422),
        (2020, 356),
        (2021, 356),
        (2022, 356),
        (2023, 356),
        (2024, 357),
        (2025, 357),
    ],
)
def test_each_year_has_as_many_municipalities_as_it_had(year: int, count: int) -> None:
    assert len(m.codes_valid_in(year)) == len(m.municipalities(NEW_YEAR[year])) == count


def test_every_number_since_1990_is_known_once_and_without_gaps() -> None:
    assert len(m.known_codes()) == 869
    assert m.known_codes() == frozenset().union(*(m.codes_valid_in(year) for year in range(1990, 2026)))
    for code in m.known_codes():
        assert code.isdigit()
        assert len(code) == 4
        years = [year for year in range(1990, 2027) if code in m.codes_valid_in(year)]
        assert years == list(range(years[0], years[-1] + 1)), code


def test_names_are_told_apart_on_every_day() -> None:
    for year in range(1990, 2026):
        names = Counter(each.name for each in m.municipalities(NEW_YEAR[year]))
        assert names.most_common(1)[0][1] == 1, year
    assert "  " not in "".join(each.name for each in m.municipalities(NEW_YEAR[2002]))
    assert all(each.name == each.name.strip() for each in m.municipalities(NEW_YEAR[2002]))


@pytest.mark.parametrize(
    ("code", "to", "expected"),
    [
        ("0101", 2020, ("3001",)),
        ("0101", 2024, ("3101",)),
        ("0301", 2024, ("0301",)),
        ("1507", 2024, ("1508", "1580")),
        ("1534", 2020, ("1507",)),
        ("1534", 2024, ("1508", "1580")),
        ("1850", 2020, ("1806", "1875")),
        ("5012", 2024, ("5055", "5056", "5059")),
        ("1613", 2018, ("5012",)),
        ("1613", 2024, ("5055", "5056", "5059")),
        ("1567", 2024, ("5061",)),
        ("0720", 2017, ("0704", "0710")),
        ("0720", 2024, ("3905", "3907")),
        ("1508", 2020, ()),
        ("9999", 2024, ()),
        ("301", 2024, ()),
    ],
)
def test_what_became_of_a_number(code: str, to: int, expected: tuple[str, ...]) -> None:
    assert m.successors(code, NEW_YEAR[to]) == expected


def test_a_number_that_goes_on_may_still_have_been_split() -> None:
    assert m.successors("0412", NEW_YEAR[2000]) == ("0412",)
    assert m.successors("0412", NEW_YEAR[2000], since=NEW_YEAR[1991]) == ("0403", "0412")
    assert m.successors("0412", NEW_YEAR[2000], since=NEW_YEAR[1995]) == ("0412",)
    assert m.successors("1508", NEW_YEAR[2025], since=NEW_YEAR[2020]) == ()


def test_successors_are_valid_when_they_should_be() -> None:
    for year in (2000, 2018, 2020, 2024):
        for code in m.known_codes():
            found = m.successors(code, NEW_YEAR[year])
            assert set(found) <= m.codes_valid_in(year), code
            if code in m.codes_valid_in(year):
                assert found == (code,)


def test_changes_tell_why_each_number_came_and_went() -> None:
    for year in range(1991, 2026):
        before, after = m.codes_valid_in(year - 1), m.codes_valid_in(year)
        of_year = m.changes(NEW_YEAR[year - 1], NEW_YEAR[year])
        assert before - after <= {each.source for each in of_year}
        assert after - before <= {each.target for each in of_year}
        assert {each.source for each in of_year} <= before
        assert {each.target for each in of_year} <= after
    kinds = Counter(each.kind for each in m.changes(c.HORIZON, NEW_YEAR[2025]))
    assert set(kinds) == {"split", "merge", "renumber", "rename"}
    assert kinds["split"] == 13
    (renamed,) = m.changes(NEW_YEAR[2003], NEW_YEAR[2004])
    assert (renamed.kind, renamed.source, renamed.target) == ("rename", "2020", "2020")


def test_validity_in_columns_is_three_valued() -> None:
    codes = ["0301", "1507", "1507", "1507", "1507", None, "301", "9999", "0101", "øx", "030\x00", " 301", "٠٣٠١"]
    dates = [dt.date(2024, 1, 1), dt.date(2023, 12, 31), dt.date(2024, 1, 1), None, dt.date(1989, 12, 31)]
    dates += [dt.date(2024, 1, 1), None, None, dt.date(2020, 1, 1), None, None, None, None]
    expected = [True, True, False, None, None, None, False, False, False, False, False, False, False]
    assert column(m.valid_at(pl.col("code"), pl.col("date")), code=codes, date=dates) == expected


def test_literals_and_empty_columns_are_welcome() -> None:
    late = pl.lit(dt.date(2024, 1, 1))
    assert column(m.valid_at(pl.col("code"), late), code=["0301", "1507", None]) == [True, False, None]
    assert column(m.valid_at(pl.lit("1507"), pl.col("date")), date=[dt.date(2020, 1, 1), None]) == [True, None]
    assert column(m.valid_at(pl.col("code"), late), code=[]) == []
    assert column(m.name_at(pl.col("code"), late), code=["0301", "1507", None]) == ["Oslo", None, None]
    categories = pl.DataFrame({"code": ["0301", "x"]}).select(pl.col("code").cast(pl.Categorical))
    assert categories.select(m.valid_at(pl.col("code"), late)).to_series().to_list() == [True, False]


@given(
    st.lists(
        st.tuples(
            st.none()
            | st.sampled_from(sorted(m.known_codes()))
            | st.text("0123456789", max_size=5)
            | st.text(max_size=4),
            st.none() | st.dates(dt.date(1980, 1, 1), dt.date(2035, 1, 1)),
        ),
        max_size=20,
    )
)
def test_columns_answer_as_single_numbers_do(rows: list[tuple[str | None, dt.date | None]]) -> None:
    codes, dates = [code for code, _ in rows], [date for _, date in rows]
    code, date = pl.col("code"), pl.col("date")
    valid = column(m.valid_at(code, date), code=codes, date=dates)
    names = column(m.name_at(code, date), code=codes, date=dates)
    numbers = column(m.county_of(code, date), code=codes, date=dates)
    county_names = column(m.county_name_at(code, date), code=codes, date=dates)
    for place, (each, day) in enumerate(rows):
        found = m.municipality(each, day) if each is not None and day is not None else None
        unsure = each is None or (each in m.known_codes() and (day is None or day < c.HORIZON))
        assert valid[place] is (None if unsure else found is not None)
        assert names[place] == (found.name if found else None)
        assert numbers[place] == (found.county if found else None)
        county = c.county(found.county, day) if found and day else None
        assert county_names[place] == (county.name if county else None)


def test_every_municipality_has_a_county_every_year() -> None:
    for year in range(1990, 2026):
        found = {each.code for each in c.counties(NEW_YEAR[year])}
        assert {each.county for each in m.municipalities(NEW_YEAR[year])} == found
    assert (len(c.counties(NEW_YEAR[2017])), len(c.counties(NEW_YEAR[2020])), len(c.counties(NEW_YEAR[2024]))) == (
        19,
        11,
        15,
    )


def test_the_last_holder_of_a_number_is_found_with_its_county() -> None:
    found = {code: m.latest(code) for code in ("0301", "1850", "3001", "9999")}
    assert found["9999"] is None
    assert [(each.name, each.county_name) for each in found.values() if each] == [
        ("Oslo", "Oslo"),
        ("Tysfjord - Divtasvuodna", "Nordland"),
        ("Halden", "Viken"),
    ]
    assert all(each.county_name for code in m.known_codes() if (each := m.latest(code)))


def test_years_that_are_none_are_not_known() -> None:
    years = [2023, 2024, 0, -1, 300_000, None, 1989]
    answer = column(m.valid_in_year(pl.lit("1507"), pl.col("year")), year=years)
    assert answer == [True, False, None, None, None, None, None]


def test_days_before_the_tables_are_refused() -> None:
    assert m.municipality("0301", dt.date(1989, 12, 31)) is None
    for function in (m.municipalities, c.counties):
        with pytest.raises(ValueError, match="1990"):
            function(dt.date(1989, 12, 31))


def test_a_lost_zero_is_proposed_where_it_gives_a_number() -> None:
    codes = ["301", "101", "0301", "999", "30", "3o1", "", None]
    assert column(m.with_lost_zero(pl.col("code")), code=codes) == ["0301", "0101", *[None] * 6]


@pytest.mark.real
def test_codes_of_each_year_are_those_of_the_shared_list() -> None:
    rows = list(csv.DictReader(shared("kommuner_per_aar_2017_2025.csv").open(encoding="utf-8")))
    for year in range(2017, 2026):
        assert m.codes_valid_in(year) == {row["kommunenummer"] for row in rows if row["aar"] == str(year)}


@pytest.mark.real
def test_successors_are_those_of_the_shared_list() -> None:
    expected: dict[str, set[str]] = {}
    for row in csv.DictReader(shared("kommuner_overgang_til_2024.csv").open(encoding="utf-8")):
        expected.setdefault(row["fra_nummer"], set()).add(row["til_nummer_2024"])
    assert {code: set(m.successors(code, NEW_YEAR[2024])) for code in expected} == expected
    assert sum(len(codes) > 1 for codes in expected.values()) == 9


@pytest.mark.real
def test_a_real_export_has_as_many_invalid_codes_as_are_known_of_it(real: Path) -> None:
    file = real / "messy" / "imdi_bosatt_anmodede_2018_2023.latin1.csv"
    rows = pl.read_csv(file, separator=";", encoding="latin1", infer_schema=False)
    pairs = rows.select(code="Kommunenummer", year=pl.nth(1)).unique()
    found = pairs.with_columns(valid=m.valid_in_year(pl.col("code"), pl.col("year")))
    counts = {year: (len(part), part.filter(~pl.col("valid")).height) for (year,), part in found.group_by("year")}
    assert counts["2018"] == (433, 57)
    assert counts["2023"] == (362, 6)


@pytest.mark.real
def test_every_code_of_a_real_export_that_lost_its_zero_gets_it_back(real: Path) -> None:
    file = real / "messy" / "imdi_sekundaerflytting_2019_2020.latin1.csv"
    rows = pl.read_csv(file, separator=";", encoding="latin1", infer_schema=False)
    short = rows.select(code=pl.col("Kommunenummer")).filter(pl.col("code").str.len_chars() < 4)
    proposed = short.select("code", zero=m.with_lost_zero(pl.col("code")))
    assert (proposed.height, proposed["code"].n_unique()) == (1836, 152)
    assert proposed["zero"].null_count() == 0
