"""Waivers, marks and the history on the screen, key by key, in a real ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest

from auditor.ledger import waivers
from auditor.ledger.database import connected
from auditor.ledger.kinds import Kind
from auditor.ledger.marks import marks
from auditor.ledger.place import key_of
from auditor.ledger.runs import record
from auditor.model.audit import AuditResult
from auditor.tui.app import AuditorApp
from auditor.tui.logbook import Logbook
from auditor.tui.plain.pages import Pages
from auditor.tui.screens.history import HistoryScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.screens.waive import WaiveScreen
from auditor.tui.session import Session
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, seen, settle, with_audit
from tests.tui.test_screens import SIZES, Compare, name_of, shown_app

NOW = dt.datetime(2025, 1, 15, 12)
RULE = factory.RULES[1]


def with_ledger(folder: Path, people: int = 60, **options: Any) -> Session:
    """A session over a made audit, with a ledger that is not there yet and a clock that stands still."""
    session = with_audit(make_session(**options), people)
    session.logbook = Logbook(folder / "logg.sqlite", now=lambda: NOW)
    return session


def with_history(folder: Path, **options: Any) -> Session:
    """The same with three runs, and waivers of each state."""
    session = with_ledger(folder, 200, **options)
    assert session.logbook is not None
    path = session.logbook.path
    for suffix, content in history_files().items():
        path.with_suffix(suffix).write_bytes(content)
        path.with_suffix(suffix).chmod(0o600)
    session.logbook.follow(session.audit)
    return session


@cache
def history_files() -> dict[str, bytes]:
    """A ledger and its key, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "logg.sqlite"
        with connected(path) as connection:
            for number, people in enumerate((120, 160, 200)):
                record(connection, grown(people), key_of(path), NOW - dt.timedelta(days=60 - number), "nir")
            for rule, place, expires, reason in (
                ("NIR-AVS-002", "0301", "2025-12-31", "lawful"),
                ("NIR-NOR-010", "4601", "2025-02-01", "being_corrected"),
                ("MOT-OPP-004", "5001", "2025-01-01", "known_error"),
                ("NIR-PER-001", "0219", "2025-12-31", "other"),
            ):
                waivers.waive(
                    connection, rule, municipality=place, reason=reason, owner="Kari Nordmann", comment="se sak 12",
                    expires=dt.date.fromisoformat(expires), created_at=NOW - dt.timedelta(days=60),
                )  # fmt: skip
        return {suffix: path.with_suffix(suffix).read_bytes() for suffix in (".sqlite", ".key")}


def grown(people: int) -> AuditResult:
    """An audit of fewer persons, as an earlier delivery."""
    result = factory.audit_result(people)
    manifest = result.extract.manifest
    files = tuple(replace(file, sha256=f"{people:064}") for file in manifest.files)
    return replace(result, extract=replace(result.extract, manifest=replace(manifest, files=files)))


def told(app: AuditorApp) -> str:
    """What the toasts say."""
    return "\n".join(each.message for each in app._notifications)


async def press(pilot: Any, *keys: str) -> str:
    """Press keys and wait for what they started."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    return seen(pilot.app)


FORM = ("down", "enter", *"Kari", "enter", "enter", "enter")
"""The second reason, an owner, the day that is proposed, no comment."""


async def test_a_row_is_waived_marked_and_both_are_undone(tmp_path: Path) -> None:
    session = with_ledger(tmp_path)
    app = ShowsAudit(session, OverviewScreen, lambda: RowsScreen(RULE))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert "Merket" not in seen(app)
        screen = await press(pilot, "w")
        assert isinstance(app.screen, WaiveScreen)
        assert "NIR-AVS-002" in screen
        screen = await press(pilot, *FORM)
        assert isinstance(app.screen, RowsScreen)
        assert "⊘ unntatt" in screen
        assert "1 unntatt" in screen
        with connected(tmp_path / "logg.sqlite") as connection:
            (one,) = waivers.waivers(connection)
        assert (one.rule, one.reason, one.owner, one.expires) == (RULE.id, "lawful", "Kari", dt.date(2025, 7, 31))
        assert one.record is not None
        screen = await press(pilot, "down", "v", "down", "v", "t")
        assert screen.count("→ sendt") == 2
        assert "2 sendt" in screen
        with connected(tmp_path / "logg.sqlite") as connection:
            assert [each.kind for each in marks(connection)] == [Kind.SENT, Kind.SENT]
        screen = await press(pilot, "escape")
        assert "Ett av utslagene er unntatt" in screen
        await press(pilot, "enter", "z")
        with connected(tmp_path / "logg.sqlite") as connection:
            assert marks(connection) == []
        screen = await press(pilot, "z", "z")
        assert "unntatt" not in screen
        assert "Det er ikke gjort noe å angre" in told(app)
        with connected(tmp_path / "logg.sqlite") as connection:
            assert waivers.waivers(connection) == []
        assert app.reports == []


async def test_a_person_s_finding_and_a_municipality_s_rule_are_waived(tmp_path: Path) -> None:
    session = with_ledger(tmp_path)
    views: tuple[Callable[[], Any], ...] = (
        OverviewScreen,
        lambda: MunicipalityScreen("0301", "Oslo"),
        lambda: PersonScreen(factory.PROGRAMME, 3, RULE.id),
    )
    app = ShowsAudit(session, *views)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        screen = await press(pilot, "w", *FORM)
        assert "✗ ⊘ unntatt · Registrer" in screen
        assert "Merket  ⊘ unntatt" in screen
        await press(pilot, "up", "w")
        assert "Velg linjen med utslaget først" in told(app)
        screen = await press(pilot, "escape", "w", "enter", "enter", "enter", "enter")
        assert "Unnt." in screen
        with connected(tmp_path / "logg.sqlite") as connection:
            found = waivers.waivers(connection)
        assert [each.municipality for each in found] == [None, "0301"]
        assert {each.owner for each in found} == {"Kari"}, "the owner is proposed again"
        assert app.reports == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("enter", "enter", "enter", "enter"), "Skriv hvem som svarer"),
        (("enter", *"K", "enter", *"1.1.2020", "enter", "enter"), "Skriv en dag som ikke er forbi"),
        (("end", "enter", *"K", "enter", "enter", "enter"), "Skriv hva grunnen er"),
    ],
)
async def test_the_form_says_what_is_missing(tmp_path: Path, keys: tuple[str, ...], said: str) -> None:
    app = ShowsAudit(with_ledger(tmp_path), lambda: RowsScreen(RULE))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await press(pilot, "w", *keys)
        assert isinstance(app.screen, WaiveScreen)
        assert said in screen
        await press(pilot, "escape")
        assert not (tmp_path / "logg.sqlite").exists()


async def test_without_a_ledger_or_with_a_damaged_one_a_sentence_says_so(tmp_path: Path) -> None:
    app = ShowsAudit(with_audit(make_session(), 20), lambda: RowsScreen(RULE))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "w")
        assert "Det finnes ingen kontrollogg" in told(app)
    session = with_ledger(tmp_path, 20)
    (tmp_path / "logg.sqlite").write_bytes(b"ikke en logg" * 500)
    assert session.logbook is not None
    session.logbook.follow_if_possible(session.audit)
    assert session.logbook.trouble is not None
    assert session.logbook.trouble.key == "ledger.damaged"
    app = ShowsAudit(session, lambda: RowsScreen(RULE))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "w", *FORM)
        assert any("skadet" in each for each in app.reports)
    assert (tmp_path / "logg.sqlite").read_bytes() == b"ikke en logg" * 500


async def test_the_history_leads_on_and_ends_waivers(tmp_path: Path) -> None:
    app = ShowsAudit(with_history(tmp_path), OverviewScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        screen = await press(pilot, "w")
        assert isinstance(app.screen, HistoryScreen)
        assert "3 kjøringer" in screen
        assert "gått ut" in screen
        assert "utløper snart" in screen
        assert "dekker ingenting" in screen
        assert "til og med kjøring 2" in await press(pilot, "down", "enter")
        screen = await press(pilot, "b")
        assert "0301 Oslo" in screen
        screen = await press(pilot, "b")
        assert "fullstendighet" in screen
        screen = await press(pilot, "b", "enter")
        assert isinstance(app.screen, RowsScreen)
        screen = await press(pilot, "escape", "tab", "x")
        assert "3 unntak" in screen
        screen = await press(pilot, "r")
        assert "4 kjøringer" in screen
        assert "Ført som kjøring 4" in told(app)
        assert app.reports == []


async def test_enter_leads_from_a_course_to_what_it_is_about_and_says_where_it_leads_nowhere(tmp_path: Path) -> None:
    """A rule's rows, a municipality, a dimension; a rule that is not in the audit any more is said to be gone."""
    app = ShowsAudit(with_history(tmp_path), HistoryScreen)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        screen = app.screen
        led: list[type] = []
        for _ in range(3):
            screen.query_one("#courses").focus()
            await press(pilot, "home", "enter")
            led.append(type(app.screen))
            await press(pilot, "escape", "b")
            assert app.screen is screen
        assert led == [RowsScreen, MunicipalityScreen, MunicipalityScreen]
        screen.query_one("#waivers").focus()
        await press(pilot, "home", "enter")
        assert isinstance(app.screen, RowsScreen)
        await press(pilot, "escape")
        app.session.show(replace(app.session.audit, rule_ids=()), app.session.reader, app.session.summary)
        for table in ("courses", "waivers"):
            screen.query_one(f"#{table}").focus()
            await press(pilot, "home", "enter")
            assert app.screen is screen
        assert told(app).count("ikke med i dette regelsettet") == 2
        assert app.reports == []


async def test_an_empty_history_says_so(tmp_path: Path) -> None:
    app = ShowsAudit(with_ledger(tmp_path), HistoryScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = seen(app)
        assert "Ingen kjøringer er ført" in screen
        assert "Ingen unntak gjelder" in screen
        screen = await press(pilot, "r")
        assert "1 kjøring" in screen


def test_rows_of_a_large_audit_are_noted_in_whole_columns(tmp_path: Path) -> None:
    session = with_ledger(tmp_path, 2_000)
    assert session.logbook is not None
    assert session.reader is not None
    from auditor import results
    from auditor.tui.logbook import Form

    rows = results.finding_rows(session.audit, RULE.id)
    count = session.logbook.waive_municipality(
        session.audit, RULE, "0301", Form("lawful", "Kari", dt.date(2025, 12, 31))
    )
    assert count == 1
    noted = session.logbook.notes(1)
    assert 0 < len(noted) < len(rows)
    assert session.logbook.mark_sent(session.audit, session.reader, RULE, pl.Series(rows[:5])) == 5


@pytest.mark.parametrize(("size", "language"), [(SIZES[0], "nb"), (SIZES[1], "nb")], ids=name_of)
def test_the_history_as_a_picture(snap_compare: Compare, size: tuple[int, int], language: str, tmp_path: Path) -> None:
    assert shown_app(snap_compare, size, ShowsAudit(with_history(tmp_path, language=language), HistoryScreen))


@pytest.mark.parametrize(
    ("size", "view"),
    [(SIZES[0], "overview"), (SIZES[1], "municipality"), (SIZES[1], "rows"), (SIZES[0], "form"), (SIZES[1], "form")],
    ids=name_of,
)
def test_waivers_as_pictures(snap_compare: Compare, size: tuple[int, int], view: str, tmp_path: Path) -> None:
    views: dict[str, Callable[[], Any]] = {
        "overview": OverviewScreen,
        "municipality": lambda: MunicipalityScreen("0301", "Oslo"),
        "rows": lambda: RowsScreen(RULE),
        "form": lambda: RowsScreen(RULE),
    }
    app: AuditorApp = ShowsAudit(with_history(tmp_path), views[view])
    assert shown_app(snap_compare, size, app, ("w",) if view == "form" else ())


async def test_the_history_in_the_plain_mode_says_the_same(tmp_path: Path) -> None:
    """Cell for cell, and a rule leads to its findings; without a ledger it says that there is nothing."""
    session = with_history(tmp_path)
    page = Pages(session).history()
    app = ShowsAudit(session, HistoryScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        for listing, name in zip(page.lists, ("runs", "courses", "waivers"), strict=True):
            source = app.screen.query_one(f"#{name}").source  # type: ignore[attr-defined]
            assert listing.source.window(0, listing.source.height) == source.window(0, source.height)
    led = page.lists[1].open(page.lists[1].source.record(0))
    assert not isinstance(led, str)
    nothing = Pages(with_audit(make_session(), 20)).history()
    assert [each.source.height for each in nothing.lists] == [0, 0, 0]
