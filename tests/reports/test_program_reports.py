"""Reports for CI systems keep to the formats those read, and are green exactly where the run is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from auditor import results
from auditor.locale import Translator
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.reports import formats, github_report
from auditor.reports.interface import Report
from auditor.reports.judgement import judge
from auditor.reports.locations import place_from_here
from tests.reports.conftest import MakeReport
from tests.small import CLEAN, PERSONS

NO_HOURS = CLEAN.replace(";timer", "").replace(";100", "").replace(";110", "").replace(";120", "")


def rendered(report: Report, name: str) -> str:
    return formats.renderer(name, Translator("nb")).render(report)


@pytest.fixture
def reports(make_report: MakeReport) -> dict[str, Report]:
    """One with findings, one without, one that is not complete."""
    return {
        "flawed": make_report(name="flawed"),
        "clean": make_report(CLEAN, name="clean", exit_code=0),
        "incomplete": make_report(NO_HOURS, None, name="incomplete", exit_code=3),
    }


# JUnit: the schema of Ant's JUnitReport, restated: elements in order, and attributes that must and may be there.

SUITE = {"name", "package", "id", "hostname", "timestamp", "tests", "failures", "errors", "skipped", "time"}
OUTCOMES = {"failure": {"message", "type"}, "error": {"message", "type"}, "skipped": {"message"}}


def hold_to_ant(root: ElementTree.Element) -> None:
    assert root.tag == "testsuites"
    assert not root.attrib
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert set(suite.attrib) == SUITE
        assert suite.get("id") == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        cases = suite.findall("testcase")
        assert [each.tag for each in suite] == ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
        for case in cases:
            assert set(case.attrib) == {"name", "classname", "time"}
            assert len(case) <= 1
            for outcome in case:
                assert set(outcome.attrib) == OUTCOMES[outcome.tag]
        tags = [outcome.tag for case in cases for outcome in case]
        assert suite.get("tests") == str(len(cases))
        counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
        assert all(suite.get(name) == str(tags.count(tag)) for name, tag in counted.items())


def test_junit_keeps_to_the_schema_and_is_green_where_the_run_is(reports: dict[str, Report]) -> None:
    """Failures are the rules the run fails by; a rule that could not run is skipped, and then the run is an error."""
    for name, report in reports.items():
        root = ElementTree.fromstring(rendered(report, "junit"))
        hold_to_ant(root)
        failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
        assert sorted(map(str, failed)) == sorted(report.judgement.failing)
        skipped = [case.get("name") for case in root.iter("testcase") if case.find("skipped") is not None]
        stopped = [each.rule_id for each in report.result.outcomes if each.status is RuleStatus.NOT_CHECKABLE]
        assert set(stopped) <= set(skipped)
        red = any(case.find(tag) is not None for case in root.iter("testcase") for tag in ("failure", "error"))
        assert red == (name != "clean") == (not report.judgement.complete or bool(report.judgement.failing))


def test_junit_fails_by_what_the_run_fails_by(make_report: MakeReport) -> None:
    """With --fail-on fatal a rule that is an error only passes, and is told in the output of its suite."""
    report = make_report()
    mild = replace(report, judgement=judge(report.result, results.summary(report.result), Severity.FATAL))
    root = ElementTree.fromstring(rendered(mild, "junit"))
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    assert failed == ["L-NOK-001"]
    assert "L-AVS-001 status=ran checked=4 found=3 waived=0 unknown=1" in root[0].findtext("system-out", "")


# SARIF: the parts of the standard's schema that the program uses, restated, with no key besides.


def exactly(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    properties = {**required, **optional}
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def many_of(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "uniqueItems": False}


TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
ARTIFACT = exactly({"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/!$&'()*+,;=@-]+$"}})
LOCATION = exactly(
    {},
    physicalLocation=exactly(
        {"artifactLocation": ARTIFACT}, region=exactly({"startLine": {"type": "integer", "minimum": 1}})
    ),
    logicalLocations=many_of(exactly({"name": TEXT})),
)
RULE = exactly(
    {
        "id": TEXT,
        "shortDescription": exactly({"text": TEXT}),
        "fullDescription": exactly({"text": TEXT}),
        "help": exactly({"text": TEXT, "markdown": TEXT}),
        "defaultConfiguration": exactly({"level": LEVEL}),
        "properties": {"type": "object", "properties": {"tags": {**many_of(TEXT), "uniqueItems": True}}},
    }
)
RESULT = exactly(
    {
        "ruleId": TEXT,
        "ruleIndex": COUNT,
        "level": LEVEL,
        "message": exactly({"text": TEXT}),
        "locations": {**many_of(LOCATION), "minItems": 1},
    }
)
NOTIFICATION = exactly({"message": exactly({"text": TEXT}), "level": LEVEL}, associatedRule=exactly({"id": TEXT}))
RUN = exactly(
    {
        "tool": exactly({"driver": exactly({"name": TEXT, "version": TEXT, "rules": many_of(RULE)})}),
        "language": {"pattern": "^[a-z]{2}$"},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "invocations": many_of(
            exactly(
                {"executionSuccessful": {"type": "boolean"}, "toolExecutionNotifications": many_of(NOTIFICATION)},
                exitCode={"type": "integer"},
            )
        ),
        "artifacts": many_of(
            exactly(
                {"location": ARTIFACT, "length": COUNT, "hashes": exactly({"sha-256": {"pattern": "^[0-9a-f]{64}$"}})}
            )
        ),
        "properties": {"type": "object"},
        "results": many_of(RESULT),
    }
)
LOG = exactly({"$schema": {"format": "uri"}, "version": {"const": "2.1.0"}, "runs": {**many_of(RUN), "minItems": 1}})


def test_sarif_keeps_to_the_standard(reports: dict[str, Report]) -> None:
    """Each result names its rule and level; what was not checked is a notification, and the run is not successful."""
    for report in reports.values():
        log = json.loads(rendered(report, "sarif"))
        jsonschema.Draft202012Validator(LOG).validate(log)
        (run,) = log["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [each["id"] for each in rules] == list(report.result.rule_ids)
        for found in run["results"]:
            rule = rules[found["ruleIndex"]]
            assert (rule["id"], rule["defaultConfiguration"]["level"]) == (found["ruleId"], found["level"])
        (invocation,) = run["invocations"]
        assert invocation["executionSuccessful"] == report.judgement.complete
        assert invocation["exitCode"] == report.exit_code
        stopped = {each.rule_id for each in report.result.outcomes if each.status is RuleStatus.NOT_CHECKABLE}
        told = {each.get("associatedRule", {}).get("id") for each in invocation["toolExecutionNotifications"]}
        assert stopped <= told


def test_sarif_has_no_fingerprints(reports: dict[str, Report]) -> None:
    """They would have to be made of personal data."""
    assert "ingerprint" not in rendered(reports["flawed"], "sarif")


# GitHub


def test_annotations_are_as_many_as_github_shows_and_the_rest_is_told(
    reports: dict[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for one of each level, the sentence tells how many findings and rules are left out."""
    monkeypatch.setattr(github_report, "SHOWN", 2)
    report = reports["flawed"]
    lines = rendered(report, "github").splitlines()
    levels = [re.match("::([a-z]+)", line)[1] for line in lines]  # type: ignore[index]
    assert all(levels.count(level) <= 2 for level in levels)
    shown = {match[1] for line in lines if (match := re.search(r"title=(\S+) ", line))}
    missing = [each for each in report.result.outcomes if each.found and each.rule_id not in shown]
    assert len(missing) == 2
    assert f"{sum(each.found for each in missing)} utslag fra 2 kontroller" in lines[-1]


def test_annotations_of_a_run_that_is_not_complete_begin_with_it(reports: dict[str, Report]) -> None:
    """An error, whatever was found; a clean run says nothing."""
    first = rendered(reports["incomplete"], "github").splitlines()[0]
    assert first.startswith("::error title=Ikke fullstendig::")
    assert "L-PER-001" in first
    assert rendered(reports["clean"], "github") == ""


def test_annotations_are_escaped(make_report: MakeReport) -> None:
    """A title cannot end its property, nor a message its line."""
    report = make_report(CLEAN.replace("A1;", "A2;", 1), PERSONS)
    rule = report.result.ruleset.rules[0]
    hostile = replace(rule, title=replace(rule.title, nb="a,b::c%0A\nd"))
    rules = (hostile, *report.result.ruleset.rules[1:])
    changed = replace(report, result=replace(report.result, ruleset=replace(report.result.ruleset, rules=rules)))
    (line,) = rendered(changed, "github").splitlines()
    assert "title=L-NOK-001 a%2Cb%3A%3Ac%250A␊d::2 utslag" in line


@pytest.mark.parametrize(
    ("path", "file", "place"),
    [
        ("data", "program.csv", "data/program.csv"),
        (".", "program.csv", "program.csv"),
        ("data/program.csv", "program.csv", "data/program.csv"),
        ("data/x.zip", "x.zip!program.csv", "data/x.zip!program.csv"),
        ("data/x.xlsx", "x.xlsx#Ark1", "data/x.xlsx#Ark1"),
        ("../data", "program.csv", "program.csv"),
        ("/srv/data", "program.csv", "program.csv"),
    ],
)
def test_places_are_as_seen_from_the_repository(make_report: MakeReport, path: str, file: str, place: str) -> None:
    """A relative path is led on, others are left out."""
    result = make_report(CLEAN).result
    manifest = replace(result.extract.manifest, path=path)
    moved = replace(result, extract=replace(result.extract, manifest=manifest))
    assert place_from_here(moved, file) == place
