"""Parts that several conditions of a table have in common, computed once as columns of their own.

Polars evaluates an expression anew wherever it stands, so ``slutt_dato IS NOT NULL`` in forty rules would be forty
evaluations. Parts are found in the parsed SQL and compiled bottom-up, one level at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import polars as pl
from sqlglot import exp

from auditor.rulesets import sql as source
from auditor.rulesets.expressions import compile_tree
from auditor.rulesets.values import Scope, Value

PREFIX = "__shared_"
_CONDITIONS = (exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.Case)


def share_parts(frame: pl.LazyFrame, scope: Scope, conditions: Iterable[str]) -> tuple[pl.LazyFrame, Scope]:
    """The frame with a column for each part that ``conditions`` repeat, and a scope that knows them.

    What a condition means is unchanged: a part stands for the same three-valued expression as before.
    """
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


def _levels(conditions: Iterable[str]) -> list[list[exp.Expr]]:
    """Repeated parts, those without repeated parts inside first."""
    counts: Counter[exp.Expr] = Counter()
    for condition in conditions:
        for node in source.parse(condition).walk():
            if _worth_sharing(node):
                counts[node] += 1
    repeated = {node for node, count in counts.items() if count > 1}
    height: dict[exp.Expr, int] = {}

    def rank(node: exp.Expr) -> int:
        if node not in height:
            inner = [rank(each) for each in node.walk() if each is not node and each in repeated]
            height[node] = 1 + max(inner, default=-1)
        return height[node]

    levels: list[list[exp.Expr]] = []
    for node in sorted(repeated, key=lambda each: (rank(each), each.sql(dialect="postgres"))):
        while len(levels) <= rank(node):
            levels.append([])
        levels[rank(node)].append(node)
    return levels


def _worth_sharing(node: exp.Expr) -> bool:
    """Whether a part costs more to compute than to keep; constants and bare comparisons do not."""
    if not any(True for _ in node.find_all(exp.Column)):
        return False
    call = source.call(node)
    return call is not None or isinstance(node, _CONDITIONS)
