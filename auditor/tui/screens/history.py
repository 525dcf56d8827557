"""Deliveries and runs compared, how shares went, and waivers that expire or are no longer used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor.ledger.grouping import Grouping
from auditor.tui import history
from auditor.tui.history import History
from auditor.tui.keys import Key
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.base import View
from auditor.tui.screens.municipality import MunicipalityScreen, RuleFilter
from auditor.tui.values import counted
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class HistoryScreen(View):
    """Runs above, the course of each rule (or municipality, or dimension) between, waivers below."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("b", "by", "logbook.key.by", show=True),
        Key("r", "record", "logbook.key.record", show=True),
        Key("x", "end_waiver", "logbook.key.end"),
        Key("z", "undo_note", "logbook.key.undo"),
    )
    help_topic = "history"
    DEFAULT_CSS = """
    HistoryScreen #runs-section { height: 1fr; }
    HistoryScreen #courses-section { height: 2fr; }
    HistoryScreen #waivers-section { height: 1fr; }
    """

    @dataclass
    class Read(Message):
        """A worker has read the ledger."""

        history: History

    @dataclass
    class Written(Message):
        """A worker has written into the ledger; ``words`` say what."""

        words: str

    def __init__(self, by: Grouping = Grouping.RULE) -> None:
        super().__init__()
        self.by = by
        self.until: int | None = None
        self.history: History | None = None

    @property
    def crumb(self) -> str:
        """The history."""
        return self.session.t("logbook.crumb")

    def body(self) -> Iterable[Widget]:
        """The three tables."""
        t, nothing = self.session.t, history.read_nothing(self.by)
        tables = (
            ("runs", history.runs_source(self.session, nothing)),
            ("courses", history.courses_source(self.session, nothing)),
            ("waivers", history.waivers_source(self.session, nothing, self._day)),
        )
        yield Vertical(
            *(
                Section(
                    t(f"logbook.title_{name}"),
                    Browser(source, name=name, empty=t("logbook.reading"), help_topic="history", id=name),
                    id=f"{name}-section",
                )
                for name, source in tables
            )
        )

    @property
    def _day(self) -> Any:
        book = self.session.logbook
        return book.now().date() if book is not None else self.session.audit.reference_date

    def on_mount(self) -> None:
        """Read the ledger."""
        self.query_one("#runs").focus()
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False, group="read")
    def _read(self) -> None:
        book = self.session.logbook
        path = book.path if book is not None else None
        found = history.read(path, self.by, self.until) if path is not None else history.read_nothing(self.by)
        self.post_message(self.Read(found))

    @on(Read)
    def _show(self, event: Read) -> None:
        session, t = self.session, self.session.t
        self.history = event.history
        sources = {
            "runs": history.runs_source(session, event.history),
            "courses": history.courses_source(session, event.history),
            "waivers": history.waivers_source(session, event.history, self._day),
        }
        for name, source in sources.items():
            table = self.query_one(f"#{name}", Browser)
            table.empty = t(f"logbook.empty_{name}")
            table.show(source, min(table.cursor_row, max(source.height - 1, 0)))
        self.filters_changed()

    def filters_changed(self) -> None:
        """Say how many there are of each, and between which runs the courses end."""
        t = self.session.t
        for name in ("runs", "courses", "waivers"):
            section, count = (
                self.query_one(f"#{name}-section", Section),
                self.query_one(f"#{name}", Browser).source.height,
            )
            section.head(self._title(name), counted(t, f"logbook.rows_{name}", count))

    def _title(self, name: str) -> str:
        t = self.session.t
        title = t(f"logbook.title_{name}")
        if name != "courses" or self.history is None or not self.history.trend.runs:
            return title
        last = self.history.trend.runs[-1]
        return t("logbook.title_by", by=t(f"ledger.trend.{self.by.value}").lower(), run=last.id, series=last.series)

    # Where Enter leads

    @on(Table.Opened, "#runs")
    def _show_until(self) -> None:
        """The courses up to this run, so that its changes are seen."""
        record = self.query_one("#runs", Browser).record
        if record is not None:
            self.until = record["run"]
            self._read()
            self.query_one("#courses").focus()

    @on(Table.Opened, "#courses")
    def _open_course(self) -> None:
        record = self.query_one("#courses", Browser).record
        if record is None:
            return
        key, audit = record["key"], self.session.audit
        if self.by is Grouping.DIMENSION:
            self.app.push_screen(MunicipalityScreen(only=RuleFilter("dimension", key, record["name"])))
        elif self.by is Grouping.MUNICIPALITY:
            if key:
                self.app.push_screen(MunicipalityScreen(key, record["name"].removeprefix(key).strip()))
            else:
                self.notify(self.session.t("tui.toast.no_municipality"), markup=False)
        elif key in audit.rule_ids:
            open_findings(self, key, None)
        else:
            self.notify(self.session.t("logbook.rule_gone"), markup=False)

    @on(Table.Opened, "#waivers")
    def _open_waiver(self) -> None:
        record = self.query_one("#waivers", Browser).record
        if record is not None and record["rule"] in self.session.audit.rule_ids:
            open_findings(self, record["rule"], None)
        elif record is not None:
            self.notify(self.session.t("logbook.rule_gone"), markup=False)

    # What can be done

    def action_by(self) -> None:
        """By rule, municipality, dimension, and round again."""
        order = list(Grouping)
        self.by = order[(order.index(self.by) + 1) % len(order)]
        self._read()

    def action_record(self) -> None:
        """Record the audit that is shown as the next run."""
        self._write("record")

    def action_end_waiver(self) -> None:
        """End the waiver under the cursor."""
        record = self.query_one("#waivers", Browser).record
        if record is None:
            self.notify(self.session.t("logbook.no_waiver"), markup=False)
        else:
            self._write("end", record["number"])

    def action_undo_note(self) -> None:
        """Take back what was noted last."""
        book = self.session.logbook
        if book is None or not book.can_undo:
            self.notify(self.session.t("logbook.nothing_to_undo"), markup=False)
        else:
            self._write("undo")

    @work(thread=True, exclusive=True, exit_on_error=False, group="write")
    def _write(self, what: str, number: int = 0) -> None:
        book, audit, t = self.session.logbook, self.session.audit, self.session.t
        if book is None:
            words = t("logbook.none")
        elif what == "record":
            recorded = book.record(audit)
            words = t("logbook.recorded_again" if recorded.again else "logbook.recorded", run=recorded.run)
        elif what == "end":
            book.end_waiver(audit, number)
            words = t("logbook.ended", number=number)
        else:
            words = t(f"logbook.undone.{book.undo(audit)}")
        self.post_message(self.Written(words))

    @on(Written)
    def _show_written(self, event: Written) -> None:
        self.session.edition += 1
        self.up_to_date()
        self.notify(event.words, markup=False)
        self.until = None
        self._read()
