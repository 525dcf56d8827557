"""The files others made hold what is known of them: each fact stands in the README beside the files."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.extract.proposals import propose_padding
from auditor.model.audit import AuditResult
from auditor.model.errors import ExtractError
from auditor.model.extract import ROW
from auditor.model.vocabulary import Severity
from auditor.reference.municipalities import known_codes
from auditor.results import RowReader, finding_rows, municipalities, summary
from auditor.results.keys import key_parts
from auditor.results.row_changes import table_changes
from auditor.rulesets import load

pytestmark = pytest.mark.real


@cache
def audited(path: Path, engine: str = "fused") -> AuditResult:
    ruleset = load("statistikk")
    extract = open_extract(path, tuple(ruleset.tables.values()))
    return audit(extract, ruleset, reference_date=dt.date(2024, 12, 31), engine=engine)


def found(result: AuditResult, rule: str, *fields: str) -> pl.DataFrame:
    """The values of the rows that a rule found."""
    index = result.rule_ids.index(rule)
    return RowReader(result).read(result.ruleset.rules[index].table, finding_rows(result, rule), fields)


def test_gamvik_stands_twice_with_conflicting_values(real: Path) -> None:
    """Four keys of Gamvik are duplicated in 2022 and 2023, and nothing else is."""
    rows = found(
        audited(real / "imdi_bosatt_kjonn_alder_2022_2024.csv"), "STA-KJA-001", "aar", "kommunenummer", "kjonn"
    )
    assert rows["kommunenummer"].unique().to_list() == ["5626"]
    assert sorted(rows["aar"].unique()) == ["2022", "2023"]
    keys = found(
        audited(real / "imdi_bosatt_kjonn_alder_2022_2024.csv"), "STA-KJA-001", "aar", "kjonn", "aldersgruppe"
    ).drop(ROW)
    assert keys.unique().height == 4
    assert keys.height == 8


@pytest.mark.parametrize(("year", "invalid", "distinct"), [("2018", 57, 433), ("2023", 6, 362)])
def test_codes_not_valid_in_their_year(real: Path, year: str, invalid: int, distinct: int) -> None:
    """57 of 433 codes of 2018 and 6 of 362 of 2023 were no municipality that year."""
    result = audited(real / "messy" / "imdi_bosatt_anmodede_2018_2023.latin1.csv")
    rows = found(result, "STA-ANM-003", "aar", "kommunenummer").filter(pl.col("aar") == year)
    assert rows["kommunenummer"].n_unique() == invalid
    every = result.extract.tables["bosatt_anmodede"].frame.filter(pl.col("aar") == year).collect()
    assert every["kommunenummer"].n_unique() == distinct


def test_hidden_is_not_missing(real: Path) -> None:
    """The requests file hides 118 figures and lacks 973: the former are not checkable, the latter are no finding."""
    result = audited(real / "messy" / "imdi_bosatt_anmodede_2018_2023.latin1.csv")
    written = result.extract.tables["bosatt_anmodede"].frame.select("antall").collect()["antall"]
    assert (written == ":").sum() == 118
    assert (written == ".").sum() == 973
    outcome = result.outcome("FORMAT.bosatt_anmodede.antall")
    assert (outcome.found, outcome.unknown) == (0, 118)


def test_lost_leading_zeros_are_found_and_a_repair_proposed(real: Path) -> None:
    """1836 rows with 152 codes lost their zero; all 152 are valid when padded, and nothing is padded by itself."""
    result = audited(real / "messy" / "imdi_sekundaerflytting_2019_2020.latin1.csv")
    rows = found(result, "STA-SEK-002", "kommunenummer")
    assert (rows.height, rows["kommunenummer"].n_unique()) == (1836, 152)
    assert set(rows["kommunenummer"].str.len_chars()) == {3}
    raw = result.extract.tables["sekundaerflytting"]
    proposal = propose_padding(raw, result.ruleset.tables["sekundaerflytting"].field("kommunenummer"), known_codes())
    assert proposal is not None
    assert (proposal.rows, proposal.codes, proposal.valid_when_padded) == (1836, 152, 152)


def test_grants_that_cannot_be_reconciled(real: Path) -> None:
    """549 of 697 totals equal their parts; the other 148 hold an anonymised part, so they are not checkable."""
    outcome = audited(real / "imdi_tilskudd_2022_2023.csv").outcome("STA-TIL-006")
    assert (outcome.checked, outcome.found, outcome.unknown) == (549, 0, 148)


def test_negative_amounts_and_the_missing_year_are_told(real: Path) -> None:
    """Grants may be negative (paid back) and one year is not there for Haram: told, not called errors."""
    result = audited(real / "imdi_tilskudd_2022_2023.csv")
    assert found(result, "STA-TIL-008", "antall")["antall"].str.starts_with("-").all()
    assert summary(result).by_severity[Severity.ERROR] == 0


@pytest.mark.parametrize("name", ["imdi_bosatt_leveranse_A.csv", "imdi_bosatt_leveranse_B.csv"])
def test_the_settlement_deliveries_can_be_used(real: Path, name: str) -> None:
    """Both deliveries hold 357 municipalities and three years, each key once."""
    result = audited(real / name)
    assert result.tables["bosatt_leveranse"].rows == 3 * 357
    assert municipalities(result).filter(pl.col("valid")).height == 357
    assert result.outcome("STA-LEV-001").found == 0
    assert result.complete


def test_a_wide_pivot_is_refused_with_a_reason(real: Path) -> None:
    """Three header rows are not a table: refused, and the sentence says what was seen."""
    with pytest.raises(ExtractError) as refused:
        audited(real / "messy" / "imdi_bosatte_enslige_mindreaarige_wide.latin1.csv")
    assert refused.value.key == "extract.several_header_rows"
    assert refused.value.facts["rows"] == 3


def test_windows_1252_names_are_right(real: Path) -> None:
    """Byte 0x9A is š in windows-1252, and the no-break space is kept as written."""
    extract = open_extract(real / "messy" / "kommuner_med_endringer_fra2019_til2020.cp1252_nbsp.csv")
    (table,) = extract.tables.values()
    assert "š" in "".join(table.frame.collect()["kommuner_2020"].to_list())
    assert any("\u00a0" in value for value in table.frame.collect()["kommuner_2019"])
    assert extract.manifest.files[0].dialect is not None
    assert extract.manifest.files[0].dialect.encoding == "windows-1252"


@pytest.mark.parametrize(
    "name",
    [
        "imdi_bosatt_leveranse_A.csv",
        "imdi_bosatt_kjonn_alder_2022_2024.csv",
        "imdi_tilskudd_2022_2023.csv",
        "messy/imdi_bosatt_anmodede_2018_2023.latin1.csv",
        "messy/imdi_sekundaerflytting_2019_2020.latin1.csv",
    ],
)
def test_both_engines_say_the_same(real: Path, name: str) -> None:
    """The one pass and pandera's own backend find the same rows of every rule in every real file."""
    fused, native = audited(real / name), audited(real / name, "pandera")
    for table, result in fused.tables.items():
        other = native.tables[table]
        assert result.findings.drop("municipality").equals(other.findings.drop("municipality")), table
        assert result.totals.sort("rule", "municipality").equals(other.totals.sort("rule", "municipality")), table
    assert [(each.rule_id, each.checked, each.found, each.unknown) for each in fused.outcomes] == [
        (each.rule_id, each.checked, each.found, each.unknown) for each in native.outcomes
    ]


def test_the_whole_folder_at_once(real: Path) -> None:
    """The folder is audited as one delivery; what could not be read keeps it from being complete."""
    result = audited(real)
    assert {"bosatt_leveranse", "bosatt_kjonn_alder", "tilskudd", "bosatt_anmodede", "sekundaerflytting"} <= set(
        result.tables
    )
    assert not result.complete
    assert any(each.key == "extract.several_header_rows" for each in result.problems)


def test_the_repair_is_told_to_the_reader_and_done_when_asked_for(real: Path, tmp_path: Path) -> None:
    """The audit proposes the repair in words; with it in the mapping file the 1836 rows are valid codes."""
    path = real / "messy" / "imdi_sekundaerflytting_2019_2020.latin1.csv"
    told = next(each for each in audited(path).problems if each.key == "engine.lost_zeros")
    assert (told.facts["rows"], told.facts["repair"]) == (1836, "pad_zeros:4")
    mapping = tmp_path / "auditor.toml"
    mapping.write_text('[tables.sekundaerflytting.repairs]\nkommunenummer = "pad_zeros:4"\n', encoding="utf-8")
    ruleset = load("statistikk")
    extract = open_extract(path, tuple(ruleset.tables.values()), mapping)
    assert audit(extract, ruleset, reference_date=dt.date(2024, 12, 31)).outcome("STA-SEK-002").found == 0


def test_two_real_deliveries_differ_in_exactly_the_known_rows(real: Path) -> None:
    """217 rows of 2024, by year and municipality, in the three columns of the list of known differences."""
    ruleset = load("statistikk")
    first, last = (
        open_extract(real / f"imdi_bosatt_leveranse_{name}.csv", tuple(ruleset.tables.values())) for name in "AB"
    )
    (changed,) = table_changes(first, last, ruleset, dt.date(2024, 12, 31))
    counted = changed.changed.filter(pl.col("field").is_in(["ukrainere", "bosatt_i_alt", "ovrige"]))
    known = pl.read_csv(real / "imdi_bosatt_kjente_forskjeller_A_til_B_2024.csv", infer_schema_length=0)
    assert {tuple(key_parts(key)) for key in counted["key"]} == {("2024", code) for code in known["Kommunenummer"]}
    assert counted["key"].n_unique() == known.height == 217
    assert (changed.added, changed.removed, changed.ambiguous) == (0, 0, 0)
