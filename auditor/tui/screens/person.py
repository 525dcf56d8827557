"""One person's way through the registers, with each finding at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from auditor import results
from auditor.model.table import Personal
from auditor.model.vocabulary import Severity
from auditor.tui.screens.base import View
from auditor.tui.session import Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.values import SIGNS, law, rule_title, severity_word, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

if TYPE_CHECKING:
    from auditor.results import Event, FindingLine, PersonHistory

SCHEMA = {
    "sign": pl.String,
    "when": pl.String,
    "what": pl.String,
    "text": pl.String,
    "event": pl.Int64,
    "finding": pl.Int64,
}
MOST_FIELDS = 6
"""Fields of an event told in its line; the pane tells all."""


class PersonScreen(View):
    """A timeline: one line an event, below it one line for each of its findings."""

    help_topic = "person"

    @dataclass
    class Gathered(Message):
        """A worker has gathered the person's rows of all tables."""

        history: PersonHistory

    def __init__(self, table: str, row: int, rule_id: str | None = None) -> None:
        super().__init__()
        self.table = table
        self.row = row
        self.rule_id = rule_id
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
        columns = timeline_columns(self.session)
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
        session = self.session
        assert session.reader is not None
        history = results.person_history(
            session.audit, session.reader, self.table, self.row, session.language, session.masker
        )
        self.post_message(self.Gathered(history))

    @on(Gathered)
    def _show(self, event: Gathered) -> None:
        self.history = event.history
        self._fill()
        self.show_way()

    def _fill(self) -> None:
        assert self.history is not None
        t = self.session.t
        table = self.query_one(Browser)
        start = table.cursor_row if table.source.height else None
        source = timeline(self.session, self.history)
        if start is None:
            start = place_of(self.history, self.table, self.row, self.rule_id)
        table.empty = t("tui.person.empty")
        table.show(source, start)
        found = sum(len(event.findings) for event in self.history.events)
        count = t("tui.count.events", events=len(self.history.events), findings=found)
        self.query_one("#person-section", Section).head(t("tui.person.timeline"), count)
        self._explain()

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


def timeline(session: Session, history: PersonHistory) -> FrameSource:
    """One line an event, below it one line for each of its findings."""
    rows = []
    for place, event in enumerate(history.events):
        rows.append(_event_line(session, place, event))
        rows += [_finding_line(place, number, finding) for number, finding in enumerate(event.findings)]
    return FrameSource(pl.DataFrame(rows, schema=SCHEMA), timeline_columns(session))


def place_of(history: PersonHistory, table: str, row: int, rule_id: str | None) -> int:
    """The line of a finding in the timeline; the first line where there is none."""
    line = 0
    for event in history.events:
        for number, finding in enumerate(event.findings, 1):
            if (event.table, event.row, finding.rule_id) == (table, row, rule_id):
                return line + number
        line += 1 + len(event.findings)
    return 0


def timeline_columns(session: Session) -> tuple[Column, ...]:
    """The columns of a timeline."""
    t = session.t
    tones = {sign: severity.key for severity, sign in SIGNS.items()}

    def tone(text: str) -> str:
        return tones.get(text.partition(" ")[0], "")

    return (
        text_column(t, "sign", "tui.column.sign", frozen=True, tone=lambda v: "muted"),
        text_column(t, "when", "tui.column.when", frozen=True, limit=25),
        text_column(t, "text", "tui.column.event", first=True, expand=True, limit=60, tone=tone),
    )


def _event_line(session: Session, place: int, event: Event) -> dict[str, Any]:
    declared = session.audit.ruleset.tables.get(event.table)
    title = session.text(declared.title) if declared else event.table
    told = list(_told(session, event).items())
    return {
        "sign": "●",
        "when": _period(session, event),
        "what": title,
        "text": " · ".join([title, *(f"{name} {value}" for name, value in told[:MOST_FIELDS])]),
        "event": place,
        "finding": None,
    }


def _finding_line(place: int, number: int, finding: FindingLine) -> dict[str, Any]:
    return {
        "sign": "",
        "when": "",
        "what": "",
        "text": f"{SIGNS[Severity(finding.severity)]} {finding.message}",
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
        return f"{record['what']}  {record['when']}", [*_told(session, event, all_blamed=True).items()]
    t, finding = session.t, event.findings[record["finding"]]
    rule = session.audit.ruleset.rule(finding.rule_id)
    parts = [
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


def _place(session: Session, event: Event) -> str:
    file, line = session.audit.extract.tables[event.table].location(event.row)
    return session.t("tui.explain.place", file=file, line=line)
