"""The lines of a person's timeline: an event each, its findings below it, and time drawn to scale."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.locale import Translator
from auditor.model.table import Personal
from auditor.model.vocabulary import Severity
from auditor.results import timeline as drawing
from auditor.tui.notes import note_word, notes_of_rule
from auditor.tui.session import Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.values import SIGNS, counted, law, rule_title, severity_word, text_column

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


def called(session: Session, table: str, history: PersonHistory | None) -> str:
    """The person, masked; where the rows of a table are of nobody, as those of a register of centres, what they are."""
    declared = session.audit.ruleset.tables[table]
    if declared.person is None:
        return session.text(declared.title)
    if history is None or history.person_id is None:
        return session.t("tui.crumb.person")
    return session.masker.text(Personal.ID, history.person_id)


def size_of(t: Translator, history: PersonHistory) -> str:
    """How many events there are, and how many findings."""
    found = sum(len(event.findings) for event in history.events)
    events = counted(t, "tui.count.events", len(history.events))
    return events + " · " + counted(t, "tui.count.findings", found)


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
