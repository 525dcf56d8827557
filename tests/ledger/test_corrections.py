"""Corrections files: what is in them, what is refused, and what an audit makes of them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from auditor import engine, rulesets
from auditor.extract import open_extract
from auditor.ledger import corrections as files
from auditor.ledger.corrections import Correction, Corrections
from auditor.ledger.errors import LedgerError
from auditor.model.extract import Extract
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.privacy.errors import PrivacyError
from tests import small

DATE = dt.date(2024, 12, 31)


@dataclass(frozen=True)
class Place:
    """An extract with findings, and where its corrections are to be."""

    extract: Extract
    ruleset: RuleSet
    file: Path

    def correction(self, row: int, field: str, value: str | None) -> Correction:
        """A proposal for a programme."""
        table = self.ruleset.tables["program"]
        named = files.named(self.file, self.extract.tables["program"], table, row, field)
        return Correction("program", named.record, field, value, named.was, ("L-AVS-001",))

    def found(self, extract: Extract, rule: str) -> int:
        """Findings of a rule."""
        return engine.audit(extract, self.ruleset, reference_date=DATE).outcome(rule).found


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """The small extract."""
    ruleset = rulesets.load(str(small.write_ruleset(tmp_path / "liten")))
    path = small.write_extract(tmp_path / "uttrekk", small.FLAWED)
    return Place(open_extract(path, tuple(ruleset.tables.values())), ruleset, tmp_path / "rettelser.json")


def refused(key: str) -> pytest.RaisesExc[LedgerError]:
    """A LedgerError of that key."""
    return pytest.RaisesExc(LedgerError, check=lambda error: error.key == key)


def test_what_is_written_is_read_and_tells_nobody_whose_record_it_is(place: Place) -> None:
    proposed = Corrections("liten", (place.correction(0, "aarsak", "Arbeid"), place.correction(4, "timer", None)))
    files.write(place.file, proposed)
    assert files.read(place.file) == proposed
    text = place.file.read_text(encoding="utf-8")
    assert not any(secret in text for secret in ("A1", "P1", "A5", "P4", "130"))
    assert [each.stat().st_mode & 0o777 for each in (place.file, place.file.with_suffix(".key"))] == [0o600, 0o600]
    shown = replace(proposed.entries[0], key=("A1",))
    files.write(place.file, Corrections("liten", (shown,)))
    assert files.read(place.file).entries == (shown,)


def test_an_audit_reads_the_extract_as_if_they_had_been_made(place: Place) -> None:
    proposed = Corrections("liten", (place.correction(0, "aarsak", "Arbeid"), place.correction(1, "slutt_dato", None)))
    files.write(place.file, proposed)
    done = files.applied(place.extract, place.ruleset, files.read(place.file), place.file)
    assert (done.applied, done.lost, done.overtaken) == (2, 0, 0)
    assert place.found(place.extract, "L-AVS-001") - place.found(done.extract, "L-AVS-001") == 1
    assert place.found(place.extract, "L-DAT-001") - place.found(done.extract, "L-DAT-001") == 1
    assert [(each.severity, each.key) for each in done.extract.problems] == [
        (Severity.INFO, "ledger.corrections_applied")
    ]


def test_what_has_changed_or_gone_since_is_left_alone_and_told(place: Place, tmp_path: Path) -> None:
    proposed = Corrections("liten", (place.correction(0, "aarsak", "Arbeid"), place.correction(4, "aarsak", "Arbeid")))
    files.write(place.file, proposed)
    lines = small.FLAWED.replace("2024-01-01;;100", "2024-01-01;Flyttet;100").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("A5")) + "\n"
    later = open_extract(small.write_extract(tmp_path / "neste", text), tuple(place.ruleset.tables.values()))
    done = files.applied(later, place.ruleset, proposed, place.file)
    assert (done.applied, done.lost, done.overtaken) == (0, 1, 1)
    assert done.extract.problems[-1].severity is Severity.WARNING
    assert done.extract.tables["program"].frame.collect().equals(later.tables["program"].frame.collect())


def test_a_record_that_cannot_be_told_from_another_is_refused(place: Place) -> None:
    with refused("ledger.corrections_ambiguous"):
        place.correction(3, "aarsak", "Arbeid")


def test_a_record_without_a_key_is_refused(place: Place, tmp_path: Path) -> None:
    text = small.FLAWED.replace("\nA1;", "\n;")
    extract = open_extract(small.write_extract(tmp_path / "uten", text), tuple(place.ruleset.tables.values()))
    with refused("ledger.corrections_nameless"):
        replace(place, extract=extract).correction(0, "aarsak", "Arbeid")


def test_with_another_key_or_rule_set_nothing_is_guessed(place: Place) -> None:
    files.write(place.file, Corrections("liten", (place.correction(0, "aarsak", "Arbeid"),)))
    with refused("ledger.corrections_rules"):
        files.applied(place.extract, place.ruleset, Corrections("nir"), place.file)
    key = place.file.with_suffix(".key")
    key.write_text("0" * 64 + "\n", encoding="ascii")
    with refused("ledger.corrections_key"):
        files.read(place.file)
    key.unlink()
    with refused("ledger.corrections_key"):
        files.read(place.file)
    assert not key.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "auditor-corrections", "version": 2}', '{"corrections": [{"table": 3}]}']
)
def test_a_file_of_another_sort_is_refused(place: Place, text: str) -> None:
    place.file.write_text(text, encoding="utf-8")
    with refused("ledger.corrections_damaged"):
        files.read(place.file)
    place.file.unlink()
    with refused("ledger.corrections_missing"):
        files.read(place.file)


@pytest.mark.parametrize("damage", [{"value": 3}, {"rules": "L"}, {"record": None}, {"key": "A1"}])
def test_a_damaged_line_is_refused(place: Place, damage: dict[str, object]) -> None:
    files.write(place.file, Corrections("liten", (place.correction(0, "aarsak", "Arbeid"),)))
    content = json.loads(place.file.read_text(encoding="utf-8"))
    content["corrections"][0] |= damage
    place.file.write_text(json.dumps(content), encoding="utf-8")
    with refused("ledger.corrections_damaged"):
        files.read(place.file)


def test_one_proposal_for_a_field_of_a_record(place: Place) -> None:
    first, other = place.correction(0, "aarsak", "Arbeid"), place.correction(0, "timer", "3")
    again = replace(first, value="Flyttet")
    assert Corrections("liten", (first, other)).with_entry(again).entries == (other, again)
    assert Corrections("liten", (first, other)).without(again).entries == (other,)


def test_handing_on_takes_the_key_along_and_overwrites_nothing(place: Place, tmp_path: Path) -> None:
    files.write(place.file, Corrections("liten", (place.correction(0, "aarsak", "Arbeid"),)))
    folder = tmp_path / "minne"
    folder.mkdir()
    assert files.read(files.handed_on(place.file, folder)) == files.read(place.file)
    with pytest.raises(PrivacyError):
        files.handed_on(place.file, folder)
