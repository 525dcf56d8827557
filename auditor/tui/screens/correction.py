"""Proposing a value for one field of a record, and seeing at once which findings go and which appear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from auditor.engine.record_check import Change, RecordCheck
from auditor.ledger import corrections as files
from auditor.ledger.corrections import Correction, Named
from auditor.model.extract import ROW
from auditor.model.ruleset import Code
from auditor.model.vocabulary import Severity
from auditor.privacy.files import private_folder
from auditor.privacy.sanitise import sanitise
from auditor.tui.failures import Guarded
from auditor.tui.keys import Key, Keyed
from auditor.tui.proposals import proposals_of, refusal, refused_value
from auditor.tui.records import personal_kind
from auditor.tui.screens.base import View
from auditor.tui.source import FrameSource
from auditor.tui.values import SIGNS, masked, rule_title, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

FIELDS = dict.fromkeys(("sign", "name", "title", "value", "new"), pl.String)
CODES = dict.fromkeys(("code", "label"), pl.String)
MOST_NAMED = 6
"""Rules that are not checked again and named; more of them are counted."""


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

        values: dict[str, str | None]

    @dataclass
    class Ready(Message):
        """A worker has gathered what judging a field anew needs."""

        field: str
        check: RecordCheck
        named: Named

    @dataclass
    class Judged(Message):
        """A worker has judged a value."""

        field: str
        value: str | None
        change: Change

    def __init__(self, table: str, row: int, fields: Sequence[str] = ()) -> None:
        super().__init__()
        self.table = table
        self.row = row
        self.blamed = tuple(fields)
        """Fields that a finding blames: the first that can be corrected is begun with."""
        self.field: str | None = None
        self.values: dict[str, str | None] = {}
        self.judged: CorrectionScreen.Judged | None = None
        self._ready: CorrectionScreen.Ready | None = None
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
        title = self.session.text(self.session.audit.ruleset.tables[self.table].title)
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
        assert self.session.reader is not None
        names = [each.name for each in self.session.audit.ruleset.tables[self.table].fields]
        frame = self.session.reader.read(self.table, [self.row], names)
        self.post_message(self.Read(frame.drop(ROW).row(0, named=True)))

    @on(Read)
    def _show(self, event: Read) -> None:
        self.values = event.values
        order = [*(name for name in self.blamed if name in self.values), *self.values]
        names = list(dict.fromkeys(order))
        self._list_fields(names)
        first = next((name for name in names if self._refusal(name) is None), None)
        wanted = next((name for name in self.blamed if name in self.values), None)
        if wanted is not None and self._refusal(wanted) is None:
            self._begin_field(wanted)
        elif wanted is not None or first is None:
            self._explain(self.session.t(self._refusal(wanted or names[0]) or "corrections.choose_field"), [])
        else:
            self._explain(self.session.t("corrections.choose_field"), [])

    def _refusal(self, name: str) -> str | None:
        return refusal(self.session, self.table, name)

    def _list_fields(self, names: Sequence[str]) -> None:
        session, t = self.session, self.session.t
        declared = session.audit.ruleset.tables[self.table]
        titles = session.titles(self.table)
        proposed = self._proposed()
        lines = []
        for name in names:
            write = masked(session, personal_kind(session, declared, name))
            new = ""
            if name in proposed:
                new = write(proposed[name]) if proposed[name] is not None else t("corrections.no_value")
            lines.append(
                {
                    "sign": "✎" if name in proposed else ("✗" if name in self.blamed else ""),
                    "name": name,
                    "title": titles.get(name, name),
                    "value": write(self.values[name]) if self.values[name] else t("tui.value.missing"),
                    "new": new,
                }
            )
        frame = pl.DataFrame(lines, schema=FIELDS)
        columns = (
            text_column(t, "sign", "corrections.column.sign", frozen=True, tone=lambda v: "error" if v == "✗" else ""),
            text_column(t, "title", "corrections.column.field", frozen=True, first=True, limit=34),
            text_column(t, "value", "corrections.column.value", limit=30),
            text_column(t, "new", "corrections.column.new", expand=True, limit=30, tone=lambda value: "strong"),
        )
        table = self.query_one("#fields", Browser)
        table.show(FrameSource(frame, columns), table.cursor_row)

    def _proposed(self) -> dict[str, str | None]:
        """Values proposed for this record in this sitting or before, as far as it is known to be this one."""
        if self._ready is None or self.session.proposals is None:
            return {}
        mine = (self.table, self._ready.named.record)
        return {each.field: each.value for each in self.session.proposals.entries if each.place[:2] == mine}

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
        session, t = self.session, self.session.t
        declared = session.audit.ruleset.tables[self.table]
        field = declared.field(name)
        self.field, self._ready, self.judged = name, None, None
        value = self.values[name]
        write = masked(session, personal_kind(session, declared, name))
        title = session.titles(self.table).get(name, name)
        section = self.query_one("#value-section", Section)
        now = t("corrections.now", value=write(value) if value else t("tui.value.missing"))
        section.head(t("corrections.new_value", field=title), now)
        codes = session.audit.ruleset.code_lists.get(field.codes) if field and field.codes else None
        choosable = codes.codes if codes is not None else ()
        self.query_one("#codes").set_class(not choosable, "-hidden")
        self.query_one("#value").set_class(bool(choosable), "-hidden")
        self._explain(t("corrections.preparing"), [])
        if choosable:
            self._list_codes(choosable, value)
            self.query_one("#codes").focus()
        else:
            line = self.query_one("#value", Input)
            with line.prevent(Input.Changed):
                line.value = value or ""
            line.focus()
        self._prepare(name)

    def _list_codes(self, codes: Sequence[Code], value: str | None) -> None:
        session, t = self.session, self.session.t
        texts = {each.code: session.text(each.label) for each in codes}
        self._codes = [*texts, None]
        frame = pl.DataFrame(
            {"code": [*texts, ""], "label": [*texts.values(), t("corrections.no_value")]}, schema=CODES
        )
        columns = (
            text_column(t, "code", "corrections.column.code", frozen=True, first=True, limit=34),
            text_column(t, "label", "corrections.column.label", expand=True, limit=60),
        )
        place = self._codes.index(value) if value in self._codes else 0
        self.query_one("#codes", Browser).show(FrameSource(frame, columns), place if value else 0)

    @work(thread=True, exclusive=True, exit_on_error=False, group="prepare")
    def _prepare(self, name: str) -> None:
        audit = self.session.audit
        path = proposals_of(self.session).path
        assert path is not None
        private_folder(path.parent)
        named = files.named(path, audit.extract.tables[self.table], audit.ruleset.tables[self.table], self.row, name)
        check = RecordCheck(audit, self.table, self.row, name)
        check.change(self.values[name])
        self.post_message(self.Ready(name, check, named))

    @on(Ready)
    def _field_ready(self, event: Ready) -> None:
        if event.field == self.field:
            self._ready = event
            self._list_fields(list(self.query_one("#fields", Browser).frame_source.frame["name"]))
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
    def _judge(self, ready: Ready, value: str | None) -> None:
        self.post_message(self.Judged(ready.field, value, ready.check.change(value)))

    @on(Judged)
    def _show_effect(self, event: Judged) -> None:
        if (event.field, event.value) != (self.field, self.value):
            return
        self.judged = event
        if self._save_when_judged:
            self._save()
        else:
            self._tell(event)

    def _tell(self, judged: Judged) -> None:
        t, change = self.session.t, judged.change
        if judged.value == (self.values[judged.field] or None):
            self._explain(t("corrections.same_value"), [])
            return
        parts = [(f"✓ {t('corrections.gone')}", self._named(each)) for each in change.gone]
        parts += [(f"{self._sign(each[0])} {t('corrections.new')}", self._named(each)) for each in change.new]
        parts += [(f"? {t('corrections.untold')}", self._named(each)) for each in change.untold]
        heading = f"✓ {len(change.gone)}   ✗ {len(change.new)}   ? {len(change.untold)}" if parts else ""
        if self._ready is not None and self._ready.check.not_checked:
            left = self._ready.check.not_checked
            rules = ", ".join(left[:MOST_NAMED]) + (f" + {len(left) - MOST_NAMED}" if len(left) > MOST_NAMED else "")
            parts.append((f"? {t('corrections.not_checked')}", t("corrections.not_checked_text", rules=rules)))
        self._explain(heading or t("corrections.nothing_changes"), parts)

    def _sign(self, rule_id: str) -> str:
        rule = self.session.audit.ruleset.rule(rule_id)
        return SIGNS[Severity(rule.severity)] if rule else "✗"

    def _named(self, each: tuple[str, str, int]) -> str:
        rule_id, table, row = each
        session = self.session
        title = rule_title(session, session.audit.ruleset.rule(rule_id), rule_id)
        if (table, row) == (self.table, self.row):
            return title
        _, line = session.audit.extract.tables[table].location(row)
        there = session.text(session.audit.ruleset.tables[table].title)
        return session.t("corrections.other_record", rule=title, table=there, line=line)

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
        judged, ready, session = self.judged, self._ready, self.session
        if judged is None or ready is None:
            return
        if judged.value == (self.values[judged.field] or None):
            self.notify(session.t("corrections.same_value"), markup=False)
            self._tell(judged)
            return
        gone = tuple(dict.fromkeys(rule for rule, _, _ in judged.change.gone))
        key = ready.named.key if session.masker.show_ids else ()
        entry = Correction(self.table, ready.named.record, judged.field, judged.value, ready.named.was, gone, key)
        proposals_of(session).propose(entry)
        count = len(judged.change.gone)
        text = session.t("corrections.saved_one" if count == 1 else "corrections.saved", count=count)
        self.app.notify(sanitise(text), markup=False)
        self.dismiss(None)
