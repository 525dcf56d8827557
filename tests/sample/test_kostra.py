"""SSB's controls of form 11B: each finds the error that was planted for it in the sample file, and nothing else."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
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
from tests.sample.planted import told

SAMPLE = bundled("samples") / "kostra"
FORM = "kostra_11b_2015.dat"
MUNICIPALITY, BENEFIT = slice(0, 4), slice(104, 111)
"""Where a line of the form holds them."""
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
    content = (SAMPLE / FORM).read_bytes().splitlines(keepends=True)
    wrong = {line for line, _ in planted}
    clean = [text for line, text in enumerate(content, 1) if line not in wrong]
    assert len(clean) >= 30
    (tmp_path / FORM).write_bytes(b"".join(clean))
    result = audited(tmp_path, ruleset)
    assert found(result) == set()
    assert result.complete
    assert not result.extract.tables["kostra_11b"].frame.collect()[RAGGED].any()


@pytest.mark.parametrize("more", [0, 1, -1])
def test_recipients_that_the_form_does_not_have_are_found(
    tmp_path: Path, ruleset: RuleSet, planted: set[tuple[int, str]], more: int
) -> None:
    """A table of expenditure with the form's recipients is right; with one more or less in Oslo, Oslo is told."""
    lines = (SAMPLE / FORM).read_text(encoding="latin-1").splitlines()
    wrong = {number for number, _ in planted}
    good = [line for number, line in enumerate(lines, 1) if number not in wrong]
    (tmp_path / FORM).write_text("".join(f"{line}\n" for line in good), encoding="latin-1")
    counts = Counter(line[MUNICIPALITY] for line in good if int(line[BENEFIT]) > 0)
    assert len(counts) > 3
    told_of = {place: count + more * (place == "0301") for place, count in counts.items()}
    rows = [f"{place};2015;{count};900;800;300;60000" for place, count in told_of.items()]
    head = "kommunenummer;år;mottakere;brutto;netto;lonn;stonad_per_mottaker"
    (tmp_path / "kostra_utgifter.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    _, groups = told(audited(tmp_path, ruleset))
    wanted = {("KOS-UTG-008", "kommunenummer 0301, oppgaveaar 2015")} if more else set()
    assert {each for each in groups if each[0] == "KOS-UTG-008"} == wanted
