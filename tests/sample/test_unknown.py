"""A value that cannot be read is unknown to every rule that needs it: no finding may come of it but its own."""

from __future__ import annotations

from auditor.engine import audit
from auditor.engine.worlds import raw_table
from auditor.model.audit import AuditResult
from auditor.model.extract import Extract, Manifest
from auditor.sample import EXTRACT_DATE
from tests.sample.audits import rules

Rows = list[dict[str, object]]


def of_rows(**rows: Rows) -> AuditResult:
    """The audit of some rows."""
    tables = {name: raw_table(table, rows.get(name, [])) for name, table in rules().tables.items()}
    return audit(Extract(tables, Manifest("", ())), rules(), reference_date=EXTRACT_DATE)


def test_an_unreadable_permit_leaves_the_act_unknown() -> None:
    """Chapter 6A cannot be doubted where the day of the permit cannot be read."""
    person: dict[str, object] = {
        "person_id": "N1",
        "oppholdsgrunnlag": "§ 34",
        "tillatelse_dato": "31.02.2023",
        "innreise_dato": "2023-01-05",
    }
    programme: dict[str, object] = {
        "program_id": "I1",
        "person_id": "N1",
        "lovverk": "integreringsloven kap. 6A",
        "start_dato": "2023-06-01",
    }
    outcome = of_rows(person=[person], introduksjonsprogram=[programme]).outcome("NIR-LOV-002")
    assert (outcome.found, outcome.unknown) == (0, 1)


def test_an_unreadable_day_of_a_stay_is_no_gap() -> None:
    """Whether there was a gap before the last stay cannot be told where the day a stay ended cannot be read."""
    stays: Rows = [
        {"opphold_id": "B1", "person_id": "N1", "fra_dato": "2022-01-01", "til_dato": "2022-01-10"},
        {"opphold_id": "B2", "person_id": "N1", "fra_dato": "2022-01-10", "til_dato": "31.02.2023"},
        {"opphold_id": "B3", "person_id": "N1", "fra_dato": "2023-03-01", "til_dato": "2023-05-01"},
    ]
    outcome = of_rows(mottaksopphold=stays).outcome("MOT-OPP-014")
    assert outcome.found == 0
    assert outcome.unknown >= 1
