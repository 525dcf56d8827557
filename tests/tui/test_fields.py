"""Fields: what stands on the screen is what was counted, and behind each number are as many rows."""

from __future__ import annotations

from typing import Any

from auditor.results.profile.completeness import STATES
from auditor.tui.screens.field import FieldMatrixScreen, FieldRowsScreen, FieldScreen
from auditor.tui.screens.fields import FieldsScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import Opener, ShowsAudit, make_session, seen, settle, with_audit
from tests.tui.test_plain import unbroken, walked

CAUSE = "avslutningsarsak"


async def test_from_the_overview_to_the_persons_without_a_cause(overview: Opener) -> None:
    """Fields, a field, a municipality, its rows, the person."""
    app = overview()
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert isinstance(app.screen, FieldsScreen)
        fields = app.screen.query_one("#fields", Browser)
        row = next(row for row in range(fields.source.height) if fields.frame_source.record(row)["field"] == CAUSE)
        fields.cursor_row = row
        await settle(pilot)
        record = fields.record
        assert record is not None
        assert sum(record[state] for state in STATES) == 200
        ended = [person for person in range(200) if person % 2]
        assert record["missing"] == sum(person % 3 == 0 for person in ended)
        assert "Avsluttet program uten avslutningsårsak (NIR-AVS-002)" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FieldScreen)
        await pilot.press("tab", "tab", "enter")
        await settle(pilot)
        assert isinstance(app.screen, FieldRowsScreen)
        places = app.screen_stack[-2].query_one("#municipalities", Browser)
        assert places.record is not None
        assert app.screen.query_one(Browser).source.height == places.record["missing"] > 0
        assert "mangler" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, PersonScreen)
        assert app.reports == []


async def test_behind_each_step_of_a_distribution_are_as_many_rows_as_it_says() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: FieldScreen(factory.COURSE, "timer"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        field = app.screen
        values: Any = field.query_one("#values", Browser)
        records = list(values.frame_source.records(0, values.source.height))
        assert sum(each["count"] for each in records) == 150
        for place in (0, 1, len(records) - 1):
            values.cursor_row = place
            await pilot.press("enter")
            await settle(pilot)
            if records[place]["count"]:
                assert app.screen.query_one(Browser).source.height == records[place]["count"]
                await pilot.press("escape")
                await settle(pilot)
        assert app.reports == []


async def test_the_matrix_opens_the_rows_of_its_cell() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: FieldMatrixScreen(factory.PROGRAMME, CAUSE))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        table = app.screen.query_one(Browser)
        assert [column.title for column in table.source.columns] == ["Nr.", "Kommune", "Komplett", "2022"]
        assert table.record is not None
        missing = table.record["missing"]
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FieldRowsScreen)
        assert app.screen.query_one(Browser).source.height == missing


async def test_where_nothing_is_missing_there_is_nothing_to_open() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: FieldScreen(factory.PROGRAMME, "kommunenummer"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert isinstance(app.screen, FieldScreen)
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, FieldMatrixScreen)
        assert app.reports == []


def test_the_plain_mode_leads_to_the_same_rows() -> None:
    session = with_audit(make_session(), 60)
    names = [line["field"] for line in session_lines(session)]
    said = unbroken(walked(session, "f", str(names.index(CAUSE) + 1), "1", "1"))
    for expected in (
        "2024 > Felt ",
        f"introduksjonsprogram.{CAUSE}",
        "Kreves av: Avsluttet program",
        "Rad v foreslår en annen verdi for et felt. Introduksjonsprogram",
    ):
        assert expected in said, expected
    assert "04848310003" not in said
    assert "> kommune × år" in unbroken(walked(session, "f", str(names.index(CAUSE) + 1), "x"))


def session_lines(session: Any) -> list[dict[str, Any]]:
    """The lines of the list of fields, in their order."""
    from auditor.tui.plain.pages import Pages

    listing = Pages(session).fields().lists[0]
    return list(listing.source.records(0, min(listing.source.height, 20)))
