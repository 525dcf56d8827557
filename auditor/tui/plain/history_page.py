"""The history as a page of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from auditor.ledger.grouping import Grouping
from auditor.tui.history import courses_source, read, read_nothing, runs_source, waivers_source
from auditor.tui.plain.page import Listing, Page, Record

if TYPE_CHECKING:
    from auditor.tui.session import Session


def history_page(session: Session, findings: Callable[[str], Page | str]) -> Page:
    """Runs, the courses of rules, and waivers; a rule leads to its findings."""
    t, book = session.t, session.logbook
    known = read(book.path, Grouping.RULE) if book is not None else read_nothing(Grouping.RULE)
    day = book.now().date() if book is not None else session.audit.reference_date

    def of(rule: str) -> Page | str:
        return findings(rule) if rule in session.audit.rule_ids else t("logbook.rule_gone")

    def of_course(record: Record) -> Page | str:
        return of(record["key"])

    def of_waiver(record: Record) -> Page | str:
        return of(record["rule"])

    sources = (
        ("runs", runs_source(session, known), lambda _: t("logbook.no_more")),
        ("courses", courses_source(session, known), of_course),
        ("waivers", waivers_source(session, known, day), of_waiver),
    )
    lists = [
        Listing(t(f"logbook.title_{name}"), source, t(f"logbook.empty_{name}"), leads)
        for name, source, leads in sources
    ]
    return Page(t("logbook.crumb"), [], lists)
