"""The verdict, its reasons and what explains the findings, on audits whose counts are chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from auditor.locale import LANGUAGES, Translator
from auditor.model.audit import AuditResult, RuleOutcome, TableResult
from auditor.model.extract import Extract, Manifest, Problem
from auditor.model.rule import Basis, Condition, Examples, RowCondition, Rule, ShareCondition
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, RuleStatus, Severity
from auditor.results import (
    ReasonKind,
    Verdict,
    cause_sentence,
    causes,
    reason_sentence,
    summary,
    together,
    together_sentence,
    verdict_sentence,
)
from auditor.results.verdict import assess

PROBLEM = Problem(Severity.ERROR, "extract.empty_file", {"file": "a.csv"})


def rule(
    name: str,
    severity: Severity = Severity.ERROR,
    dimension: Dimension = Dimension.COMPLETENESS,
    blame: tuple[str, ...] = ("a",),
    condition: Condition | None = None,
) -> Rule:
    basis, text = (Basis("ours", "test"),), Text(name)
    condition = condition or RowCondition("TRUE")
    return Rule(name, text, "t", condition, severity, dimension, text, text, basis, Examples((), ()), blame)


def audited(
    found: Sequence[tuple[Rule, Sequence[int]]],
    rows: int = 100,
    unknown: int = 0,
    stopped: int = 0,
    problems: tuple[Problem, ...] = (),
) -> AuditResult:
    """An audit in which each rule found those rows; the last ``stopped`` rules did not run."""
    rules = tuple(each for each, _ in found)
    ran = len(rules) - stopped
    outcomes = tuple(
        RuleOutcome(each.id, RuleStatus.RAN if place < ran else RuleStatus.NOT_CHECKABLE, rows, len(hits), unknown)
        for place, (each, hits) in enumerate(found)
    )
    findings = pl.DataFrame(
        [(place, row, "0301") for place, (each, hits) in enumerate(found) if not each.about_groups for row in hits],
        schema={"rule": pl.UInt16, "row": pl.UInt32, "municipality": pl.Categorical},
        orient="row",
    )
    counts = dict.fromkeys(("checked", "found", "unknown"), pl.UInt32)
    totals = pl.DataFrame(schema={"rule": pl.UInt16, "municipality": pl.String, **counts})
    people = dict.fromkeys(("rows", "persons", "misdated"), pl.UInt32)
    population = pl.DataFrame(schema={"municipality": pl.String, **people})
    ruleset = RuleSet("r", "1", Text("r"), ("R",), (), {"t": Table("t", Text("t"), ())}, {}, {}, (), (), rules)
    groups = pl.DataFrame(schema={"rule": pl.UInt16, "municipality": pl.String})
    return AuditResult(
        Extract({}, Manifest("x", ()), ()),
        ruleset,
        dt.date(2024, 12, 31),
        "fused",
        tuple(each.id for each in rules),
        outcomes,
        {"t": TableResult("t", rows, None, findings, totals, population)},
        groups,
        problems,
    )


FATAL, ERROR = rule("F", Severity.FATAL), rule("E")
WARNING = rule("W", Severity.WARNING)


@pytest.mark.parametrize(
    ("result", "verdict", "complete", "reasons"),
    [
        (audited([(ERROR, [])]), Verdict.USABLE, True, []),
        (audited([(WARNING, [1])]), Verdict.USABLE, True, []),
        (audited([(ERROR, [1])]), Verdict.WITH_ERRORS, True, [(ReasonKind.ERRORS, 1)]),
        (audited([(FATAL, [1, 2])]), Verdict.UNUSABLE, True, [(ReasonKind.FATAL, 2)]),
        (
            audited([(FATAL, [1]), (ERROR, [1, 2]), (WARNING, [])], stopped=1),
            Verdict.UNUSABLE,
            False,
            [(ReasonKind.FATAL, 1), (ReasonKind.STOPPED, 1), (ReasonKind.ERRORS, 2)],
        ),
        (audited([(ERROR, [])], problems=(PROBLEM,)), Verdict.USABLE, False, [(ReasonKind.UNREAD, 1)]),
        (audited([(ERROR, [])], unknown=1), Verdict.USABLE, True, []),
        (audited([(ERROR, [])], unknown=2), Verdict.USABLE, True, [(ReasonKind.UNKNOWN, 2)]),
        (audited([(ERROR, [])], rows=0), Verdict.NOTHING_READ, False, []),
        (audited([(ERROR, [])], stopped=1), Verdict.NOTHING_READ, False, [(ReasonKind.STOPPED, 1)]),
    ],
)
def test_the_verdict_and_its_reasons(
    result: AuditResult, verdict: Verdict, complete: bool, reasons: list[tuple[ReasonKind, int]]
) -> None:
    found = assess(result)
    assert (found.verdict, found.complete) == (verdict, complete)
    assert [(each.kind, each.count) for each in found.reasons] == reasons
    assert found.good is (verdict is Verdict.USABLE and complete)
    for language in LANGUAGES:
        t = Translator(language)
        assert verdict_sentence(found, t)
        assert all(reason_sentence(each, result.ruleset, t) for each in found.reasons)


def test_a_reason_names_the_rule_with_the_most_findings() -> None:
    result = audited([(ERROR, [1]), (rule("E2"), [1, 2, 3])])
    (reason,) = assess(result).reasons
    assert (reason.rule, reason.worst, reason.count) == ("E2", 3, 4)
    assert reason_sentence(reason, result.ruleset, Translator("en")) == "Errors: 4, most “E2” (3)."


def test_a_field_is_blamed_by_all_rules_that_name_it_first_and_each_finding_counts_once() -> None:
    result = audited(
        [
            (rule("A1"), range(6)),
            (rule("A2", blame=("a", "b")), range(4)),
            (rule("B", dimension=Dimension.CONSISTENCY, blame=("b", "a")), range(10)),
            (WARNING, range(50)),
        ]
    )
    first, second = causes(result)
    assert (first.field, first.findings, first.total, first.missing) == ("a", 10, 20, True)
    assert first.rules == ("A1", "A2")
    assert (second.field, second.share, second.missing) == ("b", 0.5, False)
    assert sum(each.findings for each in causes(result)) == first.total
    assert summary(result).first_to_correct == first
    assert cause_sentence(first, Translator("en")).startswith("50% of the errors (10 of 20) come from a missing in t")
    assert "gjelder feltet b" in cause_sentence(second, Translator("nb"))


def test_without_errors_all_findings_are_explained() -> None:
    (cause,) = causes(audited([(WARNING, range(3))]))
    assert (cause.total, cause.serious) == (3, False)
    assert "of the findings" in cause_sentence(cause, Translator("en"))


def test_findings_about_groups_explain_nothing() -> None:
    about_groups = rule("G", condition=ShareCondition(("m",), "x", max_share=0.1), blame=("g",))
    assert [each.field for each in causes(audited([(ERROR, [1]), (about_groups, [1, 2])]))] == ["a"]
    assert causes(audited([(about_groups, [1])])) == []


def test_a_field_that_explains_little_is_not_told_as_the_first_to_correct() -> None:
    fields = [(rule(f"E{place}", blame=(f"f{place}",)), range(5)) for place in range(6)]
    assert summary(audited(fields)).first_to_correct is None
    assert len(summary(audited(fields)).causes) == 6


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (range(100), range(10), [("B", "A", 10, 10)]),
        (range(10), range(100), [("A", "B", 10, 10)]),
        (range(10), range(2, 12), [("B", "A", 8, 10)]),
        (range(10), range(3, 13), []),
        (range(4), range(4), []),
        (range(5), range(5), [("B", "A", 5, 5)]),
    ],
)
def test_rules_that_strike_the_same_rows(
    first: range, second: range, expected: list[tuple[str, str, int, int]]
) -> None:
    """At least five rows, and at least four in five of the rarer rule's rows; the rarer one stands first."""
    found = together(audited([(rule("A"), first), (rule("B"), second)]))
    assert [(each.rule, each.other, each.rows, each.found) for each in found] == expected
    for each in found:
        sentence = together_sentence(each, audited([(rule("A"), []), (rule("B"), [])]).ruleset, Translator("nb"))
        assert f"({each.rows} rader)" in sentence


def test_a_rule_stands_in_one_pair_only_and_many_rules_can_be_compared() -> None:
    many = [(rule(f"R{place:02}"), range(place, place + 10)) for place in range(70)]
    pairs = together(audited(many))
    named = [name for each in pairs for name in (each.rule, each.other)]
    assert len(named) == len(set(named)) > 20
    assert together(audited([(replace(ERROR, id="one"), range(50))])) == []


def test_the_overview_of_files_says_the_same(tmp_path: Path) -> None:
    """The whole way on real files: the pair that shares its rows is found by the engine's own findings."""
    from auditor import engine, rulesets
    from auditor.extract import open_extract
    from tests.small import FLAWED, write_extract, write_ruleset

    ruleset = rulesets.load(write_ruleset(tmp_path / "liten"))
    extract = open_extract(write_extract(tmp_path / "x", FLAWED), tuple(ruleset.tables.values()))
    found = summary(engine.audit(extract, ruleset, reference_date=dt.date(2024, 12, 31)))
    cause = found.first_to_correct
    assert cause is not None
    assert (cause.table, cause.field, cause.findings, cause.total, cause.missing) == ("program", "aarsak", 3, 7, True)
    assert {each.dimension: each.found for each in found.dimensions} == dict(found.by_dimension)
