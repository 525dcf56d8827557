"""What was found about a group, as it is written: its label, how many of how many, the share and its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from auditor.locale import Translator
from auditor.model.rule import GROUP_KINDS, DriftCondition, Rule, ShareCondition
from auditor.model.table import Personal

if TYPE_CHECKING:
    from auditor.model.audit import AuditResult
    from auditor.privacy.masking import Masker

Write: TypeAlias = Callable[[Any], str]
_NUMBERS = ("value", "limit", "expected", "low", "high")


def label(line: Mapping[str, Any], rule: Rule, result: AuditResult, masker: Masker) -> str:
    """The group in words; masked as free text where a field it is made of is personal."""
    table = result.ruleset.tables.get(rule.table)
    by = rule.condition.by if isinstance(rule.condition, GROUP_KINDS) else ()
    fields = [table.field(name) for name in by] if table is not None else []
    personal = any(field is not None and field.personal is not Personal.NONE for field in fields)
    return masker.text((Personal.FREE_TEXT if personal else Personal.NONE).value, line["group"])


def writers(rule: Rule, t: Translator) -> dict[str, Write]:
    """How value, limit, expected, low and high of a rule's groups are written: shares as per cent, else numbers."""
    shares = set(_NUMBERS) if _is_about_shares(rule) else set()
    if isinstance(rule.condition, DriftCondition) and rule.condition.hb is None:
        shares.add("limit")
    return {name: _percent(t) if name in shares else _number(t) for name in _NUMBERS}


def in_words(line: Mapping[str, Any], rule: Rule, t: Translator) -> str:
    """What was found about the group of one line of AuditResult.group_findings, in one line."""
    return " · ".join(_facts({"count": None, **line}, rule, t))


def _facts(line: Mapping[str, Any], rule: Rule, t: Translator) -> Iterator[str]:
    written = {name: write(line.get(name)) for name, write in writers(rule, t).items()}
    rows = line["rows"] if line["rows"] is not None else 0
    if line["count"] is not None:
        yield t("reports.groups.counted", count=line["count"], rows=rows)
    if written["value"] and (line["count"] is None or _is_about_shares(rule)):
        interval = bool(written["low"] and written["high"])
        yield t("reports.groups.interval" if interval else "reports.groups.value", **written)
    for name in ("limit", "expected"):
        if written[name]:
            yield t(f"reports.groups.{name}", **written)


def _is_about_shares(rule: Rule) -> bool:
    condition = rule.condition
    if not isinstance(condition, ShareCondition):
        return False
    return any(each is not None for each in (condition.max_share, condition.min_share, condition.against))


def _percent(t: Translator) -> Write:
    return lambda value: t.percent(float(value)) if _there(value) else ""


def _number(t: Translator) -> Write:
    def write(value: Any) -> str:
        if not _there(value):
            return ""
        return t.number(int(value)) if float(value).is_integer() else t.decimal(float(value), 3)

    return write


def _there(value: Any) -> bool:
    return value is not None and math.isfinite(value)
