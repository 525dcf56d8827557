"""Mutants that no row could tell from the original: proven by trying every kind of row there is."""

from __future__ import annotations

import polars as pl

from auditor.model import rule as kinds
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.rulesets.lint.reasoning import try_all
from auditor.rulesets.scope import CHECK_DATE, prepared_columns, scope_of
from auditor.rulesets.values import Scope


class Prover:
    """Proves that a changed rule means the same; keeps the scopes of a rule set."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset
        self._scopes: dict[str, Scope] = {}

    def _scope(self, table: str) -> Scope:
        if table not in self._scopes:
            described = self._ruleset.tables[table]
            columns = prepared_columns(self._ruleset, described, CHECK_DATE).all
            self._scopes[table] = scope_of(self._ruleset, described, columns, CHECK_DATE)
        return self._scopes[table]

    def same(self, rule: Rule, version: Rule) -> bool:
        """Whether no row can come out differently. False also where that is not proven.

        The outcome of a row rule is ``NOT when OR require`` in three values, with the validity as part of ``when``.
        What is met in :func:`~auditor.rulesets.lint.reasoning.try_all` covers all that can occur, so two conditions
        that agree there agree everywhere.
        """
        if not isinstance(rule.condition, kinds.RowCondition):
            return False
        scope = self._scope(rule.table)
        trial = try_all({"one": _outcome(rule, scope), "other": _outcome(version, scope)}, scope)
        if trial is None:
            return False
        return bool(trial.outcomes.select(pl.col("one").eq_missing(pl.col("other")).all()).item())


def _outcome(rule: Rule, scope: Scope) -> str:
    condition = rule.condition
    assert isinstance(condition, kinds.RowCondition)
    applies = [f"({condition.when})"] if condition.when else []
    by = rule.validity.by or scope.date
    if by is not None:
        applies += [f"{by} >= DATE '{rule.validity.start}'"] if rule.validity.start else []
        applies += [f"{by} < DATE '{rule.validity.end}'"] if rule.validity.end else []
    return f"NOT ({' AND '.join(applies)}) OR ({condition.require})" if applies else f"({condition.require})"
