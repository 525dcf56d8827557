"""What the history says, for the screen and the plain mode alike: runs, courses, and waivers to settle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from auditor.ledger import changes, waivers
from auditor.ledger.changes import REAPPEARED, Counts
from auditor.ledger.database import connected
from auditor.ledger.drift import Alert, alerts
from auditor.ledger.grouping import Grouping
from auditor.ledger.runs import NOBODY, Run, runs
from auditor.ledger.trend import Trend, trend_by
from auditor.privacy.sanitise import sanitise
from auditor.reference import municipalities
from auditor.reports.history_report import signs
from auditor.reports.layout import sparkline
from auditor.results.finding_changes import Change
from auditor.results.waiving import Waiver
from auditor.tui.source import Column, FrameSource
from auditor.tui.values import count_column, percent, rule_title, text_column

if TYPE_CHECKING:
    from auditor.tui.session import Session

SHOWN = (Change.NEW.value, Change.REMAINING.value, Change.CORRECTED.value, REAPPEARED, Change.NOT_CHECKABLE.value)
"""The changes that have a column each; what left the delivery with its record has one where there is room."""
_ALL = (*SHOWN, Change.LEFT_OUT.value)


@dataclass(frozen=True)
class History:
    """What was read of the ledger for one grouping and up to one run."""

    by: Grouping
    runs: Sequence[tuple[Run, Counts | None]]
    """Of all series, the latest first."""
    trend: Trend
    alerts: Mapping[str, Alert]
    changed: Mapping[str, Counts]
    """What changed in the last run of the trend."""
    waivers: Sequence[Waiver]


def read_nothing(by: Grouping) -> History:
    """The history of a ledger that is not there."""
    return History(by, [], Trend(by, [], []), {}, {}, [])


def read(path: Path, by: Grouping, until: int | None = None) -> History:
    """Read the ledger; an empty history where there is none. For a worker thread."""
    if not path.exists():
        return read_nothing(by)
    with connected(path) as connection:
        known = list(runs(connection))
        of_runs = [(each, changes.of_run(connection, each.id)) for each in known]
        trend = trend_by(connection, by, until=until) if known else Trend(by, [], [])
        changed = changes.by_key(connection, trend.runs[-1].id, by) if trend.runs else {}
        return History(by, of_runs, trend, alerts(trend.lines), changed, waivers.waivers(connection))


def runs_source(session: Session, history: History) -> FrameSource:
    """One row a run, the latest first, with what changed since the one before."""
    t = session.t
    rows: list[dict[str, Any]] = []
    for run, counts in history.runs:
        row: dict[str, Any] = dict.fromkeys(_ALL) if counts is None else {name: counts.get(name, 0) for name in _ALL}
        about = {
            "run": run.id,
            "extract": sanitise(run.extract),
            "date": dt.date.fromisoformat(run.reference_date),
            "found": run.findings,
        }
        rows.append(
            {
                **about,
                **row,
                "recorded": dt.date.fromisoformat(run.recorded_at[:10]),
                "complete": "" if run.complete else "?",
            }
        )
    schema: dict[str, Any] = {"run": pl.Int64, "extract": pl.String, "date": pl.Date, "found": pl.Int64}
    schema |= dict.fromkeys(_ALL, pl.Int64) | {"recorded": pl.Date, "complete": pl.String}
    columns = (
        Column("run", t("logbook.column.run"), numeric=True, frozen=True, tone=lambda v: "muted"),
        text_column(t, "extract", "logbook.column.extract", expand=True, limit=24, first=True),
        text_column(t, "date", "logbook.column.date", t.date, limit=10),
        text_column(t, "complete", "logbook.column.complete", limit=2, tone=lambda v: "warning"),
        count_column(t, "found", "tui.column.findings"),
        *_change_columns(session),
        text_column(t, "recorded", "logbook.column.recorded", t.date, limit=10, wide=True, tone=lambda v: "muted"),
    )
    return FrameSource(pl.DataFrame(rows, schema=schema), columns)


def courses_source(session: Session, history: History) -> FrameSource:
    """One row a rule, municipality or dimension: course, shares, what changed in the last run, and alerts."""
    t, by = session.t, history.by
    rows: list[dict[str, Any]] = []
    for line in history.trend.lines:
        alert, counts = history.alerts.get(line.key), history.changed.get(line.key)
        before, now = (each.share if each is not None else None for each in (line.before, line.now))
        row: dict[str, Any] = dict.fromkeys(_ALL)
        if counts is not None:
            row = {name: counts.get(name, 0) for name in _ALL}
        shares = {"before": before, "now": now, "change": now / before - 1 if before and now is not None else None}
        found = line.now.found if line.now is not None else None
        about = {"key": line.key, "name": _name(session, by, line.key), "course": sparkline(line.shares)}
        rows.append({**about, **shares, "found": found, **row, "alert": signs(alert, t) if alert is not None else ""})
    schema: dict[str, Any] = {"key": pl.String, "name": pl.String, "course": pl.String}
    schema |= dict.fromkeys(("before", "now", "change"), pl.Float64) | {"found": pl.Int64}
    schema |= dict.fromkeys(_ALL, pl.Int64) | {"alert": pl.String}
    columns = (
        Column("name", t(f"ledger.trend.{by.value}"), expand=True, limit=40, first=True, frozen=True),
        Column("course", t("ledger.trend.course"), limit=12, drawn=True, tone=lambda v: "info"),
        Column("before", t("ledger.trend.before"), numeric=True, write=percent(t), wide=True, tone=lambda v: "muted"),
        Column("now", t("ledger.trend.now"), numeric=True, write=percent(t)),
        Column("alert", t("logbook.column.alert"), limit=16, tone=lambda v: "warning"),
        count_column(t, "found", "tui.column.findings"),
        *_change_columns(session),
    )
    return FrameSource(pl.DataFrame(rows, schema=schema), columns)


def waivers_source(session: Session, history: History, day: dt.date) -> FrameSource:
    """One row a waiver: expired ones first, then those of no use, those soon to expire, and the others."""
    t = session.t
    waived = session.logbook.waived if session.logbook is not None else None
    unused = {each.id for each in waived.unused} if waived is not None else set()
    used = waived.used if waived is not None else {}
    rows: list[dict[str, Any]] = []
    for each in history.waivers:
        state = (
            "expired"
            if not each.active(day)
            else "unused"
            if each.id in unused
            else "soon"
            if each.soon(day)
            else "kept"
        )
        rows.append(
            {
                "number": each.id,
                "rank": ("expired", "unused", "soon", "kept").index(state),
                "state": state,
                "rule": each.rule,
                "about": t("ledger.waivers.record") if each.record else each.municipality,
                "reason": t(f"ledger.reason.{each.reason}"),
                "owner": sanitise(each.owner),
                "expires": each.expires,
                "found": used.get(each.id, 0),
                "comment": sanitise(each.comment),
            }
        )
    texts = ("state", "rule", "about", "reason", "owner")
    schema: dict[str, Any] = {"number": pl.Int64, "rank": pl.Int64, **dict.fromkeys(texts, pl.String)}
    schema |= {"expires": pl.Date, "found": pl.Int64, "comment": pl.String}
    tones = {"expired": "error", "unused": "warning", "soon": "warning", "kept": "muted"}
    columns = (
        Column("number", t("logbook.column.run"), numeric=True, frozen=True, tone=lambda v: "muted"),
        Column(
            "state",
            t("logbook.column.state"),
            write=lambda v: t(f"logbook.state.{v}"),
            tone=lambda v: tones.get(v, ""),
            limit=20,
        ),
        Column("rule", t("tui.column.rule"), limit=16, first=True),
        Column("about", t("logbook.column.about"), limit=10),
        Column("expires", t("logbook.column.expires"), write=t.date, limit=10),
        count_column(t, "found", "tui.column.findings"),
        Column("owner", t("logbook.column.owner"), expand=True, limit=24),
        Column("reason", t("logbook.column.reason"), limit=24, wide=True, tone=lambda v: "muted"),
        Column("comment", t("logbook.column.comment"), limit=40, wide=True, tone=lambda v: "muted"),
    )
    frame = pl.DataFrame(rows, schema=schema).sort("rank", "expires", "number")
    return FrameSource(frame, columns)


def _change_columns(session: Session) -> tuple[Column, ...]:
    t = session.t
    tones = {Change.NEW.value: "error", Change.CORRECTED.value: "good", REAPPEARED: "warning"}
    later = (Change.LEFT_OUT.value, Change.NOT_CHECKABLE.value)
    return tuple(
        count_column(t, name, f"logbook.change.{name}", tones.get(name, ""), wide=name in later) for name in _ALL
    )


def _name(session: Session, by: Grouping, key: str) -> str:
    t = session.t
    if by is Grouping.DIMENSION:
        return t(f"tui.dimension.{key}")
    if by is Grouping.RULE:
        rule = session.audit.ruleset.rule(key)
        return f"{sanitise(key)} {rule_title(session, rule, '')}".strip()
    if key == NOBODY:
        return t("tui.municipalities.unnamed")
    known = municipalities.latest(key)
    return f"{sanitise(key)} {known.name if known else t('tui.municipalities.unknown')}"
