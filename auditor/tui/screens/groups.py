"""Findings about groups: municipalities, centres, periods and totals rather than single rows."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from auditor import results
from auditor.model.rule import Rule
from auditor.reports.group_values import writers
from auditor.results.matrix import Unit, group_lines_of_unit
from auditor.tui.screens.base import View
from auditor.tui.session import Session
from auditor.tui.source import FrameSource
from auditor.tui.units import narrowed_crumb
from auditor.tui.values import counted, instruction, law, number, rule_title, severity_tone, severity_word, text_column
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


class GroupsScreen(View):
    """One row a group; the pane explains the rule."""

    help_topic = "groups"

    def __init__(self, rule: Rule, unit: Unit | None = None) -> None:
        super().__init__()
        self.rule = rule
        self.unit = unit

    @property
    def crumb(self) -> str:
        """The rule's id, and the unit it is narrowed to."""
        return narrowed_crumb(self, self.rule.id, self.unit)

    def body(self) -> Iterable[Widget]:
        """Groups and explanation."""
        t = self.session.t
        source = groups_source(self.session, self.rule, self.unit)
        table = Browser(source, name=self.rule.id, empty=t("tui.toast.no_findings"), help_topic="groups")
        section = Section(rule_title(self.session, self.rule, self.rule.id), table)
        section.head(rule_title(self.session, self.rule, self.rule.id), counted(t, "tui.count.groups", source.height))
        yield Vertical(
            section,
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes -explained-below",
        )

    def on_mount(self) -> None:
        """Explain the rule."""
        self.query_one(Explanation).explain(*explain_groups(self.session, self.rule))
        self.query_one(Browser).focus()

    @on(Table.Opened)
    def _open(self) -> None:
        """A group has no rows of its own to show: the table tells all there is."""
        self.notify(self.session.t("tui.toast.group_has_no_rows"), markup=False)


def groups_source(session: Session, rule: Rule, unit: Unit | None) -> FrameSource:
    """The groups that a rule found, in one unit or in all."""
    t, audit = session.t, session.audit
    frame = results.group_lines(audit, rule.id) if unit is None else group_lines_of_unit(audit, rule.id, unit)
    write = writers(rule, t)
    tone = severity_tone(rule.severity)
    columns = [
        text_column(t, "municipality", "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "group", "tui.column.group", expand=True, limit=40),
        text_column(t, "rows", "tui.column.rows", number(t), numeric=True),
        text_column(t, "count", "tui.column.count", number(t), numeric=True),
        text_column(t, "value", "tui.column.value", write["value"], numeric=True, tone=lambda v: tone),
        text_column(t, "low", "tui.column.low", write["low"], numeric=True),
        text_column(t, "high", "tui.column.high", write["high"], numeric=True),
        text_column(t, "limit", "tui.column.limit", write["limit"], numeric=True),
        text_column(t, "expected", "tui.column.expected", write["expected"], numeric=True, wide=True),
    ]
    return FrameSource(frame, [column for column in columns if column.name in frame.columns])


def explain_groups(session: Session, rule: Rule) -> tuple[str, list[tuple[str, str]]]:
    """Heading and labelled paragraphs about a rule that finds groups."""
    t = session.t
    parts = [
        (
            t("tui.explain.what"),
            instruction(session, rule),
        ),
        (t("tui.explain.why"), session.text(rule.why) if rule.why else ""),
        (t("tui.explain.remedy"), session.text(rule.remedy)),
        (t("tui.explain.law"), law(t, rule.basis)),
    ]
    return severity_word(t, rule.severity) + " · " + rule.id, parts
