"""The pages about the extract itself: what was delivered, and the reception centres that do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.extract.centre_file import decided
from auditor.extract.mapping import centre_in_one_line
from auditor.results.centre_candidates import accepted, best_of_each, refusal
from auditor.results.centres import Case
from auditor.tui.centres import candidates_source, cases_source, open_cases
from auditor.tui.plain.page import Listing, Page, Record
from auditor.tui.screens.delivery import columns_source, delivery_source, problems_source
from auditor.tui.values import counted

if TYPE_CHECKING:
    from auditor.tui.session import Session


def delivery_page(session: Session) -> Page:
    """What was delivered."""
    t, audit = session.t, session.audit
    tables = Listing(
        t("tui.delivery.tables"),
        delivery_source(session, audit.extract, audit.ruleset),
        t("results.verdict.nothing_read"),
        lambda record: columns_page(session, record["name"]),
    )
    problems = Listing(
        t("tui.delivery.problems"),
        problems_source(session),
        t("tui.delivery.no_problems"),
        lambda record: record["text"],
    )
    return Page(t("tui.crumb.delivery"), [], [tables, problems])


def columns_page(session: Session, table: str) -> Page:
    """The columns of a table, and what each was taken for."""
    source = columns_source(session, session.audit.extract.tables[table])
    how = session.t("tui.delivery.map_text")
    return Page(table, [], [Listing(session.t("tui.delivery.columns"), source, "", lambda record: how)])


def centres_page(session: Session) -> Page:
    """Reception centres that do not fit; each leads to the centres it may mean."""
    t = session.t
    cases, centres = open_cases(session), decided(session.audit.extract)

    def case_page(record: Record) -> Page:
        case = Case.of(record)
        source = candidates_source(session, cases, case, centres)
        title = counted(t, "centres.count_candidates", source.height)
        listing = Listing(title, source, t("centres.not_decided"), lambda each: _accepting(session, case, each))
        return Page(t(f"centres.problem.{case.problem.value}"), [], [listing])

    source = cases_source(session, best_of_each(cases, centres))
    empty = t("centres.lead_none" if cases.register is not None else "centres.no_register")
    listing = Listing(counted(t, "centres.count", source.height), source, empty, case_page)
    return Page(t("centres.crumb"), [t("centres.title")], [listing])


def _accepting(session: Session, case: Case, candidate: Record) -> str:
    """What to write where a case means a centre, or why that would be wrong."""
    refused = refusal(case, candidate["centre"])
    if refused is not None:
        return session.t(refused)
    text = centre_in_one_line(accepted({}, case, candidate["centre"]))
    return session.t("centres.accept_to_tell", text=session.masker.text("none", text))
