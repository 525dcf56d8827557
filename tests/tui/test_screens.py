"""Every screen at both sizes, as pictures that a person has looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from auditor.engine import Progress
from auditor.tui import recent
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

    def on_mount(self, event: Any) -> None:  # type: ignore[override]
        """Show what a worker would tell."""
        event.prevent_default()
        audit = factory.audit_result()
        self._show_tables(self.Opened(audit.extract, audit.ruleset))
        self._show_progress(self.Progressed(Progress(factory.PROGRAMME, 123_456, 789, 1, 3), 250_000.0))


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


@pytest.mark.parametrize("size", SIZES, ids=name_of)
@pytest.mark.parametrize("view", VIEWS, ids=name_of)
def test_view(snap_compare: Compare, size: tuple[int, int], view: str) -> None:
    assert shown(snap_compare, size, VIEWS[view], hostile=view == "columns")


@pytest.mark.parametrize("size", SIZES, ids=name_of)
def test_view_with_hostile_cells(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert shown(snap_compare, size, VIEWS["rows"], hostile=True)


def test_view_without_colours(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(snap_compare, (80, 24), VIEWS["municipalities"])


@pytest.mark.parametrize("size", SIZES, ids=name_of)
@pytest.mark.parametrize("keys", [("f1",), ("ctrl+p",), ("s",), ("e",), ("f",), ("o",), ("i",)], ids=name_of)
def test_rows_after_a_key(
    snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...], monkeypatch: Any
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/hjem"))
    assert shown(snap_compare, size, VIEWS["rows"], keys=keys)


@pytest.mark.parametrize("size", SIZES, ids=name_of)
@pytest.mark.parametrize("entries", [0, 3])
def test_open(snap_compare: Compare, size: tuple[int, int], entries: int, tmp_path: Path) -> None:
    for number in range(entries):
        recent.remember(tmp_path, recent.Recent(Path(f"/leveranser/2024/uttrekk {number}"), "nir"))
    assert shown(snap_compare, size, state_dir=tmp_path)


@pytest.mark.parametrize("size", SIZES, ids=name_of)
def test_loading(snap_compare: Compare, size: tuple[int, int]) -> None:
    request = Request(Path("/leveranser/2024/uttrekk"), "nir", factory.DATE)
    assert shown(snap_compare, size, lambda: Halfway(request))


@pytest.mark.parametrize("size", SIZES, ids=name_of)
def test_failure(snap_compare: Compare, size: tuple[int, int]) -> None:
    request = Request(Path("/leveranser/borte"), "nir", factory.DATE)
    assert shown(snap_compare, size, lambda: LoadingScreen(request))


@pytest.mark.parametrize("size", SIZES, ids=name_of)
def test_matrix_turned_with_shares(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert shown(snap_compare, size, VIEWS["matrix"], keys=("t", "c", "down", "w"), language="en")


@pytest.mark.parametrize("size", SIZES, ids=name_of)
def test_matrix_without_centres(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert shown(snap_compare, size, VIEWS["matrix"], keys=("b", "home", "down", "enter"))
