"""The rule book: words are found in all texts, a rule leads to its rows, and what is off is counted nowhere."""

from __future__ import annotations

import polars as pl
import pytest

from auditor import results
from auditor.model.vocabulary import RuleStatus
from auditor.tui.rulebook import matching
from auditor.tui.screens.municipalities import MunicipalitiesScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.screens.rulebook import RulebookScreen, RuleScreen
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import Opener, ShowsAudit, make_session, seen, settle, with_audit

RULE = "NIR-AVS-002"


def test_an_audit_without_rules_is_that_of_the_others() -> None:
    """Findings, totals and groups of the rule are gone, those of all others are as they were."""
    whole = factory.audit_result()
    for off in ({RULE}, {"NIR-AND-001", "NIR-NOR-010"}):
        part = results.without_rules(whole, off)
        before, after = (results.rules(each).sort("rule") for each in (whole, part))
        names = ["rule", "checked", "found", "unknown", "status"]
        others = ~pl.col("rule").is_in(off)
        assert after.filter(others).select(names).equals(before.filter(others).select(names))
        gone = after.filter(~others)
        assert gone["found"].sum() == 0
        assert set(gone["status"]) == {RuleStatus.NOT_APPLICABLE.value}
        assert results.summary(part).findings == before.filter(others)["found"].sum()
    assert results.without_rules(whole, ()) is whole


@pytest.mark.parametrize(
    ("needle", "expected"),
    [
        ("avslutningsårsak", {RULE, "NIR-AND-001"}),
        ("§ 25", set(factory.RULE_IDS)),
        ("MOTTAK overlapper", {"MOT-OPP-004"}),
        ("finnes ikke", set()),
        ("", set(factory.RULE_IDS)),
    ],
)
def test_every_word_is_looked_for_in_all_texts(needle: str, expected: set[str]) -> None:
    session = with_audit(make_session(), 20)
    assert {rule.id for rule in matching(session, needle)} == expected
    session.speak("en")
    assert {rule.id for rule in matching(session, needle)} >= expected


async def test_from_a_word_to_the_rule_and_its_rows_in_a_municipality(overview: Opener) -> None:
    app = overview()
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("b", "s", *"avslutningsårsak", "enter")
        await settle(pilot)
        assert isinstance(app.screen, RulebookScreen)
        assert "«avslutningsårsak»" in seen(app)
        assert app.screen.query_one(Browser).source.height == 2
        await pilot.press("down", "enter")
        await settle(pilot)
        assert isinstance(app.screen, RuleScreen)
        assert "introduksjonsloven § 25" in seen(app)
        fires = app.screen.query_one(Browser)
        assert sum(each["found"] for each in fires.frame_source.records(0, fires.source.height)) == 33
        record = fires.record
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, RowsScreen)
        assert record is not None
        assert app.screen.query_one(Browser).source.height == record["found"]
        await pilot.press("escape", "r")
        await settle(pilot)
        assert app.screen.query_one(Browser).source.height == 33
        assert app.reports == []


async def test_a_rule_that_is_off_is_counted_nowhere_and_said_to_be_off_until_it_is_on(overview: Opener) -> None:
    app = overview()

    def findings() -> int:
        return app.session.summary.findings

    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        before = findings()
        await pilot.press("b")
        await settle(pilot)
        book = app.screen.query_one(Browser)
        book.cursor_row = next(
            row for row in range(book.source.height) if book.frame_source.record(row)["rule"] == RULE
        )
        await pilot.press("a")
        await settle(pilot)
        assert findings() == before - 33
        assert "○ 1 kontroll slått av" in seen(app)
        record = app.screen.query_one(Browser).record
        assert record is not None
        assert (record["off"], record["found"]) == ("○", 0)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, OverviewScreen)
        assert "○ 1 kontroll slått av" in seen(app)
        assert "Avsluttet program uten avslutningsårsak" not in seen(app)
        await pilot.press("a")
        await settle(pilot)
        assert isinstance(app.screen, MunicipalitiesScreen)
        source = app.screen.query_one(Browser).frame_source
        assert sum(each["findings"] for each in source.records(0, source.height)) == before - 33
        await pilot.press("escape", "b")
        await settle(pilot)
        await app.push_screen(RuleScreen(RULE))
        await settle(pilot)
        assert "Slått av i denne visningen" in seen(app)
        await pilot.press("a")
        await settle(pilot)
        assert findings() == before
        assert "slått av" not in seen(app)
        assert app.reports == []


async def test_another_audit_has_all_rules_on() -> None:
    session = with_audit(make_session())
    app = ShowsAudit(session, RulebookScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert len(session.off) == 1
        other = factory.audit_result(20)
        session.show(other, results.RowReader(other), results.summary(other))
        assert session.off == frozenset()
        assert session.whole is other
