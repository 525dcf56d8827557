"""Pictures to look at; every screen and state is compared by tests.tui.test_looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from auditor.engine import EarlyFinding, Progress
from auditor.tui.screens.base import View
from auditor.tui.screens.loading import LoadingScreen
from auditor.tui.session import Request
from tests.tui import factory
from tests.tui.conftest import ShowsAudit, make_session, settle, with_audit
from tests.tui.test_privacy import VIEWS

SIZES = [(80, 24), (140, 40)]
Compare = Callable[..., bool]


def name_of(value: Any) -> str:
    """A name for files: 80x24, ctrl-p, rows-of-a-municipality."""
    text = "x".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text.replace("+", "-").replace(" ", "-")


class Halfway(LoadingScreen):
    """The loading screen in the middle of an audit, without the audit."""

    municipalities: Sequence[str] = factory.MUNICIPALITIES

    def on_mount(self, event: Any) -> None:  # type: ignore[override]
        """Show what a worker would tell."""
        event.prevent_default()
        audit = factory.audit_result()
        self._show_tables(self.Opened(audit.extract, audit.ruleset))
        first = tuple(
            EarlyFinding(rule.id, row, None if row == 4 else self.municipalities[row % len(self.municipalities)])
            for row in range(15)
            for rule in audit.ruleset.rules[row % 3 : row % 3 + 1]
        )
        self._show_progress(self.Progressed(Progress(factory.PROGRAMME, 123_456, 789, 1, 3, first), 250_000.0))


def shown(
    snap_compare: Compare,
    size: tuple[int, int],
    *views: Callable[[], View],
    keys: Iterable[str] = (),
    theme: str = "",
    hostile: bool = False,
    **options: Any,
) -> bool:
    """Compare the picture of the last of ``views`` after some keys."""
    app = ShowsAudit(with_audit(make_session(**options), hostile=hostile), *views)
    if theme:
        app.theme = theme
    return shown_app(snap_compare, size, app, keys)


def shown_app(snap_compare: Compare, size: tuple[int, int], app: ShowsAudit, keys: Iterable[str] = ()) -> bool:
    """Compare the picture of an app after some keys."""

    async def prepare(pilot: Any) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        await pilot.pause(0.1)

    return snap_compare(app, terminal_size=size, run_before=prepare)


@pytest.mark.parametrize(("view", "size"), [("municipality", SIZES[0]), ("person", SIZES[1])], ids=name_of)
def test_view(snap_compare: Compare, size: tuple[int, int], view: str) -> None:
    assert shown(snap_compare, size, VIEWS[view])


def test_view_with_hostile_cells(snap_compare: Compare) -> None:
    assert shown(snap_compare, SIZES[1], VIEWS["rows"], hostile=True)


def test_view_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(snap_compare, SIZES[0], VIEWS["municipalities"])


def test_failure(snap_compare: Compare) -> None:
    request = Request(Path("/leveranser/borte"), "nir", factory.DATE)
    assert shown(snap_compare, SIZES[0], lambda: LoadingScreen(request))
