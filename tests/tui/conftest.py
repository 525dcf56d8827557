"""What the tests of the screens share: apps that show a made audit, and what stands on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack

from auditor import results
from auditor.tui.app import AuditorApp
from auditor.tui.session import Request, Session
from tests.tui import factory

Opener = Callable[..., AuditorApp]


def make_session(**options: Any) -> Session:
    """A session without an extract."""
    language = options.pop("language", "nb")
    request = options.pop("request", Request(None, "nir", factory.DATE))
    return Session(request, language, **options)


def with_audit(session: Session, people: int = 200, hostile: bool = False) -> Session:
    """The session after an audit has been made."""
    session.result = factory.audit_result(people, hostile)
    session.reader = results.RowReader(session.result)
    session.request = session.request.of(Path("/uttrekk/2024"))
    return session


class ShowsAudit(AuditorApp):
    """The app as it is after an audit: the screens of ``views`` on top of the choice of an extract."""

    def __init__(self, session: Session, *views: Callable[[], Any]) -> None:
        super().__init__(session)
        self.views = views

    def on_mount(self, event: Any) -> None:
        """Show the views, not the loading of an extract."""
        event.prevent_default()
        from auditor.tui.screens.open import OpenScreen

        self.push_screen(OpenScreen())
        for view in self.views:
            self.push_screen(view())


def painted_strips(app: Any) -> Any:
    """The lines on the screen, with the views that shine through below it."""
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def seen(app: Any) -> str:
    """The text on the screen, line by line."""
    return "\n".join(strip.text.rstrip() for strip in painted_strips(app))


def clickable(app: Any) -> list[Any]:
    """Actions hidden in the text on the screen, apart from those of the keys at the bottom."""
    return [
        segment.style.meta
        for strip in painted_strips(app)
        for segment in strip
        if segment.style and "@click" in segment.style.meta
    ]


async def settle(pilot: Any) -> None:
    """Wait until no thread is at work and everything is painted; workers that wait for an answer go on waiting."""
    quiet = 0
    while quiet < 3:
        await pilot.pause(0.01)
        busy = any(worker._thread_worker and not worker.is_finished for worker in pilot.app.workers)
        quiet = 0 if busy else quiet + 1


_paint = Compositor.render_update


def _unpainted(compositor: Any, full: bool = False, screen_stack: Any = None, simplify: bool = False) -> Any:
    """Paint a whole picture where one is asked for; what has changed on a screen that nobody sees is not painted."""
    if full:
        return _paint(compositor, full, screen_stack, simplify)
    visible_screen_stack.set([] if screen_stack is None else screen_stack)
    compositor._dirty_regions.clear()
    return None


@pytest.fixture(autouse=True)
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No terminal shows what the screens of a test paint, which would be a third of its time: ``seen`` paints."""
    monkeypatch.setattr(Compositor, "render_update", _unpainted)


@pytest.fixture
def painted(unpainted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint as for a terminal, for what can go wrong by painting."""
    monkeypatch.setattr(Compositor, "render_update", _paint)


@pytest.fixture
def overview() -> Opener:
    """An app that shows the overview of a made audit."""
    from auditor.tui.screens.overview import OverviewScreen

    def open_app(people: int = 200, hostile: bool = False, **options: Any) -> AuditorApp:
        return ShowsAudit(with_audit(make_session(**options), people, hostile), OverviewScreen)

    return open_app
