"""What became of findings and rows between two deliveries, on extracts small enough to count by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.vocabulary import Severity
from auditor.results.comparison import Comparison, compare
from auditor.results.finding_changes import Change
from auditor.rulesets import load
from tests.small import PERSONS, write_extract, write_ruleset

HEAD = "program_id;person_id;kommunenummer;start_dato;slutt_dato;aarsak;timer\n"
DATE = dt.date(2024, 12, 31)
Compared = Callable[..., Comparison]


@pytest.fixture
def compared(tmp_path: Path) -> Compared:
    """Two programme files, audited and compared by the rule set ``liten``."""
    ruleset = load(write_ruleset(tmp_path / "liten"))

    def carry_out(old: str, new: str, tolerance: float = 0.0, person: str | None = PERSONS) -> Comparison:
        results = []
        for name, rows in (("old", old), ("new", new)):
            folder = write_extract(tmp_path / name, HEAD + rows, PERSONS if name == "old" else person)
            extract = open_extract(folder, tuple(ruleset.tables.values()))
            results.append(audit(extract, ruleset, reference_date=DATE))
        return compare(results[0], results[1], tolerance)

    return carry_out


def of_rule(comparison: Comparison, rule: str) -> dict[str | None, str]:
    """Key -> what became of the finding of one rule."""
    place = comparison.new.rule_ids.index(rule)
    found = comparison.findings.filter(comparison.findings["rule"] == place)
    return dict(found.select("key", "change").iter_rows())


def test_what_became_of_each_finding(compared: Compared) -> None:
    """New, remaining, corrected, hidden, left out; a hidden value and a missing record correct nothing."""
    without = "{};P1;0301;2023-01-01;2024-01-01;{};1\n"
    old = "".join(without.format(name, cause) for name, cause in zip("ABCDE", ("", "", "", "", "Arbeid"), strict=True))
    new = "".join(without.format(name, cause) for name, cause in zip("ABCE", ("", "Arbeid", ":", ""), strict=True))
    assert of_rule(compared(old, new), "L-AVS-001") == {
        "A": "remaining", "B": "corrected", "C": "not_checkable", "D": "left_out", "E": "new",
    }  # fmt: skip


def test_a_finding_stays_the_same_wherever_its_row_stands(compared: Compared) -> None:
    """Order of rows, and a municipality with another number, change nothing."""
    old = "A;P1;1102;2023-01-01;2024-01-01;;1\nB;P1;0301;2023-01-01;2024-01-01;;1\n"
    new = "B;P1;0301;2023-01-01;2024-01-01;;1\nA;P1;1108;2023-01-01;2024-01-01;;1\n"
    assert set(of_rule(compared(old, new), "L-AVS-001").values()) == {"remaining"}


def test_a_rule_that_cannot_run_corrects_nothing(compared: Compared) -> None:
    """Without the table of persons nobody can tell whether they exist."""
    row = "A;P9;0301;2023-01-01;;;1\n"
    assert of_rule(compared(row, row, person=None), "L-PER-001") == {"A": "not_checkable"}


def test_a_row_without_a_key_is_held_against_nothing(compared: Compared) -> None:
    """It counts as new for whoever must not let new findings in."""
    row = ";P1;0301;2023-01-01;2024-01-01;;1\n"
    comparison = compared(row, row)
    assert of_rule(comparison, "L-AVS-001") == {None: "without_key"}
    assert comparison.new_findings(Severity.ERROR) == 1
    assert comparison.new_findings(Severity.FATAL) == 0


def test_groups_are_compared_by_their_label(compared: Compared) -> None:
    """A municipality whose share is as it should be again."""
    without, fine = "{};P1;{};2023-01-01;2024-01-01;;1\n", "{};P1;{};2023-01-01;2024-01-01;Arbeid;1\n"
    old = without.format("A", "0301") + without.format("B", "4601")
    new = fine.format("A", "0301") + without.format("B", "4601")
    assert Counter(of_rule(compared(old, new), "L-AND-001").values()) == {"corrected": 1, "remaining": 1}


def test_a_group_that_is_not_there_or_cannot_be_judged_is_not_corrected(compared: Compared) -> None:
    """No programme of the municipality is left, or all causes are hidden; a group that is fine again is corrected."""
    without, hidden = "{};P1;{};2023-01-01;2024-01-01;;1\n", "{};P1;{};2023-01-01;2024-01-01;:;1\n"
    fine = "{};P1;{};2023-01-01;2024-01-01;Arbeid;1\n"
    old = without.format("A", "0301") + without.format("B", "4601") + without.format("C", "5001")
    new = fine.format("A", "0301") + hidden.format("B", "4601")
    found = of_rule(compared(old, new), "L-AND-001")
    assert {key.split()[-1]: change for key, change in found.items() if key} == {
        "0301": "corrected",
        "4601": "not_checkable",
        "5001": "left_out",
    }


def test_counts_add_up(compared: Compared) -> None:
    """By rule, by municipality and in all."""
    comparison = compared(
        "A;P1;0301;2023-01-01;2024-01-01;;1\nB;P9;0301;2009-01-01;2008-01-01;;1\n",
        "A;P1;0301;2023-01-01;2024-01-01;Arbeid;1\nB;P9;4601;2009-01-01;2008-01-01;;1\nC;P9;;2009-01-01;;;1\n",
    )
    counts = comparison.counts()
    assert sum(counts.values()) == comparison.findings.height
    for column in ("rule", "municipality"):
        by = comparison.by(column)
        assert {each: by[each.value].sum() for each in Change} == counts


def test_values_that_differ(compared: Compared) -> None:
    """Field for field; another way of writing the same is the same."""
    comparison = compared(
        "A;P1;0301;2023-01-01;2024-01-01;Arbeid;10\nB;P2;0301;2023-01-01;;;10\nC;P3;0301;2023-01-01;;;x\n",
        "A;P1;0301;01.01.2023;2024-01-01;arbeid;10\nB;P2;4601;2023-01-01;;;11\nC;P3;0301;2023-01-01;;;y\nD;P4;0301;;;;\n",
    )
    (program,) = [each for each in comparison.tables if each.table == "program"]
    assert (program.rows_before, program.rows_after, program.added, program.removed) == (3, 4, 1, 0)
    assert sorted(program.changed.select("key", "field").iter_rows()) == [
        ("B", "kommunenummer"), ("B", "timer"), ("C", "timer"),
    ]  # fmt: skip
    assert program.rows_changed == 2


def test_numbers_within_the_tolerance_are_equal(compared: Compared) -> None:
    """A limit that is reached is not passed; a value that is gone differs however large the tolerance is."""
    old = "A;P1;0301;2023-01-01;;;10\nB;P1;0301;2023-01-01;;;10\nC;P1;0301;2023-01-01;;;10\n"
    new = "A;P1;0301;2023-01-01;;;12\nB;P1;0301;2023-01-01;;;13\nC;P1;0301;2023-01-01;;;\n"
    (program,) = [each for each in compared(old, new, 2.0).tables if each.table == "program"]
    assert program.changed["key"].to_list() == ["B", "C"]


def test_without_a_tolerance_every_number_that_differs_is_told(tmp_path: Path) -> None:
    ruleset = load(write_ruleset(tmp_path / "liten"))
    results = []
    for name, hours in (("old", 10), ("new", 11)):
        folder = write_extract(tmp_path / name, f"{HEAD}A;P1;0301;2023-01-01;2024-01-01;Arbeid;{hours}\n")
        results.append(audit(open_extract(folder, tuple(ruleset.tables.values())), ruleset, reference_date=DATE))
    (program,) = [each for each in compare(*results).tables if each.table == "program"]
    assert program.changed["key"].to_list() == ["A"]


def test_a_merged_municipality_is_no_change_and_a_split_one_is_never_guessed(compared: Compared) -> None:
    """Sandnes 1102 became 1108; Ålesund 1507 became 1508 and 1580, and only the record can tell which."""
    old = "A;P1;1102;2019-01-01;;;1\nB;P1;1507;2023-01-01;;;1\n"
    new = "A;P1;1108;2019-01-01;;;1\nB;P1;1508;2023-01-01;;;1\n"
    (program,) = [each for each in compared(old, new).tables if each.table == "program"]
    assert program.renumbered == 1
    assert list(program.changed.select("key", "field").iter_rows()) == [("B", "kommunenummer")]


def test_keys_that_stand_twice_are_told(compared: Compared) -> None:
    """And compared with nothing."""
    row = "A;P1;0301;2023-01-01;;;{}\n"
    (program,) = [each for each in compared(row.format(1) * 2, row.format(2)).tables if each.table == "program"]
    assert (program.ambiguous, program.rows_changed, program.added, program.removed) == (2, 0, 0, 0)


def test_tables_fields_and_codes_that_come_and_go(compared: Compared) -> None:
    """A table that is missing, and a code nobody knows."""
    old, new = "A;P1;0301;2023-01-01;2024-01-01;Arbeid;1\n", "A;P1;0301;2023-01-01;2024-01-01;Jobb;1\n"
    comparison = compared(old, new, person=None)
    tables = {each.table: each for each in comparison.tables}
    assert tables["program"].codes_come == {"aarsak": 1}
    assert (tables["person"].rows_before, tables["person"].rows_after) == (4, None)
