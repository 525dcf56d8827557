"""What the views do beside showing: sorting out what cannot be opened, copying, the mouse, sizes, and going back."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from auditor.locale import Translator
from auditor.model.vocabulary import RuleStatus
from auditor.tui.municipalities import named
from auditor.tui.records import fields_for, with_lines
from auditor.tui.screens.groups import GroupsScreen
from auditor.tui.screens.municipality import MunicipalityScreen, RuleFilter
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.values import percent
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from tests.tui import factory
from tests.tui.conftest import Opener, ShowsAudit, make_session, seen, settle, with_audit


def at(app: Any, rule_id: str) -> None:
    """Put the cursor on a rule."""
    table = app.screen.query_one("#rules", Browser)
    ids = [table.frame_source.record(row)["rule"] for row in range(table.source.height)]
    table.cursor_row = ids.index(rule_id)


@pytest.mark.parametrize("rule_id", factory.RULE_IDS)
async def test_enter_on_any_rule_opens_what_it_found_or_says_why_there_is_nothing(rule_id: str) -> None:
    app = ShowsAudit(with_audit(make_session()), MunicipalityScreen)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        at(app, rule_id)
        await pilot.press("enter")
        await settle(pilot)
        outcome, rule = app.session.audit.outcome(rule_id), app.session.audit.ruleset.rule(rule_id)
        assert rule is not None
        if outcome.status is not RuleStatus.RAN:
            assert isinstance(app.screen, MunicipalityScreen)
            await pilot.pause(0.2)
            assert "Kontrollen er ikke kjørt" in seen(app)
        elif rule.about_groups:
            assert isinstance(app.screen, GroupsScreen)
            assert app.screen.query_one(Browser).source.height == outcome.found
        else:
            assert isinstance(app.screen, RowsScreen)
            assert app.screen.query_one(Browser).source.height == outcome.found
        assert app.reports == []


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (RuleFilter("severity", "fatal", ""), {"NIR-PER-001"}),
        (RuleFilter("table", factory.COURSE, ""), {"NIR-NOR-010", "NIR-NOR-020"}),
        (RuleFilter("dimension", "currentness", ""), {"NIR-NOR-020"}),
        (RuleFilter("rules", "NIR-AVS-002 NIR-NOR-010", ""), {"NIR-AVS-002", "NIR-NOR-010"}),
        (RuleFilter("unknown", "", ""), {"NIR-AVS-003", "NIR-DUF-001"}),
    ],
)
async def test_a_number_of_the_overview_opens_the_rules_it_counts(only: RuleFilter, expected: set[str]) -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: MunicipalityScreen(only=only))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert set(app.screen.query_one("#rules", Browser).frame_source.frame["rule"]) == expected


@pytest.mark.parametrize("table", ["rules", "municipalities", "causes", "tables", "severities"])
async def test_every_line_of_every_table_of_the_overview_opens_something(overview: Opener, table: str) -> None:
    app = overview()
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        browser = app.screen.query_one(f"#{table}", Browser)
        for row in range(browser.source.height):
            browser.focus()
            browser.cursor_row = row
            await pilot.press("enter")
            await settle(pilot)
            assert not isinstance(app.screen, OverviewScreen)
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(app.screen, OverviewScreen)
        assert app.reports == []


async def test_rows_that_name_no_municipality_are_told_about(overview: Opener) -> None:
    session = with_audit(make_session())
    nameless = pl.DataFrame({"municipality": [None, "9998", "0301"], "name": [None, None, "Oslo"]})
    assert named(session, nameless)["name"].to_list() == ["(uten kommunenummer)", "(ukjent nummer)", "Oslo"]


async def test_the_cell_is_copied_as_it_is_shown(overview: Opener) -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("left", "left", "y")
        await settle(pilot)
        assert app.clipboard == "048483•••••"
        await pilot.pause(0.2)
        assert "Kopierte person_id slik den vises" in seen(app)


async def test_a_double_click_opens_and_a_click_moves(overview: Opener) -> None:
    app = overview()
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        table = app.screen.query_one("#municipalities", Browser)
        await pilot.click(table, offset=(10, 3))
        await settle(pilot)
        assert table.cursor_row == 2
        assert table.has_focus
        await pilot.click(table, offset=(10, 2), times=2)
        await settle(pilot)
        assert isinstance(app.screen, MunicipalityScreen)


async def test_the_explanation_follows_the_cursor_and_can_be_put_away(overview: Opener) -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: MunicipalityScreen("0301", "Oslo"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        at(app, "NIR-DUF-001")
        await settle(pilot)
        assert "ikke kontrollerbar" in seen(app)
        assert "DUF-nummeret er ikke gyldig" in seen(app).split("Forklaring")[1]
        await pilot.press("i")
        await settle(pilot)
        assert "Forklaring ─" not in seen(app)
        await pilot.press("i", "tab")
        await settle(pilot)
        assert isinstance(app.focused, Explanation)


async def test_a_terminal_that_changes_its_size_loses_nothing(overview: Opener) -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("G", "end", "l", "l", "l", "l")
        for size in ((80, 24), (40, 12), (20, 6), (140, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert app.screen.query_one(Browser).cursor_row == 32
        assert app.reports == []


async def test_the_person_opens_at_the_finding_one_came_from() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: PersonScreen(factory.PROGRAMME, 3, "NIR-AVS-003"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        record = app.screen.query_one(Browser).record
        assert record is not None
        assert record["text"].startswith("✗ Korrigér datoene")
        assert seen(app).count("✗ Registrer avslutningsårsak") == 1


async def test_escape_leads_back_to_the_beginning_and_no_further(overview: Opener) -> None:
    app = overview()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("a", "enter", "enter", "escape", "escape", "escape", "escape")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)
        audit = app.session.audit
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, OverviewScreen)
        assert app.session.audit is audit
        await pilot.press("q")
        await settle(pilot)
        assert app.return_code == 0


async def test_an_audit_that_took_long_is_left_when_that_is_asked_for_twice(overview: Opener) -> None:
    app = overview()
    app.session.seconds = 31.4
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
        assert app.return_code is None
        assert "31 sekunder" in " ".join(seen(app).replace("▌", " ").split())
        await pilot.press("q")
        await settle(pilot)
        assert app.return_code == 0


async def test_the_first_view_says_how_to_leave() -> None:
    app = ShowsAudit(make_session())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, OpenScreen)
        assert "Dette er det første bildet" in " ".join(seen(app).replace("▌", " ").split())


def test_fields_are_those_that_say_who_what_is_wrong_and_what_one_needs_to_judge_it() -> None:
    fields = fields_for(factory.RULES[1], factory.TABLES[factory.PROGRAMME])
    assert fields.identifying == ("person_id", "program_id")
    assert fields.blamed == ("avslutningsarsak",)
    assert fields.context == ("navn", "merknad", "start_dato", "slutt_dato", "kommunenummer")
    assert fields.spoken_of == ("slutt_dato",)


def test_lines_are_those_of_each_file() -> None:
    from dataclasses import replace

    from auditor.model.extract import ROW, TablePart

    raw = factory.audit_result(10).extract.tables[factory.PROGRAMME]
    raw = replace(raw, parts=(TablePart("a.csv", 0, 2), TablePart("b.csv", 4, 3)))
    rows = pl.DataFrame({ROW: pl.Series([0, 3, 4, 9], dtype=pl.UInt32)})
    assert with_lines(rows, raw)["__line"].to_list() == [raw.location(row)[1] for row in (0, 3, 4, 9)] == [2, 5, 3, 8]


def test_nothing_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    class Devtools:
        is_connected = verbose = True

        def log(self, *arguments: Any) -> None:
            raise AssertionError("a value could stand in a log")

    app = ShowsAudit(make_session())
    app.devtools = Devtools()  # type: ignore[assignment]
    app.log("HEMMELIG")


def test_a_share_too_small_to_be_written_is_not_none_at_all() -> None:
    write = percent(Translator("nb"))
    written = [write(share).replace("\u00a0", " ") for share in (None, 0.0, 0.0001, 0.0005, 0.5)]
    assert written == ["", "0,0 %", "<0,1 %", "0,1 %", "50,0 %"]


async def test_an_event_tells_which_of_its_fields_are_blamed_though_they_be_missing() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: PersonScreen(factory.PROGRAMME, 3, "NIR-AVS-002"))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("up")
        await settle(pilot)
        assert "avslutningsarsak  ✗ mangler" in seen(app)
        assert "start_dato  ✗ 2022-04-01" in seen(app)
