"""Rows: which fields are shown, one row as a whole, and values as the language writes them."""

from __future__ import annotations

import polars as pl
import pytest

from auditor.locale import Translator
from auditor.model.extract import ROW
from auditor.model.table import FieldType
from auditor.results.written import needle, written
from auditor.tui.records import LINE, row_columns, rule_fields
from auditor.tui.screens.record import RecordScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.source import FrameSource
from auditor.tui.values import instruction
from auditor.tui.widgets.browser import Browser
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit


@pytest.mark.parametrize(
    ("text", "kind", "nb", "en"),
    [
        ("2024-03-01", FieldType.DATE, "01.03.2024", "2024-03-01"),
        ("2024-02-30", FieldType.DATE, "2024-02-30", "2024-02-30"),
        ("våren 2024", FieldType.DATE, "våren 2024", "våren 2024"),
        ("2024", FieldType.INTEGER, "2024", "2024"),
        ("12345", FieldType.INTEGER, "12 345", "12,345"),
        ("0301", FieldType.INTEGER, "0301", "0301"),
        ("37.50", FieldType.DECIMAL, "37,50", "37.50"),
        ("37,5", FieldType.DECIMAL, "37,5", "37,5"),
        ("12345", FieldType.TEXT, "12345", "12345"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does_and_nothing_else_is_touched(
    text: str, kind: FieldType, nb: str, en: str
) -> None:
    assert written(text, kind, Translator("nb")).replace("\u00a0", " ") == nb
    assert written(text, kind, Translator("en")) == en


def test_what_is_looked_for_as_it_is_written_is_found_as_it_is_stored() -> None:
    assert needle("01.03.2024", FieldType.DATE) == "2024-03-01"
    assert needle("03.2024", FieldType.DATE) == "2024-03"
    assert needle("12 345,5", FieldType.DECIMAL) == "12345.5"
    assert needle("Arbeid", FieldType.TEXT) == "Arbeid"


def test_numbers_in_text_are_sorted_as_numbers() -> None:
    session = with_audit(make_session(), 20)
    declared = factory.TABLES[factory.COURSE]
    fields = rule_fields(session, factory.RULES[3])
    frame = pl.DataFrame(
        {name: ["9", "10,5", None, "2"] for name in fields.all} | {ROW: [0, 1, 2, 3], LINE: [2, 3, 4, 5]}
    )
    source = FrameSource(frame, row_columns(session, declared, fields)).sorted("timer")
    assert [row["timer"] for row in source.records(0, 4)] == ["2", "9", "10,5", None]


def test_an_explanation_without_a_row_names_what_is_derived_by_its_title() -> None:
    from dataclasses import replace

    from auditor.model.text import Text

    session = with_audit(make_session(), 20)
    rule = replace(factory.RULES[1], message=Text("Fristen var {frist} etter {lovverk}."))
    assert instruction(session, rule) == "Fristen var «Tre måneder etter oppstart» etter «Lovverk»."


async def test_columns_are_chosen_for_all_rows_of_the_table_and_given_back() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)

        def shown() -> list[str]:
            return [column.name for column in app.screen.query_one(Browser).source.columns]

        before = shown()
        await pilot.press("o", "c")
        await settle(pilot)
        assert "Hvilke felt skal vises?" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "✓  person_id" in seen(app)
        names = [row[1].text for row in app.screen.query_one("Table").source.window(0, 20)]  # type: ignore[attr-defined]
        await pilot.press(*["down"] * names.index("navn"), "enter", "end")
        rest = names.index("frist") - (len(names) - 1)
        await pilot.press(*["up"] * -rest, "enter", "escape")
        await settle(pilot)
        assert "navn" not in shown()
        assert shown()[-1] == "frist"
        assert app.screen.query_one(Browser).frame_source.sorts
        await pilot.press("escape")
        await app.push_screen(RowsScreen(factory.RULES[2]))
        await settle(pilot)
        assert "frist" in shown()
        assert "navn" not in shown()
        await pilot.press("c", "t")
        await settle(pilot)
        await app.push_screen(RowsScreen(factory.RULES[1]))
        await settle(pilot)
        assert shown() == before
        assert app.reports == []


async def test_the_whole_row_is_shown_with_the_fields_to_look_at_on_top_and_masked() -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: RowsScreen(factory.RULES[1]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(app.screen, RecordScreen)
        text = seen(app)
        assert "✗  Avslutningsårsak" in text
        assert "mangler" in text
        assert "•••••" in text
        assert factory.identity(3) not in text
        assert "15.04.2024" in text
        assert "introduksjonsprogram.csv, linje 5" in text
