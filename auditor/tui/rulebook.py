"""The rule book inside the app: its list, what is searched, and where a rule fires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from auditor import results
from auditor.locale import LANGUAGES
from auditor.locale.alphabet import sort_key
from auditor.model.vocabulary import Severity
from auditor.reports.explained import Explained
from auditor.reports.explanation import explain
from auditor.results import matrix
from auditor.results.matrix import By
from auditor.tui.source import Column, FrameSource
from auditor.tui.units import municipality_name
from auditor.tui.values import (
    SIGNS,
    count_column,
    law,
    percent,
    rule_title,
    severity_tone,
    text_column,
)

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.model.rule import Rule
    from auditor.results import Summary
    from auditor.tui.session import Session

OFF = "○"
"""Sign of a rule that is switched off, so that it is not said by colour alone."""


def text_of(session: Session, rule: Rule) -> str:
    """Everything a reader may look for in a rule: id, texts, fields, law and what it asks, in small letters.

    Texts in both languages, since the registers' own words are Norwegian whatever language one reads.
    """
    said = Explained(rule, session.audit.ruleset, session.t)
    texts = [text for text in (rule.title, rule.message, rule.why, rule.remedy) if text is not None]
    parts = [
        rule.id,
        *(text.in_language(language) for text in texts for language in LANGUAGES),
        law(session.t, rule.basis),
        rule.table,
        rule.theme,
        *rule.blame,
        said.when or "",
        said.then,
    ]
    return "\n".join(parts).lower()


def matching(session: Session, needle: str) -> list[Rule]:
    """The rules in whose texts every word of ``needle`` stands, in the order of the rule set; all for an empty one."""
    words = needle.lower().split()
    rules = session.audit.ruleset.rules
    if not words:
        return list(rules)
    texts = session.rule_texts
    if not texts:
        texts.update({rule.id: text_of(session, rule) for rule in rules})
    return [rule for rule in rules if all(word in texts[rule.id] for word in words)]


def rulebook_source(session: Session, rules: Sequence[Rule]) -> FrameSource:
    """One row a rule with what it found, sorted by id."""
    t, audit = session.t, session.audit
    rows = [
        {
            "off": OFF if rule.id in session.off else "",
            "severity": int(rule.severity),
            "rule": rule.id,
            "title": rule_title(session, rule, rule.id),
            "found": outcome.found,
            "table": rule.table,
            "law": law(t, rule.basis),
        }
        for rule in sorted(rules, key=lambda each: sort_key(each.id))
        for outcome in (audit.outcome(rule.id),)
    ]
    schema = {
        "off": pl.String,
        "severity": pl.Int64,
        "rule": pl.String,
        "title": pl.String,
        "found": pl.Int64,
        "table": pl.String,
        "law": pl.String,
    }
    columns: tuple[Column, ...] = (
        text_column(t, "off", "tui.column.sign", frozen=True, width=1, tone=lambda v: "warning"),
        text_column(t, "severity", "tui.column.sign", lambda v: SIGNS[Severity(v)], frozen=True, tone=severity_tone),
        text_column(t, "rule", "book.column.id", frozen=True, limit=14),
        text_column(t, "title", "tui.column.rule", first=True, expand=True, limit=48),
        count_column(t, "found", "tui.column.found"),
        text_column(t, "table", "tui.column.table", wide=True, limit=22, tone=lambda v: "muted"),
        text_column(t, "law", "tui.explain.law", wide=True, limit=36, tone=lambda v: "muted"),
    )
    return FrameSource(pl.DataFrame(rows, schema=schema), columns)


def explanation_lines(session: Session, rule: Rule, width: int) -> list[str]:
    """The whole explanation, with examples; each line made safe."""
    lines = list(explain(rule, session.audit.ruleset, session.t, width))
    if rule.id in session.off:
        lines.insert(1, f"{OFF} {session.t('book.is_off')}")
    return lines


def fires_source(session: Session, rule: Rule) -> FrameSource:
    """Where a rule fires: one row a municipality with findings, the most first."""
    t, audit = session.t, session.audit
    index = audit.rule_ids.index(rule.id)
    cells = matrix.cells(audit, By.MUNICIPALITY).filter(pl.col("rule") == index, pl.col("found") > 0)
    frame = cells.with_columns(
        pl.when(pl.col("checked") > 0).then(pl.col("found") / pl.col("checked")).alias("share")
    ).sort("found", "unit", descending=[True, False], nulls_last=True)
    names = [
        t("tui.municipalities.unnamed") if code is None else municipality_name(session, code) for code in frame["unit"]
    ]
    frame = frame.with_columns(pl.Series("name", names, dtype=pl.String))
    columns = (
        text_column(t, "unit", "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "name", "tui.column.name", frozen=True, first=True, expand=True, limit=24),
        count_column(t, "found", "tui.column.found"),
        count_column(t, "checked", "book.column.checked"),
        text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
    )
    return FrameSource(frame, columns)


@dataclass(frozen=True, slots=True)
class Switched:
    """The audit as it is once other rules are off."""

    off: frozenset[str]
    result: AuditResult
    summary: Summary


def switched(session: Session, rule_id: str) -> Switched:
    """The audit with one more rule off, or on again. Looks at every finding: call it off the UI thread."""
    return without(session, session.whole, session.off ^ {rule_id})


def without(session: Session, whole: AuditResult, off: frozenset[str]) -> Switched:
    """An audit as it is seen while rules are off. Looks at every finding: call it off the UI thread."""
    result = results.without_rules(whole, off)
    if session.logbook is not None:
        session.logbook.follow_if_possible(result)
    return Switched(off, result, results.summary(result))
