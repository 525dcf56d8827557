"""The screen of the reception centres: accepting, rejecting and undoing are written and audited at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from threading import Event
from typing import Any

import polars as pl
import pytest

from auditor.extract.centre_mapping import CentreMapping
from auditor.extract.mapping import write_centres
from auditor.privacy.sanitise import sanitise
from auditor.tui.loading import load
from auditor.tui.plain.pages import Pages
from auditor.tui.reloading import reload, show_reloaded
from auditor.tui.rulebook import switched
from auditor.tui.screens.centres import CentresScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.session import Request, Session
from auditor.tui.widgets.browser import Browser
from tests import centres as made
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, clickable, make_session, seen, settle
from tests.tui.test_privacy import harmless
from tests.tui.test_screens import SIZES, Compare, name_of

DATE = dt.date(2024, 12, 31)


def audited(folder: Path, hostile: bool = False, **options: Any) -> Session:
    """A session after the audit of stays that do not fit; with ``hostile``, keys and names attack their reader."""
    rules = folder / "regler"
    if not rules.exists():
        made.write_rules(rules)
    extract = made.write_extract(folder / "uttrekk")
    if hostile:
        (extract / "opphold.csv").unlink()
        hostile_stays().write_parquet(extract / "opphold.parquet")
    request = Request(extract, str(rules), DATE)
    session = make_session(request=request, **options)
    loaded = load(request, lambda file: None, lambda found, ruleset: None, lambda now: None, Event())
    session.show(loaded.result, loaded.reader, loaded.summary)
    return session


def hostile_stays() -> pl.DataFrame:
    """Stays whose keys, names, types and municipalities attack their reader, with a key and without."""
    cells = [*factory.HOSTILE, *factory.HOSTILE]
    keys = [*factory.HOSTILE, *(None for _ in factory.HOSTILE)]
    number = range(len(cells))
    return pl.DataFrame(
        {
            "opphold_id": [f"O{each}" for each in number],
            "person_id": [f"P{each}" for each in number],
            "mottak_id": keys,
            "mottaksnavn": cells,
            "mottakstype": cells,
            "kommunenummer": cells,
            "fra_dato": ["2024-01-01" for _ in number],
            "til_dato": ["2024-02-01" for _ in number],
        }
    )


def found(session: Session) -> int:
    """All findings of the audit that is shown."""
    return sum(each.found for each in session.audit.outcomes)


async def test_a_decision_is_written_audited_and_can_be_taken_back(tmp_path: Path) -> None:
    session = audited(tmp_path)
    file = tmp_path / "uttrekk" / "auditor.toml"
    app = ShowsAudit(session, OverviewScreen)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        before = found(session)
        for key in ("c", "enter", "enter"):
            await pilot.press(key)
            await settle(pilot)
        assert isinstance(app.screen, CentresScreen)
        assert 'keys = ["M9"]' in file.read_text(encoding="utf-8")
        assert found(session) == before - 3
        assert "Kontrollert på nytt: 3 færre utslag" in " ".join(seen(app).replace("▌", " ").split())
        await pilot.press("z")
        await settle(pilot)
        assert "M9" not in file.read_text(encoding="utf-8")
        assert found(session) == before
        await pilot.press("x")
        await settle(pilot)
        assert 'rejected = ["M9"]' in file.read_text(encoding="utf-8")
        for key in ("z", "a", "escape"):
            await pilot.press(key)
            await settle(pilot)
        assert isinstance(app.screen, OverviewScreen)
        rules = app.screen.query_one("#rules", Browser).frame_source.frame
        assert "M-OPP-002" not in dict(rules.select("rule", "found").iter_rows())
        assert app.reports == []


def test_a_rule_that_is_off_stays_off_when_the_extract_is_audited_again(tmp_path: Path) -> None:
    """Also one that is switched while that goes on; the audit with all rules is the new one."""
    session = audited(tmp_path)

    def switch(rule: str) -> None:
        seen = switched(session, rule)
        session.switch(seen.off, seen.result, seen.summary)

    switch("M-OPP-002")
    assert found(session) == 2
    write_centres(tmp_path / "uttrekk" / "auditor.toml", {"M2": CentreMapping(names=("Bodø mottak",))})
    again = reload(session, Event(), lambda now: None)
    show_reloaded(session, again)
    assert (found(session), session.summary.findings, session.off) == (1, 1, {"M-OPP-002"})
    assert sum(each.found for each in session.whole.outcomes) == 3
    switch("M-BOS-001")
    show_reloaded(session, again)
    assert (found(session), session.off) == (0, {"M-OPP-002", "M-BOS-001"})


async def test_what_cannot_be_mapped_says_why(tmp_path: Path) -> None:
    app = ShowsAudit(audited(tmp_path), CentresScreen)
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await settle(pilot)
        for key in ("z", "down", "down", "down", "a"):
            await pilot.press(key)
            await settle(pilot)
        text = " ".join(seen(app).replace("▌", " ").split())
        assert "ikke gjort noe å angre" in text
        assert "en kobling ville skjule" in text
        assert not (tmp_path / "uttrekk" / "auditor.toml").exists()


async def test_a_mapping_file_that_cannot_be_written_is_told_about(tmp_path: Path) -> None:
    session = audited(tmp_path)
    (tmp_path / "uttrekk" / "auditor.toml").mkdir()
    app = ShowsAudit(session, CentresScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        before = found(session)
        await pilot.press("a")
        await settle(pilot)
        assert app.reports
        assert found(session) == before


async def test_hostile_keys_and_names_are_text(tmp_path: Path) -> None:
    app = ShowsAudit(audited(tmp_path, hostile=True), CentresScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        assert app.screen.query_one("#cases", Browser).source.height > 1.5 * len(factory.HOSTILE)
        for key in ("down", "down", "down", "right", "f", "u", "G", "y", "tab", "down", "a", "z"):
            await pilot.press(key)
            await settle(pilot)
            assert harmless(seen(app))
            assert clickable(app) == []
        assert app.reports == []


async def test_the_timeline_of_a_centre_is_called_what_it_is_of(tmp_path: Path) -> None:
    session = audited(tmp_path)
    app = ShowsAudit(session, lambda: PersonScreen("mottak", 1), lambda: PersonScreen("opphold", 1))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        crumbs = [screen.crumb for screen in app.screen_stack if isinstance(screen, PersonScreen)]
    assert crumbs == ["Mottak", "••"]
    pages = Pages(session)
    assert [pages.person(table, 1).crumb for table in ("mottak", "opphold")] == crumbs


async def test_the_plain_pages_have_the_cells_of_the_screen(tmp_path: Path) -> None:
    session = audited(tmp_path)
    app = ShowsAudit(session, CentresScreen)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        pages = Pages(session)
        page = pages.centres()
        (cases,) = page.lists
        shown = app.screen.query_one("#cases", Browser).source
        assert cases.source.window(0, shown.height) == shown.window(0, shown.height)
        of_first = cases.open(cases.source.record(0))
        assert not isinstance(of_first, str)
        (candidates,) = of_first.lists
        shown = app.screen.query_one("#candidates", Browser).source
        assert candidates.source.window(0, shown.height) == shown.window(0, shown.height)
        told = candidates.open(candidates.source.record(0))
        assert isinstance(told, str)
        assert sanitise(told) == told
        assert 'centres."M3".keys = ["M9"]' in told


@pytest.mark.parametrize(("size", "language"), [(SIZES[0], "nb"), (SIZES[1], "en")], ids=name_of)
def test_pictures(snap_compare: Compare, size: tuple[int, int], language: str, tmp_path: Path) -> None:
    app = ShowsAudit(audited(tmp_path, language=language), CentresScreen)

    async def prepare(pilot: Any) -> None:
        await settle(pilot)
        await pilot.pause(0.1)

    assert snap_compare(app, terminal_size=size, run_before=prepare)
