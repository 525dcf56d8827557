"""Waiving findings and marking them as sent, wherever a view shows some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import polars as pl
from textual import on, work
from textual.message import Message

from auditor.model.rule import Rule
from auditor.tui.keys import Key
from auditor.tui.logbook import Form, Logbook
from auditor.tui.screens.base import View
from auditor.tui.screens.waive import WaiveScreen
from auditor.tui.values import counted, rule_title


@dataclass(frozen=True)
class Chosen:
    """What a note is about: findings of a rule in some rows, or all of them in a municipality; ``words`` say which."""

    rule: Rule
    words: str
    rows: pl.Series | None = None
    municipality: str | None = None


class Noting(View):
    """A view in which findings can be waived and marked as sent, and the last of that taken back."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("w", "waive", "logbook.key.waive", show=True),
        Key("t", "sent", "logbook.key.sent"),
        Key("z", "undo_note", "logbook.key.undo"),
    )

    @dataclass
    class Noted(Message):
        """A worker has written into the ledger; ``words`` say what."""

        words: str

    def chosen(self) -> Chosen | None:
        """What a note would be about; None, after saying why, where there is nothing."""
        raise NotImplementedError

    def noted(self) -> None:
        """Show what was noted: the view is made anew, unless it knows better."""
        self.app.switch_screen(self.renewed())

    def _logbook(self) -> Logbook | None:
        book = self.session.logbook
        if book is None:
            self.notify(self.session.t("logbook.none"), markup=False)
        return book

    @work(exclusive=True, group="waive")
    async def action_waive(self) -> None:
        """Ask why, who and until when, and waive."""
        book, about = self._logbook(), self.chosen()
        if book is None or about is None:
            return
        form = await self.app.push_screen_wait(WaiveScreen(about.words, book.now().date(), book.owner))
        if form is not None:
            self._carry_out(lambda: self._waive(book, about, form))

    def _waive(self, book: Logbook, about: Chosen, form: Form) -> str:
        session, t = self.session, self.session.t
        if about.municipality is not None:
            book.waive_municipality(session.audit, about.rule, about.municipality, form)
            count = 1
        else:
            assert session.reader is not None
            assert about.rows is not None
            count = book.waive_rows(session.audit, session.reader, about.rule, about.rows, form)
        return f"{counted(t, 'logbook.waived', count)} {t('logbook.until', date=t.date(form.expires))}"

    def action_sent(self) -> None:
        """Mark as sent to whoever corrects it."""
        book, about = self._logbook(), self.chosen()
        if book is None or about is None:
            return
        session = self.session
        if about.rows is None:
            self.notify(session.t("logbook.only_rows"), markup=False)
            return
        rows = about.rows

        def mark() -> str:
            assert session.reader is not None
            return counted(session.t, "logbook.sent", book.mark_sent(session.audit, session.reader, about.rule, rows))

        self._carry_out(mark)

    def action_undo_note(self) -> None:
        """Take back what was noted last."""
        book = self._logbook()
        if book is None:
            return
        if not book.can_undo:
            self.notify(self.session.t("logbook.nothing_to_undo"), markup=False)
            return
        self._carry_out(lambda: self.session.t(f"logbook.undone.{book.undo(self.session.audit)}"))

    @work(thread=True, exclusive=True, exit_on_error=False, group="note")
    def _carry_out(self, write: Callable[[], str]) -> None:
        self.post_message(self.Noted(write()))

    @on(Noted)
    def _show_noted(self, event: Noted) -> None:
        self.session.edition += 1
        self.notify(event.words, markup=False)
        self.noted()


def about_rows(view: View, rule: Rule, rows: list[int]) -> Chosen:
    """Findings of a rule in some rows of its table."""
    session = view.session
    words = f"{rule.id} {rule_title(session, rule, rule.id)} · {counted(session.t, 'tui.count.rows', len(rows))}"
    return Chosen(rule, words, rows=pl.Series("row", rows, dtype=pl.UInt32))
