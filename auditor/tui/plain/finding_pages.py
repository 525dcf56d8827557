"""The pages about rules and what they found: rules of a municipality, one rule, its rows or groups, the rule book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model.extract import ROW
from auditor.results.matrix import By, Unit
from auditor.tui.field_rows import FieldRows, crumb_of_rows, rows_of_field
from auditor.tui.open_findings import refusal
from auditor.tui.plain.page import Listing, Page, Record, explained
from auditor.tui.plain.record_pages import record_and_person
from auditor.tui.records import explain_row, fields_about, read_fields, read_rows, row_columns, rule_fields
from auditor.tui.rulebook import explanation_lines, fires_source, rulebook_source
from auditor.tui.screens.groups import explain_groups, groups_source
from auditor.tui.screens.municipality import RuleFilter, explain_rule, rules_source
from auditor.tui.source import FrameSource
from auditor.tui.values import counted, instruction, rule_title, severity_word

if TYPE_CHECKING:
    from auditor.model.rule import Rule
    from auditor.tui.session import Session

PROSE = 10_000
"""Explanations are not broken before the lines of the page are."""


def rules_page(
    session: Session, municipality: str | None = None, name: str | None = None, only: RuleFilter | None = None
) -> Page:
    """Rules, in one municipality or in all; each opens its explanation, which leads to its findings."""
    t, source = session.t, rules_source(session, municipality, only)
    title = counted(t, "tui.count.rules", source.height)
    if municipality is not None:
        crumb = f"{municipality} {name or ''}".strip()
    else:
        crumb = only.title if only else t("tui.crumb.rules")
    listing = Listing(
        title, source, t("tui.municipality.empty"), lambda record: rule_page(session, record, municipality)
    )
    return Page(crumb, [], [listing])


def rule_page(session: Session, record: Record, municipality: str | None) -> Page:
    """A rule explained, with its findings below."""
    paragraphs = explained(*explain_rule(session, dict(record), municipality))
    unit = Unit(By.MUNICIPALITY, municipality) if municipality is not None else None
    found = findings_page(session, record["rule"], unit)
    if isinstance(found, str):
        return Page(record["rule"], [*paragraphs, found])
    return Page(record["rule"], paragraphs, found.lists)


def findings_page(session: Session, rule_id: str, unit: Unit | None) -> Page | str:
    """What a rule found: rows or groups, or a sentence that says why there is nothing."""
    rule = session.audit.ruleset.rule(rule_id)
    sentence = refusal(session, rule_id)
    if rule is None or sentence is not None:
        return sentence or ""
    return _groups(session, rule, unit) if rule.about_groups else _rows(session, rule, unit)


def _groups(session: Session, rule: Rule, unit: Unit | None) -> Page:
    t, source = session.t, groups_source(session, rule, unit)
    title = counted(t, "tui.count.groups", source.height)
    listing = Listing(title, source, t("tui.toast.no_findings"), lambda record: t("tui.toast.group_has_no_rows"))
    heading = rule_title(session, rule, rule.id)
    return Page(rule.id, [heading, *explained(*explain_groups(session, rule))], [listing])


def _rows(session: Session, rule: Rule, unit: Unit | None) -> Page:
    t, declared = session.t, session.audit.ruleset.tables[rule.table]
    frame = read_rows(session, rule, unit)
    fields = rule_fields(session, rule).among(frame.columns)
    source = FrameSource(frame, row_columns(session, declared, fields, rule.severity))

    def opened(record: Record) -> Page:
        said = explained(*explain_row(session, rule, fields, record))
        return record_and_person(session, rule.table, record[ROW], fields.blamed, rule.severity, said)

    title = counted(t, "tui.count.rows", source.height)
    heading = f"{severity_word(t, rule.severity)}: {rule_title(session, rule, rule.id)}"
    listing = Listing(title, source, t("tui.toast.no_findings"), opened)
    return Page(rule.id, [heading, instruction(session, rule)], [listing])


def field_rows_page(session: Session, rows: FieldRows) -> Page:
    """The rows where a field is in a state or has a value."""
    t, table = session.t, rows.table
    declared = session.audit.ruleset.tables[table]
    fields = fields_about(declared, [rows.name]).beside(session.fields_shown.get(table))
    frame = read_fields(session, table, rows_of_field(session, rows), fields)
    source = FrameSource(frame, row_columns(session, declared, fields.among(frame.columns)))
    title = counted(t, "tui.count.rows", source.height)
    listing = Listing(
        title,
        source,
        t("tui.toast.no_findings"),
        lambda record: record_and_person(session, table, record[ROW], (rows.name,)),
    )
    return Page(crumb_of_rows(session, rows), [], [listing])


def rulebook_page(session: Session) -> Page:
    """All rules, by id."""
    source = rulebook_source(session, session.audit.ruleset.rules)
    title = counted(session.t, "tui.count.rules", source.height)
    listing = Listing(title, source, session.t("book.nothing"), lambda record: whole_rule_page(session, record["rule"]))
    return Page(session.t("book.crumb"), [], [listing])


def whole_rule_page(session: Session, rule_id: str) -> Page:
    """All of one rule, and where it fires."""
    rule = session.audit.ruleset.rule(rule_id)
    assert rule is not None
    lines = [line for line in explanation_lines(session, rule, PROSE) if line]
    source, empty = fires_source(session, rule), session.t("book.fires_nowhere")
    listing = Listing(
        session.t("book.fires"),
        source,
        empty,
        lambda each: findings_page(session, rule_id, Unit(By.MUNICIPALITY, each["unit"])),
    )
    return Page(rule_id, lines, [listing])
