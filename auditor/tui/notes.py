"""What is noted of findings, as the tables show it: waived, sent, or ticked off as corrected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from auditor.model.extract import ROW
from auditor.tui.logbook import SENT, TICKED, WAIVED
from auditor.tui.source import Column
from auditor.tui.values import count_column, counted

if TYPE_CHECKING:
    from auditor.model.rule import Rule
    from auditor.tui.session import Session

NOTE = "__note"
"""Column with what is noted of a row."""
SIGNS = {WAIVED: "⊘", SENT: "→", TICKED: "☑"}
"""Signs of notes, so that nothing is said by colour alone."""


def notes_of_rule(session: Session, rule_id: str) -> dict[int, str]:
    """By row, what is noted of a rule's findings."""
    ids = session.audit.rule_ids
    return session.logbook.notes(ids.index(rule_id)) if session.logbook is not None and rule_id in ids else {}


def has_notes(session: Session, rule: Rule) -> bool:
    """Whether anything is noted of a rule's findings."""
    return bool(notes_of_rule(session, rule.id))


def with_notes(session: Session, rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with NOTE; null where nothing is noted."""
    known = notes_of_rule(session, rule.id)
    frame = pl.DataFrame({ROW: list(known), NOTE: list(known.values())}, schema={ROW: pl.UInt32, NOTE: pl.String})
    return rows.join(frame, on=ROW, how="left", maintain_order="left")


def note_word(session: Session, note: str | None) -> str:
    """The sign of a note with its word; nothing where nothing is noted."""
    return f"{SIGNS[note]} {session.t(f'logbook.note.{note}')}" if note else ""


def note_column(session: Session) -> Column:
    """The column of NOTE."""
    return Column(
        NOTE,
        session.t("logbook.column.note"),
        frozen=True,
        write=lambda v: note_word(session, v),
        tone=lambda v: "info",
    )


def note_counts(session: Session, notes: pl.Series) -> Iterable[str]:
    """How many rows are noted as what."""
    counts = dict(notes.drop_nulls().value_counts().iter_rows())
    return [counted(session.t, f"logbook.count_{note}", counts[note]) for note in SIGNS if note in counts]


def waives(session: Session) -> bool:
    """Whether anything is waived, so that it must stand beside the counts."""
    return session.logbook is not None and session.logbook.waived is not None and session.logbook.waived.findings > 0


def waived_column(session: Session) -> tuple[Column, ...]:
    """The column ``waived`` beside counts, where anything is waived."""
    return (count_column(session.t, "waived", "logbook.column.waived", "info"),) if waives(session) else ()


def with_waived(session: Session, frame: pl.DataFrame, by: str, municipality: str | None = None) -> pl.DataFrame:
    """A frame of rules (``by`` is ``rule``: ids) or municipalities with how many of their findings are waived."""
    book = session.logbook
    if book is None or book.waived is None:
        return frame.with_columns(pl.lit(0, pl.Int64).alias("waived"))
    if by == "rule":
        counts = [book.waived_by_rule(each, municipality) for each in frame[by]]
    else:
        counts = [book.waived.by_municipality.get(each, 0) for each in frame[by]]
    return frame.with_columns(pl.Series("waived", counts, dtype=pl.Int64))


def waived_counts(session: Session) -> dict[str, int]:
    """Waived findings by the keys of severities and the values of dimensions; empty where nothing is waived."""
    waived = session.logbook.waived if session.logbook is not None else None
    if waived is None:
        return {}
    counts = {severity.key: count for severity, count in waived.by_severity.items()}
    for rule in session.audit.ruleset.rules:
        name = rule.dimension.value
        counts[name] = counts.get(name, 0) + waived.by_rule.get(rule.id, 0)
    return counts
