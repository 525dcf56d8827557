"""The machine-readable report, schema ``auditor/1``: see docs/json.md and docs/check.schema.json.

It does not depend on the locale, holds no value of the data but municipality numbers and the labels of groups (masked
like on the screen), and no identity number. The same input gives the same bytes: no time and no absolute path is in it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor import __version__
from auditor.model.rule import Rule
from auditor.model.text import Text
from auditor.model.vocabulary import Severity
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports import waiver_words
from auditor.reports.group_values import label
from auditor.reports.interface import Renderer, Report
from auditor.reports.locations import finding_lines

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult, RuleOutcome
    from auditor.model.extract import Problem, SourceFile

SCHEMA = "auditor/1"
KOSTRA_RETURN_CODES = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2, Severity.FATAL: 2}
"""SSB's kostra-kontrollprogram: 0 for nothing or information, 1 for warnings, 2 for errors and fatal errors."""
KOSTRA_WORDS = {
    None: "OK",
    Severity.INFO: "Informasjon",
    Severity.WARNING: "Advarsel",
    Severity.ERROR: "Feil",
    Severity.FATAL: "Kritisk feil",
}


class JsonRenderer(Renderer):
    """Objects of a list stand on a line each, so that reports can be compared line by line."""

    name = "json"

    def render(self, report: Report) -> str:
        """The report as one JSON object."""
        return dump(document(report))


def dump(content: Mapping[str, Any]) -> str:
    """A JSON object with one line a key, and one line an object in lists of objects."""
    lines = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            items = ",\n".join("    " + _compact(item) for item in value)
            lines.append(f"  {_compact(key)}: [\n{items}\n  ]")
        else:
            lines.append(f"  {_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def document(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    result, judgement = report.result, report.judgement
    masker = Masker(show_ids=report.show_ids)
    return {
        "schema": SCHEMA,
        "auditor": __version__,
        "extract": _extract(result),
        "ruleset": {
            "name": result.ruleset.name,
            "version": result.ruleset.version,
            "registers": list(result.ruleset.registers),
            "builds_on": list(result.ruleset.builds_on),
        },
        "reference_date": result.reference_date.isoformat(),
        "engine": result.engine,
        "options": {
            "fail_on": judgement.fail_on.key,
            "max_share": judgement.max_share,
            "municipalities": list(result.municipalities),
            "tables": list(report.only_tables),
            "previous": sanitise(report.previous) if report.previous else None,
            "show_ids": report.show_ids,
        },
        "outcome": {
            "verdict": judgement.verdict.value,
            "complete": judgement.complete,
            "failing_rules": list(judgement.failing),
            "failing_findings": judgement.findings,
            "baseline": None
            if judgement.baseline is None
            else {"accepted": judgement.baseline.findings, "gone": judgement.baseline.gone},
            "exit_code": report.exit_code,
        },
        "waivers": None if report.waived is None else waiver_words.entries(report.waived),
        "kostra": _kostra(report),
        "summary": _summary(report),
        "tables": list(_tables(report)),
        "rules": [
            _rule(rule, outcome, report) for rule, outcome in zip(result.ruleset.rules, result.outcomes, strict=True)
        ],
        "municipalities": list(_municipalities(report, masker)),
        "totals": list(_totals(report, masker)),
        "findings": list(finding_lines(report)),
        "group_findings": list(group_entries(report, masker)),
        "problems": [_problem(each, masker) for each in result.problems],
    }


def _extract(result: AuditResult) -> dict[str, Any]:
    manifest = result.extract.manifest
    mapping = None
    if manifest.mapping_file is not None:
        mapping = {"file": sanitise(Path(manifest.mapping_file).name), "sha256": manifest.mapping_sha256}
    return {
        "name": sanitise(manifest.name),
        "files": [_file(each) for each in manifest.files],
        "mapping": mapping,
    }


def _file(file: SourceFile) -> dict[str, Any]:
    dialect = file.dialect
    return {
        "name": sanitise(file.name),
        "format": file.format,
        "size": file.size,
        "sha256": file.sha256,
        "rows": file.rows,
        "encoding": dialect.encoding if dialect else None,
        "delimiter": dialect.delimiter if dialect else None,
    }


def _kostra(report: Report) -> dict[str, Any]:
    found = [severity for severity, count in report.summary.by_severity.items() if count]
    worst = max(found) if found else None
    return {
        "returkode": KOSTRA_RETURN_CODES[worst] if worst is not None else 0,
        "alvorlighetsgrad": KOSTRA_WORDS[worst],
        "antallKontroller": report.summary.rules_run,
    }


def _summary(report: Report) -> dict[str, Any]:
    summary = report.summary
    dominant = summary.causes[0] if summary.causes else None
    return {
        "rows": sum(rows for _, rows, _ in summary.tables),
        "findings": summary.findings,
        "waived": report.waived.findings if report.waived is not None else 0,
        "rules_run": summary.rules_run,
        "rules_total": summary.rules_total,
        "rules_not_checkable": summary.not_checkable_rules,
        "rules_failed": summary.failed_rules,
        "not_checkable": summary.unknown,
        "by_severity": {each.key: summary.by_severity.get(each, 0) for each in Severity},
        "by_dimension": {each.value: count for each, count in summary.by_dimension.items()},
        "dominant_field": None
        if dominant is None
        else {"table": dominant.table, "field": dominant.field, "share": round(dominant.share, 6)},
    }


def _tables(report: Report) -> Iterable[dict[str, Any]]:
    for name, rows, found in report.summary.tables:
        table = report.result.extract.tables.get(name)
        yield {
            "name": sanitise(name),
            "rows": rows,
            "persons": report.result.tables[name].persons,
            "findings": found,
            "files": list(dict.fromkeys(sanitise(part.file) for part in table.parts)) if table else [],
            "missing_fields": list(table.missing) if table else [],
        }


def _rule(rule: Rule, outcome: RuleOutcome, report: Report) -> dict[str, Any]:
    return {
        "id": rule.id,
        "table": rule.table,
        "title": _text(rule.title),
        "severity": rule.severity.key,
        "alvorlighetsgrad": KOSTRA_WORDS[rule.severity],
        "dimension": rule.dimension.value,
        "status": outcome.status.value,
        "engine": outcome.engine or None,
        "checked": outcome.checked,
        "found": outcome.found,
        "waived": report.waived.by_rule.get(rule.id, 0) if report.waived is not None else 0,
        "unknown": outcome.unknown,
        "share": round(outcome.found / outcome.checked, 6) if outcome.checked else None,
        "reason": _problem(outcome.reason, Masker()) if outcome.reason is not None else None,
    }


def _text(text: Text) -> dict[str, str]:
    return {"nb": text.nb, "en": text.in_language("en")}


def _problem(problem: Problem, masker: Masker) -> dict[str, Any]:
    return {
        "severity": problem.severity.key,
        "key": problem.key,
        "table": problem.table,
        "facts": {name: _fact(value, masker) for name, value in problem.facts.items()},
    }


def _fact(value: object, masker: Masker) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_fact(each, masker) for each in value]
    return masker.text("none", str(value))


def _municipalities(report: Report, masker: Masker) -> Iterable[dict[str, Any]]:
    from auditor import results

    waived = report.waived.by_municipality if report.waived is not None else {}
    frame = results.municipalities(report.result).sort("municipality", nulls_last=True)
    for line in frame.iter_rows(named=True):
        per_100 = line["per_100"]
        yield {
            "municipality": _code(line["municipality"], masker),
            **{name: line[name] for name in ("name", "county", "valid", "rows", "persons")},
            **{name: line[name] for name in ("fatal", "error", "warning", "info", "findings")},
            "waived": waived.get(line["municipality"], 0),
            "per_100": None if per_100 is None else round(per_100, 4),
        }


def _code(value: str | None, masker: Masker) -> str | None:
    return None if value is None else masker.text("none", value)


def _totals(report: Report, masker: Masker) -> Iterable[dict[str, Any]]:
    """Rules by municipality, for every pair with a row."""
    import polars as pl

    from auditor.results.tables import totals

    result = report.result
    frame = (
        totals(result)
        .group_by("rule", "municipality")
        .agg(pl.col("checked", "found", "unknown").sum())
        .sort("rule", "municipality", nulls_last=True)
    )
    for rule, municipality, checked, found, unknown in frame.iter_rows():
        yield {
            "rule": result.rule_ids[rule],
            "municipality": _code(municipality, masker),
            "checked": checked,
            "found": found,
            "waived": report.waived.of(rule, municipality) if report.waived is not None else 0,
            "unknown": unknown,
        }


def group_entries(report: Report, masker: Masker) -> Iterable[dict[str, Any]]:
    """Findings about groups, labels masked, in the order of rules, municipalities and groups."""
    from auditor.results.waiving import waived_groups

    result, waived = report.result, waived_groups(report.waived)
    frame = result.group_findings.with_row_index("place").sort("rule", "municipality", "group", nulls_last=True)
    for line in frame.iter_rows(named=True):
        rule = result.ruleset.rules[line["rule"]]
        yield {
            "rule": rule.id,
            "table": line["table"],
            "municipality": _code(line["municipality"], masker),
            "group": label(line, rule, result, masker),
            "rows": line["rows"],
            "count": line["count"],
            **{name: _number(line[name]) for name in ("value", "limit", "expected", "low", "high")},
            "waived": line["place"] in waived,
        }


def _number(value: float | None) -> float | int | None:
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if value == int(value) else round(value, 6)
