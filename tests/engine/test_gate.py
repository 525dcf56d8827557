"""What is not there stops the rules that need it: never green, and with the reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from auditor.engine import audit
from auditor.locale import Translator
from auditor.model.audit import AuditResult
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets.loading import load
from tests.engine.extracts import extract
from tests.rulesets import writing

DATE = dt.date(2024, 12, 31)
ROW = {"program_id": "1", "person_id": "P1", "kommunenummer": "0301", "start_dato": "2022-01-01", "timer": 1}
GROUP = "{fails: [{rows: [{timer: 1}]}], passes: [{rows: [{timer: 2}]}], }"

RULES = {
    "P-1": "require: timer > 1",
    "P-2": "require: slutt_dato > start_dato",
    "P-3": "kind: reference\nfields: [person_id]\nto: {table: person, fields: [person_id]}",
    "P-4": "require: timer > 1\nvalid: {from: 2020-01-01}",
    "P-5": "require: timer > parameter('rett')",
    "P-6": "kind: code_list\nfield: aarsak",
    "P-7": "kind: drift\nby: [kommunenummer]\nvalue: COUNT(*)\nmax_change_share: 0.5",
    "P-8": "require: fodt IS NOT NULL",
    "P-9": "require: uker > 1",
    "P-10": "require: timer > parameter('grense')",
    "P-11": "require: satt > 1",
    "P-12": "kind: reconcile\nby: [person_id]\nleft: {table: program, value: timer}\n"
    'right: {table: person, value: poeng, where: "navn IS NOT NULL"}',
    "P-13": "kind: reference\nfields: [person_id]\nto: {table: person, fields: [person_id], where: navn <> 'x'}",
}
MORE = """\
lookup:
  - {table: program, from: person, key: {person_id: person_id}, fields: {fodt: fodselsdato}}
derive:
  - {table: program, name: uker, title: {nb: x, en: x}, sql: "days_between(start_dato, slutt_dato) / 7"}
  - {table: program, name: satt, title: {nb: x, en: x}, sql: "parameter('rett')"}
"""


@pytest.fixture
def ruleset(tmp_path: Path) -> RuleSet:
    """Rules that need different things; ``slutt_dato`` is optional."""
    tables = writing.TABLES.replace("{name: slutt_dato,", "{name: slutt_dato, optional: true,")
    tables += "      - {name: poeng, type: integer, title: {nb: Poeng, en: Points}}\n"
    rules = "".join(
        writing.rule(text, rule_id=name, examples=GROUP if "drift" in text or "reconcile" in text else "")
        for name, text in RULES.items()
    )
    return load(writing.write(tmp_path, rules, tables=tables, mer=MORE))


def outcomes(result: AuditResult) -> dict[str, RuleStatus]:
    """What became of each rule above; every reason is a sentence in both languages."""
    for each in result.outcomes:
        if each.reason is not None:
            for language in ("nb", "en"):
                assert Translator(language)(each.reason.key, **each.reason.facts)
        else:
            assert each.status is RuleStatus.RAN
    return {name: result.outcome(name).status for name in RULES}


RAN, NOT_CHECKABLE, NOT_APPLICABLE = RuleStatus.RAN, RuleStatus.NOT_CHECKABLE, RuleStatus.NOT_APPLICABLE


def test_all_is_there(ruleset: RuleSet) -> None:
    """Everything runs but drift, which has nothing to compare with."""
    result = audit(extract(ruleset, program=[ROW], person=[{"person_id": "P1"}]), ruleset, reference_date=DATE)
    assert outcomes(result) == {name: NOT_APPLICABLE if name == "P-7" else RAN for name in RULES}
    assert result.complete


def test_table_missing(ruleset: RuleSet) -> None:
    """Rules that need another table are not checkable, the run is not green, and a problem says so."""
    result = audit(extract(ruleset, program=[ROW]), ruleset, reference_date=DATE)
    stopped = {name for name, status in outcomes(result).items() if status is NOT_CHECKABLE}
    assert stopped == {"P-3", "P-8", "P-12", "P-13"}
    assert result.outcome("P-8").reason == result.outcome("P-3").reason
    reasons = [result.outcome(name).reason for name in stopped]
    assert {(each.key, each.table) for each in reasons if each} == {("engine.table_missing", "program")}
    assert not result.complete
    (problem,) = result.problems
    assert "person" in Translator("nb")(problem.key, **problem.facts)


def test_table_that_was_not_meant_to_be_there(ruleset: RuleSet) -> None:
    """A delivery of one table is judged by what it holds."""
    result = audit(extract(ruleset, program=[ROW]), ruleset, reference_date=DATE, only_tables=("program",))
    aside = {name for name, status in outcomes(result).items() if status is NOT_APPLICABLE}
    assert aside == {"P-3", "P-7", "P-8", "P-12", "P-13"}
    assert result.problems == ()
    assert result.complete


def test_columns_missing(ruleset: RuleSet) -> None:
    """A missing column stops what needs it, also over a derivation; an optional one is no fault."""
    given = extract(ruleset, program=[ROW], person=[], without={"program": ["timer"]})
    result = audit(given, ruleset, reference_date=DATE)
    gone = {name for name, status in outcomes(result).items() if status is NOT_CHECKABLE}
    assert gone == {"P-1", "P-4", "P-5", "P-10", "P-12"}
    assert result.outcome("FORMAT.program.timer").status is NOT_APPLICABLE
    optional = extract(ruleset, program=[ROW], person=[], without={"program": ["slutt_dato"]})
    result = audit(optional, ruleset, reference_date=DATE)
    assert {name for name, status in outcomes(result).items() if status is not RAN} == {"P-2", "P-7", "P-9"}
    assert result.outcome("P-2").status is NOT_APPLICABLE
    assert result.outcome("P-9").status is NOT_APPLICABLE
    assert result.complete


def test_date_column_missing(ruleset: RuleSet) -> None:
    """What depends on the date of a row is not judged at another date instead."""
    given = extract(ruleset, program=[ROW], person=[], without={"program": ["start_dato"]})
    result = audit(given, ruleset, reference_date=DATE)
    gone = {name for name, status in outcomes(result).items() if status is NOT_CHECKABLE}
    assert gone == {"P-2", "P-4", "P-5", "P-6", "P-9", "P-11"}


def test_column_missing_elsewhere(ruleset: RuleSet) -> None:
    """A column that another table lacks stops what is looked up or referred to there, and is named with its table."""
    given = extract(ruleset, program=[ROW], person=[{}], without={"person": ["fodselsdato"]})
    result = audit(given, ruleset, reference_date=DATE)
    assert {name for name, status in outcomes(result).items() if status is NOT_CHECKABLE} == {"P-8"}
    given = extract(ruleset, program=[ROW], person=[{}], without={"person": ["person_id"]})
    result = audit(given, ruleset, reference_date=DATE)
    assert {name for name, status in outcomes(result).items() if status is NOT_CHECKABLE} == {
        "P-3", "P-8", "P-12", "P-13",
    }  # fmt: skip
    reason = result.outcome("P-8").reason
    assert reason is not None
    assert reason.facts == {"table": "person", "field": "person_id"}
    for column, stopped in (("poeng", {"P-12"}), ("navn", {"P-12", "P-13"})):
        given = extract(ruleset, program=[ROW], person=[{}], without={"person": [column]})
        result = audit(given, ruleset, reference_date=DATE)
        assert {name for name, status in outcomes(result).items() if status is NOT_CHECKABLE} == stopped


def test_previous_delivery(ruleset: RuleSet) -> None:
    """Drift runs with a previous delivery that has the table and the columns, and is stopped by one that lacks them."""
    now = extract(ruleset, program=[ROW], person=[])
    for previous, status in (
        (extract(ruleset, program=[ROW]), RAN),
        (extract(ruleset, person=[]), NOT_CHECKABLE),
        (extract(ruleset, program=[ROW], without={"program": ["kommunenummer"]}), NOT_CHECKABLE),
    ):
        result = audit(now, ruleset, reference_date=DATE, previous=previous)
        assert outcomes(result)["P-7"] is status


def test_nothing_at_all(ruleset: RuleSet) -> None:
    """An extract without tables is never green."""
    result = audit(extract(ruleset), ruleset, reference_date=DATE)
    assert RAN not in outcomes(result).values()
    assert not result.complete
