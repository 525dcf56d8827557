"""No cell reaches the terminal as anything but text, no identity number unmasked, and no failure shows a value."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget

from auditor.model.vocabulary import Severity
from auditor.results.matrix import By, Unit
from auditor.tui.app import AuditorApp
from auditor.tui.export import write_csv
from auditor.tui.field_rows import FieldRows
from auditor.tui.screens.base import View
from auditor.tui.screens.delivery import ColumnsScreen, DeliveryScreen
from auditor.tui.screens.field import FieldMatrixScreen, FieldRowsScreen, FieldScreen
from auditor.tui.screens.fields import FieldsScreen
from auditor.tui.screens.groups import GroupsScreen
from auditor.tui.screens.indicators import DecidingRowsScreen, IndicatorScreen, IndicatorsScreen
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.message import MessageScreen
from auditor.tui.screens.municipalities import MunicipalitiesScreen
from auditor.tui.screens.municipality import MunicipalityScreen
from auditor.tui.screens.overview import OverviewScreen
from auditor.tui.screens.person import PersonScreen
from auditor.tui.screens.record import RecordScreen
from auditor.tui.screens.rows import RowsScreen
from auditor.tui.screens.rulebook import RulebookScreen, RuleScreen
from tests.tui import factory
from tests.tui.conftest import Opener, ShowsAudit, make_session, seen, settle, with_audit

MARKER = "01819012345-HEMMELIG"
OSLO_WITHOUT_CAUSE = FieldRows(factory.PROGRAMME, "avslutningsarsak", "missing", {"municipality": "0301"})


class ByCounty(MunicipalitiesScreen):
    """The municipalities by county."""

    by_county = True


VIEWS: dict[str, Callable[[], View]] = {
    "overview": OverviewScreen,
    "municipalities": MunicipalitiesScreen,
    "counties": ByCounty,
    "municipality": lambda: MunicipalityScreen("0301", "Oslo"),
    "rules": MunicipalityScreen,
    "rows": lambda: RowsScreen(factory.RULES[1]),
    "rows of a municipality": lambda: RowsScreen(factory.RULES[0], Unit(By.MUNICIPALITY, "5001")),
    "matrix": MatrixScreen,
    "record": lambda: RecordScreen(factory.PROGRAMME, 3, ("avslutningsarsak",), Severity.ERROR),
    "rulebook": RulebookScreen,
    "rule": lambda: RuleScreen("NIR-AVS-002"),
    "fields": FieldsScreen,
    "field": lambda: FieldScreen(factory.COURSE, "timer"),
    "field of texts": lambda: FieldScreen(factory.PROGRAMME, "merknad"),
    "field matrix": lambda: FieldMatrixScreen(factory.PROGRAMME, "avslutningsarsak"),
    "field rows": lambda: FieldRowsScreen(OSLO_WITHOUT_CAUSE),
    "indicators": IndicatorsScreen,
    "indicator": lambda: IndicatorScreen("arbeid"),
    "deciding rows": lambda: DecidingRowsScreen(factory.PROGRAMME, "arbeid", "0301"),
    "groups": lambda: GroupsScreen(factory.RULES[6]),
    "person": lambda: PersonScreen(factory.PROGRAMME, 3, "NIR-AVS-002"),
    "delivery": DeliveryScreen,
    "columns": lambda: ColumnsScreen(factory.HOSTILE[1]),
}


def harmless(text: str) -> bool:
    """Whether no character of the text controls a terminal or hides."""
    return not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in text.replace("\n", ""))


async def test_identity_numbers_are_masked_in_every_table() -> None:
    app = ShowsAudit(with_audit(make_session(), 60))
    numbers = [factory.identity(person) for person in range(60)]
    async with app.run_test(size=(140, 40)) as pilot:
        below = app.screen
        for view, make in VIEWS.items():
            if view == "columns":
                continue
            await app.push_screen(make())
            await settle(pilot)
            shown = [seen(app)]
            for key in ("down", "m", "right", "f", "f1"):
                await pilot.press(key)
                await settle(pilot)
                shown.append(seen(app))
            while app.screen is not below:
                app.pop_screen()
            assert not any(number in text or number[6:] in text for number in numbers for text in shown), view
            assert not view.startswith("rows") or "•••••" in shown[0]


async def test_identity_numbers_are_shown_only_on_demand_and_only_where_that_is_allowed() -> None:
    number = factory.identity(3)
    for allowed in (False, True):
        app = ShowsAudit(with_audit(make_session(may_show_ids=allowed)), VIEWS["rows"], VIEWS["person"])
        async with app.run_test(size=(140, 40)) as pilot:
            await settle(pilot)
            assert number not in seen(app)
            await pilot.press("m")
            await settle(pilot)
            assert (number in seen(app)) is allowed
            await pilot.press("escape")
            await settle(pilot)
            assert (number in seen(app)) is allowed
            await pilot.press("m")
            await settle(pilot)
            assert number not in seen(app)


async def test_an_export_is_masked_whole_neutral_and_private(tmp_path: Path) -> None:
    app = ShowsAudit(with_audit(make_session(), 700, hostile=True), VIEWS["rows"])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f")
        await settle(pilot)
        source = app.screen.query_one("#rows").source  # type: ignore[attr-defined]
        file = tmp_path / "ut.csv"
        assert write_csv(source, file) == source.height > 100
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.reader(opened, delimiter=";"))
        text = file.read_text(encoding="utf-8-sig")
        assert len(rows) == source.height + 1
        assert not any(cell.lstrip().startswith(("=", "+", "@", "-")) for row in rows for cell in row)
        assert not any(factory.identity(person)[6:] in text for person in range(700))
        assert harmless(text.replace("\r", ""))
        assert file.stat().st_mode & 0o777 == 0o600


async def test_an_export_overwrites_nothing_and_says_so(overview: Opener, tmp_path: Path) -> None:
    (tmp_path / "auditor-rules.csv").write_text("mitt", encoding="utf-8")
    app = overview()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("e", "ctrl+u", *str(tmp_path), "enter")
        await settle(pilot)
        assert isinstance(app.screen, MessageScreen)
        assert "auditor-rules.csv" in seen(app)
        assert (tmp_path / "auditor-rules.csv").read_text(encoding="utf-8") == "mitt"


class FailingHandler(RowsScreen):
    """A view whose handler fails with a value of the data in its text and in a local variable."""

    def filters_changed(self) -> None:
        """Fail in a handler."""
        value = MARKER
        raise ValueError(value)


class FailingBody(RowsScreen):
    """A view that fails while it is put together."""

    def body(self) -> Any:
        """Fail."""
        value = MARKER
        raise ValueError(value)


@pytest.mark.parametrize("failing", [FailingHandler, FailingBody])
async def test_a_failing_view_gives_a_place_and_a_type_but_no_value(failing: type[RowsScreen]) -> None:
    app = ShowsAudit(with_audit(make_session()), lambda: failing(factory.RULES[1]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, MessageScreen)
        assert "ValueError" in seen(app)
        assert "HEMMELIG" not in seen(app) + "".join(app.reports)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not isinstance(app.screen, failing)
        assert len(app.reports) == 1


async def test_a_failing_worker_gives_a_place_and_a_type_but_no_value() -> None:
    session = with_audit(make_session())

    class Broken:
        def read(self, *arguments: Any) -> None:
            value = MARKER
            raise RuntimeError(value)

    session.reader = Broken()  # type: ignore[assignment]
    app = ShowsAudit(session, VIEWS["rows"])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert isinstance(app.screen, MessageScreen)
        assert "auditor.tui.records:" in seen(app), app.reports
        assert "RuntimeError" in seen(app)
        assert "HEMMELIG" not in seen(app) + "".join(app.reports)


class Unpaintable(Widget):
    """Fails where no handler can catch it: while it is painted."""

    def render_line(self, y: int) -> Any:
        """Fail with a value in the text and in a local variable."""
        value = MARKER
        raise ValueError(value)


class Crashes(AuditorApp):
    """An app that cannot be painted."""

    async def on_mount(self, event: Any) -> None:
        """Bring in what cannot be painted."""
        event.prevent_default()
        await self.mount(Unpaintable())


@pytest.mark.usefixtures("painted")
@pytest.mark.parametrize("features", ["", "debug,devtools"])
def test_a_crash_prints_a_sentence_and_no_value(
    features: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Crashes(make_session())
    if features:
        app.features = frozenset({"debug"})

    async def end(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.5)
        if pilot.app._exception is None:
            pilot.app.exit(return_code=0)

    app.run(headless=True, size=(80, 24), auto_pilot=end)
    printed = "".join(capfd.readouterr())
    assert "HEMMELIG" not in printed
    assert app.return_code == 1
    assert "henvisningen" in printed
    assert "ValueError" in printed
    assert "Traceback" not in printed


@pytest.mark.usefixtures("painted")
def test_textual_alone_would_print_the_value(capfd: pytest.CaptureFixture[str]) -> None:
    """The proof that the test above can fail."""

    class Plain(App[None]):
        async def on_mount(self) -> None:
            await self.mount(Unpaintable())

    Plain().run(headless=True, size=(80, 24))
    assert "HEMMELIG" in "".join(capfd.readouterr())


def test_every_severity_has_a_sign_of_its_own() -> None:
    from auditor.tui.values import SIGNS, UNKNOWN_SIGN

    assert set(SIGNS) == set(Severity)
    assert len({*SIGNS.values(), UNKNOWN_SIGN}) == len(Severity) + 1
