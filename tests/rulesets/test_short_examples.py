"""The short form of examples stands for the rows written out, and nothing else is taken for it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from auditor.engine.examples import run_examples
from auditor.model.errors import RuleSetError
from auditor.model.rule import Example
from auditor.rulesets.loading import load
from tests.rulesets import writing

GROUPS = "kind: share\nby: [kommunenummer]\nof: timer > 1\nmax_share: 0.5"
SHORT = """{
      shared: {
        row: {timer: 2, start_dato: 2024-01-01},
        rows: [{kommunenummer: ["1103", "4601"], timer: [0, 1]}],
        with: {person: [{person_id: [P1, P2]}]}},
      fails: [{rows: [{times: 2, kommunenummer: "0301"}]}],
      passes: [{rows: [{kommunenummer: "0301", timer: null}], with: {person: [{person_id: P3}]}}]}"""


def rows_of(example: Example) -> Counter[tuple[str, ...]]:
    """The rows of an example about groups, as texts."""
    return Counter(
        (str(row["kommunenummer"]), str(row["timer"]), str(row["start_dato"]))
        for row in example.rows
        for _ in range(int(str(row.get("times", 1))))
    )


def test_the_short_form_stands_for_the_rows_written_out(tmp_path: Path) -> None:
    """Usual values, lists, repetition and shared rows come to the rows a person would write one by one."""
    folder = writing.write(tmp_path, writing.rule(GROUPS, examples=SHORT))
    rule = next(each for each in load(folder).rules if each.id == "P-1")
    day = "2024-01-01"
    usual = Counter({(place, str(hours), day): 1 for place in ("1103", "4601") for hours in (0, 1)})
    assert rows_of(rule.examples.fails[0]) == usual + Counter({("0301", "2", day): 2})
    assert rows_of(rule.examples.passes[0]) == usual + Counter({("0301", "None", day): 1})
    assert [row["person_id"] for row in rule.examples.fails[0].others["person"]] == ["P1", "P2"]
    assert [row["person_id"] for row in rule.examples.passes[0].others["person"]] == ["P3", "P1", "P2"]


def test_examples_of_rows_share_values_and_other_tables(tmp_path: Path) -> None:
    """A shared value is there unless the example has its own; the rule is judged on both."""
    passes = "[{timer: 2}, {timer: 1, slutt_dato: null}]"
    shown = f"{{shared: {{row: {{slutt_dato: 2024-01-01}}}}, fails: [{{timer: 1}}], passes: {passes}}}"
    folder = writing.write(tmp_path, writing.rule("when: slutt_dato IS NOT NULL\nrequire: timer > 1", examples=shown))
    results = list(run_examples(load(folder), ["P-1"]))
    assert [each.got for each in results] == ["fails", "passes", "passes"]


@pytest.mark.parametrize(
    ("condition", "examples"),
    [
        ("require: timer > 1", "{fails: [{timer: [0, 1]}], passes: [{timer: 2}]}"),
        ("require: timer > 1", "{shared: {row: {timer: [0]}}, fails: [{aktiv: true}], passes: [{timer: 2}]}"),
        ("require: timer > 1", "{shared: {rows: [{timer: 1}]}, fails: [{timer: 1}], passes: [{timer: 2}]}"),
        ("require: timer > 1", "{fails: [{timer: 1, with: [P1]}], passes: [{timer: 2}]}"),
        (GROUPS, "{fails: [{rows: [{kommunenummer: [], timer: 2}]}], passes: [{rows: []}]}"),
        (GROUPS, "{fails: [{rows: [{kommunenummer: [[x]], timer: 2}]}], passes: [{rows: []}]}"),
    ],
)  # fmt: skip
def test_what_is_no_row_is_refused(tmp_path: Path, condition: str, examples: str) -> None:
    """Several values where one row is asked for, and lists that stand for no row or for rows in rows."""
    with pytest.raises(RuleSetError) as caught:
        load(writing.write(tmp_path, writing.rule(condition, examples=examples)))
    assert (caught.value.key, caught.value.facts["rule"]) == ("rulesets.example_form", "P-1")
