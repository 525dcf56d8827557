"""Lint says what is wrong with rules that load, and says nothing of rules that are right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from auditor.locale import Translator
from auditor.model.vocabulary import Severity
from auditor.rulesets.lint import LintFinding, lint
from auditor.rulesets.lint.duplicates import normal
from auditor.rulesets.lint.reasoning import try_all
from auditor.rulesets.loading import load
from tests.rulebook import WIDEST
from tests.rulesets import writing
from tests.rulesets.frames import judge, scope
from tests.rulesets.kleene import Node, conditions, rows


def remarks(folder: Path) -> list[LintFinding]:
    """What lint says; every remark has a sentence in both languages."""
    found = lint(load(folder))
    for each in found:
        assert Translator("nb")(each.key, **each.facts) != Translator("en")(each.key, **each.facts)
        assert each.file.startswith("prove/")
        assert each.line >= 1
    return found


def keys(found: list[LintFinding]) -> set[str]:
    """The keys of remarks, without those about what the small test set leaves unused."""
    return {each.key.removeprefix("rulesets.lint.") for each in found if each.severity > Severity.INFO}


IDLE = {
    "never applies": ("when: timer > 5 AND timer < 3\nrequire: belop > 1", "never_applies"),
    "nothing between": ("when: timer > 5 AND timer < 6\nrequire: belop > 1", "never_applies"),
    "text is two things": ("when: person_id = 'A' AND person_id = 'B'\nrequire: timer > 1", "never_applies"),
    "null and value": ("when: slutt_dato IS NULL AND slutt_dato > start_dato\nrequire: timer > 1", "never_applies"),
    "a circle": ("when: start_dato < slutt_dato AND slutt_dato < start_dato\nrequire: timer > 1", "never_applies"),
    "after it stopped": (
        "when: start_dato > DATE '2022-01-01'\nrequire: timer > 1\nvalid: {to: 2021-01-01}", "never_applies",
    ),
    "the same again": ("when: timer > 5\nrequire: timer > 3", "never_fires"),
    "what null says already": ("when: timer IS NOT NULL\nrequire: timer IS NOT NULL OR belop > 1", "never_fires"),
    "always true": ("require: timer = timer OR timer <> timer", "never_fires"),
    "either way": ("require: timer > 1 OR timer <= 1", "never_fires"),
    "a function either way": ("require: LENGTH(person_id) > 1 OR NOT LENGTH(person_id) > 1", "never_fires"),
    "constant parameter": ("when: parameter('grense') > 1 AND timer > 5\nrequire: timer >= 5", "never_fires"),
    "always false": ("when: timer > 5\nrequire: timer < 3", "always_fires"),
    "against when": ("when: aarsak = 'Arbeid'\nrequire: aarsak <> 'Arbeid'", "always_fires"),
    "share of nothing": (
        "kind: share\nby: [kommunenummer]\nof: timer < 3\nwithin: timer > 5\nmax_share: 0.5", "never_fires",
    ),
    "list of nothing": ("kind: code_list\nfield: aarsak\nwhen: timer < 1 AND timer > 1", "never_applies"),
}  # fmt: skip

SOUND = {
    "gap of a decimal": "when: belop > 5 AND belop < 6\nrequire: timer > 1",
    "two dates apart": "when: start_dato < slutt_dato\nrequire: start_dato >= DATE '2000-01-01'",
    "three columns in a row": "require: NOT (timer < belop AND belop < 3 AND timer > 1)",
    "functions": "when: LENGTH(person_id) > 5\nrequire: months_between(start_dato, slutt_dato) <= 36",
    "a stated ban": "when: timer > 5\nrequire: 'FALSE'",
    "dated parameter": "when: timer > 5\nrequire: timer <= parameter('rett')",
    "text that is not named": "require: aarsak IN ('Arbeid', 'Utdanning')",
    "missing": "require: slutt_dato IS NOT NULL",
    "fill in": "require: COALESCE(timer, 0) > 0",
    "nothing else": "require: CASE WHEN timer IS NULL THEN belop > 1 ELSE timer > 1 END",
    "sum": "require: timer + belop <= 100",
    "within a list": "kind: code_list\nfield: aarsak\nwhen: timer > 1",
    "group": "kind: share\nby: [kommunenummer]\nof: timer IS NULL\nmax_share: 0.5",
}

GROUP = "{fails: [{rows: [{timer: 1}]}], passes: [{rows: [{timer: 2}]}]}"


def written(condition: str, **more: str) -> str:
    """One rule, with examples of the form its kind needs."""
    return writing.rule(condition, examples=GROUP if "share" in condition else "", **more)


@pytest.mark.parametrize(("condition", "key"), IDLE.values(), ids=IDLE)
def test_conditions_that_do_not_matter(tmp_path: Path, condition: str, key: str) -> None:
    """A condition that cannot be met, cannot fail or cannot hold is found out."""
    assert key in keys(remarks(writing.write(tmp_path, written(condition))))


@pytest.mark.parametrize("condition", SOUND.values(), ids=SOUND)
def test_no_false_alarm(tmp_path: Path, condition: str) -> None:
    """Nothing is said of a condition that data can meet and fail."""
    assert keys(remarks(writing.write(tmp_path, written(condition)))) <= {"example_names_nothing"}


@settings(max_examples=80, deadline=None)
@given(conditions(plain=False), rows(hidden=True))
def test_trial_meets_whatever_data_can(condition: Node, table: list[dict[str, Any]]) -> None:
    """What any row gives is among the outcomes of the trial, so that what the trial lacks cannot occur."""
    trial = try_all({"it": condition[0]}, scope())
    if trial is None:
        return
    met = set(trial.outcomes["it"].to_list())
    assert set(judge(condition[0], table)) <= met


ALIKE = [
    ("timer > 1 AND belop > 2", "(belop > 2) AND (timer > 1)"),
    ("timer > 1", "1 < timer"),
    ("timer >= 1", "NOT timer < 1"),
    ("aarsak IN ('A', 'B')", "aarsak IN ('B','A')"),
    ("NOT (timer IS NULL)", "timer IS NOT NULL"),
    ("NOT NOT timer = 1", "1 = timer"),
    ("a = 1 OR (b = 2 OR c = 3)", "((c = 3 OR b = 2)) OR a = 1"),
    ("a = 1 AND a = 1", "a = 1"),
    ("days_between(a, b) > 3", "3 < DAYS_BETWEEN(a, b)"),
]
DIFFERENT = [
    ("timer > 1", "timer >= 1"),
    ("a = 1 AND (b = 2 OR c = 3)", "(a = 1 AND b = 2) OR c = 3"),
    ("days_between(a, b) > 3", "days_between(b, a) > 3"),
    ("a - b > 1", "b - a > 1"),
    ("s = 'Arbeid'", "s = 'arbeid'"),
    ("s LIKE 'a%'", "s NOT LIKE 'a%'"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_spellings_of_a_condition(one: str, other: str) -> None:
    """Order, brackets and turned comparisons make no difference."""
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_conditions(one: str, other: str) -> None:
    """What may come out differently is not taken for the same."""
    assert normal(one) != normal(other)


@settings(max_examples=80, deadline=None)
@given(conditions(plain=False), rows(hidden=True))
def test_normal_form_means_the_same(condition: Node, table: list[dict[str, Any]]) -> None:
    """A condition and its normal form come out alike on every row."""
    assert judge(normal(condition[0]), table) == judge(condition[0], table)


def test_duplicates(tmp_path: Path) -> None:
    """The same asked twice is a duplicate, unless of other rows or at another time."""
    first = writing.rule("when: timer > 1\nrequire: belop > 2 AND aktiv\nvalid: {to: 2021-01-01}")
    again = writing.rule("when: 1 < timer\nrequire: aktiv AND belop > 2\nvalid: {from: 2020-01-01}", rule_id="P-2")
    later = writing.rule("when: timer > 1\nrequire: belop > 2 AND aktiv\nvalid: {from: 2021-01-01}", rule_id="P-3")
    found = [each for each in remarks(writing.write(tmp_path, first + again + later)) if "duplicate" in each.key]
    assert [(each.rule, each.facts["other"]) for each in found] == [("P-2", "P-1"), ("P-3", "P-2")]
    assert "duplicate_condition" not in keys(remarks(writing.write(tmp_path, first + later)))


def test_codes(tmp_path: Path) -> None:
    """A misspelt code, and an alias where the code is meant, can never match."""
    found = remarks(
        writing.write(
            tmp_path,
            writing.rule("require: aarsak <> 'Arbied'")
            + writing.rule("require: aarsak NOT IN ('Utdanning', 'i arbeid')", rule_id="P-2"),
        )
    )
    said = {(each.key.removeprefix("rulesets.lint."), each.rule): each.facts for each in found}
    assert said["no_such_code", "P-1"]["code"] == "Arbied"
    assert said["alias_compared", "P-2"]["meant"] == "Arbeid"


def test_codes_looked_up(tmp_path: Path) -> None:
    """A code is known in the table it is looked up into, and in the condition of the look-up."""
    lookup = (
        "lookup:\n  - table: person\n    from: program\n    key: {person_id: person_id}\n"
        "    fields: {utgang: aarsak}\n    where: aarsak <> 'Flytta'\n    order: start_dato\n"
    )
    rule = writing.rule(
        "require: utgang <> 'Arbied'", table="person", examples="{fails: [{navn: x}], passes: [{navn: x}]}"
    )
    found = remarks(writing.write(tmp_path, rule, oppslag=lookup))
    assert {each.facts["code"] for each in found if each.key.endswith("no_such_code")} == {"Arbied", "Flytta"}


def test_readability(tmp_path: Path) -> None:
    """A long list of values belongs in a code list, a deep condition in derived fields."""
    long = writing.rule("require: timer IN (" + ", ".join(map(str, range(70))) + ")")
    deep = "timer > 1"
    for number in range(10):
        deep = f"({deep} {'AND' if number % 2 else 'OR'} belop > {number})"
    assert {"long_list", "too_deep"} <= keys(
        remarks(writing.write(tmp_path, long + writing.rule("require: " + deep, rule_id="P-2")))
    )


def test_texts(tmp_path: Path) -> None:
    """Languages must say the same, and no message may show an identity number."""
    told = "{nb: '{timer} {person_id}', en: '{timer}'}"
    texts = writing.rule("require: timer > 1").replace("{nb: Rett., en: Rett.}", told)
    blank = writing.rule("require: timer > 2", rule_id="P-2").replace("en: Correct it", "en: ' '")
    found = remarks(writing.write(tmp_path, texts + blank))
    assert {"text_placeholder_language", "id_in_message", "missing_english"} <= keys(found)
    assert [each.facts["field"] for each in found if each.key.endswith("id_in_message")] == ["person_id"]


def test_unused(tmp_path: Path) -> None:
    """What nobody uses is named, and what is used over a detour is not."""
    derive = (
        "derive:\n"
        "  - {table: program, name: dager, title: {nb: x, en: x}, sql: 'days_between(start_dato, slutt_dato)'}\n"
        "  - {table: program, name: uker, title: {nb: x, en: x}, sql: dager / 7}\n"
        "  - {table: program, name: aar, title: {nb: x, en: x}, sql: year(start_dato)}\n"
        "lookup:\n  - {table: program, from: person, key: {person_id: person_id},\n"
        "     fields: {navn: navn, f: fodselsdato}}\n"
    )
    rule = writing.rule("require: uker > parameter('rett')\ncontext: [navn]")
    found = {
        (each.key.removeprefix("rulesets.lint."), each.facts.get("name"))
        for each in remarks(writing.write(tmp_path, rule, avledet=derive))
        if "unused" in each.key
    }
    assert found == {("unused_derivation", "aar"), ("unused_lookup", "f"), ("unused_parameter", "grense")}


def test_names_that_mean_two_things(tmp_path: Path) -> None:
    """A spelling of two codes and a header of two fields are told."""
    codes = writing.CODES.replace("en: Education}}", "en: Education}, aliases: [I Arbeid]}")
    tables = writing.TABLES.replace("name: belop, type: decimal", "name: belop, aliases: [TIMER], type: decimal")
    rule = writing.rule("require: timer > 1")
    found = keys(remarks(writing.write(tmp_path, rule, codes=codes, tables=tables)))
    assert {"ambiguous_code", "ambiguous_header"} <= found


def test_dated_list_without_date(tmp_path: Path) -> None:
    """A list whose codes come and go needs to know when."""
    undated = writing.TABLES.replace("    date: start_dato\n", "")
    listed = writing.rule("kind: code_list\nfield: aarsak")
    assert "undated_reference" in keys(remarks(writing.write(tmp_path, listed, tables=undated)))
    assert "undated_reference" not in keys(remarks(writing.write(tmp_path, listed)))
    dated = writing.rule("require: in_list(aarsak, 'aarsak', slutt_dato)")
    assert "undated_reference" not in keys(remarks(writing.write(tmp_path, dated, tables=undated)))


def test_example_about_something_else(tmp_path: Path) -> None:
    """An example that names no field of the rule shows nothing."""
    rule = writing.rule("require: timer > 1", examples="{fails: [{belop: 1}], passes: [{timer: 2}]}")
    assert "example_names_nothing" in keys(remarks(writing.write(tmp_path, rule)))


@pytest.mark.parametrize("name", WIDEST)
def test_bundled_rule_sets(name: str) -> None:
    """The rule sets that come with the program have no errors, and no idle conditions; read with all they build on."""
    found = lint(load(name))
    assert [f"{each.file}:{each.line} {each.key} {each.facts}" for each in found if each.severity > Severity.INFO] == []


def test_what_is_too_large_is_not_judged() -> None:
    """A condition with more combinations than are tried gives no opinion."""
    sql = " OR ".join(f"a IN ({', '.join(str(100 * i + j) for j in range(50))}) OR b < x + {i}" for i in range(9))
    trial = try_all({"it": sql}, scope())
    assert trial is None or isinstance(trial.outcomes, pl.DataFrame)
    wide = " AND ".join(f"LENGTH(s) > {i}" for i in range(14))
    assert try_all({"it": wide}, scope()) is None
