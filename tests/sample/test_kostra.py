"""SSB's controls of form 11B: each finds the error that was planted for it in the sample file, and nothing else."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from auditor.bundled import bundled
from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.model.extract import RAGGED
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets import load

SAMPLE = bundled("samples") / "kostra"
END_OF_YEAR = dt.date(2015, 12, 31)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load("kostra")


@pytest.fixture(scope="module")
def planted() -> set[tuple[int, str]]:
    """(line, rule) of each error that the sample's list tells."""
    with (bundled("samples") / "kostra_errors.csv").open(encoding="utf-8", newline="") as lines:
        return {(int(row["line"]), row["rule"]) for row in csv.DictReader(lines, delimiter=";")}


def audited(folder: Path, ruleset: RuleSet, engine: str = "fused") -> AuditResult:
    extract = open_extract(folder, tuple(ruleset.tables.values()))
    assert [problem.key for problem in extract.problems if problem.severity > 1] == []
    return audit(extract, ruleset, reference_date=END_OF_YEAR, engine=engine)


def found(result: AuditResult) -> set[tuple[int, str]]:
    """(line in the file, rule) of each finding."""
    raw = result.extract.tables["kostra_11b"]
    findings = result.tables["kostra_11b"].findings.select("rule", "row").rows()
    return {(raw.location(row)[1], result.rule_ids[rule]) for rule, row in findings}


@pytest.mark.parametrize("engine", ["fused", "pandera"])
def test_every_planted_error_is_found_and_nothing_else(
    ruleset: RuleSet, planted: set[tuple[int, str]], engine: str
) -> None:
    result = audited(SAMPLE, ruleset, engine)
    assert found(result) == planted
    tables = {rule.id: rule.table for rule in ruleset.rules}
    assert all((each.status is RuleStatus.RAN) == (tables[each.rule_id] == "kostra_11b") for each in result.outcomes)


def test_every_control_has_an_error_planted_for_it(ruleset: RuleSet, planted: set[tuple[int, str]]) -> None:
    """K1 to K23, in SSB's order and under SSB's numbers."""
    controls = [rule for rule in ruleset.rules_of("kostra_11b") if not rule.generated]
    assert [rule.title.nb.partition(":")[0] for rule in controls] == [f"K{number}" for number in range(1, 24)]
    assert {rule.id for rule in controls} <= {rule for _, rule in planted}


def test_the_lines_without_an_error_give_nothing(
    tmp_path: Path, ruleset: RuleSet, planted: set[tuple[int, str]]
) -> None:
    content = (SAMPLE / "kostra_11b_2015.dat").read_bytes().splitlines(keepends=True)
    wrong = {line for line, _ in planted}
    clean = [text for line, text in enumerate(content, 1) if line not in wrong]
    assert len(clean) >= 30
    (tmp_path / "kostra_11b_2015.dat").write_bytes(b"".join(clean))
    result = audited(tmp_path, ruleset)
    assert found(result) == set()
    assert result.complete
    assert not result.extract.tables["kostra_11b"].frame.collect()[RAGGED].any()
