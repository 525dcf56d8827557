"""What the overview says, for the screen and the plain mode alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from auditor import results
from auditor.model.vocabulary import Severity
from auditor.reports.layout import REASON_SIGNS, bar
from auditor.tui.municipalities import named, rate_word, rated
from auditor.tui.notes import waived_column, waived_counts, waives, with_waived
from auditor.tui.source import FrameSource
from auditor.tui.values import (
    SIGNS,
    count_column,
    counted,
    percent,
    rule_title,
    severity_tone,
    severity_word,
    text_column,
    titles,
)

if TYPE_CHECKING:
    from auditor.results import Summary
    from auditor.tui.session import Session

WORST = 10
MOST_REASONS = 3
"""Reasons told above the tables; the tables tell of all."""
BAR = 10
"""Cells of the longest bar."""


def tone(summary: Summary) -> str:
    """Whether the verdict is ``good``, ``doubtful`` or ``bad``."""
    assessment = summary.assessment
    if assessment.verdict in (results.Verdict.NOTHING_READ, results.Verdict.UNUSABLE):
        return "bad"
    return "good" if assessment.good else "doubtful"


def verdict(session: Session) -> str:
    """The verdict in a sentence, which begins with a sign."""
    sign = {"bad": "✗", "doubtful": "!", "good": "✓"}[tone(session.summary)]
    return f"{sign} {results.verdict_sentence(session.summary.assessment, session.t)}"


def reasons(session: Session) -> list[str]:
    """Why (not), and what to correct first."""
    t, ruleset, summary = session.t, session.audit.ruleset, session.summary
    lines = [
        f"{REASON_SIGNS[each.kind]} {results.reason_sentence(each, ruleset, t)}"
        for each in summary.assessment.reasons[:MOST_REASONS]
    ]
    if summary.first_to_correct is not None:
        lines.append("▸ " + results.cause_sentence(summary.first_to_correct, t))
    return lines


def facts(session: Session) -> dict[str, str]:
    """What was read, and by which rules."""
    t, audit, summary = session.t, session.audit, session.summary
    title, version = session.text(audit.ruleset.title), audit.ruleset.version
    rows = sum(rows for _, rows, _ in summary.tables)
    run, total = summary.rules_run, summary.rules_total
    beside = {}
    if waives(session):
        assert session.logbook is not None
        assert session.logbook.waived is not None
        beside["waived"] = counted(t, "logbook.fact_waived", session.logbook.waived.findings)
    return {
        "read": t("tui.overview.facts", tables=len(summary.tables), rows=rows, run=run, total=total),
        "by": t("tui.overview.by", title=title, version=version, date=audit.reference_date),
        **beside,
    }


def worst_rules(session: Session) -> FrameSource:
    """The rules with the gravest and most findings."""
    t = session.t
    frame = with_waived(session, results.rules(session.audit).filter(pl.col("found") > 0).head(WORST), "rule")
    columns = (
        text_column(t, "severity", "tui.column.sign", lambda v: SIGNS[Severity(v)], frozen=True, tone=severity_tone),
        text_column(t, "rule", "tui.column.rule", titles(session), expand=True, limit=40),
        count_column(t, "found", "tui.column.found"),
        *waived_column(session),
        text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
    )
    return FrameSource(frame, columns)


def worst_municipalities(session: Session) -> FrameSource:
    """The municipalities to call first."""
    t = session.t
    worst = results.municipalities(session.audit).filter(pl.col("findings") > 0).head(WORST)
    frame = named(session, worst).with_columns(rated())
    frame = with_waived(session, frame, "municipality")
    columns = (
        text_column(t, "municipality", "tui.column.municipality", frozen=True, limit=12),
        text_column(t, "name", "tui.column.name", expand=True, limit=30, first=True),
        count_column(t, "fatal", "tui.column.fatal", "fatal"),
        count_column(t, "findings", "tui.column.findings"),
        *waived_column(session),
        text_column(t, "per_100", "tui.column.per_100", rate_word(t), numeric=True, tone=lambda v: "muted"),
    )
    return FrameSource(frame, columns)


def tables(session: Session) -> FrameSource:
    """The tables of the extract."""
    t, declared = session.t, session.audit.ruleset.tables
    frame = pl.DataFrame(
        [
            {
                "table": name,
                "title": session.text(declared[name].title) if name in declared else name,
                "rows": rows,
                "findings": found,
            }
            for name, rows, found in session.summary.tables
        ],
        schema={"table": pl.String, "title": pl.String, "rows": pl.Int64, "findings": pl.Int64},
    )
    columns = (
        text_column(t, "title", "tui.column.table", expand=True, limit=36),
        count_column(t, "rows", "tui.column.rows"),
        count_column(t, "findings", "tui.column.findings"),
    )
    return FrameSource(frame, columns)


def causes(session: Session) -> FrameSource:
    """Fields that explain many findings, and rules that strike the same rows."""
    t, ruleset, summary = session.t, session.audit.ruleset, session.summary
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
    return FrameSource(pl.DataFrame(rows, schema=schema), columns)


def counts(session: Session) -> FrameSource:
    """Findings by severity and dimension, and what could not be checked."""
    t, summary = session.t, session.summary
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
    waived = waived_counts(session)
    most = pl.col("count").max().over("kind").clip(1)
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.Series("waived", [waived.get(key) for _, key, *_ in rows], dtype=pl.Int64),
        pl.when(pl.col("kind").is_in(kinds)).then(pl.col("count") / most).alias("bar"),
    )
    tones = {severity_word(t, each): each.key for each in Severity}
    columns = (
        text_column(t, "what", "tui.column.what", expand=True, limit=30, tone=lambda v: tones.get(v, "")),
        text_column(
            t, "bar", "tui.column.bar", lambda v: bar(v or 0, 1, BAR), limit=BAR, tone=lambda v: "info", drawn=True
        ),
        count_column(t, "count", "tui.column.findings"),
        *waived_column(session),
        text_column(t, "share", "tui.column.share", percent(t), numeric=True, tone=lambda v: "muted"),
    )
    return FrameSource(frame, columns)


LISTS: dict[str, tuple[str, Callable[[Session], FrameSource]]] = {
    "rules": ("tui.overview.worst_rules", worst_rules),
    "municipalities": ("tui.overview.worst_municipalities", worst_municipalities),
    "causes": ("tui.overview.first", causes),
    "severities": ("tui.overview.severities", counts),
    "tables": ("tui.overview.tables", tables),
}
"""The lists with their titles, in the order they are read."""
