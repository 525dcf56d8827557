"""Suggested rules: what was put into the data is found and no more, counts are those of the rule once it is written."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditor import engine, rulesets
from auditor.bundled import bundled
from auditor.cli.commands.demo import SAMPLE
from auditor.engine.examples import run_examples
from auditor.extract import open_extract
from auditor.locale import Translator
from auditor.model.ruleset import RuleSet
from auditor.reports.profile.suggested import Suggested
from auditor.results.profile.known import known_by
from auditor.results.profile.suggestions import Suggestion, suggestions
from auditor.results.profile.whole import Profile, profile
from tests.results.test_profile import DATE, ROWS, persons, program
from tests.small import write_extract, write_ruleset


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("suggest")
    write_ruleset(place / "liten")
    write_extract(place / "uttrekk", program(), persons())
    return place


@pytest.fixture(scope="module")
def ruleset(folder: Path) -> RuleSet:
    return rulesets.load(folder / "liten")


@pytest.fixture(scope="module")
def profiled(folder: Path, ruleset: RuleSet) -> Profile:
    return profile(open_extract(folder / "uttrekk", tuple(ruleset.tables.values())), ruleset, DATE)


@pytest.fixture(scope="module")
def found(profiled: Profile) -> list[Suggestion]:
    return suggestions(profiled, DATE)


def said(found: list[Suggestion], kind: str) -> dict[tuple[str, ...], Suggestion]:
    """The suggestions of a kind about programmes, by their fields."""
    return {each.draft.fields: each for each in found if each.draft.kind == kind and each.draft.table == "program"}


def test_what_holds_is_suggested_with_its_exceptions_and_their_municipalities(found: list[Suggestion]) -> None:
    """One start date cannot be read, one key stands twice, and both programmes of a person are in one municipality."""
    complete = said(found, "complete")
    assert set(complete) == {("program_id",), ("person_id",), ("kommunenummer",), ("start_dato",), ("timer",)}
    key = said(found, "key")["program_id",]
    assert (key.checked, key.exceptions) == (ROWS, 2)
    assert sum(count for _, count in key.municipalities) == 2
    assert set(said(found, "follows")) == {("kommunenummer", "person_id")}
    assert set(said(found, "positive")) == {("timer",)}


def test_what_does_not_hold_is_not_suggested(found: list[Suggestion]) -> None:
    """Every seventh ended programme lacks its cause, and ten programmes are of nobody in the list of persons."""
    assert said(found, "due") == {("slutt_dato", "aarsak"): said(found, "due")["slutt_dato", "aarsak"]}
    assert not said(found, "reference")
    assert ("slutt_dato", "start_dato") not in said(found, "order")


def test_what_the_rule_set_says_already_is_known(found: list[Suggestion]) -> None:
    assert said(found, "key")["program_id",].known == "L-NOK-001"
    assert said(found, "complete")["person_id",].known is None


def test_written_as_a_rule_file_each_loads_keeps_its_examples_and_finds_what_was_said(
    found: list[Suggestion], folder: Path, ruleset: RuleSet, tmp_path: Path
) -> None:
    suggested = Suggested(found, ruleset, Translator("nb"))
    shutil.copytree(folder / "liten", tmp_path / "liten")
    (tmp_path / "liten" / "forslag.yaml").write_text(suggested.rule_file(), encoding="utf-8")
    taken_up = rulesets.load(tmp_path / "liten")
    results = list(run_examples(taken_up, suggested.ids))
    assert {each.rule for each in results} == set(suggested.ids)
    assert [each for each in results if not each.as_wanted] == []
    extract = open_extract(folder / "uttrekk", tuple(taken_up.tables.values()))
    audit = engine.audit(extract, taken_up, reference_date=DATE)
    for name, each in zip(suggested.ids, found, strict=True):
        outcome = audit.outcome(name)
        assert (outcome.checked, outcome.found) == (each.checked, each.exceptions), name


def test_of_dates_in_a_row_those_next_to_each_other_are_told(folder: Path, ruleset: RuleSet, tmp_path: Path) -> None:
    """With a third date between, the order of the first and the last one follows."""
    tables = ruleset.tables
    middle = replace(tables["program"].fields[3], name="midt_dato")
    declared = replace(tables["program"], fields=(*tables["program"].fields, middle), _by_name={})
    wider = replace(ruleset, tables={**tables, "program": declared})
    lines = ["program_id;person_id;kommunenummer;start_dato;midt_dato;slutt_dato;aarsak;timer"]
    lines += [
        f"A{n};P{n};0301;2020-01-0{1 + n % 3};2020-02-0{1 + n % 3};2020-03-0{1 + n % 3};Arbeid;1" for n in range(60)
    ]
    path = write_extract(tmp_path / "uttrekk", "\n".join(lines) + "\n", persons())
    extract = open_extract(path, tuple(wider.tables.values()))
    bare = replace(wider, rules=())
    orders = said(suggestions(profile(extract, bare, DATE), DATE), "order")
    assert set(orders) == {("start_dato", "midt_dato"), ("midt_dato", "slutt_dato")}


def test_rules_of_the_book_are_found_again_in_the_sample_without_having_been_shown() -> None:
    full = rulesets.load("integrering")
    date = dt.date(2024, 12, 31)
    extract = open_extract(bundled("samples") / SAMPLE, tuple(full.tables.values()))
    found = suggestions(profile(extract, replace(full, rules=()), date), date)
    assert all(each.known is None for each in found)
    again = {known for each in found if (known := known_by(each.draft, full)) is not None}
    assert len(again) >= 60
    assert {"NIR-LOV-007", "NIR-REF-010", "NIR-DAT-006", "BOS-DUB-001", "NIR-OPP-003", "MOT-OPP-002"} <= again
