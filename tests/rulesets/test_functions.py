"""The functions of the rule language against plain Python: months and years, parameters and code lists by date."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.rulesets.expressions import compile_value
from auditor.rulesets.functions import FUNCTIONS
from auditor.rulesets.sql import SqlError
from tests.rulesets.frames import HIDDEN, evaluate, prepared, scope

D = dt.date
DATES = st.dates(D(1900, 1, 1), D(2100, 12, 31))
_MONTH_END = st.builds(
    lambda year, month: D(year, month, calendar.monthrange(year, month)[1]), st.integers(1990, 2030), st.integers(1, 12)
)
EDGES = st.one_of(
    DATES, _MONTH_END, st.builds(lambda end, days: end + dt.timedelta(days), _MONTH_END, st.integers(-2, 2))
)


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day of another month, or its last one."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return D(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: dt.date, end: dt.date) -> int:
    """The largest whole number of months that can be added to ``start`` without passing ``end``."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while add_months(start, months) > end:
        months -= 1
    return months


def years_between(start: dt.date, end: dt.date) -> int:
    """Birthdays passed; that of 29 February is 1 March in years without one."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def values(sql: str, rows: list[dict[str, Any]]) -> list[Any]:
    """What SQL comes out as on many rows."""
    return prepared(rows).select("__height", compile_value(sql, scope()).expr.alias("v"))["v"].to_list()


PAIRS = st.lists(st.tuples(EDGES, EDGES), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
@example([(D(2024, 1, 31), D(2024, 2, 29)), (D(2024, 2, 29), D(2025, 2, 28)), (D(2023, 1, 31), D(2023, 2, 28))])
@example([(D(2024, 2, 29), D(2024, 1, 31)), (D(2024, 1, 30), D(2024, 2, 29)), (D(2024, 3, 31), D(2024, 4, 30))])
@example([(D(2000, 2, 29), D(2018, 2, 28)), (D(2000, 2, 29), D(2018, 3, 1)), (D(2000, 12, 31), D(2001, 1, 1))])
def test_time_between(pairs: list[tuple[dt.date, dt.date]]) -> None:
    """Full months, years and days, at month ends and leap days, forwards and backwards."""
    rows = [{"d": one, "e": other} for one, other in pairs]
    assert values("years_between(d, e)", rows) == [years_between(*each) for each in pairs]
    assert values("age_at(d, e)", rows) == [years_between(*each) for each in pairs]
    assert values("days_between(d, e)", rows) == [(other - one).days for one, other in pairs]
    assert values("months_between(d, e)", rows) == [months_between(*each) for each in pairs]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(EDGES, st.integers(-60, 60)), min_size=1, max_size=40))
@example([(D(2024, 2, 29), 12), (D(2024, 1, 31), 1), (D(2023, 1, 31), 1), (D(2024, 3, 31), -1)])
def test_time_added(pairs: list[tuple[dt.date, int]]) -> None:
    """The last day of a month stands in for days it does not have."""
    rows = [{"d": date, "a": amount} for date, amount in pairs]
    assert values("add_months(d, a)", rows) == [add_months(date, amount) for date, amount in pairs]
    assert values("add_years(d, a)", rows) == [add_months(date, 12 * amount) for date, amount in pairs]
    assert values("add_days(d, a)", rows) == [date + dt.timedelta(amount) for date, amount in pairs]
    assert values("add_months(d, 3)", rows) == [add_months(date, 3) for date, _ in pairs]


@pytest.mark.parametrize("far", ["1e308", "-1e308", "10000000", "a * 1e300"])
@pytest.mark.parametrize("function", ["add_days", "add_months", "add_years"])
def test_no_date_is_moved_beyond_all_dates(function: str, far: str) -> None:
    """Nobody can tell which day that is, and the other rows are judged."""
    assert values(f"{function}(d, {far})", [{"d": dt.date(9999, 12, 31), "a": 1}, {"d": None, "a": 1}]) == [None, None]
    row = {"d": dt.date(1, 1, 1), "a": 1}
    assert values("add_years(d, 9998)", [row]) == [dt.date(9999, 1, 1)]
    assert values("add_years(d, 9999)", [row]) == [None]


@pytest.mark.parametrize("sql", ["months_between(d, e)", "age_at(d, e)", "days_between(d, e)", "add_months(d, a)"])
@pytest.mark.parametrize("row", [{}, {"d": D(2020, 1, 1)}, {"e": D(2020, 1, 1), "a": 1}, {"d": HIDDEN, "a": 1}])
def test_unknown_dates_give_unknown_answers(sql: str, row: dict[str, Any]) -> None:
    """Nothing is made of a date that is not there."""
    assert evaluate(sql, **row) is None


@pytest.mark.parametrize(
    ("sql", "row", "wanted"),
    [
        ("parameter('timer')", {"d": D(2011, 12, 31)}, 300),
        ("parameter('timer')", {"d": D(2012, 1, 1)}, 600),
        ("parameter('timer')", {"d": D(2020, 8, 31)}, 600),
        ("parameter('timer')", {"d": D(2020, 9, 1)}, 700),
        ("parameter('timer')", {}, None),
        ("parameter('timer')", {"d": HIDDEN}, None),
        ("parameter('timer', e)", {"d": D(2011, 1, 1), "e": D(2013, 1, 1)}, 600),
        ("parameter('timer', '2013-01-01')", {}, 600),
        ("parameter('timer', reference_date())", {}, 700),
        ("parameter('timer', add_years(d, 5))", {"d": D(2008, 1, 1)}, 600),
        ("parameter('sen')", {"d": D(2019, 12, 31)}, None),
        ("parameter('sen')", {"d": D(2020, 1, 1)}, 5),
        ("parameter('fast')", {}, 7),
        ("parameter('dato')", {}, D(2021, 1, 1)),
    ],
)
def test_parameters_by_date(sql: str, row: dict[str, Any], wanted: Any) -> None:
    """A parameter has the value of the row's date, of a date that is named, or none before its first."""
    assert evaluate(sql, **row) == wanted


def test_parameter_of_a_table_without_date() -> None:
    """Where nothing dates a row, the reference date does."""
    assert evaluate("parameter('timer')", date=None) == 700


@pytest.mark.parametrize(
    ("sql", "row", "wanted"),
    [
        ("in_list(s, 'fast')", {"s": "A"}, True),
        ("in_list(s, 'fast')", {"s": "a"}, False),
        ("in_list(s, 'fast')", {"s": "alfa"}, False),
        ("in_list(s, 'fast')", {}, None),
        ("in_list(s, 'fast')", {"s": HIDDEN}, None),
        ("in_list(s, 'datert')", {"s": "A"}, True),
        ("in_list(s, 'datert')", {"s": "B", "d": D(2019, 12, 31)}, False),
        ("in_list(s, 'datert')", {"s": "B", "d": D(2020, 1, 1)}, True),
        ("in_list(s, 'datert')", {"s": "C", "d": D(2019, 12, 31)}, True),
        ("in_list(s, 'datert')", {"s": "C", "d": D(2020, 1, 1)}, False),
        ("in_list(s, 'datert')", {"s": "B"}, None),
        ("in_list(s, 'datert')", {"s": "X"}, False),
        ("in_list(s, 'datert')", {"s": "D", "d": D(2011, 1, 1)}, True),
        ("in_list(s, 'datert')", {"s": "D", "d": D(2013, 1, 1)}, False),
        ("in_list(s, 'datert')", {"s": "D", "d": D(2015, 6, 1)}, True),
        ("in_list(s, 'datert', e)", {"s": "B", "e": D(2021, 1, 1)}, True),
        ("in_list(s, 'datert', '2019-01-01')", {"s": "B"}, False),
        ("in_list(s, 'bydel')", {"s": "030101"}, True),
        ("in_list(s, 'bydel')", {"s": "030150"}, False),
        ("NOT in_list(s, 'fast')", {"s": "X"}, True),
    ],
)
def test_code_lists_by_date(sql: str, row: dict[str, Any], wanted: bool | None) -> None:
    """A code is on a list from its first day to the one before its last; lists without dates need none."""
    assert evaluate(sql, **row) is wanted


@pytest.mark.parametrize(
    ("sql", "row", "wanted"),
    [
        ("code_of(s, 'mottak')", {"s": "Bodø"}, "Bodø"),
        ("code_of(s, 'mottak')", {"s": " bodø IM "}, "Bodø"),
        ("code_of(s, 'mottak')", {"s": "Bod"}, None),
        ("code_of(s, 'mottak') IS NULL", {"s": "Bod"}, True),
        ("code_of(s, 'mottak') IS NULL", {"s": HIDDEN}, None),
        ("attribute_of(s, 'mottak', 'kommune')", {"s": "Bodø"}, "1804"),
        ("attribute_of(code_of(s, 'mottak'), 'mottak', 'kommune')", {"s": "Bodø IM"}, "1804"),
        ("attribute_of(s, 'mottak', 'kommune')", {"s": "Oslo"}, None),
        ("attribute_of(s, 'mottak', 'kommune')", {}, None),
        ("attribute_of(s, 'mottak', 'plasser') + 1", {"s": "Bodø"}, 61),
        ("attribute_of(s, 'mottak', 'sett')", {"s": "Oslo"}, D(2017, 1, 1)),
        ("attribute_of(s, 'mottak', 'from')", {"s": "Oslo"}, D(2016, 9, 1)),
        ("attribute_of(s, 'mottak', 'to') <= d", {"s": "Bodø", "d": D(2024, 10, 1)}, True),
        ("attribute_of(s, 'mottak', 'to')", {"s": "Oslo"}, None),
        ("same_municipality(s, '3909')", {"s": "0709"}, True),
        ("same_municipality(s, '0709')", {"s": "3909"}, True),
        ("same_municipality(s, '3909')", {"s": "3805"}, True),
        ("same_municipality(s, '3909')", {"s": "3905"}, False),
        ("same_municipality(s, '0709')", {"s": "0712"}, True),
        ("same_municipality(s, '9999')", {"s": "9999"}, True),
        ("same_municipality(s, '3909')", {}, None),
    ],
)
def test_what_lists_know_of_a_code(sql: str, row: dict[str, Any], wanted: Any) -> None:
    """The code a text stands for, its attributes and dates, and whether two numbers are of one municipality."""
    assert evaluate(sql, **row) == wanted


def test_nothing_is_evaluated_twice_as_text() -> None:
    """A constant that looks like SQL stays a text."""
    assert evaluate("s = 'a OR 1 = 1'", s="a OR 1 = 1") is True
    assert prepared([{"s": "x"}]).select(v=compile_value("LENGTH('ÆØÅ')", scope()).expr)["v"].to_list() == [3]
    assert isinstance(compile_value("a", scope()).expr, pl.Expr)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Testesen, Prøve", "prøve TESTESEN"),
        ("Åse Đoković", "Dokovic, Aase"),
        ("Máret Ánne Ŋuorgan", "Maret Anne Nuorgan"),
        ("Al-Hassan Mohammad", "mohammad al hassan"),
        ("O’Brien", "OBrien"),
        ("Ærlig Støl", "AErlig  Stol"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    """Case, order, accents, Norwegian and Sami letters, hyphens and apostrophes make no difference."""
    first, second = values("name_key(t)", [{"t": one}, {"t": other}])
    assert first == second
    assert first is not None


def test_other_names_have_other_keys() -> None:
    """A word more or another word is another name; what holds no letter, and what is hidden, has no key."""
    found = values(
        "name_key(t)", [{"t": name} for name in ("Ada Prøve", "Ada Prøve Prøve", "Ida Prøve", "?", None, HIDDEN)]
    )
    assert len(set(found[:3])) == 3
    assert found[3:] == [None, None, None]


def test_the_year_of_a_duf_number() -> None:
    """The first four of twelve digits; missing for anything else."""
    rows = [{"t": text} for text in ("201512345609", "15839010270", "2015123456090", "x01512345609", None)]
    assert values("duf_year(t)", rows) == [2015, None, None, None, None]


FIELDS = {"text": "s", "number": "a", "date": "d"}


def with_null(name: str, missing: int) -> str:
    """A call of a function with NULL in one place."""
    kinds = [kind.lstrip("?") for kind in FUNCTIONS[name].arguments]
    return f"{name}({', '.join('NULL' if place == missing else FIELDS[kind] for place, kind in enumerate(kinds))})"


WITH_NULL = [with_null(name, place) for name, each in FUNCTIONS.items() for place in range(len(each.arguments))]


@pytest.mark.parametrize(
    "sql",
    [
        *WITH_NULL,
        *("UPPER(TRIM(SUBSTR(NULL, 1, 3)))", "NULL LIKE 'a%'", "matches(NULL, '^a')", "in_list(NULL, 'fast')"),
        *("ROUND(NULL, 1)", "ROUND(x, NULL)", "NULL + 1", "NULL BETWEEN 1 AND 2", "NULL IN (1, 2)", "NOT NULL"),
        *("UPPER(COALESCE(NULL, NULL))", "YEAR(CASE WHEN p THEN NULL END)", "UPPER(GREATEST(NULL, NULL))"),
    ],
)
def test_null_may_stand_in_the_place_of_any_argument(sql: str) -> None:
    """A column without a type is nothing a function knows: what comes out is null where all is, or it is refused."""
    try:
        found = values(sql, [{"s": "x", "a": 1, "x": 1.5, "d": D(2024, 1, 1), "p": True}, {}])
    except SqlError:
        assert sql in ("ROUND(x, NULL)", "matches(NULL, '^a')", "NULL LIKE 'a%'")
    else:
        assert found[1] is None
        assert found[0] in (None, False)
