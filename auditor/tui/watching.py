"""Auditing again while the screens are open, whenever the files of the extract change on disk."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from auditor.extract.watching import State, changed_files, mappings, state_of, wait_for_change
from auditor.model.errors import AuditorError, Cancelled
from auditor.privacy.sanitise import sanitise
from auditor.tui.failures import sentence
from auditor.tui.reloading import Reloaded, reload, show_reloaded
from auditor.tui.screens.base import View
from auditor.tui.screens.loading import LoadingScreen

if TYPE_CHECKING:
    from auditor.tui.app import AuditorApp
    from auditor.tui.session import Request


def start(app: AuditorApp, request: Request) -> None:
    """Watch the files of a request from now on, until another extract is opened."""
    app.run_worker(lambda: _watch(app, request), thread=True, exclusive=True, group="watch", exit_on_error=False)


def _watch(app: AuditorApp, request: Request) -> None:
    worker, session = get_current_worker(), app.session
    assert request.path is not None
    beside = mappings(request.path, request.mapping)
    before: State = state_of(request.path, beside)
    while True:
        now = wait_for_change(before, request.path, beside, lambda: worker.is_cancelled)
        if now is None:
            return
        if session.request != request or session.result is None:
            continue  # not shown yet
        files, before = changed_files(before, now), now
        _say(app, session.t("tui.watch.changed", files=files))
        try:
            again = reload(session, threading.Event(), lambda progress: _stop_if(worker.is_cancelled))
        except Cancelled:
            return
        except AuditorError as error:
            _say(app, sentence(error, session.t))
            continue
        app.call_from_thread(_show, app, request, again)


def _stop_if(cancelled: bool) -> None:
    if cancelled:
        raise Cancelled


def _say(app: AuditorApp, text: str) -> None:
    app.call_from_thread(app.notify, sanitise(text), markup=False)


def _show(app: AuditorApp, request: Request, again: Reloaded) -> None:
    """Show the new audit in the view that is open; the views behind it follow when they are seen again."""
    session = app.session
    if session.request != request or session.result is None:
        return
    was = {each.rule_id: each.found for each in session.audit.outcomes}
    show_reloaded(session, again)
    now = session.audit.outcomes
    more = sum(max(each.found - was.get(each.rule_id, 0), 0) for each in now)
    fewer = sum(max(was.get(each.rule_id, 0) - each.found, 0) for each in now)
    if isinstance(app.screen, View) and not isinstance(app.screen, LoadingScreen):
        app.switch_screen(app.screen.renewed())
    app.notify(session.t("tui.watch.done", more=more, fewer=fewer), markup=False)
