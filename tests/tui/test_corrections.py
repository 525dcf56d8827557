"""Proposing corrections: few keys, the effect at once, what is refused, and the list of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from auditor.ledger import corrections as files
from auditor.model.audit import AuditResult
from auditor.tui import recent
from auditor.tui.app import AuditorApp
from auditor.tui.plain.pages import Pages
from auditor.tui.proposals import FOLDER, place_of, proposals_of
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.screens.open import OpenScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.proposals import ProposalsScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.session import Request, Session
from auditor.tui.widgets.browser import Browser
from tests import small
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, clickable, make_session, seen, settle, with_audit
from tests.tui.test_jobs import Keys
from tests.tui.test_privacy import harmless
from tests.tui.test_screens import SIZES, Compare, name_of


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Request, AuditResult]:
    """The small extract with its findings."""
    from auditor import engine, rulesets
    from auditor.extract import open_extract

    folder = tmp_path_factory.mktemp("liten")
    rules = small.write_ruleset(folder / "regler")
    path = small.write_extract(folder / "uttrekk", small.FLAWED)
    ruleset = rulesets.load(str(rules))
    extract = open_extract(path, tuple(ruleset.tables.values()))
    return Request(path, str(rules), factory.DATE), engine.audit(extract, ruleset, reference_date=factory.DATE)


@pytest.fixture
def session(audited: tuple[Request, AuditResult], tmp_path: Path) -> Session:
    """A session that shows it."""
    from auditor import results

    request, result = audited
    session = make_session(request=request, state_dir=tmp_path / "state")
    session.show(result, results.RowReader(result), results.summary(result))
    return session


def rows_of(session: Session, rule_id: str) -> RowsScreen:
    """The rows of a rule."""
    rule = session.audit.ruleset.rule(rule_id)
    assert rule is not None
    return RowsScreen(rule)


def flat(app: Any) -> str:
    """What is seen, without the line breaks of sentences."""
    return " ".join(seen(app).replace("▌", " ").replace("│", " ").split())


async def test_the_registrar_goes_from_the_list_to_a_corrected_record_by_five_keys(
    audited: tuple[Request, AuditResult], tmp_path: Path
) -> None:
    request, _ = audited
    state = tmp_path / "state"
    recent.remember(state, recent.Recent(request.path or tmp_path, request.rules))
    app = AuditorApp(make_session(request=Request(None, request.rules, factory.DATE), state_dir=state))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        press = Keys(pilot)
        assert isinstance(app.screen, OpenScreen)
        await press("enter")
        at = app.screen.query_one("#rules", Browser)
        at.cursor_row = list(at.frame_source.values("rule")).index("L-AVS-001")
        await press("enter")
        assert isinstance(app.screen, RowsScreen)
        screen = await press("p")
        assert isinstance(app.screen, CorrectionScreen)
        assert "Ny verdi for Avslutningsårsak" in screen
        assert "✓ Forsvinner  Avsluttet uten årsak" in screen
        await press("down")
        await press("enter")
        assert isinstance(app.screen, RowsScreen)
        assert press.count == 5
        assert "✎ 1 foreslått" in seen(app)
        assert "1 utslag forsvinner" in flat(app)
        (file,) = (state / FOLDER).glob("*.json")
        (told,) = json.loads(file.read_text(encoding="utf-8"))["corrections"]
        assert (told["field"], told["value"], told["rules"]) == ("aarsak", "Flyttet", ["L-AVS-001"])
        assert "key" not in told
        assert file.stat().st_mode & 0o777 == 0o600
        assert app.reports == []
    assert (request.path or tmp_path).joinpath("program.csv").read_text(encoding="utf-8") == small.FLAWED


async def test_the_effect_follows_the_value_and_says_what_is_left_out(session: Session) -> None:
    app = ShowsAudit(session, lambda: rows_of(session, "L-DAT-001"))
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        press = Keys(pilot)
        await press("p")
        app.screen.query_one(Input).value = "2024-02-0"
        assert "Oppstår" in await press("end")
        assert "✓ Forsvinner  Slutt før start" in await press("1")
        await press("escape")
        assert isinstance(app.screen, RowsScreen)
        assert proposals_of(session).entries == ()
        await press("p", "enter")
        assert "verdien som står der nå" in flat(app)
        assert app.reports == []


async def test_what_cannot_be_proposed_says_why(session: Session) -> None:
    app = ShowsAudit(session)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        for table, row, field, said in (
            ("program", 0, "program_id", "sier hvem eller hvilken post"),
            ("person", 0, "navn", "personopplysning"),
            ("program", 3, "aarsak", "Flere poster har samme nøkkel"),
        ):
            await app.push_screen(CorrectionScreen(table, row, [field]))
            await settle(pilot)
            assert said in flat(app)


async def test_no_identity_number_gets_into_the_file_unless_allowed(session: Session) -> None:
    number = factory.identity(7)
    for allowed in (False, True):
        session.may_show_ids = allowed
        app = ShowsAudit(session, lambda: CorrectionScreen("program", 0, ["timer"]))
        async with app.run_test(size=(140, 40), notifications=True) as pilot:
            await settle(pilot)
            app.screen.query_one(Input).value = number
            await Keys(pilot)("enter")
            assert ("likner et identitetsnummer" in flat(app)) is not allowed
            assert len(proposals_of(session).entries) == allowed


async def test_the_list_takes_back_undoes_and_hands_on(session: Session, tmp_path: Path) -> None:
    app = ShowsAudit(session, lambda: rows_of(session, "L-AVS-001"))
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        press = Keys(pilot)
        await press("p", "enter")
        await app.push_screen(ProposalsScreen())
        await settle(pilot)
        screen = seen(app)
        assert "linje 2" in screen
        assert "Arbeid" in screen
        file = place_of(session)
        assert file is not None
        await press("z", "x")
        assert files.read(file).entries == ()
        await press("z")
        assert len(files.read(file).entries) == 1
        pages = Pages(session)
        (listed,) = pages.corrections().lists
        shown = app.screen.query_one(Browser).source
        assert listed.source.window(0, 1) == shown.window(0, 1)
        await press("w")
        app.screen.query_one(Input).value = str(tmp_path)
        await press("enter")
        assert app.reports == []
        assert files.read(tmp_path / file.name) == files.read(file)
        await press("enter")
        assert isinstance(app.screen, PersonScreen)
        assert app.reports == []


async def test_proposals_of_before_that_cannot_be_read_are_told_about_and_kept(session: Session) -> None:
    file = place_of(session)
    assert file is not None
    file.parent.mkdir(parents=True)
    file.write_text("skadet", encoding="utf-8")
    app = ShowsAudit(session, ProposalsScreen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "ingen rettelsesfil" in " ".join(app.reports)
    assert file.read_text(encoding="utf-8") == "skadet"


async def test_hostile_cells_are_text_while_correcting(tmp_path: Path) -> None:
    session = with_audit(make_session(state_dir=tmp_path / "state"), 60, hostile=True)
    app = ShowsAudit(session, lambda: CorrectionScreen(factory.PROGRAMME, 1, ["merknad"]))
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        for key in ("ctrl+u", "x", "enter"):
            await pilot.press(key)
            await settle(pilot)
            assert harmless(seen(app))
        await app.push_screen(ProposalsScreen())
        await settle(pilot)
        assert session.proposals is not None
        assert len(session.proposals.entries) == 1
        for key in ("down", "right", "f", "u", "y"):
            await pilot.press(key)
            await settle(pilot)
            assert harmless(seen(app))
            assert clickable(app) == []
        assert app.reports == []


@pytest.mark.parametrize(("size", "language"), [(SIZES[0], "nb"), (SIZES[1], "en")], ids=name_of)
@pytest.mark.parametrize("view", ["proposing", "list"])
def test_pictures(snap_compare: Compare, session: Session, size: tuple[int, int], language: str, view: str) -> None:
    session.speak(language)
    app = ShowsAudit(session, lambda: CorrectionScreen("program", 0, ["aarsak"]))
    file = session.state_dir / "x.json" if session.state_dir else Path()
    session.request = Request(session.request.path, session.request.rules, factory.DATE, corrections=file)

    async def prepare(pilot: Any) -> None:
        await settle(pilot)
        if view == "list":
            await pilot.press("enter")
            await settle(pilot)
            pilot.app.clear_notifications()
            await pilot.app.push_screen(ProposalsScreen())
            await settle(pilot)
            pilot.app.screen.query_one(".lead").update("/min/mappe/x.json")
        await pilot.pause(0.1)

    assert snap_compare(app, terminal_size=size, run_before=prepare)
