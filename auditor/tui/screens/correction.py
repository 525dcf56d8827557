"""Proposing a value for one field of a record, and seeing at once which findings go and which appear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from auditor.ledger.corrections import Named
from auditor.tui import proposing
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.proposals import refusal, refused_value
from auditor.tui.proposing import CODES, FIELDS, Proposing
from auditor.tui.screens.base import View
from auditor.tui.session import session_of
from auditor.tui.source import FrameSource
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class ValueInput(Guarded, Keyed, Input, inherit_bindings=True):
    """One line for a value."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    help_topic = "correction"


class CorrectionScreen(View):
    """The fields of a record, the new value of one of them, and what that does to the findings."""

    help_topic = "correction"
    KEYS: ClassVar[tuple[Key, ...]] = ()
    DEFAULT_CSS = """
    CorrectionScreen {
        & #fields-section { height: 2fr; }
        & #value-section { height: 2fr; }
        & #effect-section { height: 3fr; }
        &.-narrow #fields-section { height: 5; }
        &.-narrow #value-section { height: 8; }
        &.-narrow #effect-section { height: 1fr; }
        & ValueInput { border: none; background: $panel; height: 1; padding: 0 1; margin: 1 1 0 1; }
        & .-hidden { display: none; }
    }
    """

    @dataclass
    class Read(Message):
        """A worker has read the record."""

        values: Mapping[str, str | None]
        named: Named | None

    @dataclass
    class Prepared(Message):
        """A worker has gathered what judging a field anew needs."""

        ready: proposing.Ready

    @dataclass
    class Judged(Message):
        """A worker has judged a value."""

        judged: proposing.Judged

    def __init__(self, table: str, row: int, fields: Sequence[str] = ()) -> None:
        super().__init__()
        self.record = Proposing(session_of(self), table, row, fields)
        """The record; the first of the fields that a finding blames, if it can be corrected, is begun with."""
        self.field: str | None = None
        self.judged: proposing.Judged | None = None
        self._ready: proposing.Ready | None = None
        self._codes: list[str | None] = []
        self._save_when_judged = False

    @property
    def crumb(self) -> str:
        """What is done here."""
        return self.session.t("corrections.crumb_propose")

    def body(self) -> Iterable[Widget]:
        """Fields, value, effect."""
        t = self.session.t
        fields = Browser(
            FrameSource(pl.DataFrame(schema=FIELDS), ()),
            name="fields",
            empty=t("tui.rows.loading"),
            help_topic="correction",
            id="fields",
        )
        codes = Browser(FrameSource(pl.DataFrame(schema=CODES), ()), name="codes", help_topic="correction", id="codes")
        line = ValueInput(id="value", select_on_focus=True)
        line.cursor_blink = False
        title = self.session.text(self.session.audit.ruleset.tables[self.record.table].title)
        yield Vertical(
            Section(title, fields, id="fields-section"),
            Section(t("corrections.crumb_propose"), codes, line, id="value-section"),
            Section(t("corrections.effect"), Explanation(), id="effect-section"),
        )

    def on_mount(self) -> None:
        """Read the record."""
        for widget in ("#codes", "#value"):
            self.query_one(widget).add_class("-hidden")
        self.query_one("#fields").focus()
        self._explain(self.session.t("corrections.preparing"), [])
        self._read()

    # The record and its fields

    @work(thread=True, exclusive=True, exit_on_error=False, group="read")
    def _read(self) -> None:
        self.post_message(self.Read(*self.record.read()))

    @on(Read)
    def _show(self, event: Read) -> None:
        self.record.values, self.record.named = event.values, event.named
        names = self.record.names
        self._list_fields()
        first = next((name for name in names if self._refusal(name) is None), None)
        wanted = next((name for name in self.record.blamed if name in names), None)
        if wanted is not None and self._refusal(wanted) is None:
            self._begin_field(wanted)
        elif wanted is not None or first is None:
            self._explain(self.session.t(self._refusal(wanted or names[0]) or "corrections.choose_field"), [])
        else:
            self._explain(self.session.t("corrections.choose_field"), [])

    def _refusal(self, name: str) -> str | None:
        return refusal(self.session, self.record.table, name)

    def _list_fields(self) -> None:
        table = self.query_one("#fields", Browser)
        table.show(self.record.fields(), table.cursor_row)

    @on(Table.Opened, "#fields")
    def _choose_field(self) -> None:
        record = self.query_one("#fields", Browser).record
        if record is None:
            return
        refused = self._refusal(record["name"])
        if refused is not None:
            self._explain(self.session.t(refused), [])
        else:
            self._begin_field(record["name"])

    # The value

    def _begin_field(self, name: str) -> None:
        self.field, self._ready, self.judged = name, None, None
        self.query_one("#value-section", Section).head(*self.record.heading(name))
        value, codes = self.record.values[name], self.record.codes(name)
        self.query_one("#codes").set_class(not codes, "-hidden")
        self.query_one("#value").set_class(bool(codes), "-hidden")
        self._explain(self.session.t("corrections.preparing"), [])
        if codes:
            self._codes = [*(each.code for each in codes), None]
            place = self._codes.index(value) if value in self._codes else 0
            self.query_one("#codes", Browser).show(self.record.choices(codes), place if value else 0)
            self.query_one("#codes").focus()
        else:
            line = self.query_one("#value", Input)
            with line.prevent(Input.Changed):
                line.value = value or ""
            line.focus()
        self._prepare(name)

    @work(thread=True, exclusive=True, exit_on_error=False, group="prepare")
    def _prepare(self, name: str) -> None:
        self.post_message(self.Prepared(self.record.ready(name)))

    @on(Prepared)
    def _field_ready(self, event: Prepared) -> None:
        if event.ready.field == self.field:
            self._ready = event.ready
            self.record.named = event.ready.named
            self._list_fields()
            self._judge_now()

    @property
    def value(self) -> str | None:
        """The value that is written or chosen now; None for none."""
        codes = self.query_one("#codes", Browser)
        if not codes.has_class("-hidden"):
            place = codes.frame_source.place(codes.cursor_row) if codes.source.height else 0
            return self._codes[place] if self._codes else None
        return self.query_one("#value", Input).value.strip() or None

    @on(Table.Moved, "#codes")
    @on(Input.Changed, "#value")
    def _judge_now(self) -> None:
        ready, value = self._ready, self.value
        if ready is None:
            return
        refused = refused_value(self.session, value)
        if refused is not None:
            self.judged = None
            self._explain(self.session.t(refused), [])
        else:
            self._judge(ready, value)

    @work(thread=True, exclusive=True, exit_on_error=False, group="judge")
    def _judge(self, ready: proposing.Ready, value: str | None) -> None:
        self.post_message(self.Judged(proposing.Judged(ready.field, value, ready.check.change(value))))

    @on(Judged)
    def _show_effect(self, event: Judged) -> None:
        judged = event.judged
        if (judged.field, judged.value) != (self.field, self.value):
            return
        self.judged = judged
        if self._save_when_judged:
            self._save()
        elif self._ready is not None:
            self._explain(*self.record.effect(self._ready, judged))

    def _explain(self, heading: str, parts: Sequence[tuple[str, str]]) -> None:
        self.query_one(Explanation).explain(heading, parts)

    # Taking it in

    @on(Table.Opened, "#codes")
    @on(Input.Submitted, "#value")
    def _take(self, event: Any) -> None:
        event.stop()
        refused = refused_value(self.session, self.value)
        if refused is not None:
            self.notify(self.session.t(refused), markup=False, severity="warning")
        elif self.judged is None or self.judged.value != self.value:
            # Enter came before the effect did: it is taken in as soon as that is known.
            self._save_when_judged = True
            self._explain(self.session.t("corrections.preparing"), [])
        else:
            self._save()

    def _save(self) -> None:
        self._save_when_judged = False
        judged, ready = self.judged, self._ready
        if judged is None or ready is None:
            return
        if self.record.is_now(judged):
            self.notify(self.session.t("corrections.same_value"), markup=False)
            self._explain(*self.record.effect(ready, judged))
            return
        self.app.notify(self.record.take_in(ready, judged), markup=False)
        self.dismiss(None)
