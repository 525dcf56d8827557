"""The profile as JSON, to be shared: one object a field, small counts hidden (null)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from auditor.model.table import Personal
from auditor.privacy.sanitise import sanitise
from auditor.reports.json_report import dump
from auditor.reports.profile.figures import SPREAD, Figures, Figuring, may_tell
from auditor.results.profile.structure import Dependency, Key, Relation
from auditor.results.profile.values import Heap
from auditor.results.profile.whole import Profile, TableProfile

SCHEMA = "auditor-profile/1"


def profile_json(profile: Profile) -> str:
    """One JSON object; the same input gives the same bytes. ``null`` is hidden or does not exist for the type."""
    figuring = Figuring(profile.ruleset, shared=True)
    lines = [(table, figuring.of(table)) for table in profile.tables]
    return dump(
        {
            "schema": SCHEMA,
            "reference_date": profile.reference_date.isoformat(),
            "rule_set": {"name": profile.ruleset.name, "version": profile.ruleset.version},
            "files": [{"name": sanitise(each.name), "sha256": each.sha256} for each in profile.extract.manifest.files],
            "tables": [
                {
                    "table": table.table.name,
                    "rows": figuring.count(table.completeness.rows),
                    "keys": [
                        _key(each, figuring) for each in table.keys if figuring.may_tell(table.table.name, *each.fields)
                    ],
                    "dependencies": [
                        _dependency(each, figuring)
                        for each in table.dependencies
                        if figuring.may_tell(table.table.name, each.by, each.field)
                    ],
                }
                for table, _ in lines
            ],
            "fields": [_field(table, each, figuring) for table, fields in lines for each in fields],
            "relations": [_relation(each, figuring) for each in profile.relations if may_tell(each, figuring)],
            "unrecognised_tables": [sanitise(each) for each in profile.unknown],
        }
    )


def _field(table: TableProfile, figures: Figures, figuring: Figuring) -> dict[str, Any]:
    spread, field = figures.distribution, figures.field
    far = spread.outliers
    return {
        "table": table.table.name,
        "field": field.name,
        "type": field.type.value,
        "personal": None if field.personal is Personal.NONE else field.personal.value,
        "rows": figures.rows,
        **figures.states,
        "complete": _rounded(figures.complete),
        "demanded_by": list(table.completeness.demanded_by.get(field.name, ())),
        "distinct": figures.distinct,
        "mean": _rounded(figures.mean),
        "sd": _rounded(figures.sd),
        "quantiles": {f"{share:g}": _plain(value) for share, value in zip(SPREAD, figures.spread, strict=True)},
        "common": [{"value": _plain(value), "count": count} for value, count in figures.common],
        "heaps": [_heap(each) for each in spread.heaps if figures.told and figuring.part(each.count, spread.count)],
        "clusters": {
            each.kind: {
                "count": each.count if figuring.part(each.count, spread.count) else None,
                "expected": _rounded(each.expected),
                "marked": each.marked,
            }
            for each in spread.clusters
            if figures.told
        },
        "outliers": None
        if far is None or not figures.told
        else {"low": far.low, "high": far.high, "count": figuring.count(far.below + far.above)},
    }


def _heap(each: Heap) -> dict[str, Any]:
    return {"value": each.value, "count": each.count, "expected": _rounded(each.expected)}


def _key(each: Key, figuring: Figuring) -> dict[str, Any]:
    blank, repeated = figuring.count(each.blank), figuring.count(each.repeated)
    return {"fields": list(each.fields), "declared": each.declared, "blank": blank, "repeated": repeated}


def _dependency(each: Dependency, figuring: Figuring) -> dict[str, Any]:
    exceptions = figuring.count(each.exceptions)
    return {"by": each.by, "field": each.field, "rows": figuring.count(each.rows), "exceptions": exceptions}


def _relation(each: Relation, figuring: Figuring) -> dict[str, Any]:
    return {
        "table": each.table,
        "field": each.field,
        "to_table": each.to_table,
        "to_field": each.to_field,
        "filled": figuring.count(each.filled),
        "not_found": figuring.count(each.filled - each.found),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
