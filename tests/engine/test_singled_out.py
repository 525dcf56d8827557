"""Who stands alone in a pseudonymous extract, counted by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from auditor.engine import audit
from auditor.locale import LANGUAGES, Translator
from auditor.model.extract import Manifest, Problem, TablePart
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets import load
from tests.engine.extracts import Rows, extract

_ALIKE = {"statsborgerskap": "564", "kommunenummer": "0301"}
PERSONS = [
    {"person_id": "A", "fodselsdato": "1990-03-15", "kjonn": "Mann", **_ALIKE},
    {"person_id": "B", "fodselsdato": "1990-09-01", "kjonn": "Mann", **_ALIKE},
    {"person_id": "C", "fodselsdato": "1990-03-15", "kjonn": "Kvinne", **_ALIKE},
    {"person_id": "D", "fodselsdato": None, "kjonn": "Mann", **_ALIKE},
    {"person_id": "D", "fodselsdato": None, "kjonn": "Mann", **_ALIKE},
]  # fmt: skip


@cache
def ruleset() -> RuleSet:
    return replace(load("felles"), rules=())


def told(rows: Rows, declared: tuple[str, ...] = ("personer.csv",), without: tuple[str, ...] = ()) -> list[Problem]:
    """What an audit says of persons who stand alone."""
    found = extract(ruleset(), without={"person": without}, person=rows)
    tables = {"person": replace(found.tables["person"], parts=(TablePart("personer.csv", 0, 2),))}
    whole = replace(found, tables=tables, manifest=Manifest("", (), pseudonymous=declared))
    result = audit(whole, ruleset(), reference_date=dt.date(2024, 12, 31))
    return [each for each in result.problems if each.key == "engine.singled_out"]


def test_those_who_stand_alone_are_counted_once() -> None:
    """By the year of birth, and by person: C by her sex, D by the missing year; a field that helps nobody is seen."""
    found = [(each.facts["alone"], each.facts["persons"], each.facts["fields"]) for each in told(PERSONS)]
    assert found == [
        (2, 4, ["fodselsdato", "kjonn", "statsborgerskap", "kommunenummer"]),
        (1, 4, ["kjonn", "statsborgerskap", "kommunenummer"]),
        (1, 4, ["fodselsdato", "statsborgerskap", "kommunenummer"]),
        (2, 4, ["fodselsdato", "kjonn", "kommunenummer"]),
        (2, 4, ["fodselsdato", "kjonn", "statsborgerskap"]),
    ]
    assert {each.severity for each in told(PERSONS)} == {Severity.INFO}


def test_no_value_is_told() -> None:
    """The sentences name fields and counts."""
    for each in told(PERSONS):
        for language in LANGUAGES:
            sentence = Translator(language)(each.key, **each.facts)
            assert not {"1990", "564", "0301", "Kvinne"} & set(sentence.replace(",", " ").replace(".", " ").split())


def test_nothing_is_counted_elsewhere() -> None:
    """Not in an extract that is not declared, not in another file than the declared, and not from one field alone."""
    assert told(PERSONS, declared=()) == []
    assert told(PERSONS, declared=("program.csv",)) == []
    assert told(PERSONS, without=("kjonn", "statsborgerskap", "kommunenummer")) == []
    assert told([PERSONS[0], PERSONS[1]]) == []
    assert told([]) == []
