"""The JSON report keeps to its published schema and adds up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.reports.json_report import KOSTRA_WORDS, SCHEMA, JsonRenderer
from tests.reports.conftest import MakeReport
from tests.small import CLEAN, FLAWED

STORED = json.loads((Path(__file__).parents[2] / "docs" / "check.schema.json").read_text(encoding="utf-8"))


def written(make_report: MakeReport, *arguments: Any, **named: Any) -> Any:
    return json.loads(JsonRenderer().render(make_report(*arguments, **named)))


@pytest.mark.parametrize(
    ("program", "person"),
    [(FLAWED, "person_id;navn\nP1;Ada\n"), (CLEAN, "person_id;navn\nP1;Ada\n"), (FLAWED, None)],
    ids=["flawed", "clean", "incomplete"],
)
def test_reports_keep_to_the_schema(make_report: MakeReport, program: str, person: str | None) -> None:
    """Every report is valid, and the schema forbids keys nobody has documented."""
    report = written(make_report, program, person)
    jsonschema.Draft202012Validator(STORED).validate(report)
    assert report["schema"] == SCHEMA == STORED["$id"]


def test_the_schema_refuses_what_it_does_not_know(make_report: MakeReport) -> None:
    """A key too many and a key too few are both errors."""
    report = written(make_report)
    validator = jsonschema.Draft202012Validator(STORED)
    assert not validator.is_valid({**report, "extra": 1})
    assert not validator.is_valid({key: value for key, value in report.items() if key != "rules"})


def test_every_key_is_documented() -> None:
    """docs/json.md names each top-level key."""
    text = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    for key in STORED["properties"]:
        assert f"`{key}`" in text


def test_the_numbers_add_up(make_report: MakeReport) -> None:
    """Rules, totals, lines and the summary count the same findings."""
    report = written(make_report)
    for rule in report["rules"]:
        totals = [line for line in report["totals"] if line["rule"] == rule["id"]]
        assert sum(line["found"] for line in totals) == rule["found"]
        lines = [line for each in report["findings"] if each["rule"] == rule["id"] for line in each["lines"]]
        groups = [each for each in report["group_findings"] if each["rule"] == rule["id"]]
        assert len(lines) + len(groups) == rule["found"]
    assert sum(rule["found"] for rule in report["rules"]) == report["summary"]["findings"] == 11
    assert sum(report["summary"]["by_severity"].values()) == 11
    assert sum(report["summary"]["by_dimension"].values()) == 11


def test_lines_are_those_a_person_counts(make_report: MakeReport) -> None:
    """The duplicated programme stands on lines 4 and 5 of the file, the heading being line 1."""
    report = written(make_report)
    lines = {each["rule"]: each["lines"] for each in report["findings"]}
    assert lines["L-NOK-001"] == [4, 5]
    assert lines["L-AVS-001"] == [2, 4, 6]
    assert lines["FORMAT.program.timer"] == [4]


def test_the_words_of_kostra(make_report: MakeReport) -> None:
    """Return code and severity as SSB's programme writes them."""
    assert written(make_report)["kostra"] == {
        "returkode": 2,
        "alvorlighetsgrad": "Kritisk feil",
        "antallKontroller": 11,
    }
    assert written(make_report, CLEAN, name="clean")["kostra"]["alvorlighetsgrad"] == KOSTRA_WORDS[None] == "OK"


def test_groups_made_of_personal_fields_are_masked(make_report: MakeReport) -> None:
    """A label that names a person is as secret as the person."""
    from dataclasses import replace

    from auditor.model.rule import ShareCondition

    report = make_report()
    rules = tuple(
        replace(rule, condition=replace(rule.condition, by=("person_id",)))
        if isinstance(rule.condition, ShareCondition)
        else rule
        for rule in report.result.ruleset.rules
    )
    secret = replace(report, result=replace(report.result, ruleset=replace(report.result.ruleset, rules=rules)))
    labels = [each["group"] for each in json.loads(JsonRenderer().render(secret))["group_findings"]]
    assert labels
    assert not any("4601" in label for label in labels)
    shown = json.loads(JsonRenderer().render(replace(secret, show_ids=True)))["group_findings"]
    assert any("4601" in each["group"] for each in shown)
