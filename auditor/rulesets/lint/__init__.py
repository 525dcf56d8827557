"""Lint: what a rule set that loads may still have wrong.

Conditions that can never matter, duplicates, texts that do not fit together, things nobody uses. A remark about a
condition is made only where it is proven; see :mod:`auditor.rulesets.lint.reasoning`.
"""

from __future__ import annotations

from auditor.model.ruleset import RuleSet
from auditor.rulesets.lint.finding import LintFinding

__all__ = ["LintFinding", "lint"]


def lint(ruleset: RuleSet) -> list[LintFinding]:
    """All remarks about a rule set that has been loaded and checked, by file, line and key."""
    from auditor.rulesets.lint import conditions, duplicates, indicators, populations, texts, usage

    found = [
        *conditions.findings(ruleset),
        *duplicates.findings(ruleset),
        *texts.findings(ruleset),
        *populations.findings(ruleset),
        *indicators.findings(ruleset),
        *usage.findings(ruleset),
    ]
    return sorted(found, key=lambda each: (each.file, each.line, each.rule, each.key, str(each.facts)))
