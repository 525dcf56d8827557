"""The rules of one municipality against the country, or all rules for the whole country, each explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from auditor import results
from auditor.model.vocabulary import RuleStatus, Severity
from auditor.results.matrix import By, Unit
from auditor.results.rates import peer_shares
from auditor.tui.keys import Key
from auditor.tui.notes import waived_column, with_waived
from auditor.tui.noting import Chosen, Noting
from auditor.tui.open_findings import open_findings
from auditor.tui.screens.delivery import problem_sentence
from auditor.tui.session import Session
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import (
    SIGNS,
    UNKNOWN_SIGN,
    count_column,
    counted,
    instruction,
    law,
    percent,
    rule_title,
    severity_tone,
    severity_word,
    text_column,
    titles,
)
from auditor.tui.widgets.browser import Browser
from auditor.tui.widgets.explanation import Explanation
from auditor.tui.widgets.section import Section
from auditor.tui.widgets.table import Table


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """Only the rules of a table, a severity, a dimension, or with rows that could not be checked (``unknown``).

    With ``rules``, those whose ids ``key`` names, with blanks between.
    """

    kind: str
    key: str
    title: str

    def expression(self) -> pl.Expr:
        """The condition on the frame of rules."""
        if self.kind == "severity":
            return pl.col("severity") == int(Severity.from_key(self.key))
        if self.kind == "rules":
            return pl.col("rule").is_in(self.key.split())
        if self.kind == "unknown":
            return (pl.col("unknown") > 0) | (pl.col("status") == RuleStatus.NOT_CHECKABLE.value)
        return pl.col(self.kind).cast(pl.String) == self.key


class MunicipalityScreen(Noting):
    """One row a rule; the pane explains the one under the cursor; Enter shows who is affected."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("i", "toggle_pane", "tui.key.toggle_pane", show=True),)
    help_topic = "municipality"

    def __init__(
        self, municipality: str | None = None, name: str | None = None, only: RuleFilter | None = None
    ) -> None:
        super().__init__()
        self.municipality = municipality
        self.municipality_name = name
        self.only = only

    @property
    def crumb(self) -> str:
        """Number and name of the municipality, or what the rules are narrowed to."""
        if self.municipality is not None:
            return f"{self.municipality} {self.municipality_name or ''}".strip()
        return self.only.title if self.only else self.session.t("tui.crumb.rules")

    def body(self) -> Iterable[Widget]:
        """Rules and explanation."""
        t = self.session.t
        rules = Browser(
            rules_source(self.session, self.municipality, self.only),
            name="rules",
            empty=t("tui.municipality.empty"),
            help_topic="municipality",
            id="rules",
        )
        yield Vertical(
            Section(t("tui.municipality.rules"), rules, id="rules-section"),
            Section(t("tui.municipality.explanation"), Explanation(), id="explanation-section"),
            classes="panes",
        )

    def on_mount(self) -> None:
        """Begin at the most important rule."""
        self.filters_changed()
        self.query_one(Browser).focus()
        self._explain()

    def filters_changed(self) -> None:
        """Say how many rules are shown."""
        t = self.session.t
        count = self.query_one(Browser).source.height
        self.query_one("#rules-section", Section).head(
            t("tui.municipality.rules"), counted(t, "tui.count.rules", count)
        )

    @on(Table.Moved)
    def _explain(self) -> None:
        record = self.query_one(Browser).record
        pane = self.query_one(Explanation)
        if record is None:
            pane.explain(self.session.t("tui.municipality.nothing"), [])
            return
        pane.explain(*explain_rule(self.session, record, self.municipality))

    @on(Table.Opened)
    def _open(self) -> None:
        record = self.query_one(Browser).record
        if record is not None:
            unit = Unit(By.MUNICIPALITY, self.municipality) if self.municipality is not None else None
            open_findings(self, record["rule"], unit)

    def chosen(self) -> Chosen | None:
        """The rule under the cursor, in the municipality shown."""
        record, t = self.query_one(Browser).record, self.session.t
        rule = self.session.audit.ruleset.rule(record["rule"]) if record is not None else None
        if rule is None or self.municipality is None:
            self.notify(t("logbook.choose_municipality"), markup=False)
            return None
        words = f"{rule.id} {rule_title(self.session, rule, rule.id)} · {self.crumb}"
        return Chosen(rule, words, municipality=self.municipality)


def rules_source(session: Session, municipality: str | None, only: RuleFilter | None) -> FrameSource:
    """The rules, most important first, counted in one municipality or in all."""
    t = session.t
    frame = results.rules(session.audit, municipality)
    if municipality is not None:
        frame = frame.join(peer_shares(session.audit, municipality), on="rule", how="left", maintain_order="left")
    if only is not None:
        frame = frame.filter(only.expression())
    not_run = pl.col("status") != RuleStatus.RAN.value
    frame = with_waived(session, frame, "rule", municipality).with_columns(
        pl.when(not_run).then(pl.lit(0)).otherwise(pl.col("severity")).alias("sign"),
        pl.when(not_run).then(pl.col("status").cast(pl.String)).alias("not_run"),
    )
    columns: tuple[Column, ...] = (
        text_column(
            t,
            "sign",
            "tui.column.sign",
            lambda v: SIGNS[Severity(v)] if v else UNKNOWN_SIGN,
            frozen=True,
            tone=lambda v: severity_tone(v) if v else "muted",
        ),
        text_column(t, "rule", "tui.column.rule", titles(session), expand=True, limit=44),
        count_column(t, "found", "tui.column.found"),
        *waived_column(session),
        text_column(t, "share", "tui.column.share", percent(t), numeric=True),
        text_column(t, "peers_share", "tui.column.peers", percent(t), numeric=True, tone=lambda v: "muted"),
        text_column(
            t,
            "country_share",
            "tui.column.country_share",
            percent(t),
            numeric=True,
            wide=municipality is None,
            tone=lambda v: "muted",
        ),
        count_column(t, "unknown", "tui.column.unknown", "muted", wide=True),
        text_column(
            t,
            "not_run",
            "tui.column.status",
            lambda v: t(f"tui.status.{v}") if v else "",
            wide=True,
            tone=lambda v: "warning",
        ),
    )
    if municipality is None:
        columns = tuple(column for column in columns if column.name not in ("country_share", "peers_share"))
    return FrameSource(frame, columns)


def explain_rule(
    session: Session, record: dict[str, Any], municipality: str | None
) -> tuple[str, list[tuple[str, str]]]:
    """Heading and labelled paragraphs about a rule of :func:`rules_source`."""
    t = session.t
    rule = session.audit.ruleset.rule(record["rule"])
    outcome = session.audit.outcome(record["rule"])
    parts = []
    if outcome.status is not RuleStatus.RAN:
        reason = problem_sentence(session, outcome.reason) if outcome.reason else ""
        off = t("book.is_off") if record["rule"] in session.off else t("tui.explain.no_reason")
        parts.append((f"? {t('tui.status.' + outcome.status.value)}", reason or off))
    if rule is not None:
        fields = ", ".join(rule.blame)
        parts += [
            (
                t("tui.explain.what"),
                instruction(session, rule),
            ),
            (t("tui.explain.why"), session.text(rule.why) if rule.why else ""),
            (t("tui.explain.remedy"), session.text(rule.remedy)),
            (t("tui.explain.fields"), fields),
            (t("tui.explain.law"), law(t, rule.basis)),
        ]
    if outcome.status is RuleStatus.RAN:
        parts.append((t("tui.explain.who"), _affected(session, record, municipality)))
    severity = Severity(record["severity"])
    parts.append(
        ("", f"{record['rule']} · {severity_word(t, severity)} · {t('tui.dimension.' + str(record['dimension']))}")
    )
    return rule_title(session, rule, record["rule"]), parts


def _affected(session: Session, record: dict[str, Any], municipality: str | None) -> str:
    t = session.t
    found, checked, unknown = record["found"], record["checked"], record["unknown"]
    text = t("tui.explain.affected", found=found, checked=checked, share=percent(t)(record["share"] or 0))
    if municipality is not None and record.get("peers_share") is not None:
        places = ", ".join(municipality_name(session, each) for each in session.peers(municipality))
        text += " " + t("tui.explain.peers", share=percent(t)(record["peers_share"]), municipalities=places)
    if municipality is not None and record.get("country_share") is not None:
        text += " " + t("tui.explain.country", share=percent(t)(record["country_share"]))
    if unknown:
        text += " " + t("tui.explain.unknown", unknown=unknown)
    return text
