"""Can this delivery be used?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from textual import on
from textual.containers import Grid, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from auditor import results
from auditor.model.vocabulary import Dimension, Severity
from auditor.privacy.sanitise import sanitise
from auditor.tui.keys import Key
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.base import View
from auditor.tui.screens.delivery import DeliveryScreen
from auditor.tui.screens.municipalities import MunicipalitiesScreen, named, open_municipality
from auditor.tui.screens.municipality import MunicipalityScreen, RuleFilter
from auditor.tui.source import FrameSource
from auditor.tui.values import SIGNS, count_column, decimal, percent, severity_tone, severity_word, text_column, titles
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

if TYPE_CHECKING:
    from auditor.results import Summary

WORST = 10
DOMINANT = 0.2
"""Share of the findings from which on one field explains them."""


class OverviewScreen(View):
    """The verdict, the worst rules and municipalities, the tables, and findings by severity and dimension."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("a", "municipalities", "tui.key.municipalities", show=True),
        Key("r", "rules", "tui.key.all_rules", show=True),
        Key("d", "delivery", "tui.key.delivery", show=True),
    )
    help_topic = "overview"
    DEFAULT_CSS = """
    OverviewScreen {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & #overview-grid { grid-size: 2; grid-rows: 1fr; grid-gutter: 0 1; height: 1fr; min-height: 26; }
        &.-narrow #overview-grid { layout: vertical; height: auto; min-height: 0; }
        &.-narrow Section { height: 9; }
        &.-narrow #severities-section { height: 13; }
    }
    """

    @property
    def crumb(self) -> str:
        """The name of the extract."""
        path = self.session.request.path
        return path.name if path else self.session.t("tui.crumb.overview")

    def body(self) -> Iterable[Widget]:
        """The verdict and the four tables."""
        summary = results.summary(self.session.audit)
        t = self.session.t
        with VerticalScroll(can_focus=False):
            tone, verdict = self._verdict(summary)
            with Vertical(classes=f"verdict {tone}"):
                yield Static(Content(verdict), classes="verdict-sentence")
                for line in self._facts(summary):
                    yield Static(Content(sanitise(line)), classes="verdict-facts")
            with Grid(id="overview-grid"):
                yield Section(t("tui.overview.worst_rules"), self._rules())
                yield Section(t("tui.overview.worst_municipalities"), self._municipalities())
                yield Section(t("tui.overview.tables"), self._tables(summary))
                yield Section(t("tui.overview.severities"), self._severities(summary), id="severities-section")

    def on_mount(self) -> None:
        """Begin at the worst rule."""
        self.query_one("#rules").focus()

    # What is said

    def _verdict(self, summary: Summary) -> tuple[str, str]:
        """The verdict's tone and its sentence, which begins with a sign."""
        t = self.session.t
        fatal, errors = (summary.by_severity.get(each, 0) for each in (Severity.FATAL, Severity.ERROR))
        if not sum(rows for _, rows, _ in summary.tables):
            return "bad", "✗ " + t("tui.overview.nothing_read")
        if not summary.usable:
            return "bad", "✗ " + t("tui.overview.unusable", fatal=fatal, errors=errors)
        if not summary.complete:
            return "doubtful", "? " + self._incomplete(summary)
        if errors:
            return "doubtful", "! " + t("tui.overview.usable_with", errors=errors)
        return "good", "✓ " + t("tui.overview.usable")

    def _incomplete(self, summary: Summary) -> str:
        stopped = summary.not_checkable_rules + summary.failed_rules
        return self.session.t("tui.overview.incomplete", stopped=stopped, total=summary.rules_total)

    def _facts(self, summary: Summary) -> list[str]:
        t, audit = self.session.t, self.session.audit
        said = [
            t(
                "tui.overview.facts",
                tables=len(summary.tables),
                rows=sum(rows for _, rows, _ in summary.tables),
                run=summary.rules_run,
                total=summary.rules_total,
            ),
        ]
        if summary.failed_rules:
            said.append("✗ " + t("tui.overview.failed", count=summary.failed_rules))
        if summary.not_checkable_rules and not summary.usable:
            said.append("? " + t("tui.overview.not_checkable", count=summary.not_checkable_rules))
        said.append(
            t(
                "tui.overview.by",
                title=self.session.text(audit.ruleset.title),
                version=audit.ruleset.version,
                date=audit.reference_date,
            )
        )
        lines = [" · ".join(said)]
        most = summary.dominant_field
        if most is not None and most.share >= DOMINANT:
            facts = {"share": t.percent(most.share, 0), "field": most.field, "table": most.table}
            lines.append(t("tui.overview.dominant", **facts))
        return lines

    # The tables

    def _rules(self) -> Browser:
        session = self.session
        t = session.t
        frame = results.rules(session.audit).filter(pl.col("found") > 0).head(WORST)
        columns = (
            text_column(
                t, "severity", "tui.column.sign", lambda v: SIGNS[Severity(v)], frozen=True, tone=severity_tone
            ),
            text_column(t, "rule", "tui.column.rule", titles(session), expand=True, limit=40),
            count_column(t, "found", "tui.column.found"),
            text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
        )
        return Browser(
            FrameSource(frame, columns),
            name="rules",
            empty=t("tui.overview.no_findings"),
            help_topic="overview",
            id="rules",
        )

    def _municipalities(self) -> Browser:
        t = self.session.t
        frame = named(
            self.session, results.municipalities(self.session.audit).filter(pl.col("findings") > 0).head(WORST)
        )
        columns = (
            text_column(t, "municipality", "tui.column.municipality", frozen=True, limit=12),
            text_column(t, "name", "tui.column.name", expand=True, limit=30, first=True),
            count_column(t, "fatal", "tui.column.fatal", "fatal"),
            count_column(t, "findings", "tui.column.findings"),
            text_column(t, "per_100", "tui.column.per_100", decimal(t), numeric=True, tone=lambda v: "muted"),
        )
        return Browser(
            FrameSource(frame, columns),
            name="municipalities",
            empty=t("tui.overview.no_findings"),
            help_topic="overview",
            id="municipalities",
        )

    def _tables(self, summary: Summary) -> Browser:
        session = self.session
        t, declared = session.t, session.audit.ruleset.tables
        frame = pl.DataFrame(
            [
                {
                    "table": name,
                    "title": session.text(declared[name].title) if name in declared else name,
                    "rows": rows,
                    "findings": found,
                }
                for name, rows, found in summary.tables
            ],
            schema={"table": pl.String, "title": pl.String, "rows": pl.Int64, "findings": pl.Int64},
        )
        columns = (
            text_column(t, "title", "tui.column.table", expand=True, limit=36),
            count_column(t, "rows", "tui.column.rows"),
            count_column(t, "findings", "tui.column.findings"),
        )
        return Browser(
            FrameSource(frame, columns),
            name="tables",
            empty=t("tui.overview.nothing_read"),
            help_topic="overview",
            id="tables",
        )

    def _severities(self, summary: Summary) -> Browser:
        t = self.session.t
        rows = [
            {
                "kind": "severity",
                "key": each.key,
                "what": severity_word(t, each),
                "count": summary.by_severity.get(each, 0),
            }
            for each in sorted(Severity, reverse=True)
        ]
        rows.append({"kind": "unknown", "key": "", "what": "? " + t("tui.severity.unknown"), "count": summary.unknown})
        rows += [
            {
                "kind": "dimension",
                "key": each.value,
                "what": t(f"tui.dimension.{each.value}"),
                "count": summary.by_dimension.get(each, 0),
            }
            for each in Dimension
        ]
        frame = pl.DataFrame(rows, schema={"kind": pl.String, "key": pl.String, "what": pl.String, "count": pl.Int64})
        tones = {severity_word(t, each): each.key for each in Severity}
        columns = (
            text_column(t, "what", "tui.column.what", expand=True, limit=30, tone=lambda v: tones.get(v, "")),
            count_column(t, "count", "tui.column.findings"),
        )
        return Browser(FrameSource(frame, columns), name="severities", help_topic="overview", id="severities")

    # Where Enter leads

    @on(Table.Opened, "#rules")
    def _open_rule(self, event: Table.Opened) -> None:
        record = self.query_one("#rules", Browser).record
        if record is not None:
            open_findings(self, record["rule"], None)

    @on(Table.Opened, "#municipalities")
    def _open_municipality(self) -> None:
        record = self.query_one("#municipalities", Browser).record
        if record is not None:
            open_municipality(self, record)

    @on(Table.Opened, "#tables")
    def _open_table(self) -> None:
        record = self.query_one("#tables", Browser).record
        if record is not None:
            self.app.push_screen(MunicipalityScreen(only=RuleFilter("table", record["table"], record["title"])))

    @on(Table.Opened, "#severities")
    def _open_severity(self) -> None:
        record = self.query_one("#severities", Browser).record
        if record is not None:
            only = RuleFilter(record["kind"], record["key"], record["what"])
            self.app.push_screen(MunicipalityScreen(only=only))

    def action_municipalities(self) -> None:
        """All municipalities."""
        self.app.push_screen(MunicipalitiesScreen())

    def action_rules(self) -> None:
        """All rules, for the whole country."""
        self.app.push_screen(MunicipalityScreen())

    def action_delivery(self) -> None:
        """What was delivered."""
        self.app.push_screen(DeliveryScreen())
