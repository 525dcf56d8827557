"""Loading an extract: what was recognised in it, how far the audit has come, and a way out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from auditor.model.errors import Cancelled
from auditor.privacy.sanitise import sanitise
from auditor.tui import recent, resume
from auditor.tui.failures import sentence
from auditor.tui.keys import Key
from auditor.tui.screens.base import View
from auditor.tui.screens.delivery import delivery_source, empty_delivery
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section

if TYPE_CHECKING:
    from auditor.engine import Progress
    from auditor.model.extract import Extract
    from auditor.model.ruleset import RuleSet
    from auditor.tui.loading import Loaded
    from auditor.tui.session import Request

TOLD_EVERY = 0.1
"""Seconds between two reports of progress."""


class LoadingScreen(View):
    """Opens and audits an extract in a worker, then gives way to the overview."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("c", "cancel", "tui.key.cancel", show=True),)
    help_topic = "loading"

    @dataclass
    class Reading(Message):
        """A file is being read."""

        file: str

    @dataclass
    class Opened(Message):
        """The tables of the extract are known."""

        extract: Extract
        ruleset: RuleSet

    @dataclass
    class Progressed(Message):
        """The audit has come this far."""

        progress: Progress
        rows_per_second: float | None

    @dataclass
    class Finished(Message):
        """The audit is done."""

        loaded: Loaded
        seconds: float

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request
        self.cancel = threading.Event()
        self._finished: LoadingScreen.Finished | None = None
        self._opened: LoadingScreen.Opened | None = None
        self._first: dict[str, list[Content]] = {}
        """The lines about the first failing rows, by table."""

    @property
    def crumb(self) -> str:
        """The name of the extract."""
        return self.request.path.name if self.request.path else ""

    def body(self) -> Iterable[Widget]:
        """The progress above, the recognised tables below."""
        t = self.session.t
        yield Vertical(
            Static(Content(t("tui.loading.opening")), id="progress-text"),
            Static("", id="progress-bar", markup=False),
            classes="progress",
        )
        table = Browser(
            empty_delivery(self.session), name="tables", empty=t("tui.loading.empty"), help_topic="loading", id="tables"
        )
        yield Section(t("tui.loading.tables"), table)
        first = Section(t("tui.loading.first"), Static("", id="first-rows", markup=False), id="first-section")
        first.display = False
        yield first

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(Browser).focus()
        self.call_after_refresh(self._load)  # what it imports takes as long as the first painting

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _load(self) -> None:
        last = began = first = time.monotonic()
        table, findings_told = "", False

        def tell(message: Message) -> None:
            self.post_message(message)

        def progress(now: Progress) -> None:
            nonlocal last, began, table, findings_told
            moment = time.monotonic()
            if now.table != table:
                table, began, findings_told = now.table, moment, False
            elif moment - last < TOLD_EVERY and (findings_told or not now.first):
                return
            last, findings_told = moment, findings_told or bool(now.first)
            spent = moment - began
            tell(self.Progressed(now, now.rows / spent if spent > TOLD_EVERY else None))

        from auditor.tui.loading import load

        loaded = load(
            self.request,
            lambda file: tell(self.Reading(file)),
            lambda found, ruleset: tell(self.Opened(found, ruleset)),
            progress,
            self.cancel,
            self.session.logbook,
            self.session.whole if self.session.result is not None else None,
        )
        tell(self.Finished(loaded, time.monotonic() - first))

    @on(Reading)
    def _show_file(self, event: Reading) -> None:
        if event.file:
            self._say(self.session.t("tui.loading.reading", file=event.file))

    @on(Opened)
    def _show_tables(self, event: Opened) -> None:
        t = self.session.t
        self._opened = event
        tables = event.extract.tables.values()
        known = sum(table.known for table in tables)
        self.query_one(Browser).show(delivery_source(self.session, event.extract, event.ruleset))
        self._say(
            t(
                "tui.loading.opened",
                known=known,
                unknown=len(event.extract.tables) - known,
                problems=len(event.extract.problems),
            )
        )

    @on(Progressed)
    def _show_progress(self, event: Progressed) -> None:
        t, now = self.session.t, event.progress
        place = {"table": now.table, "number": now.tables_done + 1, "tables": now.tables}
        if now.rows:
            findings = t("tui.loading.findings", findings=now.findings)
            parts = [t("tui.loading.rows", rows=now.rows, **place), findings]
        else:
            parts = [t("tui.loading.begun", **place)]
        if event.rows_per_second:
            parts.append(t("tui.loading.speed", rows=round(event.rows_per_second)))
        self._say(" · ".join(parts))
        width = max(min(self.size.width - 12, 60), 10)
        if now.tables:
            share = min(now.tables_done / now.tables, 1.0)
            done = round(share * width)
            bar = "━" * done + "─" * (width - done) + f"  {t.percent(share, 0)}"
            self.query_one("#progress-bar", Static).update(Content(bar))
        if now.first and self._opened is not None:
            from auditor.tui.early import early_lines

            opened = self._opened
            self._first[now.table] = early_lines(
                self.session, opened.ruleset, opened.extract.tables[now.table], now.first
            )
            lines = [line for each in self._first.values() for line in each]
            self.query_one("#first-section").display = True
            self.query_one("#first-rows", Static).update(Content("\n").join(lines))

    @on(Finished)
    def _finish(self, event: Finished) -> None:
        if self.cancel.is_set():
            return
        self._finished = event
        if self.app.screen is self:
            self._give_way(event)

    def on_screen_resume(self) -> None:
        """Give way now, if the audit was done while the reader looked at the help."""
        self.show_way()
        if self._finished is not None:
            self._give_way(self._finished)

    def _give_way(self, finished: Finished) -> None:
        from auditor.tui.screens.overview import OverviewScreen

        session, loaded = self.session, finished.loaded
        session.request, session.seconds = self.request, finished.seconds
        session.show(loaded.result, loaded.reader, loaded.summary)
        if self.request.path is not None:
            recent.remember(session.state_dir, recent.Recent(self.request.path.absolute(), self.request.rules))
        if session.logbook is not None and session.logbook.trouble is not None:
            self.notify(sentence(session.logbook.trouble, session.t), severity="warning", markup=False)
        views = resume.views_of(session, session.way) if session.way is not None else []
        session.way = None
        first, *rest = views if views and isinstance(views[0], OverviewScreen) else [OverviewScreen()]
        self.app.switch_screen(first)
        for view in rest:
            self.app.push_screen(view)

    def app_report(self, error: BaseException) -> None:
        """Failing to load leads back to the choice of an extract, with the reason on top."""
        if isinstance(error, Cancelled) and self.cancel.is_set():
            return
        self.session.way = None
        self.dismiss(None)
        super().app_report(error)

    def action_back(self) -> None:
        """Stop, and back to the choice of an extract."""
        self.cancel.set()
        self.notify(self.session.t("tui.loading.cancelled"), markup=False)
        self.dismiss(None)

    def action_cancel(self) -> None:
        """Stop, and back to the choice of an extract."""
        self.action_back()

    def _say(self, text: str) -> None:
        self.query_one("#progress-text", Static).update(Content(sanitise(text)))
