"""Every construct of the rule language means what SQL says, and every other one is refused with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from auditor.locale import Translator
from auditor.rulesets import sql as source
from auditor.rulesets.expressions import compile_aggregate, compile_condition, compile_value
from auditor.rulesets.sql import SqlError
from tests.rulesets.frames import HIDDEN, UNREAD, evaluate, scope

D = dt.date

MEANINGS: list[tuple[str, dict[str, Any], Any]] = [
    ("a = 1", {"a": 1}, True),
    ("a = 1", {"a": 2}, False),
    ("a = 1", {}, None),
    ("a <> 1", {"a": 2}, True),
    ("a != 1", {"a": 1}, False),
    ("a <> 1", {}, None),
    ("a < 2 AND a <= 2", {"a": 1}, True),
    ("a > 2 OR a >= 2", {"a": 2}, True),
    ("NOT a = 1", {"a": 1}, False),
    ("NOT a = 1", {}, None),
    ("NOT (a = 1 OR b = 1)", {"a": 2, "b": 3}, True),
    ("a = 1 AND b = 1", {"a": 2}, False),
    ("a = 1 OR b = 1", {"a": 1}, True),
    ("a = 1 OR b = 1", {"a": 2}, None),
    ("a BETWEEN 1 AND 3", {"a": 3}, True),
    ("a BETWEEN 1 AND 3", {"a": 4}, False),
    ("a NOT BETWEEN 1 AND 3", {"a": 4}, True),
    ("a BETWEEN b AND 3", {"a": 4}, False),
    ("d BETWEEN '2020-01-01' AND DATE '2020-12-31'", {"d": D(2020, 12, 31)}, True),
    ("a IN (1, 2)", {"a": 2}, True),
    ("x IN (" + ", ".join(map(str, range(40))) + ")", {"x": 39.0}, True),
    ("a IN (" + ", ".join(f"{n}.5" for n in range(40)) + ")", {"a": 39}, False),
    ("s IN (" + ", ".join(f"'{n}'" for n in range(40)) + ")", {"s": "39"}, True),
    ("d IN (" + ", ".join(f"'2020-01-{n:02}'" for n in range(1, 31)) + ")", {"d": D(2020, 1, 30)}, True),
    ("a IN (1, 2)", {"a": 3}, False),
    ("a NOT IN (1, 2)", {"a": 3}, True),
    ("a IN (1, 2)", {}, None),
    ("a NOT IN (1, 2)", {}, None),
    ("s IN ('x', 'y')", {"s": "y"}, True),
    ("a IN (" + ", ".join(map(str, range(40))) + ")", {"a": 39}, True),
    ("a IN (" + ", ".join(map(str, range(40))) + ")", {}, None),
    ("d IN ('2020-01-01')", {"d": D(2020, 1, 1)}, True),
    ("a IN (-1)", {"a": -1}, True),
    ("s LIKE 'a%'", {"s": "abc"}, True),
    ("s LIKE 'a%'", {"s": "ba"}, False),
    ("s LIKE '_b_'", {"s": "abc"}, True),
    ("s LIKE '_b_'", {"s": "ab"}, False),
    ("s LIKE 'a.c'", {"s": "abc"}, False),
    ("s LIKE '%\n%'", {"s": "a\nb"}, True),
    ("s NOT LIKE 'a%'", {"s": "b"}, True),
    ("s LIKE '§ 3[%'", {"s": "§ 3[x"}, True),
    ("s LIKE 'æ_å'", {"s": "æøå"}, True),
    ("a IS NULL", {}, True),
    ("a IS NULL", {"a": 1}, False),
    ("a IS NULL", {"a": HIDDEN}, None),
    ("a IS NULL", {"a": UNREAD}, None),
    ("a IS NOT NULL", {"a": 1}, True),
    ("a IS NOT NULL", {"a": HIDDEN}, None),
    ("NOT a IS NULL", {}, False),
    ("a + b IS NULL", {"a": 1, "b": HIDDEN}, None),
    ("a + b IS NULL", {"a": 1}, True),
    ("p IS TRUE", {"p": True}, True),
    ("p IS TRUE", {}, False),
    ("p IS NOT TRUE", {}, True),
    ("p IS FALSE", {}, False),
    ("p IS TRUE", {"p": HIDDEN}, None),
    ("p", {"p": True}, True),
    ("NOT p", {}, None),
    ("a IS DISTINCT FROM b", {"a": 1}, True),
    ("a IS DISTINCT FROM b", {}, False),
    ("a IS NOT DISTINCT FROM b", {}, True),
    ("a IS NOT DISTINCT FROM 1", {"a": 1}, True),
    ("a IS DISTINCT FROM 1", {"a": HIDDEN}, None),
    ("CASE WHEN a > 1 THEN 'x' WHEN a > 0 THEN 'y' ELSE 'z' END", {"a": 1}, "y"),
    ("CASE WHEN a > 1 THEN 'x' END", {"a": 1}, None),
    ("CASE WHEN a > 1 THEN 'x' ELSE 'z' END", {}, "z"),
    ("COALESCE(a, b, 0)", {}, 0),
    ("COALESCE(a, b, 0)", {"b": 2}, 2),
    ("COALESCE(a, 0)", {"a": HIDDEN}, None),
    ("COALESCE(a, 0)", {"a": 5, "b": HIDDEN}, 5),
    ("COALESCE(a, b)", {"a": 5, "b": HIDDEN}, 5),
    ("a + b * 2 - 1", {"a": 1, "b": 2}, 4),
    ("(a + b) * 2", {"a": 1, "b": 2}, 6),
    ("a / b", {"a": 1, "b": 2}, 0.5),
    ("a / b", {"a": 1, "b": 0}, None),
    ("a % b", {"a": 7, "b": 4}, 3),
    ("a % b", {"a": -7, "b": 4}, -3),
    ("a % b", {"a": 7, "b": 0}, None),
    ("-a", {"a": 3}, -3),
    ("1.5e1 + x", {"x": 0.5}, 15.5),
    ("a = 1.0", {"a": 1}, True),
    ("x < 1", {"x": 0.5}, True),
    ("d = DATE '2021-02-28'", {"d": D(2021, 2, 28)}, True),
    ("d < '2021-02-28'", {"d": D(2021, 2, 27)}, True),
    ("'2021-02-28' > d", {"d": D(2021, 2, 27)}, True),
    ("d < e", {"d": D(2021, 1, 1), "e": D(2021, 1, 2)}, True),
    ("ABS(a)", {"a": -3}, 3),
    ("ROUND(x)", {"x": 2.5}, 3.0),
    ("ROUND(x, 1)", {"x": -0.25}, -0.3),
    ("LENGTH(s)", {"s": "æøå"}, 3),
    ("LOWER(s)", {"s": "ÆB"}, "æb"),
    ("UPPER(s)", {"s": "æb"}, "ÆB"),
    ("TRIM(s)", {"s": " a b "}, "a b"),
    ("SUBSTR(s, 2, 2)", {"s": "abcd"}, "bc"),
    ("SUBSTR(s, 3)", {"s": "abcd"}, "cd"),
    ("SUBSTRING(s, 1, 2)", {"s": "0301"}, "03"),
    ("LEAST(a, b)", {"a": 3, "b": 2}, 2),
    ("GREATEST(a, b, 9)", {"a": 3, "b": 2}, 9),
    ("LEAST(a, b)", {"a": 3}, None),
    ("GREATEST(a, b)", {"a": 3, "b": HIDDEN}, None),
    ("STARTS_WITH(s, 'ab')", {"s": "abc"}, True),
    ("CONTAINS(s, '.')", {"s": "abc"}, False),
    ("CONTAINS(s, '.')", {"s": "a.c"}, True),
    ("matches(s, '[0-9]{4}')", {"s": "0301"}, True),
    ("matches(s, '[0-9]{4}')", {"s": "03011"}, False),
    ("matches(s, 'a|bc')", {"s": "ac"}, False),
    ("matches(s, 'x')", {}, None),
    ("is_hidden(a)", {"a": HIDDEN}, True),
    ("is_hidden(a)", {"a": UNREAD}, False),
    ("is_hidden(a)", {}, False),
    ("is_hidden(a)", {"a": 1}, False),
    ("reference_date()", {}, D(2024, 12, 31)),
    ("year(d) = 2020 AND month(d) = 2 AND day(d) = 29", {"d": D(2020, 2, 29)}, True),
    ("days_between(d, e)", {"d": D(2020, 2, 28), "e": D(2020, 3, 1)}, 2),
    ("add_days(d, -1)", {"d": D(2020, 3, 1)}, D(2020, 2, 29)),
    ("d = add_days(e, a)", {"d": D(2020, 1, 2), "e": D(2020, 1, 1), "a": 1}, True),
    ("year_start(a)", {"a": 2020}, D(2020, 1, 1)),
    ("parameter('fast') + 1", {}, 8),
    ("parameter('tekst') = s", {"s": "abc"}, True),
    ("parameter('dato') < d", {"d": D(2021, 1, 2)}, True),
    ("identifier_kind(s)", {"s": "tull"}, "invalid"),
    ("valid_municipality(s, d)", {"s": "0301", "d": D(2024, 1, 1)}, True),
    ("valid_municipality(s, DATE '2024-01-01')", {"s": "1103"}, True),
    ("valid_municipality(s, d)", {"s": "0104", "d": D(2024, 1, 1)}, False),
    ("a = NULL", {"a": 1}, None),
    ("NULL IS NULL", {}, True),
    ("TRUE", {}, True),
    ("a = 1 OR TRUE", {}, True),
    ("s = 'O''Brien -- x'", {"s": "O'Brien -- x"}, True),
    ("a > 1 /* timer */", {"a": 2}, True),
]


@pytest.mark.parametrize(("sql", "row", "wanted"), MEANINGS, ids=[f"{sql} {row}"[:60] for sql, row, _ in MEANINGS])
def test_meaning(sql: str, row: dict[str, Any], wanted: Any) -> None:
    """Each construct on one row, with missing and hidden values."""
    got = evaluate(sql, **row)
    assert got == wanted
    assert (got is None) == (wanted is None)


REFUSED = [
    ("a >", "sql_syntax"),
    ("", "sql_syntax"),
    ("a = 1; DROP TABLE x", "sql_construct"),
    ("(" * 1500 + "a" + ")" * 1500, "sql_depth"),
    ("SELECT a FROM t", "sql_construct"),
    ("a > 1 OR " * 400 + "p", "sql_depth"),
    ("a + " * 900 + "a > 1", "sql_depth"),
    ("matches(s, '((a{900}){900}){900}')", "sql_regex"),
    ("a IN (SELECT a FROM t)", "sql_construct"),
    ("EXISTS (SELECT 1)", "sql_construct"),
    ("SUM(a) OVER (PARTITION BY b) > 1", "sql_construct"),
    ("CAST(s AS INT) = 1", "sql_construct"),
    ("s::int = 1", "sql_construct"),
    ("s ILIKE 'a%'", "sql_construct"),
    ("s SIMILAR TO 'a'", "sql_construct"),
    ("s ~ 'a'", "sql_construct"),
    ("a || s = 'x'", "sql_construct"),
    ("d + INTERVAL '1 day' > e", "sql_construct"),
    ("s LIKE 'a' ESCAPE 'x'", "sql_construct"),
    ("CASE a WHEN 1 THEN TRUE END", "sql_construct"),
    ("a = ANY(b)", "sql_construct"),
    ("a IS 3", "sql_construct"),
    ("s LIKE t", "sql_construct"),
    ("a LIKE 'x'", "sql_construct"),
    ("a & 1 = 1", "sql_construct"),
    ("$1 = a", "sql_construct"),
    ("CURRENT_DATE > d", "sql_construct"),
    ("SUM(a) > 1", "sql_construct"),
    ("a = *", "sql_construct"),
    ("[a] = 1", "sql_construct"),
    ("program.a = 1", "sql_qualified"),
    ("noe(a)", "sql_function"),
    ("now() > d", "sql_construct"),
    ("random() > 1", "sql_construct"),
    ("pg_sleep(1) = 1", "sql_function"),
    ("a", "sql_not_condition"),
    ("s", "sql_not_condition"),
    ("a AND b", "sql_not_condition"),
    ("a = 's'", "sql_types"),
    ("s = 1", "sql_types"),
    ("a = d", "sql_types"),
    ("s IN (1)", "sql_types"),
    ("a IN (b)", "sql_in_constant"),
    ("a IN (NULL)", "sql_in_constant"),
    ("CASE WHEN p THEN 1 ELSE 'x' END = 1", "sql_types"),
    ("COALESCE(a, 'x') = 1", "sql_types"),
    ("LEAST(a, s) = 1", "sql_types"),
    ("a BETWEEN 'x' AND 'y'", "sql_types"),
    ("d > '31.12.2020'", "sql_date"),
    ("d > DATE 'i dag'", "sql_date"),
    ("s + 1 = 1", "sql_arithmetic"),
    ("d - e > 3", "sql_arithmetic"),
    ("-s = 1", "sql_arithmetic"),
    ("ukjent = 1", "unknown_field"),
    ("age_at(d) > 1", "sql_argument_count"),
    ("LENGTH(s, s) > 1", "sql_construct"),
    ("LENGTH(a) > 1", "sql_argument"),
    ("age_at(d, a) > 1", "sql_argument"),
    ("add_days(d, s) > d", "sql_argument"),
    ("matches(a, 'x')", "sql_argument"),
    ("matches(s, '(')", "sql_regex"),
    ("matches(s, '(a)\\1')", "sql_regex"),
    ("matches(s, t)", "sql_argument"),
    ("parameter(s) = 1", "sql_name_argument"),
    ("parameter() = 1", "sql_argument_count"),
    ("parameter('x') = 1", "unknown_parameter"),
    ("in_list(s)", "sql_argument_count"),
    ("in_list(s, t)", "sql_name_argument"),
    ("in_list(s, 'x')", "unknown_code_list"),
    ("in_list(s, 'fast', a)", "sql_argument"),
    ("code_of(a, 'fast') = s", "sql_argument"),
    ("code_of(s, 'x') = s", "unknown_code_list"),
    ("attribute_of(s, 'mottak') = s", "sql_argument_count"),
    ("attribute_of(s, 'mottak', t) = s", "sql_name_argument"),
    ("attribute_of(s, 'mottak', 'x') = s", "unknown_attribute"),
    ("attribute_of(s, 'mottak', 'plasser') = s", "sql_types"),
    ("is_hidden(a + b)", "sql_argument"),
    ("parameter('timer', s) = 1", "sql_argument"),
    ("reference_date(a) = d", "sql_argument_count"),
    ("a BETWEEN SYMMETRIC 3 AND 1", "sql_construct"),
    ("TRIM(BOTH 'x' FROM s) = s", "sql_construct"),
    ("ROUND(x, a) = 1", "sql_argument"),
    ("ROUND(s) = 1", "sql_argument"),
    ("matches(s)", "sql_argument_count"),
]


@pytest.mark.parametrize(("sql", "key"), REFUSED, ids=[sql[:50] for sql, _ in REFUSED])
def test_refused(sql: str, key: str) -> None:
    """What the language does not have is refused, and the sentence exists in both languages."""
    with pytest.raises(SqlError) as caught:
        compile_condition(sql, scope())
    assert caught.value.key == f"rulesets.{key}"
    bokmaal, english = (Translator(language).error(caught.value) for language in ("nb", "en"))
    assert bokmaal != english
    assert len(bokmaal) < 500


@pytest.mark.parametrize("sql", ["COUNT(*)", "SUM(a)", "MIN(d)", "MAX(x)", "AVG(a + b)", "COUNT(a)"])
def test_aggregates(sql: str) -> None:
    """Look-ups, drift and nothing else may use aggregates."""
    compile_aggregate(sql, scope())
    with pytest.raises(SqlError):
        compile_condition(f"{sql} > 1", scope())


@pytest.mark.parametrize("sql", ["a", "SUM(a) + 1", "COUNT(DISTINCT a)", "MEDIAN(a)", "SUM(s)"])
def test_not_an_aggregate(sql: str) -> None:
    """One aggregate of one value, of the right kind."""
    with pytest.raises(SqlError):
        compile_aggregate(sql, scope())


def test_columns() -> None:
    """The columns of a condition, and in the order a reader meets them."""
    assert source.columns("b > 1 AND COALESCE(a, x) > b") == {"a", "b", "x"}
    assert source.columns_in_order("b > 1 AND COALESCE(a, x) > b OR s = 'a'") == ("b", "a", "x", "s")


def test_kind_of_a_value() -> None:
    """The kind of a value is known before any data are seen."""
    kinds = {
        "a + 1": "number",
        "s": "text",
        "d": "date",
        "p": "boolean",
        "NULL": "null",
        "CASE WHEN p THEN d END": "date",
    }
    assert {sql: compile_value(sql, scope()).kind for sql in kinds} == kinds


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        (f"a IN ({', '.join(map(str, range(2_000)))})", "sql_parts"),
        ("a = 1 OR " * 5_000 + "p", "sql_parts"),
        ("COALESCE(" * 30 + "a" + ", 1)" * 30 + " = 1", "sql_nested"),
        ("CASE WHEN " * 20 + "p" + " THEN p END" * 20, "sql_nested"),
        ("a % (" * 8 + "b" + ")" * 8 + " = 1", "sql_nested"),
        ("a = 9223372036854775808", "sql_number"),
        ("a = " + "9" * 5_000, "sql_number"),
        ("x < 1e400", "sql_number"),
        ("x < 1e", "sql_syntax"),
        ("in_list(18, 'fast')", "sql_argument"),
    ],
)
def test_conditions_that_explode_are_refused(sql: str, key: str) -> None:
    """Each is short enough to write and would keep the engine busy for minutes, or is nothing that it can judge."""
    with pytest.raises(SqlError) as refused:
        evaluate(sql)
    assert refused.value.key == f"rulesets.{key}"


def test_long_lists_of_numbers_are_looked_through() -> None:
    """As many as a condition may have: the work grows with their number alone."""
    members = ", ".join(map(str, range(1_400)))
    assert [evaluate(f"a IN ({members})", a=value) for value in (1_399, 1_400, None)] == [True, False, None]
