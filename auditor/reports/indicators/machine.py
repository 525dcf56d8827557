"""Indicators as JSON and JSON Lines: every count, figure and bound; for those who hold the data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from auditor.model.text import Text
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.indicators.interface import IndicatorRenderer, IndicatorReport, Shown
from auditor.reports.json_report import dump
from auditor.results.indicators import Line, Series

SCHEMA = "auditor-indicators/1"
_DIGITS = 10


class JsonRenderer(IndicatorRenderer):
    """One object; keys and names do not follow the locale."""

    name = "json"
    corrects = True

    def render(self, report: IndicatorReport) -> str:
        """All indicators with all their readings."""
        return dump(
            {
                "schema": SCHEMA,
                "rule_set": {"name": report.ruleset.name, "version": report.ruleset.version},
                "files": [
                    {"name": sanitise(each.name), "sha256": each.sha256} for each in report.extract.manifest.files
                ],
                "indicators": [_indicator(each, report) for each in report.indicators],
            }
        )


class JsonLinesRenderer(IndicatorRenderer):
    """An object a line: the country by year, then the municipalities, of each indicator and variant."""

    name = "jsonl"

    def render(self, report: IndicatorReport) -> str:
        """Lines as in JSON, with indicator and variant; none of an indicator that could not be computed."""
        return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in figures(report))


def figures(report: IndicatorReport) -> Iterator[dict[str, Any]]:
    """Every line of every reading, with what it is of."""
    for shown in report.indicators:
        for reading in shown.readings:
            result = reading.result
            of = {"indicator": result.indicator.name, "variant": result.variant.name or None}
            for line in (*reading.country, *report.told(reading).municipalities):
                yield of | _line(line)


def _text(text: Text) -> dict[str, str]:
    return {"nb": text.nb, "en": text.in_language("en")}


def _indicator(shown: Shown, report: IndicatorReport) -> dict[str, Any]:
    result = shown.readings[0].result
    indicator = result.indicator
    return {
        "name": indicator.name,
        "title": _text(indicator.title),
        "description": _text(indicator.description),
        "source": _text(indicator.source),
        "table": indicator.table,
        "kind": "share" if indicator.of is not None else "mean",
        "unit": _text(indicator.unit) if indicator.unit is not None else None,
        "better": indicator.better,
        "reference_date": result.reference_date.isoformat(),
        "basis": [{each.kind: each.reference} for each in indicator.basis],
        "breaks": [{"year": each.year, "title": _text(each.title)} for each in indicator.breaks],
        "readings": [_reading(each) for each in map(report.told, shown.readings)],
        "correct_first": [
            {
                "municipality": Masker().text("none", each.municipality),
                "year": each.year,
                "file": sanitise(each.file),
                "line": each.line,
                "narrows": _rounded(each.narrows),
                "counts": each.sure,
            }
            for each in shown.first
        ],
    }


def _reading(shown: Series) -> dict[str, Any]:
    variant = shown.result.variant
    return {
        "variant": variant.name or None,
        "title": _text(variant.title),
        "complete": not shown.result.problems,
        "problems": [{"key": each.key, **each.facts} for each in shown.result.problems],
        "year": shown.year,
        "country": [_line(each) for each in shown.country],
        "municipalities": [_line(each) for each in shown.municipalities],
    }


def _line(line: Line) -> dict[str, Any]:
    figure, tally = line.figure, line.figure.tally
    return {
        "municipality": None if line.municipality is None else Masker().text("none", line.municipality),
        "year": line.year,
        "since": line.since,
        "rows": tally.rows,
        "known": tally.known,
        "total": _rounded(tally.total),
        "open": tally.open,
        "perhaps": tally.perhaps_known + tally.perhaps_open,
        "observed": _rounded(figure.observed),
        "chance": None if figure.chance is None else [_rounded(each) for each in figure.chance],
        "lowest": _rounded(figure.lowest),
        "highest": _rounded(figure.highest),
        "target": None if line.target is None else line.target.value,
        "verdict": None if line.verdict is None else line.verdict.value,
        "few": line.few,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
