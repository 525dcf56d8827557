"""Files are recognised as tables by name and columns together, columns as fields, and doubts are told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from extract_helpers import PERSON, PROGRAMME, TABLES, field, keys, ragged, rows, table, write

from auditor.extract import open_extract
from auditor.extract.folding import spellings, stem_variants
from auditor.extract.recognise import match_columns
from auditor.model.extract import RAGGED, ROW, ColumnMatch
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "person_id;kommunenummer;født\n"


@pytest.mark.parametrize(
    "name",
    [
        "person.csv", "PERSON_2023.csv", "2024-01-31 personer.csv", "20240131_Person_v2.csv", "01_person (2).csv",
        "Person-2022-12.csv", "2023 - person.csv",
    ],
)  # fmt: skip
def test_dates_years_and_numbers_around_a_name_do_not_matter(tmp_path: Path, name: str) -> None:
    assert open_extract(write(tmp_path, name, HEADER + "1;0301;x\n"), TABLES).tables["person"].known


def test_a_bare_number_remains_a_name() -> None:
    assert stem_variants("2024") == ("2024",)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kommune_Nr", "kommune nr", True), ("fødselsdato", "FODSELSDATO", True),
        ("fødselsdato", "foedsels-dato", True),
        ("årsak", "aarsak", True), ("årsak", "Arsak", True), ("æra", "aera", True), ("aarsak", "arsak", False),
        ("é", "e", False), ("e\u0301", "é", True), ("til\u00a0dato", "til dato", True),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one: str, other: str, same: bool) -> None:
    assert bool(spellings(one) & spellings(other)) is same


def test_columns_are_named_as_fields_in_their_order(tmp_path: Path) -> None:
    path = write(tmp_path, "person.csv", "Ekstra;FODT;Kommune-Nr;DUF-nummer\ne;x;0301;1\n")
    raw = open_extract(path, TABLES).tables["person"]
    assert raw.frame.collect_schema().names() == [
        ROW, "person_id", "kommunenummer", "fødselsdato", "Ekstra", RAGGED
    ]  # fmt: skip
    assert rows(raw) == [(0, "1", "0301", "x", "e")]
    assert raw.columns == (
        ColumnMatch("Ekstra", "Ekstra", "none"), ColumnMatch("fødselsdato", "FODT", "alias"),
        ColumnMatch("kommunenummer", "Kommune-Nr", "alias"), ColumnMatch("person_id", "DUF-nummer", "alias"),
    )  # fmt: skip


def test_several_files_of_one_table_run_on(tmp_path: Path) -> None:
    write(tmp_path, "person_2022.csv", HEADER + "1;0301;x\n\n2;0301;x\n")
    write(tmp_path, "person_2023.csv", "født,person id,ny\nx,3,n\ny\n")
    extract = open_extract(tmp_path, TABLES)
    raw = extract.tables["person"]
    assert rows(raw) == [
        (0, "1", "0301", "x", None), (2, "2", "0301", "x", None), (3, "3", None, "x", "n"), (4, None, None, "y", None)
    ]  # fmt: skip
    assert ragged(raw) == [4]
    assert [raw.location(row) for row in (0, 2, 3, 4)] == [
        ("person_2022.csv", 2), ("person_2022.csv", 4), ("person_2023.csv", 2), ("person_2023.csv", 3)
    ]  # fmt: skip
    assert raw.missing == ()


def test_a_missing_column_is_told_with_what_comes_near(tmp_path: Path) -> None:
    path = write(tmp_path, "introduksjonsprogram.csv", "program_id;pers_id;Hemmelig\n1;2;3\n")
    extract = open_extract(path, TABLES)
    assert extract.tables["introduksjonsprogram"].missing == ("person_id", "slutt_dato", "merknad")
    told = {
        problem.facts["field"]: problem for problem in extract.problems if problem.key.startswith("extract.column_")
    }
    assert set(told) == {"person_id", "slutt_dato"}
    assert told["person_id"].key == "extract.column_missing_near"
    assert told["person_id"].facts["headers"] == ("pers_id",)
    assert told["slutt_dato"].key == "extract.column_missing"
    assert told["slutt_dato"].severity is Severity.ERROR


def test_two_headers_of_one_field_are_told_and_the_exact_one_wins(tmp_path: Path) -> None:
    extract = open_extract(write(tmp_path, "person.csv", "Person ID;person_id;knr;født\nA;B;0301;x\n"), TABLES)
    assert rows(extract.tables["person"]) == [(0, "B", "0301", "x", "A")]
    (problem,) = [each for each in extract.problems if each.key == "extract.field_twice"]
    assert (problem.facts["taken"], problem.facts["left"]) == ("person_id", "Person ID")


def test_the_second_header_goes_to_another_field_it_may_mean() -> None:
    made = table("t", field("start", "dato"), field("slutt", "dato", "til"))
    found = match_columns(made, ["start", "dato"])
    assert [(match.field, match.how) for match in found.matches] == [("start", "name"), ("slutt", "alias")]
    assert found.twice == ()


def test_a_name_without_the_columns_is_not_believed(tmp_path: Path) -> None:
    write(tmp_path, "person.csv", "a;b\n1;2\n")
    write(tmp_path, "deltakere.csv", "program_id;person_id;slutt_dato\n1;2;3\n")
    extract = open_extract(tmp_path, TABLES)
    assert not extract.tables["person (2)"].known
    assert "person" not in extract.tables
    (problem,) = [each for each in extract.problems if each.key == "extract.columns_do_not_fit"]
    assert (problem.severity, problem.table) == (Severity.ERROR, "person")


def test_columns_alone_are_believed_where_one_file_has_them(tmp_path: Path) -> None:
    write(tmp_path, "uttrekk.csv", HEADER + "1;0301;x\n")
    extract = open_extract(tmp_path, TABLES)
    assert extract.tables["person"].known
    assert "extract.by_columns" in keys(extract)
    write(tmp_path, "kopi av uttrekk.csv", HEADER + "1;0301;x\n")
    write(tmp_path, "deltakere.csv", "program_id;person_id;slutt_dato\n1;2;3\n")
    extract = open_extract(tmp_path, TABLES)
    assert "person" not in extract.tables
    assert keys(extract).count("extract.perhaps_table") == 2


def test_two_tables_that_fit_equally_are_not_chosen_between(tmp_path: Path) -> None:
    twins = (table("a", field("x"), files=("fil*",)), table("b", field("x"), files=("fil*",)), PERSON)
    write(tmp_path, "fil.csv", "x;y\n1;2\n")
    write(tmp_path, "person.csv", HEADER + "1;0301;x\n")
    extract = open_extract(tmp_path, twins)
    assert not extract.tables["fil"].known
    (problem,) = [each for each in extract.problems if each.key == "extract.ambiguous_table"]
    assert problem.facts["tables"] == ("a", "b")


def test_a_file_of_another_register_is_not_taken_for_more_of_a_table(tmp_path: Path) -> None:
    """It may be named like the table, but lacks its fields and has others; one with fewer columns alone stays."""
    many = table(
        "tiltak", *(field(name) for name in ("tiltak_id", "person_id", "type", "fra", "til")), files=("*tiltak",)
    )
    many = replace(many, key=("tiltak_id",))
    write(tmp_path, "tiltak.csv", "tiltak_id;person_id;type;fra;til\n1;2;3;4;5\n")
    write(tmp_path, "mer_tiltak.csv", "tiltak_id;person_id;type\n2;2;3\n")
    write(tmp_path, "eldre_tiltak.csv", "person_id;type\n2;3\n")
    write(tmp_path, "arbeidstiltak.csv", "nummer;person_id;type;sted\n3;2;3;4\n")
    extract = open_extract(tmp_path, (many,))
    assert extract.tables["tiltak"].frame.collect()["tiltak_id"].sort().to_list() == [None, "1", "2"]
    (problem,) = [each for each in extract.problems if each.severity > Severity.INFO and each.table is None]
    assert (problem.key, problem.facts["file"]) == ("extract.fits_less", "arbeidstiltak.csv")


def test_what_may_be_two_tables_that_are_there_makes_no_run_incomplete(tmp_path: Path) -> None:
    """Columns alone say little then; without one of the tables it is an error."""
    twins = (table("a", field("x"), files=("en*",)), table("b", field("x"), files=("to*",)))
    write(tmp_path, "en.csv", "x\n1\n")
    write(tmp_path, "fil.csv", "x;y\n1;2\n")
    for severity in (Severity.ERROR, Severity.WARNING):
        (problem,) = [each for each in open_extract(tmp_path, twins).problems if each.key == "extract.ambiguous_table"]
        assert problem.severity is severity
        write(tmp_path, "to.csv", "x\n1\n")


def test_strangers_are_shown_under_their_own_names(tmp_path: Path) -> None:
    write(tmp_path, "annet.csv", "q;program_id\n1;2\n")
    write(tmp_path, "under/annet.csv", "q\n1\n")
    write(tmp_path, "person.csv", HEADER + "1;0301;x\n")
    extract = open_extract(tmp_path, TABLES)
    assert set(extract.tables) == {"person", "annet", "annet (2)"}
    assert extract.tables["annet"].columns[1] == ColumnMatch("program_id", "program_id", "none")
    assert keys(extract).count("extract.unrecognised") == 2


def test_without_a_rule_set_every_file_is_a_table(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", "q\n1\n")
    extract = open_extract(tmp_path)
    assert set(extract.tables) == {"a"}
    assert extract.problems == ()


def test_the_same_content_twice_is_told(tmp_path: Path) -> None:
    write(tmp_path, "person_1.csv", HEADER + "1;0301;x\n")
    write(tmp_path, "person_2.csv", HEADER + "1;0301;x\n")
    assert "extract.same_content" in keys(open_extract(tmp_path, TABLES))


def test_a_header_that_is_a_field_of_another_meaning_stays_apart(tmp_path: Path) -> None:
    write(tmp_path, "auditor.toml", '[tables.person.columns]\nperson_id = "Løpenr"\n')
    write(tmp_path, "person.csv", "Løpenr;person_id;knr;født\n1;2;0301;x\n")
    raw = open_extract(tmp_path, (PERSON, PROGRAMME)).tables["person"]
    assert raw.frame.collect_schema().names() == [
        ROW, "person_id", "kommunenummer", "fødselsdato", "person_id (2)", RAGGED
    ]  # fmt: skip
    assert rows(raw) == [(0, "1", "0301", "x", "2")]
