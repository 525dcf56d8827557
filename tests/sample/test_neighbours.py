"""The registers beside the default ones: silent where nothing is planted, and found is what is planted and no more."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from auditor.model.vocabulary import RuleStatus
from auditor.rulesets import load
from auditor.sample import EXTRACT_DATE, write_sample
from auditor.sample.neighbours import NEIGHBOURS, RULE_SETS, beside, linked
from auditor.sample.planting.neighbours import plantings
from auditor.sample.planting.registry import PLANTERS, planters, unplanted
from auditor.sample.world import World, generate
from tests.sample.audits import audited, findings, group_findings, rules
from tests.sample.planted import listed, told

WHOLE = "samlet"
PERSONS, SEED, TOWNS = 2_500, 12, 7
"""A sample with municipalities large enough to be compared."""
FEW = 600


@cache
def world() -> World:
    """A small default sample."""
    return generate(400, 3)


def own_rules() -> set[str]:
    """The rules of the whole about tables that are written beside the default ones, or planted beside them."""
    tables = {table for each in NEIGHBOURS for table in each.tables}
    beside_them = {each.id for each in rules(WHOLE).rules} - {each.id for each in rules().rules}
    return {each.id for each in rules(WHOLE).rules if each.id in beside_them and each.table in tables} | {
        each for each in beside_them if each in planters(WHOLE)
    }


def test_nothing_is_found_where_nothing_is_planted(tmp_path: Path) -> None:
    """No rule of the whole speaks, every table is read, and each rule has what it needs of the registers written."""
    report = write_sample(tmp_path / "sample", FEW, SEED, ruleset=WHOLE)
    result = audited(tmp_path / "sample", ruleset=WHOLE)
    assert findings(result) == {}
    assert group_findings(result) == {}
    assert not result.problems
    assert report.rows.keys() == result.extract.tables.keys()
    assert [name for name, table in result.extract.tables.items() if table.missing] == []
    assert [match for table in result.extract.tables.values() for match in table.columns if match.how == "none"] == []
    ran = {each.rule_id for each in result.outcomes if each.status is RuleStatus.RAN}
    assert own_rules() - ran - set(unplanted(WHOLE)) == set()


def test_what_is_planted_is_found_and_nothing_else(tmp_path: Path) -> None:
    """Precision 1 and recall 1 for every rule of the registers beside the default ones, which all find room."""
    errors = tmp_path / "errors.csv"
    wanted = {each.rule: 1 for each in plantings(WHOLE).planters}
    report = write_sample(
        tmp_path / "sample", PERSONS, SEED, errors, municipalities=TOWNS, wanted=wanted, ruleset=WHOLE
    )
    assert sorted(wanted.keys() - report.planted.keys()) == []
    assert told(audited(tmp_path / "sample", ruleset=WHOLE)) == listed(errors)


def test_every_rule_has_a_planter_or_a_reason() -> None:
    """A rule about the registers beside the default ones that nobody plants, or a planter without rule, is noticed."""
    known = {each.id for each in rules(WHOLE).rules}
    further = set(planters(WHOLE)) - set(PLANTERS)
    assert further <= known
    assert not further & set(unplanted(WHOLE))
    assert set(plantings(WHOLE).unplanted) <= known
    assert all(plantings(WHOLE).unplanted.values())
    assert own_rules() <= further | set(unplanted(WHOLE))


def test_a_register_more_changes_no_other() -> None:
    """Each register is the same with all the others as with those alone that it is drawn from."""
    whole = linked(world(), NEIGHBOURS, 3, EXTRACT_DATE).tables
    for name, frame in world().tables.items():
        assert whole[name] is frame
    for each in NEIGHBOURS:
        needed = [other for other in NEIGHBOURS if other.name in {*each.after, each.name}]
        alone = linked(world(), needed, 3, EXTRACT_DATE).tables
        assert [name for name in each.tables if not whole[name].equals(alone[name])] == []


@pytest.mark.parametrize("ruleset", RULE_SETS)
def test_a_rule_set_has_the_registers_it_knows(ruleset: str) -> None:
    """A set gets its own register and those it builds on, the whole all of them, and their tables are as described."""
    chosen = beside(ruleset)
    known = load(ruleset).tables
    assert {each.name for each in chosen} == {each.name for each in NEIGHBOURS if each.name in load(ruleset).parts}
    assert (ruleset == WHOLE) <= (chosen == NEIGHBOURS)
    drawn = linked(world(), chosen, 3, EXTRACT_DATE).tables
    for each in chosen:
        for table, written in each.tables.items():
            assert written.key in drawn[table].columns
            assert [name for name in drawn[table].columns if known[table].field(name) is None] == []
