"""Rules against units: every finding stands in one cell, totals add up, and small numbers are never hot."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from auditor.model.audit import AuditResult
from auditor.results import finding_rows, group_lines, matrix, rules
from auditor.results.matrix import TOTAL, UNCHECKED, By, Unit
from tests.tui import factory


@pytest.fixture(scope="module")
def audit() -> AuditResult:
    tables = {
        name: replace(table, centre="mottak" if name == factory.STAY else None)
        for name, table in factory.TABLES.items()
    }
    result = factory.audit_result()
    return replace(result, ruleset=replace(result.ruleset, tables=tables))


def test_by_municipality_the_cells_are_the_totals_of_the_audit(audit: AuditResult) -> None:
    """Each cell is what the rule counts in that municipality, group findings among them."""
    cells = matrix.cells(audit, By.MUNICIPALITY)
    for municipality in factory.MUNICIPALITIES[:2]:
        there = rules(audit, municipality).filter(pl.col("found") > 0)
        counted = {
            audit.rule_ids[rule]: found
            for rule, found in cells.filter(pl.col("unit") == municipality, pl.col("found") > 0)
            .select("rule", "found")
            .iter_rows()
        }
        assert counted == dict(there.select("rule", "found").iter_rows())


@pytest.mark.parametrize("by", [By.CENTRE, By.YEAR])
def test_by_row_every_finding_stands_in_one_cell_whose_rows_can_be_opened(audit: AuditResult, by: By) -> None:
    """Programmes began in 2022 and stays in 2021; a table without centres has no findings by centre."""
    cells = matrix.cells(audit, by).filter(pl.col("found") > 0)
    assert cells.height
    for rule, unit, found, checked in cells.select("rule", "unit", "found", "checked").iter_rows():
        rule_id = audit.rule_ids[rule]
        rows = matrix.rows_of_unit(audit, rule_id, Unit(by, unit))
        assert rows.to_list() == finding_rows(audit, rule_id).to_list()
        assert (len(rows), checked) == (found, 200)
    units = {"2022", "2021"} if by is By.YEAR else {"Hvalstad transittmottak"}
    assert set(cells["unit"]) == units


def test_a_rule_that_found_nothing_in_a_unit_still_checked_its_rows(audit: AuditResult) -> None:
    """Every rule with a finding has a cell for each year in which its table has rows."""
    name = factory.STAY
    later = audit.extract.tables[name].frame.with_columns(
        pl.when(pl.col("__row") >= 150).then(pl.lit("2024-01-01")).otherwise("fra_dato").alias("fra_dato")
    )
    tables = {**audit.extract.tables, name: replace(audit.extract.tables[name], frame=later)}
    found = audit.tables[name].findings.filter(pl.col("row") < 150)
    moved = replace(
        audit,
        extract=replace(audit.extract, tables=tables),
        tables={**audit.tables, name: replace(audit.tables[name], findings=found)},
    )
    place = audit.rule_ids.index("MOT-OPP-004")
    cells = matrix.cells(moved, By.YEAR).filter(pl.col("rule") == place).sort("unit")
    assert cells.select("unit", "found", "checked").rows() == [("2021", found.height, 150), ("2024", 0, 50)]


def test_rows_and_groups_of_a_unit_are_only_those(audit: AuditResult) -> None:
    """The municipality of a row is the one that is written there; a group is of its own."""
    oslo = Unit(By.MUNICIPALITY, "0301")
    assert matrix.rows_of_unit(audit, "NIR-AVS-002", oslo).equals(finding_rows(audit, "NIR-AVS-002", "0301"))
    assert matrix.rows_of_unit(audit, "NIR-AVS-002", Unit(By.MUNICIPALITY, None)).is_empty()
    assert matrix.rows_of_unit(audit, "NIR-AVS-002", Unit(By.CENTRE, "Hvalstad")).is_empty()
    here = matrix.group_lines_of_unit(audit, "NIR-AND-001", oslo)
    assert here.equals(group_lines(audit, "NIR-AND-001", "0301"))
    assert matrix.group_lines_of_unit(audit, "NIR-AND-001", Unit(By.YEAR, "2022")).is_empty()


@pytest.mark.parametrize("turned", [False, True])
def test_a_grid_has_the_cells_and_their_totals_whichever_way_it_is_turned(audit: AuditResult, turned: bool) -> None:
    """The corner is the number of all findings, and each row adds up to its total."""
    cells = matrix.cells(audit, By.MUNICIPALITY)
    grid = matrix.grid(audit, cells, By.MUNICIPALITY, turned=turned)
    places = [str(place) for place in range(1, len(grid.across) + 1)]
    sums = grid.values.select(pl.sum_horizontal(pl.col(places).replace(UNCHECKED, 0)))["1"]
    assert sums.to_list() == grid.values[TOTAL].to_list()
    assert grid.values[TOTAL][0] == cells["found"].sum()
    rule_place = (grid.across if turned else grid.down).index("NIR-AVS-002") + 1
    oslo_place = (grid.down if turned else grid.across).index("0301") + 1
    down, across = (oslo_place, rule_place) if turned else (rule_place, oslo_place)
    assert grid.counts(down, across) == (7, 40, 0)
    assert grid.values.filter(pl.col("place") == down)[str(across)].item() == 7


def test_shares_are_of_what_was_checked(audit: AuditResult) -> None:
    """Seven of forty in Oslo; the share of the country stands in the column of totals."""
    grid = matrix.grid(audit, matrix.cells(audit, By.MUNICIPALITY), By.MUNICIPALITY, share=True)
    row = grid.values.filter(pl.col("place") == grid.down.index("NIR-AVS-002") + 1)
    assert row[str(grid.across.index("0301") + 1)].item() == pytest.approx(7 / 40)
    assert row[TOTAL].item() == pytest.approx(33 / 200)


def _grid(audit: AuditResult, *lines: tuple[str, int, int, int]) -> matrix.Grid:
    """The grid of the first rule with these units, found, checked and unknown."""
    schema = {"unit": pl.String, "found": pl.Int64, "checked": pl.Int64, "unknown": pl.Int64}
    cells = pl.DataFrame(lines, schema=schema, orient="row").with_columns(pl.lit(0, pl.UInt16).alias("rule"))
    return matrix.grid(audit, cells, By.YEAR)


def test_heat_is_how_many_times_the_share_of_the_whole_and_never_of_small_numbers(audit: AuditResult) -> None:
    """As a whole 42 of 1000: 13 of 300 is a little more, 10 of 100 twice, 15 of 60 four times, 4 of 10 too few."""
    lines = (("a", 13, 300, 0), ("b", 10, 100, 0), ("c", 15, 60, 0), ("d", 4, 10, 0), ("e", 0, 530, 0))
    grid = _grid(audit, *lines)
    levels = dict(zip(grid.across, grid.levels.row(1)[1:], strict=True))
    assert levels == {"a": 1, "b": 2, "c": 3, "d": 0, "e": 0}
    assert grid.levels[TOTAL].to_list() == [0, 0]


def test_what_could_not_be_checked_is_told_from_none_and_from_nothing_there(audit: AuditResult) -> None:
    """Unknown rows alone are no zero, and a unit without rows has no value at all."""
    grid = _grid(audit, ("2021", 3, 10, 0), ("2022", 0, 0, 5), ("2023", 0, 7, 5), ("2024", 0, 0, 0))
    row = dict(zip(grid.across, grid.values.filter(pl.col("place") == 1).row(0)[3:], strict=True))
    assert row == {"2021": 3, "2022": UNCHECKED, "2023": 0, "2024": None}


def test_an_audit_without_findings_gives_an_empty_grid(audit: AuditResult) -> None:
    """Nothing to hold against anything."""
    for by in By:
        grid = matrix.grid(audit, matrix.cells(audit, by).clear(), by)
        assert (grid.down, grid.across) == ((), ())
