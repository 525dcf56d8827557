"""Whether a rule set already says what a draft says."""

from __future__ import annotations

from sqlglot import exp

from auditor.model.rule import ReferenceCondition, RowCondition, Rule, UniqueCondition
from auditor.model.ruleset import RuleSet
from auditor.results.profile.completeness import demands
from auditor.results.profile.drafts import Draft
from auditor.rulesets import sql


def known_by(draft: Draft, ruleset: RuleSet) -> str | None:
    """The id of a rule that is about the same; None where there is none."""
    table = ruleset.tables[draft.table]
    if draft.kind in ("complete", "due", "due_of"):
        for rule in demands(ruleset, table).get(draft.fields[0], ()):
            if _same_when(draft, rule):
                return rule.id
        return None
    return next((rule.id for rule in ruleset.rules_of(draft.table) if _alike(draft, rule)), None)


def _same_when(draft: Draft, rule: Rule) -> bool:
    """A draft without a condition is like any rule that demands the field; one with is like those that ask the same."""
    condition = rule.condition
    assert isinstance(condition, RowCondition)
    if draft.kind == "complete":
        return True
    return condition.when is not None and draft.fields[1] in sql.columns(condition.when)


def _alike(draft: Draft, rule: Rule) -> bool:
    ours, theirs = draft.condition, rule.condition
    if isinstance(ours, UniqueCondition) and isinstance(theirs, UniqueCondition):
        differs = bool(ours.differ) == bool(theirs.differ) and set(ours.differ) <= set(theirs.differ)
        return differs and set(theirs.fields) == set(ours.fields)
    if isinstance(ours, ReferenceCondition) and isinstance(theirs, ReferenceCondition):
        return not theirs.inverse and (theirs.fields, theirs.to_table) == (ours.fields, ours.to_table)
    if isinstance(ours, RowCondition) and isinstance(theirs, RowCondition):
        return any(_compares(draft, node) for node in _comparisons(theirs.require))
    return False


def _comparisons(require: str) -> list[exp.Expr]:
    return list(sql.parse(require).find_all(exp.LTE, exp.LT, exp.GTE, exp.GT, exp.Between))


def _compares(draft: Draft, node: exp.Expr) -> bool:
    """Whether a comparison is between what the draft compares."""
    if isinstance(node, exp.Between):
        return draft.kind == "positive" and _names(node.this) == {draft.fields[0]}
    left, right = _names(node.this), _names(node.expression)
    if draft.kind == "order":
        return {frozenset(left), frozenset(right)} == {frozenset({each}) for each in draft.fields}
    other = node.expression if left == {draft.fields[0]} else node.this if right == {draft.fields[0]} else None
    if other is None:
        return False
    today = "reference_date" in other.sql().lower()
    return today if draft.kind == "past" else isinstance(other, exp.Literal)


def _names(node: exp.Expr) -> set[str]:
    return {each.name for each in node.find_all(exp.Column)}
