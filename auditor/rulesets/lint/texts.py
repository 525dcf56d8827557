"""Texts that are missing, do not fit together in both languages, or would show what nobody should see."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, Personal
from auditor.model.vocabulary import Severity
from auditor.rulesets.excerpt import PLACEHOLDER
from auditor.rulesets.lint.finding import LintFinding


def findings(ruleset: RuleSet) -> Iterator[LintFinding]:
    """Remarks about the texts of all written rules."""
    for rule in ruleset.rules:
        if not rule.generated:
            for severity, key, facts in _remarks(rule, ruleset):
                yield LintFinding(
                    severity, f"rulesets.lint.{key}", rule.file, rule.line, rule.id, {"rule": rule.id, **facts}
                )


def _remarks(rule: Rule, ruleset: RuleSet) -> Iterator[tuple[Severity, str, dict[str, object]]]:
    texts = {"title": rule.title, "message": rule.message, "remedy": rule.remedy}
    if rule.why is not None:
        texts["why"] = rule.why
    for part, text in texts.items():
        if not (text.en or "").strip():
            yield Severity.ERROR, "missing_english", {"part": part}
        if not text.nb.strip():
            yield Severity.ERROR, "missing_text", {"part": part}
    used = {language: set(PLACEHOLDER.findall(rule.message.in_language(language))) for language in ("nb", "en")}
    if rule.message.en and used["nb"] != used["en"]:
        yield Severity.ERROR, "text_placeholder_language", {}
    for name in sorted(used["nb"] | used["en"]):
        field = origin(ruleset, rule.table, name)
        if field is not None and field.personal is Personal.ID:
            yield Severity.ERROR, "id_in_message", {"field": name}


def origin(ruleset: RuleSet, table: str, name: str) -> Field | None:
    """The field a column is, or is looked up from; None for what is computed."""
    if table not in ruleset.tables:
        return None
    field = ruleset.tables[table].field(name)
    if field is not None:
        return field
    for lookup in ruleset.lookups:
        if lookup.table == table and name in lookup.fields and lookup.from_table in ruleset.tables:
            return ruleset.tables[lookup.from_table].field(lookup.fields[name])
    return None
