"""Indicators on the screen: from the country to the records that decide, and the figures are those computed."""

from __future__ import annotations

from auditor.engine.indicators import IndicatorCounter
from auditor.results.indicators import series
from auditor.tui.screens.indicators import DecidingRowsScreen, IndicatorScreen, IndicatorsScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import Opener, ShowsAudit, make_session, seen, settle, with_audit


async def test_from_the_overview_to_the_records_that_decide(overview: Opener) -> None:
    """Indicators, one of them, a municipality, its open records, the person."""
    app = overview()
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("i")
        await settle(pilot)
        assert isinstance(app.screen, IndicatorsScreen)
        audit = app.session.audit
        counter = IndicatorCounter(
            audit.extract, audit.ruleset, audit.ruleset.indicators["arbeid"], audit.reference_date
        )
        official = series(next(counter.results()))
        record = app.screen.query_one(Browser).record
        assert record is not None
        whole = official.country[-1].figure
        assert (
            (record["rows"], record["missing"]) == (whole.tally.rows, whole.tally.undecided) == (100, whole.tally.open)
        )
        assert whole.tally.open > 0
        assert "Andelen som gikk til arbeid eller utdanning." in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, IndicatorScreen)
        places = app.screen.query_one(Browser)
        numbers = [each["municipality"] for each in places.frame_source.records(0, places.source.height)]
        assert numbers == sorted(numbers) == [each.municipality for each in official.municipalities]
        place = places.record
        assert place is not None
        assert place["missing"] > 0
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, DecidingRowsScreen)
        assert app.screen.query_one(Browser).source.height == place["missing"]
        assert "Rett først" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PersonScreen)
        assert app.reports == []


async def test_a_municipality_without_anything_missing_says_so() -> None:
    """There is nothing to open."""
    app = ShowsAudit(with_audit(make_session(), 10), lambda: IndicatorScreen("arbeid"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        places = app.screen.query_one(Browser)
        records = list(places.frame_source.records(0, places.source.height))
        places.cursor_row = next(place for place, each in enumerate(records) if not each["missing"])
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, IndicatorScreen)
        assert "Ingenting mangler her" in seen(app)


async def test_a_rule_set_without_indicators_says_so() -> None:
    """For tables that no indicator is about."""
    from dataclasses import replace

    session = with_audit(make_session(), 10)
    assert session.result is not None
    session.result = replace(session.result, ruleset=replace(factory.RULESET, name="annet", indicators={}))
    app = ShowsAudit(session, IndicatorsScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "ingen indikatorer" in seen(app)
        assert app.reports == []
