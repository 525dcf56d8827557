"""What runs leave behind, and what becomes of findings from one to the next."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter

from auditor.ledger.runs import Recorded, prune, record, runs
from auditor.results.finding_changes import Change
from tests.ledger.conftest import KEY, NOW, Audited

WITHOUT, FINE = "A;P1;0301;2023-01-01;2024-01-01;;1", "A;P1;0301;2023-01-01;2024-01-01;Arbeid;1"
HIDDEN, OTHER = "A;P1;0301;2023-01-01;2024-01-01;:;1", "B;P2;4601;2023-01-01;2024-01-01;Arbeid;1"


def of_rule(recorded: Recorded, audited: list[str], rule: str) -> list[tuple[str, bool]]:
    """What became of the findings of one rule, and whether they reappeared."""
    place = audited.index(rule)
    lines = recorded.changes.filter(recorded.changes["rule"] == place)
    return list(lines.select("change", "reappeared").iter_rows())


def test_a_finding_through_its_life(ledger: sqlite3.Connection, audited: Audited) -> None:
    """New, remaining, hidden, corrected, reappeared; while nobody can tell, it is neither corrected nor new again."""
    story = [WITHOUT, WITHOUT + " ", HIDDEN, WITHOUT + "  ", FINE, WITHOUT + "   "]
    wanted = [
        ("new", False), ("remaining", False), ("not_checkable", False), ("remaining", False), ("corrected", False),
        ("new", True),
    ]  # fmt: skip
    ids = ["L-AVS-001"]
    seen = []
    for number, row in enumerate(story):
        result = audited(row, OTHER)
        ids = list(result.rule_ids)
        recorded = record(ledger, result, KEY, NOW + dt.timedelta(days=number))
        assert not recorded.again
        seen += of_rule(recorded, ids, "L-AVS-001")
        assert recorded.reappeared >= sum(again for _, again in of_rule(recorded, ids, "L-AVS-001"))
    assert seen == wanted


def test_a_record_left_out_corrects_nothing(ledger: sqlite3.Connection, audited: Audited) -> None:
    """It has gone; when it is back it is new, and has not reappeared."""
    record(ledger, audited(WITHOUT, OTHER), KEY, NOW)
    without = audited(OTHER)
    ids = list(without.rule_ids)
    assert of_rule(record(ledger, without, KEY, NOW), ids, "L-AVS-001") == [("left_out", False)]
    back = record(ledger, audited(WITHOUT, OTHER + " "), KEY, NOW)
    assert of_rule(back, ids, "L-AVS-001") == [("new", False)]


def test_the_same_files_twice_are_one_run(ledger: sqlite3.Connection, audited: Audited) -> None:
    """Recording again, as a CI job may, changes nothing."""
    result = audited(WITHOUT)
    first = record(ledger, result, KEY, NOW)
    again = record(ledger, result, KEY, NOW + dt.timedelta(days=1))
    assert again.again
    assert again.run == first.run
    assert again.count(Change.NEW) == first.count(Change.NEW) > 0
    assert len(list(runs(ledger))) == 1


def test_series_are_apart(ledger: sqlite3.Connection, audited: Audited) -> None:
    """What is new in one series has nothing to do with another."""
    result = audited(WITHOUT)
    record(ledger, result, KEY, NOW, "a")
    other = record(ledger, result, KEY, NOW, "b")
    assert other.previous is None
    assert other.count(Change.REMAINING) == 0
    assert [each.series for each in runs(ledger)] == ["b", "a"]
    assert [each.series for each in runs(ledger, "a")] == ["a"]


def test_a_clock_that_goes_backwards_changes_nothing(ledger: sqlite3.Connection, audited: Audited) -> None:
    """Runs follow each other as they were recorded."""
    record(ledger, audited(WITHOUT), KEY, NOW)
    later = record(ledger, audited(FINE), KEY, NOW - dt.timedelta(days=400))
    assert later.count(Change.CORRECTED) >= 1
    assert [each.id for each in runs(ledger)] == [2, 1]


def test_totals_are_those_of_the_audit(ledger: sqlite3.Connection, audited: Audited) -> None:
    """For each rule and municipality, and in all."""
    result = audited(WITHOUT, OTHER, "C;P9;;2009-01-01;2008-01-01;;x")
    record(ledger, result, KEY, NOW)
    (run,) = runs(ledger)
    assert run.findings == sum(each.found for each in result.outcomes)
    by_rule = dict(ledger.execute("SELECT rule, sum(found) FROM total GROUP BY rule HAVING sum(found) > 0"))
    assert by_rule == {each.rule_id: each.found for each in result.outcomes if each.found}


def test_no_key_and_no_value_is_in_the_file(ledger: sqlite3.Connection, audited: Audited) -> None:
    """Neither of records nor of persons; with another key of the ledger names are others."""
    marked = "MARKERREC;MARKERPER;0301;2023-01-01;2024-01-01;;1"
    record(ledger, audited(marked), KEY, NOW)
    dump = "\n".join(ledger.iterdump())
    assert "MARKER" not in dump
    names = {row[0] for row in ledger.execute("SELECT record FROM span")}
    record(ledger, audited(marked), bytes(32), NOW, "other key")
    others = {row[0] for row in ledger.execute("SELECT record FROM span WHERE series = 'other key'")}
    assert names
    assert not names & others


def test_pruning_keeps_the_last_runs_and_what_is_open(ledger: sqlite3.Connection, audited: Audited) -> None:
    """A finding that remains is still remaining after the runs in which it began were forgotten."""
    for number in range(5):
        record(ledger, audited(WITHOUT, f"B{number};P2;4601;2023-01-01;;;{number}"), KEY, NOW)
    assert prune(ledger, 2) == 3
    assert Counter(each.series for each in runs(ledger)) == {"liten": 2}
    kept = record(ledger, audited(WITHOUT), KEY, NOW)
    assert kept.count(Change.REMAINING) >= 1
    assert kept.count(Change.NEW) == 0
