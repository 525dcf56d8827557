"""The person's timeline: drawn to scale, with deadlines and law, and the way to the next one with the same finding."""

from __future__ import annotations

from auditor.model.extract import ROW
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit


async def test_deadline_law_and_scale_are_seen_and_said() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: PersonScreen(factory.PROGRAMME, 3, "NIR-AVS-002"))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        column = app.screen.query_one(Browser).current_column
        assert column is not None
        assert column.name == "text"
        lines = seen(app).splitlines()
        programme = next(line for line in lines if "Introduksjonsprogram" in line)
        stay = next(line for line in lines if "Opphold i mottak" in line)
        assert "━┆━" in programme
        assert "integreringsloven" in programme
        assert stay.index("━") < programme.index("━")
        finding = next(line for line in lines if "✗ Registrer avslutningsårsak" in line)
        assert finding.index("✗") == programme.index("━")
        assert all(year in lines[2] for year in ("2021", "2022", "2023"))
        await pilot.press("up")
        await settle(pilot)
        text = seen(app)
        assert "┆ Frist  01.07.2022 · Tre måneder etter oppstart" in text
        assert "Lov  integreringsloven" in text


async def test_next_and_previous_go_through_the_rows_as_they_were_shown_and_stop_at_the_ends() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("h", "h", "h", "o")
        await settle(pilot)
        rows = app.screen.query_one(Browser).frame_source.values(ROW).to_list()
        assert rows != sorted(rows)
        await pilot.press("enter")
        await settle(pilot)
        person = app.screen
        assert isinstance(person, PersonScreen)
        assert person.row == rows[0]
        await pilot.press("f3")
        await pilot.pause(0.2)
        assert "Det er ingen tidligere" in seen(app)
        for expected in rows[1:3]:
            await pilot.press("f4")
            await settle(pilot)
            assert person.row == expected
            record = person.query_one(Browser).record
            assert record is not None
            assert record["text"].startswith("✗ Registrer avslutningsårsak")
        assert f"utslag 3 av {len(rows)}" in seen(app)
        assert app.reports == []


async def test_a_person_opened_from_no_rule_says_how_to_step() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: PersonScreen(factory.PROGRAMME, 3))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("f4")
        await pilot.pause(0.2)
        assert "Åpne personen fra radene" in seen(app)


async def test_the_scale_follows_the_size_of_the_terminal() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: PersonScreen(factory.PROGRAMME, 3, "NIR-AVS-002"))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        wide = seen(app).count("━")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert 0 < seen(app).count("━") < wide
        record = app.screen.query_one(Browser).record
        assert record is not None
        assert record["text"].startswith("✗ Registrer")
