"""A file declared pseudonymous: numbers and names of persons stop everything, and no message holds one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from auditor.extract import open_extract, pseudonymity
from auditor.extract.pseudonymity import PseudonymityError
from auditor.locale import LANGUAGES, Translator
from auditor.model.table import Field, FieldType, Personal, Table
from auditor.model.text import Text
from tests.extract.extract_helpers import keys, write

PERSONS = Table(
    "person",
    Text("person"),
    (
        Field("person_id", FieldType.TEXT, Text("person_id"), personal=Personal.ID),
        Field("navn", FieldType.TEXT, Text("navn"), personal=Personal.NAME, optional=True),
        Field("fodselsdato", FieldType.DATE, Text("fodselsdato"), personal=Personal.BIRTH_DATE, optional=True),
        Field("merknad", FieldType.TEXT, Text("merknad"), personal=Personal.FREE_TEXT, optional=True),
    ),
    files=("person*",),
)
NUMBER = "15839010270"
"""Of the synthetic series."""
D_NUMBER = "55839000110"
DUF = "201512345609"
DECLARED = "pseudonymous = true\n"


def refused(folder: Path, tables: tuple[Table, ...] = (PERSONS,)) -> PseudonymityError:
    """The refusal of a folder; none of its sentences holds a digit of a number."""
    with pytest.raises(PseudonymityError) as caught:
        open_extract(folder, tables)
    for language in LANGUAGES:
        t = Translator(language)
        told = [t.error(caught.value), *(t(each.key, **each.facts) for each in caught.value.problems)]
        for secret in (NUMBER, D_NUMBER, DUF, "158390", "Prøve"):
            assert not any(secret in each for each in told)
    return caught.value


def facts(error: PseudonymityError) -> tuple[object, ...]:
    return tuple(error.facts[name] for name in ("file", "column", "rows", "line"))


@pytest.mark.parametrize(
    "cell",
    [NUMBER, D_NUMBER, DUF, f"ring {NUMBER}, eller møt opp", "fnr158390 10270.", "158390-10270", f"1;{DUF};2",
     f"2018 12345678910 {NUMBER}"],
)  # fmt: skip
def test_a_number_in_any_column_stops_everything(tmp_path: Path, cell: str) -> None:
    """In a declared field, in free text and in a column nobody knows; with place, number of rows and first line."""
    write(tmp_path, "auditor.toml", DECLARED)
    for place, row in enumerate((f'"{cell}";;', f';"{cell}";', f';;"{cell}"'), 1):
        write(tmp_path, "person.csv", f"person_id;merknad;annet\nP1;;\n{row}\n;;\n{row}\n")
        error = refused(tmp_path)
        assert facts(error) == ("person.csv", str(place), 2, "3")
        assert error.facts.get("field") == {1: "person_id", 2: "merknad"}.get(place)
        assert error.key == ("extract.pseudonym_number" if place == 3 else "extract.pseudonym_number_field")
        assert error.problems == ()


@pytest.mark.parametrize(
    "cell", ["15839010271", "158390102701", "315839010270", "8123456789", "P-001", "2018-05-01", "201512345610"]
)
def test_what_is_no_identity_number_passes(tmp_path: Path, cell: str) -> None:
    """Wrong check digits, numbers within longer ones, dates and keys."""
    write(tmp_path, "auditor.toml", DECLARED)
    write(tmp_path, "person.csv", f"person_id;merknad;annet\n{cell};{cell};{cell}\n")
    assert keys(open_extract(tmp_path, (PERSONS,))) == []


def test_a_lost_leading_zero_does_not_hide_a_number(tmp_path: Path) -> None:
    """Spreadsheets take the zero: the ten digits that are left are known for what they are."""
    write(tmp_path, "auditor.toml", DECLARED)
    write(tmp_path, "person.csv", "person_id;antall\nP1;2878520281\n")
    assert facts(refused(tmp_path)) == ("person.csv", "2", 1, "2")


def test_a_workbook_and_a_parquet_file(tmp_path: Path) -> None:
    """Numbers stored as numbers count as well as texts; the line is that of the sheet."""
    frame = pl.DataFrame({"person_id": ["P1", "P2"], "saksnr": [1, int(NUMBER)]})
    for name in ("person.xlsx", "person.parquet"):
        folder = tmp_path / name.replace(".", "_")
        folder.mkdir()
        write(folder, "auditor.toml", DECLARED)
        if name.endswith("xlsx"):
            frame.write_excel(folder / name)
        else:
            frame.write_parquet(folder / name)
        error = refused(folder)
        assert error.facts["column"] == "2"
        assert error.facts["rows"] == 1
        assert str(error.facts["file"]).startswith(name)


def test_a_name_in_a_field_of_names_stops_everything(tmp_path: Path) -> None:
    """A column known to hold names may be there only if it is empty."""
    write(tmp_path, "auditor.toml", DECLARED)
    write(tmp_path, "person.csv", "person_id;navn\nP1;\nP2;Ada Prøve\n")
    error = refused(tmp_path)
    assert (error.key, *facts(error)) == ("extract.pseudonym_name_field", "person.csv", "2", 1, "3")
    write(tmp_path, "person.csv", "person_id;navn\nP1;\nP2;\n")
    assert keys(open_extract(tmp_path, (PERSONS,))) == []


def test_a_whole_birth_date_is_a_warning(tmp_path: Path) -> None:
    """It points at few, but not at one: told, and nothing stops."""
    write(tmp_path, "auditor.toml", DECLARED)
    write(tmp_path, "person.csv", "person_id;fodselsdato\nP1;1990-03-15\nP2;\n")
    extract = open_extract(tmp_path, (PERSONS,))
    assert keys(extract) == ["extract.pseudonym_birth_date_field"]
    assert extract.problems[0].facts["rows"] == 1
    assert extract.manifest.pseudonymous == ("person.csv",)


def test_every_column_and_file_is_told(tmp_path: Path) -> None:
    """The first in the sentence, the others after it, also of files that no table knows."""
    write(tmp_path, "auditor.toml", DECLARED)
    write(tmp_path, "person.csv", f"person_id;navn;annet\nP1;Ada Prøve;{NUMBER}\n")
    write(tmp_path, "ukjent.csv", f"a;b\n1;{DUF}\n")
    error = refused(tmp_path)
    every = [(error.facts["file"], error.facts["column"])]
    every += [(each.facts["file"], each.facts["column"]) for each in error.problems]
    assert every == [("person.csv", "3"), ("person.csv", "2"), ("ukjent.csv", "2")]


def test_one_file_can_be_declared(tmp_path: Path) -> None:
    """The others may hold what they like."""
    write(tmp_path, "auditor.toml", '[files."pseudonym_*.csv"]\npseudonymous = true\ntable = "person"\n')
    write(tmp_path, "person.csv", f"person_id\n{NUMBER}\n")
    write(tmp_path, "pseudonym_person.csv", "person_id\nP1\n")
    assert open_extract(tmp_path, (PERSONS,)).manifest.pseudonymous == ("pseudonym_person.csv",)
    write(tmp_path, "pseudonym_person.csv", f"person_id\n{NUMBER}\n")
    assert facts(refused(tmp_path)) == ("pseudonym_person.csv", "1", 1, "2")


def test_lines_are_counted_past_cells_of_several_lines(tmp_path: Path) -> None:
    """The line is where the row begins in the file."""
    write(tmp_path, "auditor.toml", DECLARED)
    write(tmp_path, "person.csv", f'person_id;merknad\nP1;"en\nto\ntre"\nP2;{NUMBER}\n')
    assert facts(refused(tmp_path)) == ("person.csv", "2", 1, "5")


def test_nothing_is_looked_at_where_nothing_is_declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An extract that is not declared costs nothing."""

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pseudonymity, "check_pseudonymous", fail)
    write(tmp_path, "auditor.toml", "pseudonymous = false\n")
    write(tmp_path, "person.csv", f"person_id\n{NUMBER}\n")
    assert open_extract(tmp_path, (PERSONS,)).manifest.pseudonymous == ()
