"""Parts that several conditions of a table have in common, computed once as columns of their own.

Polars evaluates an expression anew wherever it stands, so ``slutt_dato IS NOT NULL`` in forty rules would be forty
evaluations. Parts are found in the parsed SQL and compiled bottom-up, one level at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import polars as pl
from sqlglot import exp

from auditor.rulesets import sql as source
from auditor.rulesets.expressions import compile_tree
from auditor.rulesets.functions import judged_identity
from auditor.rulesets.values import Scope, Value

PREFIX = "__shared_"
_CONDITIONS = (exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.Case)


_IDENTITY = ("identifier_kind", "identifier_birth_date")


def share_parts(
    frame: pl.LazyFrame, scope: Scope, conditions: Iterable[str], identifiers: Iterable[str] = ()
) -> tuple[pl.LazyFrame, Scope]:
    """The frame with a column for each part that ``conditions`` repeat, and a scope that knows them.

    ``identifiers`` are the fields whose kind of identity number is asked for besides. What a condition means is
    unchanged: a part stands for the same three-valued expression as before.
    """
    conditions = list(conditions)
    frame, scope = _with_identities(frame, scope, conditions, identifiers)
    levels = _levels(conditions)
    number = 0
    for level in levels:
        made: dict[exp.Expr, Value] = {}
        columns: list[pl.Expr] = []
        for node in level:
            value = compile_tree(node, scope)
            name = f"{PREFIX}{number}"
            number += 1
            columns.append(value.expr.alias(name))
            made[node] = replace(value, expr=pl.col(name))
        frame = frame.with_columns(columns)
        scope = replace(scope, shared={**scope.shared, **made})
    return frame, scope


def _with_identities(
    frame: pl.LazyFrame, scope: Scope, conditions: Iterable[str], identifiers: Iterable[str]
) -> tuple[pl.LazyFrame, Scope]:
    """Judge identity numbers once where several conditions ask about them."""
    asked = Counter(identifiers)
    for condition in conditions:
        calls = (source.call(node) for node in _parts(condition))
        asked.update(
            each.arguments[0].name
            for each in calls
            if each is not None and each.name in _IDENTITY and isinstance(each.arguments[0], exp.Column)
        )
    judged = {field: f"{PREFIX}identity_{field}" for field, times in asked.items() if times > 1}
    frame = frame.with_columns(judged_identity(field, scope).alias(column) for field, column in judged.items())
    return frame, replace(scope, identities=judged)


def _levels(conditions: Iterable[str]) -> list[list[exp.Expr]]:
    """Repeated parts, those without repeated parts inside first."""
    counts: Counter[exp.Expr] = Counter()
    for condition in conditions:
        counts.update(_parts(condition))
    repeated = [node for node, count in counts.items() if count > 1]
    known = set(repeated)
    height: dict[exp.Expr, int] = {}

    def rank(node: exp.Expr) -> int:
        if node not in height:
            inner = [rank(each) for each in node.walk() if each is not node and each in known]
            height[node] = 1 + max(inner, default=-1)
        return height[node]

    levels: list[list[exp.Expr]] = []
    for node in sorted(repeated, key=rank):
        while len(levels) <= rank(node):
            levels.append([])
        levels[rank(node)].append(node)
    return levels


@lru_cache(maxsize=4096)
def _parts(condition: str) -> tuple[exp.Expr, ...]:
    return tuple(node for node in source.parse(condition).walk() if _worth_sharing(node))


def _worth_sharing(node: exp.Expr) -> bool:
    """Whether a part costs more to compute than to keep; constants and bare comparisons do not."""
    if not isinstance(node, _CONDITIONS) and source.call(node) is None:
        return False
    return node.find(exp.Column) is not None
