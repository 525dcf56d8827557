"""Municipalities by county: sums are those of the members, a county keeps its members however it is sorted."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from auditor.tui.municipalities import FEW, counties_source, municipalities_source
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.session import Session
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import Opener, make_session, seen, settle, with_audit


@pytest.fixture
def session() -> Session:
    """Ålesund has 12 persons, and Bærum's old number rows of a date when it was not valid."""
    made = with_audit(make_session())
    result = made.audit
    few, old = pl.col("municipality") == "1508", pl.col("municipality") == "0219"
    tables = {
        name: replace(
            table,
            population=table.population.with_columns(
                pl.when(few).then(pl.lit(12, pl.UInt32)).otherwise(pl.col("persons")).alias("persons"),
                pl.when(old).then(pl.lit(3, pl.UInt32)).otherwise(pl.col("misdated")).alias("misdated"),
            ),
        )
        for name, table in result.tables.items()
    }
    made.result = replace(result, tables=tables)
    return made


def test_no_rate_is_told_of_few_persons(session: Session) -> None:
    source = municipalities_source(session)
    place = next(row for row in range(source.height) if source.record(row)["municipality"] == "1508")
    assert source.record(place)["per_100"] == FEW
    cells = dict(zip([column.name for column in source.columns], source.window(place, place + 1)[0], strict=True))
    assert cells["per_100"].text == "få"
    assert cells["heat"].text == ""
    assert "–" in cells["interval"].text


def test_a_county_is_the_sum_of_its_members_and_invalid_numbers_stand_apart(session: Session) -> None:
    flat = municipalities_source(session).frame
    counties = counties_source(session, ()).frame
    assert counties["level"].to_list() == [0] * counties.height
    assert counties["findings"].sum() == flat["findings"].sum()
    assert counties["members"].sum() == flat.height
    assert counties["group"][-1] == "Numre som ikke gjaldt på datoen"
    assert counties["members"][-1] == 1
    opened = counties_source(session, counties["group"].to_list())
    assert opened.height == counties.height + flat.height


@pytest.mark.parametrize("column", ["name", "findings", "persons"])
def test_sorted_either_way_members_follow_their_county_and_what_is_apart_stays_last(
    session: Session, column: str
) -> None:
    groups = counties_source(session, ()).frame["group"].to_list()
    source = counties_source(session, groups)
    for arranged in (source.sorted(column), source.sorted(column).sorted(column)):
        lines = list(arranged.records(0, arranged.height))
        assert sorted(line["name"] for line in lines) == sorted(source.frame["name"])
        group = None
        for line in lines:
            if line["level"] == 0:
                group = line["group"]
            assert line["group"] == group
        assert lines[-2]["group"] == groups[-1]


async def test_counties_open_close_and_lead_to_their_municipalities(overview: Opener) -> None:
    app = overview()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("a", "c")
        await settle(pilot)
        assert "▸" in seen(app)
        closed = app.screen.query_one(Browser).source.height
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.query_one(Browser).source.height == closed + 1
        assert "▾" in seen(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert isinstance(app.screen, MunicipalityScreen)
        assert "Like store" in seen(app)
        await pilot.press("escape", "up", "enter")
        await settle(pilot)
        assert app.screen.query_one(Browser).source.height == closed
        await pilot.press("c")
        await settle(pilot)
        assert app.screen.query_one(Browser).source.height == len(factory.MUNICIPALITIES)
        assert app.reports == []
