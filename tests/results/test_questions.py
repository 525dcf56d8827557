"""The reader's questions, answered on an extract small enough to count by hand (tests.small.FLAWED)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.model.extract import ROW
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity
from auditor.privacy.masking import Masker
from auditor.results import (
    RowReader,
    Verdict,
    finding_rows,
    group_lines,
    message,
    municipalities,
    person_history,
    rules,
    summary,
)
from auditor.rulesets import load
from tests.small import CLEAN, FLAWED, write_extract, write_ruleset
from tests.tui import factory


def audited(folder: Path, program: str) -> AuditResult:
    ruleset = load(write_ruleset(folder / "liten"))
    extract = open_extract(write_extract(folder / "x", program), tuple(ruleset.tables.values()))
    return audit(extract, ruleset, reference_date=dt.date(2024, 12, 31))


@pytest.fixture
def flawed(tmp_path: Path) -> AuditResult:
    return audited(tmp_path, FLAWED)


def test_the_summary_counts_what_stands_there(flawed: AuditResult) -> None:
    """Two rows share a fatal key, so the delivery cannot be used; every other count is that of the file."""
    found = summary(flawed)
    assert found.assessment.verdict is Verdict.UNUSABLE
    assert found.assessment.complete
    assert found.by_severity[Severity.FATAL] == 2
    assert {name: rows for name, rows, _ in found.tables} == {"program": 6, "person": 4}
    assert found.findings == sum(found.by_severity.values()) == sum(found.by_dimension.values())
    assert found.by_dimension[Dimension.VALIDITY] == 1
    assert found.worst_rules[0].rule == "L-NOK-001"


def test_the_summary_names_severities_gravest_first_and_a_municipality_with_a_single_finding(tmp_path: Path) -> None:
    """Clean but for one end cause that is missing."""
    found = summary(audited(tmp_path, CLEAN.replace("Arbeid", "", 1)))
    assert list(found.by_severity) == sorted(Severity, reverse=True)
    assert [(line.findings, line.valid) for line in found.worst_municipalities] == [(1, True)]


def test_a_clean_extract_can_be_used(tmp_path: Path) -> None:
    """Nothing found, nothing dominant, no municipality to call."""
    found = summary(audited(tmp_path, CLEAN))
    assert (found.assessment.good, found.findings) == (True, 0)
    assert (found.worst_rules, found.worst_municipalities, found.causes, found.together) == ([], [], [], [])


def test_the_dominant_field_is_the_one_most_serious_findings_blame(flawed: AuditResult) -> None:
    """Of the fatal and error findings, the end cause is blamed by three; the share is of those alone."""
    found = summary(flawed).first_to_correct
    serious = sum(summary(flawed).by_severity[each] for each in (Severity.FATAL, Severity.ERROR))
    assert found is not None
    assert (found.table, found.field) == ("program", "aarsak")
    assert found.share == pytest.approx(3 / serious)


def test_rules_of_a_municipality_stand_beside_the_country(flawed: AuditResult) -> None:
    """Oslo ended two programmes, one without a cause; the country four that can be judged, three without."""
    here = rules(flawed, "0301").filter(rule="L-AVS-001").row(0, named=True)
    everywhere = rules(flawed).filter(rule="L-AVS-001").row(0, named=True)
    assert (here["checked"], here["found"], here["share"]) == (2, 1, 0.5)
    assert (everywhere["checked"], everywhere["found"], everywhere["unknown"]) == (4, 3, 1)
    assert here["country_share"] == everywhere["share"] == 0.75


def test_municipalities_add_up_and_unknown_numbers_stand_apart(flawed: AuditResult) -> None:
    """9999 is no municipality, and the row without a number has a line of its own; no finding is lost between them."""
    lines = municipalities(flawed)
    in_program = lines.filter(lines["rows"] > 0)
    assert in_program["rows"].sum() == 10
    by_number = {line["municipality"]: line for line in lines.iter_rows(named=True)}
    assert by_number["9999"]["valid"] is False
    assert by_number["9999"]["name"] is None
    assert by_number["0301"]["name"] == "Oslo"
    assert None in by_number
    assert lines["findings"].sum() == summary(flawed).findings


def test_enter_on_a_number_opens_as_many_rows_as_it_says(flawed: AuditResult) -> None:
    """For every row rule and municipality the rows behind the count are as many as the count."""
    for number in (None, "0301", "4601", "9999"):
        for line in rules(flawed, number).iter_rows(named=True):
            rule = flawed.ruleset.rule(line["rule"])
            assert rule is not None
            opened = group_lines if rule.about_groups else finding_rows
            assert len(opened(flawed, rule.id, number)) == line["found"], (number, rule.id)


def test_values_are_read_as_written_and_in_the_order_asked(flawed: AuditResult) -> None:
    """Row numbers come back in the order asked, with the text of the file."""
    frame = RowReader(flawed).read("program", [4, 0], ["aarsak", "timer", "finnes_ikke"])
    assert frame.columns == [ROW, "aarsak", "timer"]
    assert frame[ROW].to_list() == [4, 0]
    assert frame["timer"].to_list() == ["130", "100"]


def test_a_person_is_told_in_order_of_time_with_findings_at_their_place(flawed: AuditResult) -> None:
    """P4 has two programmes and an entry; the raw key is given, and findings stand at their rows."""
    history = person_history(flawed, RowReader(flawed), "program", 4, "nb", Masker())
    assert history.person_id == "P4"
    assert [(event.table, event.row) for event in history.events] == [("program", 4), ("program", 5), ("person", 3)]
    assert [line.rule_id for line in history.events[0].findings] == ["L-AVS-001"]
    assert history.events[1].findings == []
    assert [event.fields.get("slutt_dato") for event in history.events] == ["2024-04-01", "2024-04-01", None]


def test_a_programme_without_an_end_is_open() -> None:
    """Where the table says when its rows end, and this one does not."""
    result = factory.audit_result(10)
    for row, still_open in ((2, True), (3, False)):
        events = person_history(result, RowReader(result), factory.PROGRAMME, row, "nb", Masker()).events
        (event,) = [each for each in events if each.table == factory.PROGRAMME]
        assert (event.open_ended, event.end is None, event.end_field) == (still_open, still_open, "slutt_dato")


def test_a_row_without_a_person_is_its_own_history(tmp_path: Path) -> None:
    """Where the row names nobody, nobody else's rows are gathered."""
    result = audited(tmp_path, CLEAN.replace("A1;P1", "A1;", 1))
    history = person_history(result, RowReader(result), "program", 0, "nb", Masker())
    assert history.person_id is None
    assert [(event.table, event.row) for event in history.events] == [("program", 0)]


def test_a_message_shows_values_only_through_the_masker() -> None:
    """With values and a masker the date stands there, a missing one is said to be; without, the field's title."""
    ruleset = load("nir", checked=False)
    rule = ruleset.rule("NIR-AVS-002")
    assert rule is not None
    table = ruleset.tables[rule.table]
    assert "31.01.2024" in message(rule, {"slutt_dato": "31.01.2024"}, "nb", Masker(), table)
    assert "(mangler)" in message(rule, {"slutt_dato": " "}, "nb", Masker(), table)
    assert "31.01.2024" not in message(rule, {"slutt_dato": "31.01.2024"}, "nb", None, table)
    assert "{" not in message(rule, None, "en", None, table)


def test_a_title_that_is_quoted_is_not_quoted_twice() -> None:
    """Where the message has quotation marks of its own."""
    ruleset = load("nir", checked=False)
    rule = ruleset.rule("NIR-AVS-002")
    assert rule is not None
    quoting = replace(rule, message=Text("Korriger «{slutt_dato}» og {slutt_dato}.", "Correct “{slutt_dato}”."))
    table = ruleset.tables[rule.table]
    assert message(quoting, None, "nb", None, table) == "Korriger «Sluttdato» og «Sluttdato»."
