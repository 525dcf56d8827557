"""Auditing a sample as a person would: open the files, load the default rule set, audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from pathlib import Path

from auditor.engine import audit
from auditor.extract import open_extract
from auditor.model.audit import AuditResult
from auditor.model.ruleset import RuleSet
from auditor.rulesets import load
from auditor.rulesets.excerpt import excerpt
from auditor.sample import EXTRACT_DATE

RULE_SET = "integrering"
PRACTICE = frozenset({"BOS-KOM-003", "BOS-KOM-004"})
"""Rules of severity info that say how soon things were done, not that something is wrong: true figures break them, so
that an extract without errors may, and what is planted may move them. test_goals.py recomputes each from the files."""


@cache
def rules(ruleset: str = RULE_SET) -> RuleSet:
    """A rule set, by default the default one."""
    return load(ruleset)


def audited(
    folder: Path, date: dt.date = EXTRACT_DATE, ruleset: str = RULE_SET, only: Collection[str] = ()
) -> AuditResult:
    """The audit of an extract by a rule set, or by ``only`` some of its rules, on the sample's own reference date."""
    known = rules(ruleset)
    if only:
        known = excerpt(known, [each for each in known.rules if each.id in only])
    return audit(open_extract(folder, tuple(known.tables.values())), known, reference_date=date)


def findings(result: AuditResult) -> dict[str, list[tuple[str, int]]]:
    """Rule -> (table, row), for rules about rows."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name, table in result.tables.items():
        for rule, row in table.findings.select("rule", "row").iter_rows():
            found.setdefault(result.rule_ids[rule], []).append((name, row))
    return found


def group_findings(result: AuditResult) -> dict[str, list[str]]:
    """Rule -> groups, for rules that say that something is wrong."""
    return {rule: groups for rule, groups in _groups(result).items() if rule not in PRACTICE}


def practice(result: AuditResult) -> dict[str, list[str]]:
    """Rule -> groups, for the rules that say how soon things were done."""
    return {rule: groups for rule, groups in _groups(result).items() if rule in PRACTICE}


def _groups(result: AuditResult) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule, group in result.group_findings.select("rule", "group").iter_rows():
        found.setdefault(result.rule_ids[rule], []).append(group)
    return found
