"""Rules that ask the same of the same rows at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlglot import exp

from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.model.vocabulary import Severity
from auditor.rulesets import sql as source
from auditor.rulesets.lint.finding import LintFinding

_SQL_PARTS = ("when", "require", "of", "within", "where", "value")
_TURNED: dict[type[exp.Expr], type[exp.Binary]] = {exp.GT: exp.LT, exp.GTE: exp.LTE}
_NEGATED: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.LT: exp.GTE,
    exp.LTE: exp.GT,
}
_SYMMETRIC = (exp.EQ, exp.NEQ, exp.Add, exp.Mul)


def findings(ruleset: RuleSet) -> Iterator[LintFinding]:
    """A remark for every rule that repeats an earlier one."""
    seen: dict[object, list[Rule]] = {}
    for rule in ruleset.rules:
        if rule.generated:
            continue
        earlier = seen.setdefault((rule.table, _normal(rule.condition), rule.validity.by), [])
        for other in earlier:
            if _overlap(rule, other):
                facts = {"rule": rule.id, "other": other.id}
                key = "rulesets.lint.duplicate_condition"
                yield LintFinding(Severity.WARNING, key, rule.file, rule.line, rule.id, facts)
                break
        earlier.append(rule)


def _overlap(one: Rule, other: Rule) -> bool:
    def begins(rule: Rule) -> dt.date:
        return rule.validity.start or dt.date.min

    def ends(rule: Rule) -> dt.date:
        return rule.validity.end or dt.date.max

    return begins(one) < ends(other) and begins(other) < ends(one)


def _normal(condition: Any) -> Any:
    changes: dict[str, Any] = {}
    for name in _SQL_PARTS:
        if getattr(condition, name, None):
            changes[name] = normal(getattr(condition, name))
    for name in ("left", "right"):
        if hasattr(condition, name):
            changes[name] = _normal(getattr(condition, name))
    return replace(condition, **changes) if changes else condition


def normal(text: str) -> str:
    """A condition in one of its many spellings: equal results mean equal conditions, not the other way round."""
    return _canonical(source.parse(text)).sql(dialect="postgres", normalize=True)


def _canonical(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Paren):
        return _canonical(node.this)
    if isinstance(node, (exp.And, exp.Or)):
        kind = type(node)
        parts = sorted(
            {_canonical(each).sql(dialect="postgres"): _canonical(each) for each in _flat(node, kind)}.items()
        )
        result = parts[0][1]
        for _, part in parts[1:]:
            result = kind(this=_wrapped(result, kind), expression=_wrapped(part, kind))
        return result
    if isinstance(node, exp.Not):
        inner = _canonical(node.this)
        if isinstance(inner, exp.Not):
            return _canonical(inner.this)
        if isinstance(inner, exp.Is):
            return exp.Is(this=inner.this, expression=inner.expression, negate=not inner.args.get("negate"))
        if type(inner) in _NEGATED:
            return _canonical(_NEGATED[type(inner)](this=inner.this, expression=inner.expression))
        return exp.Not(this=exp.paren(inner, copy=False))
    if type(node) in _TURNED:
        return _TURNED[type(node)](this=_canonical(node.expression), expression=_canonical(node.this))
    if isinstance(node, exp.In):
        members = sorted((each.copy() for each in node.expressions), key=lambda each: each.sql(dialect="postgres"))
        return exp.In(this=_canonical(node.this), expressions=members)
    if isinstance(node, _SYMMETRIC):
        sides = sorted((_canonical(node.this), _canonical(node.expression)), key=lambda each: each.sql())
        return type(node)(this=sides[0], expression=sides[1])
    copy = node.copy()
    for child in list(copy.iter_expressions()):
        child.replace(_canonical(child))
    return copy


def _flat(node: exp.Expr, kind: type[exp.Expr]) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Paren):
        yield from _flat(node.this, kind)
    elif isinstance(node, kind):
        yield from _flat(node.this, kind)
        yield from _flat(node.expression, kind)
    else:
        yield node


def _wrapped(node: exp.Expr, kind: type[exp.Expr]) -> exp.Expr:
    return exp.paren(node, copy=False) if isinstance(node, (exp.And, exp.Or)) and not isinstance(node, kind) else node
