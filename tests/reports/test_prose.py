"""Conditions are said in words, all of them, in both languages."""

from __future__ import annotations

import pytest

from auditor import rulesets
from auditor.locale import LANGUAGES, Translator
from auditor.reports.explanation import explain
from auditor.reports.prose import Names, in_words, value_in_words
from auditor.rulesets import functions
from auditor.rulesets.sql import AGGREGATES
from tests.rulebook import WIDEST

NAMES = Names(
    {"start": "Startdato", "slutt": "Sluttdato", "kode": "Kode", "ja": "Enslig", "n": "Timer"},
    {"start", "slutt"},
    {"parameter": {"frist": "Frist"}, "in_list": {"liste": "Kodeliste"}},
)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("start IS NULL", "Startdato mangler"),
        ("NOT start IS NULL", "Startdato er fylt ut"),
        ("slutt >= start", "Sluttdato er ikke før Startdato"),
        ("n >= 3", "Timer er minst 3"),
        ("n = 2.5", "Timer er 2,5"),
        ("start < '2021-01-01'", "Startdato er før 01.01.2021"),
        ("start <= DATE '2021-01-01'", "Startdato er ikke etter 01.01.2021"),
        ("kode IN ('a', 'b')", "Kode er en av «a», «b»"),
        ("kode NOT IN ('a')", "Kode er ingen av «a»"),
        ("kode NOT LIKE 'a%'", "Kode har ikke mønsteret «a%»"),
        ("n NOT BETWEEN 1 AND 2", "Timer er ikke fra 1 til 2"),
        ("start BETWEEN '2020-01-01' AND '2020-12-31'", "Startdato er fra og med 01.01.2020 til og med 31.12.2020"),
        ("ja", "Enslig er ja"),
        ("NOT ja", "Enslig er nei"),
        ("n = 1 AND (kode = 'a' OR kode = 'b')", "Timer er 1 og (Kode er «a» eller Kode er «b»)"),
        ("n = 1 AND ja AND kode = 'a'", "Timer er 1, Enslig er ja og Kode er «a»"),
        ("NOT (n = 1 AND ja)", "det ikke er slik at Timer er 1 og Enslig er ja"),
        ("start <= add_months(slutt, parameter('frist'))", "Startdato er ikke etter Sluttdato pluss «Frist» måneder"),
        ("start < add_days(slutt, -14)", "Startdato er før 14 dager før Sluttdato"),
        ("start >= add_days(slutt, -1)", "Startdato er ikke før dagen før Sluttdato"),
        ("start = add_years(slutt, 1)", "Startdato er Sluttdato pluss ett år"),
        ("in_list(kode, 'liste')", "Kode er i kodelista «Kodeliste»"),
        ("kode IS DISTINCT FROM 'a'", "Kode er ikke «a»"),
        ("CASE WHEN ja THEN n = 1 ELSE n = 2 END", "(hvis Enslig er ja: Timer er 1; ellers: Timer er 2)"),
        ("ukjent > -1", "ukjent er mer enn −1"),
    ],
)
def test_a_condition_in_bokmaal(sql: str, words: str) -> None:
    """What a registrar would say."""
    assert in_words(sql, NAMES, Translator("nb")) == words


def test_values() -> None:
    """Totals and computations."""
    t = Translator("en")
    assert value_in_words("SUM(n)", NAMES, t) == "the sum of Timer"
    assert value_in_words("COUNT(*)", NAMES, t) == "the number of rows"
    assert value_in_words("MIN(start)", NAMES, t) == "first Startdato"
    assert value_in_words("n + 1", NAMES, t) == "Timer + 1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_and_aggregate_has_words(language: str) -> None:
    """A function without words would be shown as SQL."""
    t = Translator(language)
    letters = {letter: letter for letter in "abc"}
    for name in [*functions.FUNCTIONS, *functions._SPECIAL]:
        assert t(f"reports.prose.function.{name}", list="", **letters)
    for name in AGGREGATES:
        assert t(f"reports.prose.aggregate.{name.lower()}", inner="x")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WIDEST)
def test_every_shipped_rule_can_be_explained(name: str, language: str) -> None:
    """Generated ones included, and no SQL keyword is left in the words."""
    ruleset = rulesets.load(name)
    for rule in ruleset.rules:
        lines = list(explain(rule, ruleset, Translator(language)))
        assert lines[0].startswith(rule.id)
        end = lines.index("", lines.index("") + 1)
        words = " ".join(lines[2:end])
        for keyword in (" IS NULL", " IS NOT ", " AND ", " OR ", "COALESCE", "CASE ", "SELECT"):
            assert keyword not in words
