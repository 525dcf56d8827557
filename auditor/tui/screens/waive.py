"""The form by which somebody answers for findings until a day."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import polars as pl
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from auditor.ledger.reasons import REASONS
from auditor.privacy.sanitise import sanitise
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.logbook import Form
from auditor.tui.session import session_of
from auditor.tui.source import Column, FrameSource
from auditor.tui.widgets.table import Table

MONTHS = 6
"""How long a waiver lasts unless another day is written."""


class WaiveScreen(Guarded, Keyed, ModalScreen[Form | None], inherit_bindings=False):
    """Reason, owner, last day and comment; Enter goes on and saves at the end, Esc gives None."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("escape", "cancel", "tui.key.close"),
        Key("tab", "app.focus_next", "logbook.key.next_field"),
        Key("shift+tab", "app.focus_previous", "logbook.key.previous_field"),
    )
    help_topic = "waive"

    def __init__(self, what: str, today: dt.date, owner: str = "") -> None:
        super().__init__()
        self._what = what
        self._today = today
        self._owner = owner

    def compose(self) -> ComposeResult:
        """What is waived, and what must be said of it."""
        t = session_of(self).t
        reasons = pl.DataFrame({"reason": [t(f"ledger.reason.{each}") for each in REASONS]})
        with Vertical(classes="dialog form"):
            yield Label(Content(t("logbook.form.title")), classes="dialog-title")
            yield Label(Content(sanitise(self._what)), classes="field")
            column = Column("reason", t("logbook.form.reason"), expand=True, limit=60)
            yield Table(FrameSource(reasons, [column]), id="reason")
            for name, value in (
                ("owner", self._owner),
                ("expires", t.date(_months_on(self._today, MONTHS))),
                ("comment", ""),
            ):
                yield Label(Content(t(f"logbook.form.{name}")), classes="field")
                line = Input(value, id=name, select_on_focus=True)
                line.cursor_blink = False
                yield line
            yield Label("", id="wrong")
            yield Label(Content(t("logbook.form.keys")), classes="dialog-keys")

    def on_mount(self) -> None:
        """Begin at the reason."""
        self.query_one(Table).focus()

    @on(Table.Opened)
    def _reason_chosen(self, event: Table.Opened) -> None:
        event.stop()
        self.query_one("#owner", Input).focus()

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        event.stop()
        following = {"owner": "expires", "expires": "comment"}.get(event.input.id or "")
        if following is not None:
            self.query_one(f"#{following}", Input).focus()
            return
        self._save()

    def _save(self) -> None:
        """Give what was written, or say what is missing."""
        reason = REASONS[self.query_one(Table).cursor_row]
        owner, comment = (self.query_one(f"#{name}", Input).value.strip() for name in ("owner", "comment"))
        expires = _day(self.query_one("#expires", Input).value)
        wrong = (
            ("owner", "logbook.form.no_owner")
            if not owner
            else ("expires", "logbook.form.no_day")
            if expires is None or expires < self._today
            else ("comment", "logbook.form.no_comment")
            if reason == "other" and not comment
            else None
        )
        if wrong is not None:
            self.query_one("#wrong", Label).update(Content(session_of(self).t(wrong[1])))
            self.query_one(f"#{wrong[0]}", Input).focus()
            return
        assert expires is not None
        self.dismiss(Form(reason, owner, expires, comment))

    def action_cancel(self) -> None:
        """Close without waiving."""
        self.dismiss(None)


def _day(text: str) -> dt.date | None:
    """A day, written 31.12.2024 or 2024-12-31."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _months_on(day: dt.date, months: int) -> dt.date:
    """The last day of the month that many months later."""
    first = dt.date(day.year + (day.month + months) // 12, (day.month + months) % 12 + 1, 1)
    return first - dt.timedelta(days=1)
