"""One person's way through the registers, with each finding at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor import results
from auditor.tui.keys import Key
from auditor.tui.noting import Chosen, Noting, about_rows
from auditor.tui.person import SCHEMA, called, explain_line, place_of, size_of, timeline, timeline_columns
from auditor.tui.screens.base import WIDE, View
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.source import FrameSource
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

if TYPE_CHECKING:
    from auditor.results import PersonHistory


class PersonScreen(Noting):
    """A timeline, drawn to scale: one line an event, below it one line for each of its findings."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("f3", "step(-1)", "tui.key.previous_person", show=True),
        Key("f4", "step(1)", "tui.key.next_person", show=True),
        Key("p", "propose", "corrections.key.propose", show=True),
    )
    help_topic = "person"

    @dataclass
    class Gathered(Message):
        """A worker has gathered the person's rows of all tables, or deadlines and laws for them."""

        row: int
        history: PersonHistory

    def __init__(self, table: str, row: int, rule_id: str | None = None, among: pl.Series | None = None) -> None:
        super().__init__()
        self.table = table
        self.row = row
        self.rule_id = rule_id
        self.among = among
        """The rows that one can step through, in their order: those the person was opened from."""
        self.history: PersonHistory | None = None

    @property
    def crumb(self) -> str:
        """Who or what the timeline is of."""
        return called(self.session, self.table, self.history)

    def body(self) -> Iterable[Widget]:
        """Timeline and explanation."""
        t = self.session.t
        columns = timeline_columns(self.session, None, None, True)
        table = Browser(
            FrameSource(pl.DataFrame(schema=SCHEMA), columns),
            name="person",
            empty=t("tui.person.loading"),
            help_topic="person",
            id="person",
        )
        yield Vertical(
            Section(t("tui.person.timeline"), table, id="person-section"),
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Gather the rows."""
        self.query_one(Browser).focus()
        self._gather()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _gather(self) -> None:
        session, row = self.session, self.row
        assert session.reader is not None
        history = results.person_history(
            session.audit, session.reader, self.table, row, session.language, session.masker
        )
        self.post_message(self.Gathered(row, history))
        full = results.with_deadlines(session.audit, history)
        if full != history:
            self.post_message(self.Gathered(row, full))

    @on(Gathered)
    def _show(self, event: Gathered) -> None:
        if event.row != self.row:
            return
        self.history = event.history
        self._fill()
        self.show_way()

    def _fill(self) -> None:
        assert self.history is not None
        t = self.session.t
        table = self.query_one(Browser)
        start = table.cursor_row if table.source.height else None
        if start is None:
            start = place_of(self.history, self.table, self.row, self.rule_id)
        table.empty = t("tui.person.empty")
        table.show(timeline(self.session, self.history, self.app.size.width >= WIDE), start)
        count = size_of(t, self.history)
        place_among = self._place_among()
        if place_among:
            count = f"{count} · {place_among}"
        self.query_one("#person-section", Section).head(t("tui.person.timeline"), count)
        self._explain()

    def on_resize(self) -> None:
        """Draw to the scale that there is room for."""
        if self.history is not None:
            self._fill()

    # What can be noted of a finding

    def chosen(self) -> Chosen | None:
        """The finding under the cursor."""
        record = self.query_one(Browser).record
        finding = None
        if record is not None and self.history is not None and record["finding"] is not None:
            event = self.history.events[record["event"]]
            finding = event.findings[record["finding"]]
        rule = self.session.audit.ruleset.rule(finding.rule_id) if finding is not None else None
        if rule is None:
            self.notify(self.session.t("logbook.choose_finding"), markup=False)
            return None
        return about_rows(self, rule, [event.row])

    def noted(self) -> None:
        """Write the lines anew, and stay where one is."""
        self.up_to_date()
        self._fill()

    # The others with the same finding

    def _rows(self) -> list[int]:
        """The rows that one can step through."""
        if self.among is None and self.rule_id is not None:
            self.among = results.finding_rows(self.session.audit, self.rule_id)
        return [] if self.among is None else self.among.to_list()

    def _place_among(self) -> str:
        rows = self._rows()
        if self.row not in rows:
            return ""
        key = "tui.person.place_among" if self.rule_id is not None else "tui.person.place_among_rows"
        return self.session.t(key, number=rows.index(self.row) + 1, total=len(rows))

    def action_step(self, by: int) -> None:
        """The next or previous row of another person with the same finding."""
        rows = self._rows()
        if self.history is None or self.row not in rows:
            key = "tui.toast.person_loading" if self.history is None else "tui.toast.person_alone"
            self.notify(self.session.t(key), markup=False)
            return
        own = {event.row for event in self.history.events if event.table == self.table}
        place = rows.index(self.row) + by
        while 0 <= place < len(rows) and rows[place] in own:
            place += by
        if not 0 <= place < len(rows):
            key = "tui.toast.no_next" if by > 0 else "tui.toast.no_previous"
            self.notify(self.session.t(key), markup=False)
            return
        self.row, self.history = rows[place], None
        table = self.query_one(Browser)
        table.empty = self.session.t("tui.person.loading")
        table.show(FrameSource(pl.DataFrame(schema=SCHEMA), table.source.columns))
        self._gather()

    def action_propose(self) -> None:
        """Propose another value for a field of the event under the cursor, those first that a finding blames."""
        record = self.query_one(Browser).record
        if record is None or self.history is None:
            self.notify(self.session.t("corrections.no_record"), markup=False)
            return
        event = self.history.events[record["event"]]
        found = event.findings if record["finding"] is None else (event.findings[record["finding"]],)
        blamed = [name for finding in found for name in finding.blame]
        self.app.push_screen(CorrectionScreen(event.table, event.row, blamed))

    def renewed(self) -> View:
        """The person that is shown by now, among the same rows."""
        view = PersonScreen(self.table, self.row, self.rule_id, self.among)
        view.begin_at = self.cursors()
        return view

    def refresh_values(self) -> None:
        """The lines hold values, too."""
        self.show_way()
        self._gather()

    @on(Table.Moved)
    def _explain(self) -> None:
        record = self.query_one(Browser).record
        if record is None or self.history is None:
            return
        self.query_one(Explanation).explain(*explain_line(self.session, self.history, record))

    @on(Table.Opened)
    def _read_pane(self) -> None:
        """The end of the way: Enter goes into the pane, so that long texts can be scrolled."""
        self.query_one(Explanation).focus()
