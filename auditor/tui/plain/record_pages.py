"""The pages about one record, and about the person it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor import results
from auditor.tui.person import called, explain_line, size_of, timeline
from auditor.tui.plain.correction_pages import propose_page
from auditor.tui.plain.page import Listing, Page, Record, explained
from auditor.tui.screens.record import record_source

if TYPE_CHECKING:
    from auditor.model.vocabulary import Severity
    from auditor.tui.session import Session


def record_page(
    session: Session, table: str, row: int, blamed: Sequence[str] = (), severity: Severity | None = None
) -> Page:
    """One row, field by field; a letter leads to proposing another value."""
    assert session.reader is not None
    source = record_source(session, table, session.reader.read(table, [row]), blamed, severity)
    title = session.text(session.audit.ruleset.tables[table].title)
    listing = Listing(title, source, "", lambda record: record["value"])
    further = {"v": lambda: propose_page(session, table, row, blamed)}
    return Page(session.t("tui.plain.record"), [session.t("corrections.plain_propose")], [listing], further)


def person_page(session: Session, table: str, row: int) -> Page:
    """Everything the extract says about a person, in order of time."""
    t = session.t
    assert session.reader is not None
    history = results.person_history(session.audit, session.reader, table, row, session.language, session.masker)
    history = results.with_deadlines(session.audit, history)

    def explanation(record: Record) -> Page:
        heading, parts = explain_line(session, history, record)
        return Page(t("tui.municipality.explanation"), explained(heading, parts))

    title = f"{t('tui.person.timeline')}: {size_of(t, history)}"
    listing = Listing(title, timeline(session, history), t("tui.person.empty"), explanation)
    return Page(called(session, table, history), [], [listing])


def record_and_person(
    session: Session,
    table: str,
    row: int,
    blamed: Sequence[str] = (),
    severity: Severity | None = None,
    said: Sequence[str] = (),
) -> Page:
    """A row and its person on one page, below what is ``said`` of them."""
    own = record_page(session, table, row, blamed, severity)
    lists = [*own.lists, *person_page(session, table, row).lists]
    return Page(own.crumb, [*said, *own.paragraphs], lists, own.further)
