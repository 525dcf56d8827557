"""The pages of the plain mode: the same view models as the screens', and the same ways between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.model.vocabulary import Severity
from auditor.results.matrix import By, Unit
from auditor.tui import overview
from auditor.tui.field_rows import FieldRows
from auditor.tui.municipalities import counties_source, county_members, municipalities_source
from auditor.tui.plain.correction_pages import corrections_page, propose_page
from auditor.tui.plain.extract_pages import centres_page, columns_page, delivery_page
from auditor.tui.plain.field_pages import field_matrix_page, field_page, fields_page
from auditor.tui.plain.finding_pages import (
    field_rows_page,
    findings_page,
    rulebook_page,
    rules_page,
    whole_rule_page,
)
from auditor.tui.plain.history_page import history_page
from auditor.tui.plain.indicator_pages import deciding_page, indicator_page, indicators_page
from auditor.tui.plain.matrix_pages import matrices_page, matrix_page
from auditor.tui.plain.page import Listing, Page, Record
from auditor.tui.plain.record_pages import person_page, record_and_person, record_page
from auditor.tui.plain.settings_pages import settings_page
from auditor.tui.screens.help import help_text
from auditor.tui.screens.municipality import RuleFilter
from auditor.tui.session import Session
from auditor.tui.values import counted


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
            "rules": lambda record: self.findings(record["rule"]),
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
        return history_page(self.session, self.findings)

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
        """Rules, in one municipality or in all."""
        return rules_page(self.session, municipality, name, only)

    def findings(self, rule_id: str, unit: Unit | None = None) -> Page | str:
        """What a rule found, in one unit or in all, or why there is nothing."""
        return findings_page(self.session, rule_id, unit)

    def record(self, table: str, row: int, blamed: Sequence[str] = (), severity: Severity | None = None) -> Page:
        """One row, field by field."""
        return record_page(self.session, table, row, blamed, severity)

    def person(self, table: str, row: int) -> Page:
        """Everything the extract says about a person."""
        return person_page(self.session, table, row)

    def matrices(self) -> Page:
        """What rules can be held against."""
        return matrices_page(self.session)

    def matrix(self, by: By) -> Page:
        """Rules against municipalities, centres or years."""
        return matrix_page(self.session, by)

    def centres(self) -> Page:
        """Reception centres that do not fit."""
        return centres_page(self.session)

    def rulebook(self) -> Page:
        """All rules, by id."""
        return rulebook_page(self.session)

    def whole_rule(self, rule_id: str) -> Page:
        """All of one rule."""
        return whole_rule_page(self.session, rule_id)

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
        return field_rows_page(self.session, rows)

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
        return record_and_person(self.session, table, row)

    def corrections(self) -> Page:
        """The corrections that are proposed; each leads to the person."""
        return corrections_page(self.session, self.person)

    def propose(self, table: str, row: int, blamed: Sequence[str] = ()) -> Page:
        """The fields of a record, to propose another value for one."""
        return propose_page(self.session, table, row, blamed)

    def settings(self) -> Page:
        """The settings; each leads to what it can be."""
        return settings_page(self.session)

    def delivery(self) -> Page:
        """What was delivered."""
        return delivery_page(self.session)

    def columns(self, table: str) -> Page:
        """The columns of a table."""
        return columns_page(self.session, table)

    def help(self) -> Page:
        """How to get about."""
        text = help_text("plain", self.session.language).strip().removeprefix("# ").replace("`", "")
        return Page(self._t("tui.key.help"), [line for line in text.split("\n") if line])
