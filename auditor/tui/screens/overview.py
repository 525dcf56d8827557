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
from auditor.model.vocabulary import Severity
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import REASON_SIGNS, bar
from auditor.tui.keys import Key
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.base import View
from auditor.tui.screens.delivery import DeliveryScreen
from auditor.tui.screens.matrix import MatrixScreen
from auditor.tui.screens.municipalities import MunicipalitiesScreen, named, open_municipality
from auditor.tui.screens.municipality import MunicipalityScreen, RuleFilter
from auditor.tui.source import FrameSource
from auditor.tui.values import (
    SIGNS,
    count_column,
    decimal,
    percent,
    rule_title,
    severity_tone,
    severity_word,
    text_column,
    titles,
)
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table

if TYPE_CHECKING:
    from auditor.results import Summary

WORST = 10
MOST_REASONS = 3
"""Reasons told above the tables; the tables tell of all."""
BAR = 10
"""Cells of the longest bar."""


class OverviewScreen(View):
    """The verdict with its reasons, what to correct first, the worst rules and municipalities, and all counts."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("a", "municipalities", "tui.key.municipalities", show=True),
        Key("r", "rules", "tui.key.all_rules", show=True),
        Key("x", "matrix", "tui.key.matrix", show=True),
        Key("d", "delivery", "tui.key.delivery", show=True),
    )
    help_topic = "overview"
    DEFAULT_CSS = """
    OverviewScreen {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & #overview-grid { grid-size: 2 3; grid-rows: 5fr 3fr 4fr; grid-gutter: 0 1; height: 1fr; min-height: 26; }
        & #severities-section { row-span: 2; }
        &.-narrow #overview-grid { layout: vertical; height: auto; min-height: 0; }
        &.-narrow .by { display: none; }
        &.-narrow Section { height: 9; }
        &.-narrow #causes-section { height: 7; }
        &.-narrow #severities-section { height: 13; }
    }
    """

    @property
    def crumb(self) -> str:
        """The name of the extract."""
        path = self.session.request.path
        return path.name if path else self.session.t("tui.crumb.overview")

    def body(self) -> Iterable[Widget]:
        """The verdict and the tables."""
        summary = self.session.summary
        t = self.session.t
        with VerticalScroll(can_focus=False):
            with Vertical(classes=f"verdict {self._tone(summary)}"):
                yield Static(Content(self._verdict(summary)), classes="verdict-sentence")
                for line in self._reasons(summary):
                    yield Static(Content(sanitise(line)), classes="verdict-reason")
                for kind, line in self._facts(summary).items():
                    yield Static(Content(sanitise(line)), classes=f"verdict-facts {kind}")
            with Grid(id="overview-grid"):
                yield Section(t("tui.overview.worst_rules"), self._rules())
                yield Section(t("tui.overview.worst_municipalities"), self._municipalities())
                yield Section(t("tui.overview.first"), self._causes(summary), id="causes-section")
                yield Section(t("tui.overview.severities"), self._severities(summary), id="severities-section")
                yield Section(t("tui.overview.tables"), self._tables(summary))

    def on_mount(self) -> None:
        """Begin at the worst rule."""
        self.query_one("#rules").focus()

    # What is said

    def _tone(self, summary: Summary) -> str:
        assessment = summary.assessment
        if assessment.verdict in (results.Verdict.NOTHING_READ, results.Verdict.UNUSABLE):
            return "bad"
        return "good" if assessment.good else "doubtful"

    def _verdict(self, summary: Summary) -> str:
        """The verdict in a sentence, which begins with a sign."""
        sign = {"bad": "✗", "doubtful": "!", "good": "✓"}[self._tone(summary)]
        return f"{sign} {results.verdict_sentence(summary.assessment, self.session.t)}"

    def _reasons(self, summary: Summary) -> list[str]:
        """Why (not), and what to correct first."""
        session = self.session
        t, ruleset = session.t, session.audit.ruleset
        lines = [
            f"{REASON_SIGNS[each.kind]} {results.reason_sentence(each, ruleset, t)}"
            for each in summary.assessment.reasons[:MOST_REASONS]
        ]
        if summary.first_to_correct is not None:
            lines.append("▸ " + results.cause_sentence(summary.first_to_correct, t))
        return lines

    def _facts(self, summary: Summary) -> dict[str, str]:
        t, audit = self.session.t, self.session.audit
        title, version = self.session.text(audit.ruleset.title), audit.ruleset.version
        rows = sum(rows for _, rows, _ in summary.tables)
        run, total = summary.rules_run, summary.rules_total
        return {
            "read": t("tui.overview.facts", tables=len(summary.tables), rows=rows, run=run, total=total),
            "by": t("tui.overview.by", title=title, version=version, date=audit.reference_date),
        }

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
            empty=t("results.verdict.nothing_read"),
            help_topic="overview",
            id="tables",
        )

    def _causes(self, summary: Summary) -> Browser:
        """Fields that explain many findings, and rules that strike the same rows."""
        session = self.session
        t, ruleset = session.t, session.audit.ruleset
        rows = [
            {
                "rules": " ".join(each.rules),
                "what": t("tui.overview.missing", field=each.field) if each.missing else each.field,
                "table": each.table,
                "count": each.findings,
                "share": each.share,
            }
            for each in summary.causes
        ]
        rows += [
            {
                "rules": f"{each.rule} {each.other}",
                "what": t(
                    "tui.overview.together",
                    rule=rule_title(session, ruleset.rule(each.rule), each.rule),
                    other=rule_title(session, ruleset.rule(each.other), each.other),
                ),
                "table": each.table,
                "count": each.rows,
                "share": None,
            }
            for each in summary.together
        ]
        schema = {"rules": pl.String, "what": pl.String, "table": pl.String, "count": pl.Int64, "share": pl.Float64}
        columns = (
            text_column(t, "what", "tui.column.cause", expand=True, limit=44),
            text_column(t, "table", "tui.column.table", limit=22, tone=lambda v: "muted"),
            count_column(t, "count", "tui.column.findings"),
            text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
        )
        return Browser(
            FrameSource(pl.DataFrame(rows, schema=schema), columns),
            name="causes",
            empty=t("tui.overview.no_findings"),
            help_topic="overview",
            id="causes",
        )

    def _severities(self, summary: Summary) -> Browser:
        t = self.session.t
        rows: list[tuple[str, str, str, int, float | None]] = [
            ("severity", each.key, severity_word(t, each), summary.by_severity.get(each, 0), None)
            for each in sorted(Severity, reverse=True)
        ]
        rows.append(("unknown", "", "? " + t("tui.severity.unknown"), summary.unknown, None))
        rows += [
            ("dimension", each.dimension.value, t(f"tui.dimension.{each.dimension.value}"), each.found, each.share)
            for each in summary.dimensions
        ]
        schema = {"kind": pl.String, "key": pl.String, "what": pl.String, "count": pl.Int64, "share": pl.Float64}
        kinds = ("severity", "dimension")
        frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
            pl.when(pl.col("kind").is_in(kinds)).then(pl.col("count") / pl.col("count").max().over("kind")).alias("bar")
        )
        tones = {severity_word(t, each): each.key for each in Severity}
        columns = (
            text_column(t, "what", "tui.column.what", expand=True, limit=30, tone=lambda v: tones.get(v, "")),
            text_column(t, "bar", "tui.column.bar", lambda v: bar(v or 0, 1, BAR), limit=BAR, tone=lambda v: "info"),
            count_column(t, "count", "tui.column.findings"),
            text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
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

    @on(Table.Opened, "#causes")
    def _open_cause(self) -> None:
        record = self.query_one("#causes", Browser).record
        if record is not None:
            self.app.push_screen(MunicipalityScreen(only=RuleFilter("rules", record["rules"], record["what"])))

    def action_municipalities(self) -> None:
        """All municipalities."""
        self.app.push_screen(MunicipalitiesScreen())

    def action_rules(self) -> None:
        """All rules, for the whole country."""
        self.app.push_screen(MunicipalityScreen())

    def action_matrix(self) -> None:
        """Rules against municipalities, centres and years."""
        self.app.push_screen(MatrixScreen())

    def action_delivery(self) -> None:
        """What was delivered."""
        self.app.push_screen(DeliveryScreen())
