"""Waivers cover what they say until their day, and tell when they are of no use."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace

import pytest

from auditor.ledger.errors import LedgerError
from auditor.ledger.naming import name_of
from auditor.ledger.waivers import end, waive, waived, waivers
from auditor.model.audit import AuditResult
from tests.ledger.conftest import KEY, NOW, Audited

ROWS = (
    "A;P1;0301;2023-01-01;2024-01-01;;1",
    "B;P2;0301;2023-01-01;2024-01-01;;1",
    "C;P3;4601;2023-01-01;2024-01-01;;1",
)
TODAY, LAST = NOW.date(), dt.date(2025, 6, 30)


def a_waiver(ledger: sqlite3.Connection, rule: str = "L-AVS-001", **about: str) -> int:
    """One with everything it must have."""
    return waive(ledger, rule, reason="lawful", owner="Kari", expires=LAST, created_at=NOW, **about)


def named(result: AuditResult, rule: str, record: str) -> str:
    """The name of a record, or of a group, in the ledger."""
    about = result.ruleset.rule(rule)
    assert about is not None
    return name_of(KEY, about, record)


def test_of_one_record(ledger: sqlite3.Connection, audited: Audited) -> None:
    """That finding and no other."""
    result = audited(*ROWS)
    a_waiver(ledger, record=named(result, "L-AVS-001", "A"))
    covered = waived(ledger, result, KEY, TODAY)
    assert covered.by_rule == {"L-AVS-001": 1}
    assert covered.by_municipality == {"0301": 1}


def test_of_one_group(ledger: sqlite3.Connection, audited: Audited) -> None:
    """By its label; the share of another municipality is not covered."""
    result = audited(*ROWS)
    assert result.group_findings.height == 2
    a_waiver(ledger, "L-AND-001", record=named(result, "L-AND-001", result.group_findings["group"][0]))
    assert waived(ledger, result, KEY, TODAY).by_rule == {"L-AND-001": 1}


def test_an_audit_that_could_not_tell_calls_no_waiver_unused(ledger: sqlite3.Connection, audited: Audited) -> None:
    """The rule needs a table that was not delivered, or the run was narrowed to other municipalities."""
    a_waiver(ledger, "L-PER-001", municipality="0301")
    a_waiver(ledger, "L-AVS-001", municipality="1103")
    result = audited(*ROWS, person=None)
    assert [each.id for each in waived(ledger, result, KEY, TODAY).unused] == [2]
    assert waived(ledger, replace(result, municipalities=("0301",)), KEY, TODAY).unused == []


def test_of_one_municipality(ledger: sqlite3.Connection, audited: Audited) -> None:
    """All findings of the rule there; twice covered is counted once."""
    result = audited(*ROWS)
    a_waiver(ledger, municipality="0301")
    a_waiver(ledger, record=named(result, "L-AVS-001", "A"))
    covered = waived(ledger, result, KEY, TODAY)
    assert covered.by_rule == {"L-AVS-001": 2}
    assert covered.findings == 2
    assert (covered.unused, covered.expired) == ([], [])


def test_until_its_last_day(ledger: sqlite3.Connection, audited: Audited) -> None:
    """On that day it counts, on the next it has expired and says so."""
    a_waiver(ledger, municipality="0301")
    assert waived(ledger, audited(*ROWS), KEY, LAST).findings == 2
    after = waived(ledger, audited(*ROWS), KEY, LAST + dt.timedelta(days=1))
    assert after.findings == 0
    assert [each.id for each in after.expired] == [1]


def test_one_that_covers_nothing_is_told(ledger: sqlite3.Connection, audited: Audited) -> None:
    """Since the error is corrected, the rule is gone, or it never fitted."""
    a_waiver(ledger, municipality="1103")
    a_waiver(ledger, rule="L-BORTE-001", municipality="0301")
    assert [each.id for each in waived(ledger, audited(*ROWS), KEY, TODAY).unused] == [1, 2]


def test_one_taken_back_covers_nothing(ledger: sqlite3.Connection, audited: Audited) -> None:
    """And cannot be taken back twice."""
    number = a_waiver(ledger, municipality="0301")
    end(ledger, number, NOW)
    assert waived(ledger, audited(*ROWS), KEY, TODAY).findings == 0
    assert waivers(ledger) == []
    with pytest.raises(LedgerError, match="no_such_waiver"):
        end(ledger, number, NOW)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"municipality": None}, "waiver_about"),
        ({"record": "abc"}, "waiver_about"),
        ({"reason": "because"}, "waiver_reason"),
        ({"reason": "other"}, "waiver_reason"),
        ({"owner": " "}, "waiver_reason"),
        ({"expires": dt.date(2025, 1, 14)}, "waiver_expired"),
    ],
)
def test_what_a_waiver_must_have(ledger: sqlite3.Connection, changed: dict[str, object], key: str) -> None:
    """One thing it is about, a reason, an owner, a day to come."""
    given: dict[str, object] = {
        "municipality": "0301", "reason": "lawful", "owner": "Kari", "expires": LAST, "created_at": NOW, **changed,
    }  # fmt: skip
    with pytest.raises(LedgerError, match=key):
        waive(ledger, "L-AVS-001", **given)  # type: ignore[arg-type]
    assert waivers(ledger) == []


def test_an_identity_number_in_a_comment_is_masked(ledger: sqlite3.Connection) -> None:
    """The ledger holds none, whatever people write."""
    waive(
        ledger, "L-AVS-001", municipality="0301", reason="other", owner="Kari", expires=LAST, created_at=NOW,
        comment="Gjelder 41019012345, se sak",
    )  # fmt: skip
    (one,) = waivers(ledger)
    assert "12345" not in one.comment
    assert "se sak" in one.comment
