"""Loading rule sets: bases, names that clash, names nobody knows; and the sets that come with the program."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from auditor.locale import Translator
from auditor.model.errors import RuleSetError
from auditor.rulesets.loading import available, load
from auditor.rulesets.scope import prepared_columns
from tests.rulesets import writing

FINE = writing.rule("require: timer > 1")


def refused(folder: Path) -> RuleSetError:
    """The refusal of a rule set, which has a sentence in both languages."""
    with pytest.raises(RuleSetError) as caught:
        load(folder)
    assert Translator("nb").error(caught.value) != Translator("en").error(caught.value)
    return caught.value


def reason(error: RuleSetError) -> str:
    """The key of the reason inside a refusal of a condition."""
    assert error.key == "rulesets.condition"
    inner = error.facts["reason"]
    assert isinstance(inner, RuleSetError)
    return inner.key


def test_own_rules_and_generated_ones(tmp_path: Path) -> None:
    """A table brings a format rule for each field that is parsed, and one for the shape of its lines."""
    loaded = load(writing.write(tmp_path, FINE))
    made = {each.id for each in loaded.rules if each.generated}
    assert made == {
        "SHAPE.program", "SHAPE.person", "FORMAT.program.start_dato", "FORMAT.program.slutt_dato",
        "FORMAT.program.timer", "FORMAT.program.belop", "FORMAT.program.aktiv", "FORMAT.person.fodselsdato",
    }  # fmt: skip
    (own,) = (each for each in loaded.rules if not each.generated)
    assert (own.id, own.file, own.line, own.blame) == ("P-1", "prove/regler.yaml", 2, ("timer",))


def based(folder: Path, name: str, on: str, **files: str) -> Path:
    """A rule set that builds on others."""
    place = folder / name
    place.mkdir()
    head = writing.HEAD.replace("name: prove", f"name: {name}") + f"builds_on: [{on}]\n"
    for file, text in {"ruleset": head, **files}.items():
        (place / f"{file}.yaml").write_text(text, encoding="utf-8")
    return place


def test_bases_are_included_once(tmp_path: Path) -> None:
    """A base reached over two ways is taken once, with its tables, lists, parameters and rules."""
    writing.write(tmp_path, FINE)
    based(tmp_path, "venstre", "prove", regler="rules:\n" + FINE.replace("P-1", "P-2"))
    based(tmp_path, "hoyre", "prove")
    loaded = load(based(tmp_path, "topp", "venstre, hoyre, prove"))
    assert [each.id for each in loaded.rules if not each.generated] == ["P-1", "P-2"]
    assert set(loaded.tables) == {"program", "person"}
    assert set(loaded.parameters) == {"rett", "grense"}


def test_cycle(tmp_path: Path) -> None:
    """A rule set that builds on itself, at once or over another, is refused where it says so."""
    based(tmp_path, "a", "b")
    based(tmp_path, "b", "a")
    error = refused(tmp_path / "a")
    assert (error.key, error.facts["file"], error.facts["line"]) == ("rulesets.cycle", "b/ruleset.yaml", "6")
    assert refused(based(tmp_path, "c", "c")).key == "rulesets.cycle"


def test_base_that_is_not_there(tmp_path: Path) -> None:
    """The line of builds_on is named, and what could be meant."""
    error = refused(based(tmp_path, "a", "finnes_ikke"))
    assert (error.key, error.facts["line"]) == ("rulesets.base_not_found", "6")
    assert "nir" in Translator("nb").error(error)


@pytest.mark.parametrize("name", ["finnes-ikke", "", "x" * 5000, "a\0b"])
def test_no_such_rule_set(name: str) -> None:
    """Any name that is none gives the same sentence."""
    with pytest.raises(RuleSetError) as caught:
        load(name)
    assert caught.value.key == "rulesets.not_found"


def test_two_bases_that_contradict_each_other(tmp_path: Path) -> None:
    """Two different things of one name are refused, not silently overridden."""
    writing.write(tmp_path, FINE)
    based(tmp_path, "andre", "", tables=writing.TABLES, codes=writing.CODES)
    assert refused(based(tmp_path, "topp", "prove, andre")).key == "rulesets.base_conflict"


@pytest.mark.parametrize(
    ("files", "name", "file", "line"),
    [
        ({"flere": "rules:\n" + FINE}, "P-1", "prove/regler.yaml", 2),
        ({"x_tables": writing.TABLES}, "program", "prove/x_tables.yaml", 2),
        ({"x_codes": writing.CODES}, "aarsak", "prove/x_codes.yaml", 2),
        ({"x_codes": writing.CODES[writing.CODES.index("parameters:") :]}, "rett", "prove/x_codes.yaml", 2),
    ],
)
def test_duplicates(tmp_path: Path, files: dict[str, str], name: str, file: str, line: int) -> None:
    """A second rule, table, list or parameter of one name is refused where it stands."""
    error = refused(writing.write(tmp_path, FINE, **files))
    assert (error.key, error.facts["name"]) == ("rulesets.duplicate", name)
    assert (error.facts["file"], error.facts["line"]) == (file, str(line))


DERIVE = "derive:\n  - {table: program, name: NAME, title: {nb: x, en: x}, sql: 'SQL'}\n"
LOOKUP = "lookup:\n  - {table: program, from: TABLE, key: {person_id: person_id}, fields: {NAME: THERE}}\n"


def derived(name: str, sql: str) -> str:
    """One derivation."""
    return DERIVE.replace("NAME", name).replace("SQL", sql)


def looked_up(name: str, there: str, table: str = "person") -> str:
    """One look-up."""
    return LOOKUP.replace("NAME", name).replace("THERE", there).replace("TABLE", table)


@pytest.mark.parametrize(
    "files",
    [
        {"x": derived("timer", "1")},
        {"x": derived("d", "1"), "y": derived("d", "2")},
        {"x": looked_up("belop", "fodselsdato")},
        {"x": looked_up("d", "fodselsdato"), "y": derived("d", "1")},
        {"x": looked_up("d", "fodselsdato"), "y": looked_up("d", "navn")},
    ],
)
def test_column_that_comes_from_two_places(tmp_path: Path, files: dict[str, str]) -> None:
    """A column is a field, or derived, or looked up."""
    error = refused(writing.write(tmp_path, FINE, **files))
    assert error.key == "rulesets.column_twice"
    assert error.facts["line"] == "2"


UNKNOWN = {
    "field in require": (writing.rule("require: tim > 1"), "rulesets.unknown_field"),
    "field in when": (writing.rule("when: tim > 1\nrequire: timer > 1"), "rulesets.unknown_field"),
    "field in blame": (writing.rule("require: timer > 1\nblame: [tim]"), "rulesets.unknown_field"),
    "field in context": (writing.rule("require: timer > 1\ncontext: [tim]"), "rulesets.unknown_field"),
    "field in message": (writing.rule("require: timer > 1", message="'Rett {tim}'"), "rulesets.unknown_field"),
    "field in valid": (
        writing.rule("require: timer > 1\nvalid: {from: 2020-01-01, by: dato}"), "rulesets.unknown_field",
    ),
    "field of a kind": (writing.rule("kind: code_list\nfield: arsak"), "rulesets.unknown_field"),
    "field of a group": (writing.rule("kind: unique\nfields: [program]"), "rulesets.unknown_field"),
    "table": (writing.rule("require: timer > 1", table="programmer"), "rulesets.sql_unknown_table"),
    "other table": (
        writing.rule("kind: reference\nfields: [person_id]\nto: {table: personer, fields: [person_id]}"),
        "rulesets.sql_unknown_table",
    ),
    "field there": (
        writing.rule("kind: reference\nfields: [person_id]\nto: {table: person, fields: [id]}"),
        "rulesets.unknown_field",
    ),
    "types of a reference": (
        writing.rule("kind: reference\nfields: [timer]\nto: {table: person, fields: [person_id]}"),
        "rulesets.sql_types",
    ),
    "length of a reference": (
        writing.rule("kind: reference\nfields: [person_id, navn]\nto: {table: person, fields: [person_id]}"),
        "rulesets.unknown_field",
    ),
    "code list": (writing.rule("kind: code_list\nfield: aarsak\ncodes: koder"), "rulesets.unknown_code_list"),
    "field without a list": (writing.rule("kind: code_list\nfield: person_id"), "rulesets.unknown_code_list"),
    "list in SQL": (writing.rule("require: in_list(aarsak, 'koder')"), "rulesets.unknown_code_list"),
    "parameter": (writing.rule("require: timer > parameter('reten')"), "rulesets.unknown_parameter"),
    "interval of numbers": (
        writing.rule("kind: no_overlap\nby: [person_id]\nstart: timer\nend: slutt_dato"), "rulesets.interval_date",
    ),
    "validity without date": (
        writing.rule("require: navn IS NOT NULL\nvalid: {from: 2020-01-01}", table="person",
                     examples="{fails: [{navn: null}], passes: [{navn: Kari}]}"),
        "rulesets.validity_without_date",
    ),
    "total of a text": (
        writing.rule("kind: reconcile\nby: [kommunenummer]\nleft: {table: program, value: aarsak}\n"
                     "right: {table: program, value: timer}", examples="{fails: [{rows: [{timer: 1}]}], "
                     "passes: [{rows: [{timer: 1}]}]}"),
        "rulesets.sql_not_number",
    ),
    "field in an example": (
        writing.rule("require: timer > 1", examples="{fails: [{tim: 1}], passes: [{timer: 2}]}"),
        "rulesets.example_field",
    ),
    "table in an example": (
        writing.rule("require: timer > 1", examples="{fails: [{timer: 1, with: {x: []}}], passes: [{timer: 2}]}"),
        "rulesets.sql_unknown_table",
    ),
    "times of nothing": (
        writing.rule("require: timer > 1",
                     examples="{fails: [{timer: 1, with: {person: [{times: mange}]}}], passes: [{timer: 2}]}"),
        "rulesets.example_times",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "key"), UNKNOWN.values(), ids=UNKNOWN)
def test_names_nobody_knows(tmp_path: Path, rules: str, key: str) -> None:
    """Every name in a rule is looked up when it loads; the refusal names file, line and rule."""
    error = refused(writing.write(tmp_path, rules))
    assert reason(error) == key
    assert (error.facts["file"], error.facts["line"], error.facts["rule"]) == ("prove/regler.yaml", "2", "P-1")


@pytest.mark.parametrize(
    ("files", "key", "line"),
    [
        ({"tables": writing.TABLES.replace("date: start_dato", "date: dato")}, "rulesets.table_field", 2),
        ({"tables": writing.TABLES.replace("codes: aarsak, ", "")}, "rulesets.code_field", 17),
        ({"tables": writing.TABLES.replace("codes: aarsak", "codes: koder")}, "rulesets.field_codes", 17),
        ({"x": derived("d", "tim + 1")}, "rulesets.condition", 2),
        ({"x": looked_up("d", "navnet")}, "rulesets.condition", 2),
        ({"x": looked_up("d", "navn", "personer")}, "rulesets.unknown_table", 2),
        ({"x": derived("d", "1").replace("program", "prog")}, "rulesets.unknown_table", 2),
    ],
)
def test_tables_and_what_is_computed(tmp_path: Path, files: dict[str, str], key: str, line: int) -> None:
    """Tables, derivations and look-ups are held to the same, and told with their place."""
    error = refused(writing.write(tmp_path, FINE, **files))
    assert (error.key, error.facts["line"]) == (key, str(line))
    assert str(error.facts["file"]).startswith("prove/")


DAY = "  - {table: program, name: dag, title: {nb: x, en: x}, sql: 'SQL'}\n"
RIGHT = "  - {table: program, name: rettstimer, title: {nb: x, en: x}, sql: \"parameter('rett')\"}\n"
"""Which of two values holds depends on the date of the row."""


@pytest.mark.parametrize(
    ("day", "own"),
    [("start_dato", True), ("COALESCE(fodselsdato, start_dato)", False)],
)
def test_a_dated_value_follows_the_date_that_is_computed(tmp_path: Path, day: str, own: bool) -> None:
    """What depends on a computed date comes after it, also where that is looked up; before it, it is refused."""
    dated = writing.TABLES.replace("date: start_dato", "date: dag")
    first, second = DAY.replace("SQL", day), RIGHT
    more = {"tables": dated, "y": looked_up("fodselsdato", "fodselsdato")}
    ruleset = load(writing.write(tmp_path / "a", FINE, x=f"derive:\n{first}{second}", **more))
    columns = prepared_columns(ruleset, ruleset.tables["program"], dt.date(2024, 1, 1))
    made = columns.own_derivations if own else columns.late_derivations
    assert [each.name for each in made] == ["dag", "rettstimer"]
    error = refused(writing.write(tmp_path / "b", FINE, x=f"derive:\n{second}{first}", **more))
    assert reason(error) == "rulesets.dated_before_date"
    assert (error.facts["line"], error.facts["rule"]) == ("2", "rettstimer")


@pytest.mark.parametrize(
    "examples",
    [
        "{fails: [{rows: [{timer: 1}]}], passes: [{timer: 2}]}",
        "{fails: [{timer: 1, with: [1]}], passes: [{timer: 2}]}",
        "{fails: [{timer: 1, with: {person: {a: 1}}}], passes: [{timer: 2}]}",
        "{fails: [{timer: 1, on: i dag}], passes: [{timer: 2}]}",
    ],
)
def test_examples_of_the_wrong_form(tmp_path: Path, examples: str) -> None:
    """Examples of rows give fields; only those of groups give rows."""
    error = refused(writing.write(tmp_path, writing.rule("require: timer > 1", examples=examples)))
    assert (error.key, error.facts["rule"]) == ("rulesets.example_form", "P-1")


def test_what_comes_with_the_program() -> None:
    """Every bundled rule set loads, and the default one has the rules of the registers it joins."""
    assert {"felles", "nir", "mottak", "bosetting", "integrering", "statistikk"} <= set(available())
    sets = {name: load(name) for name in available()}
    ids = {rule.id for rule in sets["integrering"].rules}
    for name in ("nir", "mottak", "bosetting"):
        assert {rule.id for rule in sets[name].rules} <= ids
