"""One person's way through the registers, with each finding at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor import results
from auditor.model.table import Personal
from auditor.model.vocabulary import Severity
from auditor.results import timeline as drawing
from auditor.tui.keys import Key
from auditor.tui.notes import note_word, notes_of_rule
from auditor.tui.noting import Chosen, Noting, about_rows
from auditor.tui.screens.base import WIDE, View
from auditor.tui.screens.correction import CorrectionScreen
from auditor.tui.session import Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.values import SIGNS, counted, law, rule_title, severity_word, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

if TYPE_CHECKING:
    from auditor.results import Deadline, Event, FindingLine, PersonHistory

SCHEMA = {
    "sign": pl.String,
    "when": pl.String,
    "start": pl.String,
    "bar": pl.String,
    "regime": pl.String,
    "what": pl.String,
    "text": pl.String,
    "event": pl.Int64,
    "finding": pl.Int64,
}
BAR_NARROW, BAR_WIDE = 20, 48
"""Cells of the line that time is drawn on, in a narrow and a wide terminal."""
MOST_FIELDS = 6
"""Fields of an event told in its line; the pane tells all."""


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
        """The person, masked."""
        if self.history is None or self.history.person_id is None:
            return self.session.t("tui.crumb.person")
        return self.session.masker.text(Personal.ID, self.history.person_id)

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
        found = sum(len(event.findings) for event in self.history.events)
        count = t("tui.count.events", events=len(self.history.events), findings=found)
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


def timeline(session: Session, history: PersonHistory, wide: bool = True) -> FrameSource:
    """One line an event, below it one line for each of its findings, and time drawn to scale."""
    width = BAR_WIDE if wide else BAR_NARROW
    scale = drawing.scale(history.events, session.audit.reference_date, width)
    rows = pl.DataFrame(_lines(session, history, scale), schema=SCHEMA)
    return FrameSource(rows, timeline_columns(session, history, scale, wide))


def _lines(session: Session, history: PersonHistory, scale: drawing.Scale | None) -> list[dict[str, Any]]:
    """One line an event, below it one line for each of its findings; drawn where there is a scale."""
    date, rows = session.audit.reference_date, []
    notes = cache(lambda rule_id: notes_of_rule(session, rule_id))
    relations = drawing.relations(history.events, date)
    for place, (event, relation) in enumerate(zip(history.events, relations, strict=True)):
        bar = drawing.bar(event, relation, scale, date) if scale else ""
        rows.append(_event_line(session, place, event) | {"bar": bar})
        for number, finding in enumerate(event.findings):
            sign = SIGNS[Severity(finding.severity)]
            mark = drawing.mark(event, finding.blame, sign, scale) if scale else ""
            note = note_word(session, notes(finding.rule_id).get(event.row))
            rows.append(_finding_line(place, number, finding, note) | {"bar": mark})
    return rows


def place_of(history: PersonHistory, table: str, row: int, rule_id: str | None) -> int:
    """The line of a finding in the timeline; the first line where there is none."""
    line = 0
    for event in history.events:
        for number, finding in enumerate(event.findings, 1):
            if (event.table, event.row, finding.rule_id) == (table, row, rule_id):
                return line + number
        line += 1 + len(event.findings)
    return 0


def timeline_columns(
    session: Session, history: PersonHistory | None, scale: drawing.Scale | None, wide: bool
) -> tuple[Column, ...]:
    """The columns of a timeline: in a narrow terminal the drawing alone tells how long things last."""
    t = session.t
    tones = {sign: severity.key for severity, sign in SIGNS.items()}

    def tone(text: str) -> str:
        return tones.get(text.strip().partition(" ")[0], "")

    axis, width = (scale.axis(), scale.width) if scale else ("", 1)
    law_known = history is not None and any(event.regime for event in history.events)
    regime = text_column(t, "regime", "tui.column.regime", wide=True, limit=26, tone=lambda v: "muted")
    return (
        text_column(t, "sign", "tui.column.sign", frozen=True, tone=lambda v: "muted"),
        text_column(t, "when" if wide else "start", "tui.column.when", frozen=True, limit=25),
        Column("bar", axis, width=width, drawn=True, tone=tone),
        text_column(t, "text", "tui.column.event", first=True, expand=True, limit=60, tone=tone),
        *((regime,) if law_known else ()),
    )


def _event_line(session: Session, place: int, event: Event) -> dict[str, Any]:
    declared = session.audit.ruleset.tables.get(event.table)
    title = session.text(declared.title) if declared else event.table
    told = list(_told(session, event).items())
    return {
        "sign": "●",
        "when": _period(session, event),
        "start": session.t.date(day) if (day := event.start or event.end) else _period(session, event),
        "regime": event.regime or "",
        "what": title,
        "text": " · ".join([title, *(f"{name} {value}" for name, value in told[:MOST_FIELDS])]),
        "event": place,
        "finding": None,
    }


def _finding_line(place: int, number: int, finding: FindingLine, note: str) -> dict[str, Any]:
    return {
        "sign": "",
        "when": "",
        "start": "",
        "regime": "",
        "what": "",
        "text": f"{SIGNS[Severity(finding.severity)]} {f'{note} · ' if note else ''}{finding.message}",
        "event": place,
        "finding": number,
    }


def _period(session: Session, event: Event) -> str:
    t = session.t
    start, end = (t.date(each) if each else "" for each in (event.start, event.end))
    if event.open_ended and start:
        return f"{start} –"
    if start and end and start != end:
        return f"{start} – {end}"
    return start or end or t("tui.person.undated")


def _told(session: Session, event: Event, all_blamed: bool = False) -> dict[str, str]:
    """The fields worth telling, values masked: neither whose record it is nor the dates, which stand elsewhere.

    With ``all_blamed`` also those that findings blame, marked by the sign of the finding, though they be missing.
    """
    declared = session.audit.ruleset.tables.get(event.table)
    person = declared.person if declared else None
    dates = declared.event or () if declared else ()
    told = {}
    signs: dict[str, str] = {}
    for finding in reversed(event.findings if all_blamed else ()):
        signs.update(dict.fromkeys(finding.blame, SIGNS[Severity(finding.severity)] + " "))
    for name, value in event.fields.items():
        sign = signs.get(name, "")
        if not sign and (not value or name == person or name in dates):
            continue
        field = declared.field(name) if declared else None
        shown = session.masker.text(field.personal if field else Personal.FREE_TEXT, value)
        told[name] = f"{sign}{shown or session.t('tui.value.missing')}"
    return told


def explain_line(
    session: Session, history: PersonHistory, record: Mapping[str, Any]
) -> tuple[str, list[tuple[str, str]]]:
    """Heading and labelled paragraphs about a line of a timeline."""
    event = history.events[record["event"]]
    if record["finding"] is None:
        relation = drawing.relations(history.events, session.audit.reference_date)[record["event"]]
        told = _told(session, event, all_blamed=True).items()
        return f"{record['what']}  {record['when']}", [*_drawn(session, event, relation), *told]
    t, finding = session.t, event.findings[record["finding"]]
    rule = session.audit.ruleset.rule(finding.rule_id)
    note = note_word(session, notes_of_rule(session, finding.rule_id).get(event.row))
    parts = [
        (t("logbook.column.note"), note),
        (t("tui.explain.remedy"), finding.remedy),
        (t("tui.explain.fields"), ", ".join(finding.blame)),
        (t("tui.explain.where"), _place(session, event)),
        (t("tui.explain.why"), session.text(rule.why) if rule and rule.why else ""),
        (t("tui.explain.law"), law(t, rule.basis) if rule else ""),
        (
            "",
            " · ".join(
                (finding.rule_id, severity_word(t, finding.severity), rule_title(session, rule, finding.rule_id))
            ),
        ),
    ]
    return finding.message, parts


def _drawn(session: Session, event: Event, relation: drawing.Relation) -> list[tuple[str, str]]:
    """What the drawing shows of an event, in words."""
    t = session.t
    said = []
    if event.regime:
        said.append((t("tui.column.regime"), event.regime))
    for deadline in sorted(event.deadlines, key=lambda each: each.day):
        said.append((f"{drawing.DEADLINE} " + t("tui.person.deadline"), _due(session, deadline)))
    if relation.gap:
        said.append((drawing.GAP, counted(t, "tui.person.gap", relation.gap)))
    if relation.overlap:
        said.append((drawing.OVERLAP, counted(t, "tui.person.overlap", relation.overlap)))
    return said


def _due(session: Session, deadline: Deadline) -> str:
    return f"{session.t.date(deadline.day)} · {session.text(deadline.title)}"


def _place(session: Session, event: Event) -> str:
    file, line = session.audit.extract.tables[event.table].location(event.row)
    return session.t("tui.explain.place", file=file, line=line)
