"""What to say about a rule that somebody wrote as a pandera check, in both languages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.locale import Translator
from auditor.model.text import Text
from auditor.rulesets.pandera_yaml import BUILTIN_CHECKS
from auditor.rulesets.slots import RuleKind, Slot, unique_groups

if TYPE_CHECKING:
    from pandera.api.checks import Check
    from pandera.polars import DataFrameSchema

    from auditor.model.table import Table

_TRANSLATORS = (Translator("nb"), Translator("en"))
_SHOWN_VALUES = 8


@dataclass(frozen=True)
class RuleTexts:
    """Title, message and remedy of a rule."""

    title: Text
    message: Text
    remedy: Text


def rule_texts(schema: DataFrameSchema, table: Table, slot: Slot, kind: RuleKind, check: Check | None) -> RuleTexts:
    """The texts of one rule: the author's own (``title``, ``error``) where there are any, else from the catalogue."""
    key, facts = _sentence(schema, table, slot, kind, check)
    title = _text(f"{key}.title", facts)
    message = _text(f"{key}.message", facts)
    if check is not None:
        own = check.title or (check.error if _is_own_error(check) else None)
        title = Text(own) if own else title
        message = Text(check.error) if check.error and _is_own_error(check) else message
    about_columns = kind in (
        RuleKind.PRESENT,
        RuleKind.PATTERN_MATCHES,
        RuleKind.MISSING_DEFAULT,
        RuleKind.ONLY_DECLARED,
        RuleKind.ORDERED,
        RuleKind.DTYPE,
    )
    message = Text(_without_places(message.nb), None if message.en is None else _without_places(message.en))
    return RuleTexts(title, message, _text("pandera.remedy.columns" if about_columns else "pandera.remedy.rows", facts))


def _text(key: str, facts: dict[str, Any]) -> Text:
    nb, en = (translator(key, **_in(facts, translator)) for translator in _TRANSLATORS)
    return Text(nb, en)


def _without_places(text: str) -> str:
    """Braces, as in a pattern, would be taken for the place of a field's value."""
    return text.replace("{", "｛").replace("}", "｝")


def _in(facts: dict[str, Any], translator: Translator) -> dict[str, object]:
    return {
        name: fact.in_language(translator.language) if isinstance(fact, Text) else fact for name, fact in facts.items()
    }


def _sentence(
    schema: DataFrameSchema, table: Table, slot: Slot, kind: RuleKind, check: Check | None
) -> tuple[str, dict[str, Any]]:
    column, name, number = slot
    field = None if column is None else table.field(column)
    facts: dict[str, Any] = {
        "table": table.title,
        "field": Text(column or "") if field is None else field.title,
    }
    if kind is RuleKind.FRAME_UNIQUE:
        group = unique_groups(schema)[number or 0]
        facts["fields"] = ", ".join(group)
    elif kind is RuleKind.DTYPE or kind is RuleKind.COERCE:
        declared = schema.columns.get(column)
        facts["type"] = str(schema.dtype if schema.dtype is not None else declared.dtype if declared else "")
    if check is None:
        return f"pandera.rule.{kind.value}", facts
    facts["check"] = name if re.fullmatch(r"\w+", name) else "check"
    facts["number"] = str((number or 0) + 1)
    if column is None or name not in BUILTIN_CHECKS:
        return "pandera.rule.check" if column is not None else "pandera.rule.frame_check", facts
    stated = dict(check.statistics or {})
    if name in ("isin", "notin", "unique_values_eq"):
        return _listed(name, next(iter(stated.values()), ()), facts)
    if name == "str_length":
        return _length(stated, facts)
    if name == "in_range":
        facts |= {"low": _written(stated.get("min_value")), "high": _written(stated.get("max_value"))}
        return "pandera.rule.in_range", facts
    facts["value"] = _written(next(iter(stated.values()), ""))
    return f"pandera.rule.{name}", facts


def _listed(name: str, values: Any, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    try:
        known = list(values)
    except TypeError:
        known = []
    if name == "unique_values_eq":
        known = sorted(known, key=str)
    facts["count"] = len(known)
    facts["values"] = ", ".join(_written(value) for value in known)
    return f"pandera.rule.{name}" if 0 < len(known) <= _SHOWN_VALUES else f"pandera.rule.{name}_many", facts


def _length(stated: dict[str, Any], facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    low, high, exact = (stated.get(each) for each in ("min_value", "max_value", "exact_value"))
    facts |= {"low": _written(low), "high": _written(high), "exact": _written(exact)}
    if exact is not None:
        return "pandera.rule.str_length_exact", facts
    if low is None:
        return "pandera.rule.str_length_max", facts
    return ("pandera.rule.str_length_min" if high is None else "pandera.rule.str_length"), facts


def _written(value: Any) -> str:
    """A value of a schema as it was written there."""
    if isinstance(value, re.Pattern):
        return str(value.pattern)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _is_own_error(check: Check) -> bool:
    """Whether ``error`` is the author's sentence rather than the one pandera makes up from the values."""
    if not check.error:
        return False
    name = check.registry_name
    return name not in BUILTIN_CHECKS or not str(check.error).startswith(f"{name}(")
