"""The matrix: a number leads to the people it counts, however it is turned, sorted or divided."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Any

import polars as pl

from auditor.reference import municipalities
from auditor.results.matrix import Grid
from auditor.tui.export import write_csv
from auditor.tui.matrix import GridSource
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.source import Column
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit

SIZE = (140, 40)


def to(app: Any, rule_id: str, column: str) -> None:
    """Put the cursor on a rule and a column, by its title."""
    table, grid = app.screen.query_one(Browser), app.screen.grid
    places = [table.frame_source.record(row)["place"] for row in range(table.source.height)]
    table.cursor_row = places.index(grid.down.index(rule_id) + 1)
    table.cursor_column = [each.title for each in table.source.columns].index(column)


async def test_from_the_overview_a_number_of_the_matrix_opens_the_people_it_counts() -> None:
    app = ShowsAudit(with_audit(make_session()), OverviewScreen)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert "1508 Ålesund · alle kontroller" in seen(app)
        to(app, "NIR-AVS-002", "0301 Oslo")
        await settle(pilot)
        assert "0301 Oslo · Avsluttet program uten avslutningsårsak" in seen(app)
        assert "7 utslag på 40 kontrollerte rader (17,5" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, RowsScreen)
        rows = app.screen.query_one(Browser).frame_source.frame
        assert rows.height == 7
        assert set(rows["kommunenummer"]) == {"0301"}
        await pilot.press("escape")
        await settle(pilot)
        to(app, "NIR-PER-001", "0301 Oslo")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, MatrixScreen)
        assert app.reports == []


async def test_the_totals_lead_to_the_municipality_and_to_all_rows_of_the_rule() -> None:
    app = ShowsAudit(with_audit(make_session()), MatrixScreen)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        to(app, "NIR-AVS-002", "Sum")
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.query_one(Browser).source.height == 33
        await pilot.press("escape", "home")
        app.screen.query_one(Browser).cursor_column = 3
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, MunicipalityScreen)
        assert app.screen.crumb == "1508 Ålesund"


async def test_turned_and_sorted_both_ways_each_number_is_still_that_of_its_rule_and_unit() -> None:
    app = ShowsAudit(with_audit(make_session()), MatrixScreen)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        to(app, "NIR-NOR-020", "1508 Ålesund")
        await pilot.press("o")
        await settle(pilot)
        table = app.screen.query_one(Browser)
        assert [table.frame_source.record(row)["1"] for row in range(3)] == [42, 20, 10]
        to(app, "NIR-AVS-002", "0301 Oslo")
        await pilot.press("w")
        await settle(pilot)
        titles = [each.title for each in table.source.columns]
        assert titles[2:] == [
            "Sum",
            "1508 Ålesund",
            "0301 Oslo",
            "0219 Bærum",
            "4601 Bergen",
            "5001 Trondheim - Tråante",
        ]
        await pilot.press("t")
        await settle(pilot)
        text = seen(app)
        assert "NIR-AVS-002" in text.splitlines()[2]
        oslo = next(line for line in text.splitlines() if "0301 Oslo" in line)
        assert oslo.split()[:4] == ["│", "0301", "Oslo", "18"]


async def test_by_year_the_rows_are_those_of_the_year() -> None:
    app = ShowsAudit(with_audit(make_session()), MatrixScreen)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("b", "end", "enter")
        await settle(pilot)
        to(app, "MOT-OPP-004", "2021")
        await settle(pilot)
        assert "8 utslag på 200 rader i tabellen" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.crumb == "MOT-OPP-004 2021"  # type: ignore[attr-defined]
        assert app.screen.query_one(Browser).source.height == 8


async def test_where_no_row_names_a_centre_the_matrix_says_so() -> None:
    app = ShowsAudit(with_audit(make_session()), MatrixScreen)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("b", "home", "down", "enter")
        await settle(pilot)
        assert "opplysning om mottak" in seen(app).replace("\n", " ")
        await pilot.press("w")
        await pilot.pause(0.2)
        assert "Det er ingenting å sortere." in seen(app)
        assert app.reports == []


async def test_an_export_has_plain_numbers_and_the_sign_of_what_could_not_be_checked(tmp_path: Path) -> None:
    session = with_audit(make_session())
    audit = session.audit
    table = audit.tables[factory.PROGRAMME]
    unseen = pl.DataFrame(
        {"rule": [2], "municipality": ["1103"], "checked": [0], "found": [0], "unknown": [4]}, table.totals.schema
    )
    object.__setattr__(table, "totals", pl.concat([table.totals, unseen]))
    app = ShowsAudit(session, MatrixScreen)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        source = app.screen.query_one(Browser).frame_source
        write_csv(source, tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig") as file:
        lines = {line[0]: line[1:] for line in csv.reader(file, delimiter=";")}
    assert lines["Sum"][:2] == ["122", "42"]
    assert lines["Programmet slutter før det begynner"][-1] == "?"


def test_all_rules_in_all_municipalities_are_painted_without_writing_what_is_not_seen() -> None:
    """450 rules in 357 municipalities: one window of what a terminal shows, sought from far out, takes no time."""
    codes = [each.code for each in municipalities.municipalities(factory.DATE)]
    values = pl.select(pl.int_range(451).alias("place"), *(pl.lit(1).alias(str(n)) for n in range(len(codes) + 1)))
    levels = values.drop("place").with_columns(pl.all().cast(pl.Int8))
    grid = Grid(values, levels, tuple(codes), ("R",) * 450, False, pl.DataFrame())
    source = GridSource(grid, [Column(name, name, width=8) for name in values.columns]).sorted("300")
    begun = time.perf_counter()
    cells = source.window(200, 240, range(320, 352))
    assert time.perf_counter() - begun < 0.2
    assert len(cells) == 40
    assert {len(row) for row in cells} == {32}
    assert cells[0][0].text == "░ 1"
