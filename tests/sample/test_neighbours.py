"""The registers beside the default ones: silent where nothing is planted, and found is what is planted and no more."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path
from zlib import crc32

import polars as pl
import pytest

from auditor.extract import open_extract
from auditor.model.rule import LEAST_GROUPS, Rule
from auditor.model.vocabulary import RuleStatus
from auditor.rulesets import DEFAULT, load
from auditor.sample import EXTRACT_DATE, write_sample
from auditor.sample.neighbours import NEIGHBOURS, beside, linked
from auditor.sample.planting.neighbours import plantings
from auditor.sample.planting.registry import PLANTERS, planters, unplanted
from auditor.sample.side_effects import touched
from auditor.sample.world import World, generate
from tests.sample.alone import Shape, audited_by, audited_where_touched, changed, clean
from tests.sample.audits import rules
from tests.sample.planted import expected, told

WHOLE, AFTER_ANOTHER = "samlet", "jobbsjansen"
"""The rule set of all registers, and one of a register that comes after another."""
SEED = 12
SHAPE: Shape = (2_500, SEED, 7)
"""A sample with municipalities large enough to be compared."""
FEW = 100


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


def about_neighbours() -> list[Rule]:
    """The rules of the whole that look at a table beside the default ones; those alone can see what is in it."""
    tables = {table for each in NEIGHBOURS for table in each.tables}
    return touched(
        {table: frozenset(each.name for each in rules(WHOLE).tables[table].fields) for table in tables}, WHOLE
    )


@pytest.mark.skipif("AUDITOR_ALONE" not in os.environ, reason="few rows are touched where all errors are planted")
def test_nothing_is_found_where_nothing_is_planted(tmp_path: Path) -> None:
    """No rule about the registers speaks, not even of what the errors of the next test are planted over."""
    result = audited_by(about_neighbours(), clean(SHAPE, WHOLE).text, {}, tmp_path / "sample", WHOLE)
    assert told(result) == (set(), set())


def test_every_table_is_read_as_it_is_written(tmp_path: Path) -> None:
    """All tables and columns are recognised, and nothing is left out."""
    report = write_sample(tmp_path / "sample", FEW, SEED, ruleset=WHOLE)
    extract = open_extract(tmp_path / "sample", tuple(rules(WHOLE).tables.values()))
    assert not extract.problems
    assert report.rows.keys() == extract.tables.keys()
    assert [name for name, table in extract.tables.items() if table.missing] == []
    assert [match for table in extract.tables.values() for match in table.columns if match.how == "none"] == []


def test_what_is_planted_is_found_and_nothing_else(tmp_path: Path) -> None:
    """Precision 1 and recall 1 for every rule of the registers, which all find room, without any taken back.

    Nearly all rows are without errors, and every rule has what it needs of the registers.
    """
    wanted = {each.rule: 1 for each in plantings(WHOLE).planters}
    change = changed(SHAPE, wanted, WHOLE)
    assert wanted.keys() - {each.rule for each in change.planted} == set()
    result = audited_where_touched(change, tmp_path / "sample", WHOLE)
    assert told(result) == expected(change.planted)
    ran = {each.rule_id for each in result.outcomes if each.status is RuleStatus.RAN}
    assert own_rules() - ran - set(unplanted(WHOLE)) == set()


ALONE_SHARE = 100
"""One rule in so many is planted alone; AUDITOR_ALONE=<number> draws others, AUDITOR_ALONE=all takes all."""


def test_one_error_alone(tmp_path: Path) -> None:
    """Planted alone, and without anything being taken back, an error gives the findings listed for it and no others."""
    choice = os.environ.get("AUDITOR_ALONE", "1")
    differing = {}
    for rule in sorted(set(planters(WHOLE)) - set(PLANTERS)):
        if choice == "all" or crc32(f"{rule} {choice}".encode()) % ALONE_SHARE == 0:
            change = changed(SHAPE, {rule: 2}, WHOLE)
            found = told(audited_where_touched(change, tmp_path / rule, WHOLE))
            if not change.planted or found != expected(change.planted):
                differing[rule] = found, expected(change.planted)
    assert differing == {}


def test_every_rule_has_a_planter_or_a_reason() -> None:
    """A rule about the registers beside the default ones that nobody plants, or a planter without rule, is noticed."""
    known = {each.id for each in rules(WHOLE).rules}
    further = set(planters(WHOLE)) - set(PLANTERS)
    assert further <= known
    assert not further & set(unplanted(WHOLE))
    assert set(plantings(WHOLE).unplanted) <= known
    assert all(plantings(WHOLE).unplanted.values())
    assert own_rules() <= further | set(unplanted(WHOLE))


def test_no_share_of_the_qualification_programme_can_be_told() -> None:
    """Why the two rules about it are not planted: too few are compared, and none at all would not be few enough.

    An error is of one municipality, which it can at most add to those that are compared, or leave without programmes.
    """
    tables, few, certain = clean(SHAPE, WHOLE).tables, 20, 3.8906
    decided = tables["kvp"].filter(pl.col("vedtak").is_not_null()).group_by("kommunenummer").len()
    assert decided.filter(pl.col("len") >= few).height + 1 < LEAST_GROUPS
    granted = tables["kvp"].filter(pl.col("vedtak") == "Innvilget")["person_id"].to_list()
    clients = tables["person"].join(tables["nav_registrering"], on="person_id", how="semi")
    had = pl.col("person_id").is_in(granted).sum().alias("had")
    places = clients.group_by("kommunenummer").agg(pl.len().alias("all"), had)
    assert places.filter(pl.col("all") >= few).height >= LEAST_GROUPS
    assert places["had"].sum() > few
    for _, size, lost in places.iter_rows():
        share = (places["had"].sum() - lost) / clients.height
        assert share < max(0.1, certain * math.sqrt(share * (1 - share) / size))


def test_a_register_more_changes_no_other() -> None:
    """Each register is the same with all the others as with those alone that it is drawn from."""
    whole = linked(world(), NEIGHBOURS, 3, EXTRACT_DATE).tables
    for name, frame in world().tables.items():
        assert whole[name] is frame
    for each in NEIGHBOURS:
        needed = [other for other in NEIGHBOURS if other.name in {*each.after, each.name}]
        alone = linked(world(), needed, 3, EXTRACT_DATE).tables
        assert [name for name in each.tables if not whole[name].equals(alone[name])] == []


@pytest.mark.parametrize("ruleset", [DEFAULT, AFTER_ANOTHER, WHOLE])
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
