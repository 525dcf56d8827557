"""The pages of the plain mode: the same view models as the screens', and the same ways between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor import results
from auditor.extract.centre_file import decided
from auditor.extract.mapping import centre_in_one_line
from auditor.model.extract import ROW
from auditor.model.rule import Rule
from auditor.model.vocabulary import Severity
from auditor.results.centre_candidates import accepted, best_of_each
from auditor.results.centre_candidates import refusal as refusal_of_case
from auditor.results.centres import Case
from auditor.results.matrix import By, Unit
from auditor.tui import overview
from auditor.tui.centres import candidates_source, cases_source, open_cases
from auditor.tui.corrections import proposals_source
from auditor.tui.field_rows import FieldRows, crumb_of_rows, rows_of_field
from auditor.tui.municipalities import counties_source, county_members, municipalities_source
from auditor.tui.open_findings import refusal
from auditor.tui.person import called, explain_line, size_of, timeline
from auditor.tui.plain.field_pages import field_matrix_page, field_page, fields_page
from auditor.tui.plain.history_page import history_page
from auditor.tui.plain.indicator_pages import deciding_page, indicator_page, indicators_page
from auditor.tui.plain.page import Listing, Page, Record, explained
from auditor.tui.proposals import place_of, proposals_of
from auditor.tui.records import explain_row, fields_about, read_fields, read_rows, row_columns, rule_fields
from auditor.tui.rulebook import explanation_lines, fires_source, rulebook_source
from auditor.tui.screens.delivery import columns_source, delivery_source, problems_source
from auditor.tui.screens.groups import explain_groups, groups_source
from auditor.tui.screens.help import help_text
from auditor.tui.screens.municipality import RuleFilter, explain_rule, rules_source
from auditor.tui.screens.record import record_source
from auditor.tui.session import Session
from auditor.tui.source import FrameSource
from auditor.tui.values import counted, instruction, rule_title, severity_word

PROSE = 10_000
"""Explanations are not broken before the lines of the page are."""


class Pages:
    """Makes the pages of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def _t(self, key: str, **facts: object) -> str:
        return self.session.t(key, **facts)

    def overview(self) -> Page:
        """Can this delivery be used?"""
        session = self.session
        paragraphs = [overview.verdict(session), *overview.reasons(session), *overview.facts(session).values()]
        opens: dict[str, Any] = {
            "rules": lambda record: self.findings(record["rule"], None),
            "municipalities": self._municipality_of,
            "causes": lambda record: self.rules(only=RuleFilter("rules", record["rules"], record["what"])),
            "severities": lambda record: self.rules(only=RuleFilter(record["kind"], record["key"], record["what"])),
            "tables": lambda record: self.rules(only=RuleFilter("table", record["table"], record["title"])),
        }
        empty = self._t("tui.overview.no_findings")
        lists = [
            Listing(self._t(title), source(session), empty, opens[name])
            for name, (title, source) in overview.LISTS.items()
        ]
        path = session.request.path
        return Page(path.name if path else self._t("tui.crumb.overview"), paragraphs, lists)

    def history(self) -> Page:
        """Runs, the courses of rules, and waivers."""
        return history_page(self.session, lambda rule: self.findings(rule, None))

    def municipalities(self) -> Page:
        """All municipalities."""
        source = municipalities_source(self.session)
        title = counted(self.session.t, "tui.count.municipalities", source.height)
        listing = Listing(title, source, self._t("tui.municipalities.empty"), self._municipality_of)
        return Page(self._t("tui.crumb.municipalities"), [], [listing])

    def counties(self) -> Page:
        """The counties; each leads to its municipalities."""
        source = counties_source(self.session, ())
        title = counted(self.session.t, "tui.count.counties", source.height)
        listing = Listing(title, source, self._t("tui.municipalities.empty"), self._county_of)
        return Page(self._t("tui.crumb.counties"), [], [listing])

    def _county_of(self, record: Record) -> Page:
        source = county_members(self.session, record["group"])
        title = counted(self.session.t, "tui.count.municipalities", source.height)
        empty = self._t("tui.municipalities.empty")
        return Page(record["group"], [], [Listing(title, source, empty, self._municipality_of)])

    def _municipality_of(self, record: Record) -> Page | str:
        if record["municipality"] is None:
            return self._t("tui.toast.no_municipality")
        return self.rules(record["municipality"], record["name"])

    def rules(self, municipality: str | None = None, name: str | None = None, only: RuleFilter | None = None) -> Page:
        """Rules, in one municipality or in all; each opens its explanation, which leads to its findings."""
        source = rules_source(self.session, municipality, only)
        title = counted(self.session.t, "tui.count.rules", source.height)
        if municipality is not None:
            crumb = f"{municipality} {name or ''}".strip()
        else:
            crumb = only.title if only else self._t("tui.crumb.rules")
        empty = self._t("tui.municipality.empty")
        return Page(crumb, [], [Listing(title, source, empty, lambda record: self.rule(record, municipality))])

    def rule(self, record: Record, municipality: str | None) -> Page:
        """A rule explained, with its findings below."""
        paragraphs = explained(*explain_rule(self.session, dict(record), municipality))
        found = self.findings(record["rule"], municipality)
        if isinstance(found, str):
            return Page(record["rule"], [*paragraphs, found])
        return Page(record["rule"], paragraphs, found.lists)

    def findings(self, rule_id: str, municipality: str | None) -> Page | str:
        """What a rule found: rows or groups, or a sentence that says why there is nothing."""
        session = self.session
        rule = session.audit.ruleset.rule(rule_id)
        sentence = refusal(session, rule_id)
        if rule is None or sentence is not None:
            return sentence or ""
        unit = Unit(By.MUNICIPALITY, municipality) if municipality is not None else None
        return self._groups(rule, unit) if rule.about_groups else self._rows(rule, unit)

    def _groups(self, rule: Rule, unit: Unit | None) -> Page:
        source = groups_source(self.session, rule, unit)
        title = counted(self.session.t, "tui.count.groups", source.height)
        empty = self._t("tui.toast.no_findings")
        listing = Listing(title, source, empty, lambda record: self._t("tui.toast.group_has_no_rows"))
        heading = rule_title(self.session, rule, rule.id)
        return Page(rule.id, [heading, *explained(*explain_groups(self.session, rule))], [listing])

    def _rows(self, rule: Rule, unit: Unit | None) -> Page:
        session = self.session
        declared = session.audit.ruleset.tables[rule.table]
        frame = read_rows(session, rule, unit)
        fields = rule_fields(session, rule).among(frame.columns)
        source = FrameSource(frame, row_columns(session, declared, fields, rule.severity))

        def record_page(record: Record) -> Page:
            said = explain_row(session, rule, fields, record)
            own = self.record(rule.table, record[ROW], fields.blamed, rule.severity)
            return Page(own.crumb, explained(*said), [*own.lists, *self.person(rule.table, record[ROW]).lists])

        title = counted(session.t, "tui.count.rows", source.height)
        listing = Listing(title, source, self._t("tui.toast.no_findings"), record_page)
        heading = f"{severity_word(session.t, rule.severity)}: {rule_title(session, rule, rule.id)}"
        return Page(rule.id, [heading, instruction(session, rule)], [listing])

    def record(self, table: str, row: int, blamed: Sequence[str] = (), severity: Severity | None = None) -> Page:
        """One row, field by field."""
        session = self.session
        assert session.reader is not None
        source = record_source(session, table, session.reader.read(table, [row]), blamed, severity)
        title = session.text(session.audit.ruleset.tables[table].title)
        return Page(self._t("tui.plain.record"), [], [Listing(title, source, "", lambda record: record["value"])])

    def person(self, table: str, row: int) -> Page:
        """Everything the extract says about a person, in order of time."""
        session = self.session
        assert session.reader is not None
        history = results.person_history(session.audit, session.reader, table, row, session.language, session.masker)
        history = results.with_deadlines(session.audit, history)

        def explanation(record: Record) -> Page:
            heading, parts = explain_line(session, history, record)
            return Page(self._t("tui.municipality.explanation"), explained(heading, parts))

        title = f"{self._t('tui.person.timeline')}: {size_of(session.t, history)}"
        listing = Listing(title, timeline(session, history), self._t("tui.person.empty"), explanation)
        return Page(called(session, table, history), [], [listing])

    def centres(self) -> Page:
        """Reception centres that do not fit; each leads to the centres it may mean."""
        session = self.session
        cases, centres = open_cases(session), decided(session.audit.extract)

        def case_page(record: Record) -> Page:
            case = Case.of(record)
            source = candidates_source(session, cases, case, centres)
            title = counted(session.t, "centres.count_candidates", source.height)
            listing = Listing(title, source, self._t("centres.not_decided"), lambda each: self._accepting(case, each))
            return Page(self._t(f"centres.problem.{case.problem.value}"), [], [listing])

        source = cases_source(session, best_of_each(cases, centres))
        empty = self._t("centres.lead_none" if cases.register is not None else "centres.no_register")
        listing = Listing(counted(session.t, "centres.count", source.height), source, empty, case_page)
        return Page(self._t("centres.crumb"), [self._t("centres.title")], [listing])

    def _accepting(self, case: Case, candidate: Record) -> str:
        """What to write where a case means a centre, or why that would be wrong."""
        refused = refusal_of_case(case, candidate["centre"])
        if refused is not None:
            return self._t(refused)
        text = centre_in_one_line(accepted({}, case, candidate["centre"]))
        return self._t("centres.accept_to_tell", text=self.session.masker.text("none", text))

    def rulebook(self) -> Page:
        """All rules, by id."""
        session = self.session
        source = rulebook_source(session, session.audit.ruleset.rules)
        title = counted(session.t, "tui.count.rules", source.height)
        listing = Listing(title, source, self._t("book.nothing"), lambda record: self.whole_rule(record["rule"]))
        return Page(self._t("book.crumb"), [], [listing])

    def whole_rule(self, rule_id: str) -> Page:
        """All of one rule, and where it fires."""
        session = self.session
        rule = session.audit.ruleset.rule(rule_id)
        assert rule is not None
        lines = [line for line in explanation_lines(session, rule, PROSE) if line]
        source, empty = fires_source(session, rule), self._t("book.fires_nowhere")
        listing = Listing(self._t("book.fires"), source, empty, lambda each: self.findings(rule_id, each["unit"]))
        return Page(rule_id, lines, [listing])

    def fields(self) -> Page:
        """All fields; each leads to its values, years and municipalities."""
        return fields_page(self.session, self.field)

    def field(self, table: str, name: str) -> Page:
        """One field: its facts, its values, and where and when it is missing."""
        return field_page(self.session, table, name, self.field_rows)

    def field_matrix(self, table: str, name: str) -> Page:
        """A field by municipality and year."""
        return field_matrix_page(self.session, table, name, self.field_rows)

    def field_rows(self, rows: FieldRows) -> Page:
        """The rows where a field is in a state or has a value."""
        session, table = self.session, rows.table
        declared = session.audit.ruleset.tables[table]
        fields = fields_about(declared, [rows.name]).beside(session.fields_shown.get(table))
        frame = read_fields(session, table, rows_of_field(session, rows), fields)
        source = FrameSource(frame, row_columns(session, declared, fields.among(frame.columns)))

        def record_page(record: Record) -> Page:
            own = self.record(table, record[ROW], (rows.name,))
            return Page(own.crumb, [], [*own.lists, *self.person(table, record[ROW]).lists])

        title = counted(session.t, "tui.count.rows", source.height)
        listing = Listing(title, source, self._t("tui.toast.no_findings"), record_page)
        return Page(crumb_of_rows(session, rows), [], [listing])

    def indicators(self) -> Page:
        """All indicators; each leads to its municipalities, and these to the records that decide."""
        return indicators_page(self.session, self._record_and_person)

    def indicator(self, name: str) -> Page:
        """One indicator and its municipalities."""
        return indicator_page(self.session, name, self._record_and_person)

    def deciding(self, name: str, municipality: str) -> Page:
        """The records of a municipality that decide an indicator."""
        return deciding_page(self.session, name, municipality, self._record_and_person)

    def _record_and_person(self, table: str, row: int) -> Page:
        own = self.record(table, row)
        return Page(own.crumb, [], [*own.lists, *self.person(table, row).lists])

    def corrections(self) -> Page:
        """The corrections that are proposed; each leads to the person."""
        session = self.session
        proposals = proposals_of(session) if place_of(session) is not None else None
        source = proposals_source(session, proposals)

        def person_of(record: Record) -> Page | str:
            if record["row"] is None:
                return self._t("corrections.no_person")
            return self.person(record["table_name"], record["row"])

        title = counted(session.t, "corrections.count", source.height)
        listing = Listing(title, source, self._t("corrections.empty"), person_of)
        path = proposals.path if proposals is not None else None
        where = self._t("corrections.file", file=str(path)) if path is not None else self._t("corrections.nowhere")
        return Page(self._t("corrections.crumb"), [where], [listing])

    def delivery(self) -> Page:
        """What was delivered."""
        session = self.session
        audit = session.audit
        tables = Listing(
            self._t("tui.delivery.tables"),
            delivery_source(session, audit.extract, audit.ruleset),
            self._t("results.verdict.nothing_read"),
            lambda record: self._columns(record["name"]),
        )
        problems = Listing(
            self._t("tui.delivery.problems"),
            problems_source(session),
            self._t("tui.delivery.no_problems"),
            lambda record: record["text"],
        )
        return Page(self._t("tui.crumb.delivery"), [], [tables, problems])

    def _columns(self, table: str) -> Page:
        source = columns_source(self.session, self.session.audit.extract.tables[table])
        how = self._t("tui.delivery.map_text")
        return Page(table, [], [Listing(self._t("tui.delivery.columns"), source, "", lambda record: how)])

    def help(self) -> Page:
        """How to get about."""
        text = help_text("plain", self.session.language).strip().removeprefix("# ").replace("`", "")
        return Page(self._t("tui.key.help"), [line for line in text.split("\n") if line])
