"""A list of rules: id, severity and title, by table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from auditor.locale import Translator
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.privacy.sanitise import sanitise
from auditor.reports.layout import SIGNS, cells, left


def rule_lines(ruleset: RuleSet, chosen: Sequence[Rule], t: Translator) -> Iterator[str]:
    """One line a rule under its table; the last line counts them."""
    first = max((cells(each.id) for each in chosen), default=0)
    for table, rules in groupby(sorted(chosen, key=lambda each: each.table), key=lambda each: each.table):
        title = ruleset.tables[table].title.in_language(t.language) if table in ruleset.tables else table
        yield sanitise(title if title == table else f"{table}  {title}")
        for rule in rules:
            title = sanitise(rule.title.in_language(t.language))
            yield f"  {left(SIGNS[rule.severity], 2)} {left(rule.id, first)}  {title}"
        yield ""
    yield t("reports.rules.count", count=len(chosen), name=ruleset.name, version=ruleset.version)
