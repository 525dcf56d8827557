"""The runs of the ledger as lines of text: how many findings, how they went, and which shares changed too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.ledger.compared import RunsCompared
from auditor.ledger.drift import Alert
from auditor.ledger.grouping import Grouping
from auditor.ledger.runs import NOBODY
from auditor.ledger.trend import Line, Point, Trend
from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise
from auditor.reference import municipalities
from auditor.reports.json_report import dump
from auditor.reports.layout import bar, columns, sparkline, wrapped

WIDTH = 80
_BAR = 10
_SHOWN = 40
"""Lines of a trend; more are counted."""


def history_lines(points: Sequence[Point], t: Translator) -> Iterator[str]:
    """The runs, latest first, with a bar for the share that was found."""
    if not points:
        yield t("ledger.history.none")
        return
    heads = ("run", "recorded", "extract", "date", "found", "checked", "share")
    rows: list[tuple[str, ...]] = [(*(t(f"ledger.history.{each}") for each in heads), "")]
    most = max(each.share or 0 for each in points)
    for each in points:
        run, share = each.run, each.share
        rows.append(
            (
                f"{run.id}",
                run.recorded_at[:10],
                sanitise(run.extract),
                run.reference_date,
                t.number(each.found),
                t.number(each.checked),
                "" if share is None else t.percent(share),
                bar(share or 0, most, _BAR),
            )
        )
    yield from columns(rows, WIDTH, 2, [0, 4, 5, 6])


def trend_lines(trend: Trend, alerts: Mapping[str, Alert], t: Translator) -> Iterator[str]:
    """A line a rule, municipality or dimension: its course, the last two shares, and whether it changed too much."""
    if not trend.lines:
        yield t("ledger.history.none")
        return
    heads = (t(f"ledger.trend.{trend.by.value}"), *(t(f"ledger.trend.{each}") for each in ("course", "before", "now")))
    rows: list[tuple[str, ...]] = [(*heads, t("ledger.history.found"), t("ledger.trend.change"), "")]
    for line in trend.lines[:_SHOWN]:
        before, now = (_share(each.share if each else None, t) for each in (line.before, line.now))
        found = t.number(line.now.found) if line.now else ""
        alert = alerts.get(line.key)
        drawn = sparkline(line.shares)
        rows.append((name_of(trend.by, line, t), drawn, before, now, found, *_signs(alert, line, t)))
    yield from columns(rows, WIDTH, 0, [2, 3, 4, 5])
    if len(trend.lines) > _SHOWN:
        yield t("ledger.trend.more", count=len(trend.lines) - _SHOWN)
    if alerts:
        yield ""
        yield from wrapped(t("ledger.trend.legend"), WIDTH)


def alert_lines(trend: Trend, alerts: Mapping[str, Alert], t: Translator) -> Iterator[str]:
    """What changed too much since the run before, the largest change first; nothing where nothing did."""
    if not alerts:
        return
    yield ""
    yield t(f"ledger.trend.alerts_{trend.by.value}", count=len(alerts))
    rows = [
        (
            f"! {name_of(trend.by, alert.line, t)}",
            f"{_share(alert.before, t)} → {_share(alert.now, t)}",
            *_signs(alert, alert.line, t),
        )
        for alert in list(alerts.values())[:_BAR]
    ]
    yield from columns(rows, WIDTH, 0, [1, 2])
    if len(alerts) > _BAR:
        yield t("ledger.trend.more", count=len(alerts) - _BAR)


def name_of(by: Grouping, line: Line, t: Translator) -> str:
    """What a line is about, in words."""
    return _name(by, line.key, t)


def _name(by: Grouping, key: str, t: Translator) -> str:
    if by is Grouping.DIMENSION:
        return t(f"reports.text.dimension.{key}")
    if by is Grouping.RULE:
        return sanitise(key)
    if key == NOBODY:
        return t("reports.text.no_municipality")
    known = municipalities.latest(key)
    return sanitise(f"{key} {known.name if known else t('reports.text.unknown_municipality')}")


def signs(alert: Alert, t: Translator) -> str:
    """By which measures a share changed too much."""
    named = [name for name, is_so in (("relative", alert.relative), ("outlier", alert.outlier)) if is_so]
    return "! " + ", ".join(t(f"ledger.trend.{name}") for name in named)


def _signs(alert: Alert | None, line: Line, t: Translator) -> tuple[str, str]:
    before, now = line.before, line.now
    if before is None or now is None or not before.share or now.share is None:
        return "", signs(alert, t) if alert else ""
    change = now.share / before.share - 1
    return ("+" if change > 0 else "") + t.percent(change, 0), signs(alert, t) if alert else ""


def _share(share: float | None, t: Translator) -> str:
    return "" if share is None else t.percent(share)


def compared_lines(compared: RunsCompared, t: Translator) -> Iterator[str]:
    """What became of the findings of a run in a later one, in all, by rule and by municipality."""
    old, new = compared.old, compared.new
    facts = {"old": old.id, "before": old.extract, "new": new.id, "after": new.extract, "series": new.series}
    yield from wrapped(sanitise(t("ledger.compared.head", **facts)), WIDTH)
    yield ""
    counts = compared.counts()
    yield from columns(
        [(t(f"logbook.change.{name}"), t.number(count)) for name, count in counts.items()], WIDTH, 0, [1]
    )
    for grouping in (Grouping.RULE, Grouping.MUNICIPALITY):
        lines = compared.by(grouping)
        if not lines.height:
            continue
        yield ""
        heads = (t(f"ledger.trend.{grouping.value}"), *(t(f"ledger.compared.{name}") for name in counts))
        rows = [heads]
        for line in lines.head(_SHOWN).iter_rows(named=True):
            name = _name(grouping, line[grouping.value], t)
            rows.append((name, *(t.number(line[each]) for each in counts)))
        yield from columns(rows, WIDTH, 0, range(1, len(heads)))
        if lines.height > _SHOWN:
            yield t("ledger.trend.more", count=lines.height - _SHOWN)


def compared_json(compared: RunsCompared) -> str:
    """The same as one JSON object; records are named as the ledger names them."""
    return dump(
        {
            "schema": "auditor-runs/1",
            "old": compared.old.id,
            "new": compared.new.id,
            "series": sanitise(compared.new.series),
            "counts": compared.counts(),
            "by_rule": compared.by(Grouping.RULE).to_dicts(),
            "by_municipality": compared.by(Grouping.MUNICIPALITY).to_dicts(),
            "findings": compared.changes.to_dicts(),
        }
    )
