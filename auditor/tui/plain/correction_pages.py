"""The pages about corrections: proposing a value for a field of a record, what that does, and those proposed so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from auditor.tui.corrections import proposals_source
from auditor.tui.plain.page import Done, Listing, Opened, Page, Question, Record, explained
from auditor.tui.proposals import place_of, proposals_of, refusal, refused_value
from auditor.tui.proposing import Judged, Proposing, Ready
from auditor.tui.values import counted

if TYPE_CHECKING:
    from auditor.tui.session import Session


def propose_page(session: Session, table: str, row: int, blamed: Sequence[str]) -> Page:
    """The fields of a record; each leads to the codes it can have, or asks for a value."""
    t = session.t
    record = Proposing(session, table, row, blamed)
    record.values, record.named = record.read()
    ready = cache(record.ready)

    def opened(line: Record) -> Opened:
        name = line["name"]
        refused = refusal(session, table, name)
        if refused is not None:
            return t(refused)
        if record.codes(name):
            return _codes_page(record, name, ready)
        question = " ".join((*record.heading(name), t("corrections.plain_write")))
        return Question(question, lambda text: _effect(record, ready(name), text or None, back=1))

    title = session.text(session.audit.ruleset.tables[table].title)
    listing = Listing(title, record.fields(), "", opened)
    return Page(t("corrections.crumb_propose"), [t("corrections.plain_choose")], [listing])


def _codes_page(record: Proposing, name: str, ready: Callable[[str], Ready]) -> Page:
    """The codes of a field; each leads to what it does."""
    title, now = record.heading(name)

    def opened(line: Record) -> Opened:
        return _effect(record, ready(name), line["code"] or None, back=2)

    return Page(title, [now], [Listing(title, record.choices(record.codes(name)), "", opened)])


def _effect(record: Proposing, ready: Ready, value: str | None, back: int) -> Page | str:
    """Which findings go and which appear; a letter takes the value in, which leads ``back`` to the fields."""
    session = record.session
    t, refused = session.t, refused_value(session, value)
    if refused is not None:
        return t(refused)
    judged = Judged(ready.field, value, ready.check.change(value))
    said = explained(*record.effect(ready, judged))
    crumb = record.written(ready.field, value) if value is not None else t("corrections.no_value")
    if record.is_now(judged):
        return Page(crumb, said)
    further = {"v": lambda: Done(record.take_in(ready, judged), back)}
    return Page(crumb, [*said, t("corrections.plain_take_in")], further=further)


def corrections_page(session: Session, person: Callable[[str, int], Page]) -> Page:
    """The corrections that are proposed; each leads to the person, where it can be taken back."""
    t = session.t
    proposals = proposals_of(session) if place_of(session) is not None else None
    source = proposals_source(session, proposals)

    def opened(record: Record) -> Opened:
        assert proposals is not None
        entry = proposals.entries[record["place"]]

        def take_back() -> Done:
            proposals.take_back(entry)
            return Done(t("corrections.plain_taken_back"))

        found = record["row"] is not None
        own = person(record["table_name"], record["row"]) if found else Page(record["record"], [])
        said = [] if found else [t("corrections.no_person")]
        return Page(own.crumb, [*said, t("corrections.plain_take_back")], own.lists, {"v": take_back})

    title = counted(t, "corrections.count", source.height)
    path = proposals.path if proposals is not None else None
    where = t("corrections.file", file=str(path)) if path is not None else t("corrections.nowhere")
    return Page(t("corrections.crumb"), [where], [Listing(title, source, t("corrections.plain_empty"), opened)])
