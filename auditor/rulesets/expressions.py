"""Compiling a checked SQL tree to a Polars expression, three-valued throughout.

A field stands in one of four states. Its column holds the value, or null; its companion ``<field>__unknown`` is true
where the null means *there is a value, but we cannot see it* (hidden or unreadable). So ``x IS NULL`` is true for a
missing value and unknown for a hidden one, which plain SQL on the column alone could not say.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
from sqlglot import exp

from auditor.rulesets import sql as source
from auditor.rulesets.functions import compile_call
from auditor.rulesets.values import KIND, Scope, Value, date_literal

LARGEST = 2**63 - 1
"""The largest whole number that the engine can hold."""


def compile_condition(text: str, scope: Scope) -> Value:
    """A condition as a Boolean expression: true, false or null for unknown. SqlError where it is none."""
    value = compile_value(text, scope)
    if value.kind not in ("boolean", "null"):
        raise source.SqlError("rulesets.sql_not_condition", sql=text, kind=value.kind)
    return value


def compile_value(text: str, scope: Scope) -> Value:
    """Any scalar SQL as an expression. SqlError for unknown columns, functions, parameters or mixed types."""
    return _compile(source.parse(text), scope)


def compile_aggregate(text: str, scope: Scope) -> tuple[pl.Expr, Value | None]:
    """``COUNT(*)``, ``SUM(x)``, ``MIN(x)``, ``MAX(x)`` or ``AVG(x)`` and the value it sums up (None for COUNT(*))."""
    tree = source.parse(text)
    if isinstance(tree, exp.Count) and isinstance(tree.this, exp.Star):
        return pl.len(), None
    for node_type, apply in _AGGREGATES.items():
        if isinstance(tree, node_type):
            inner = _compile(tree.this, scope)
            if inner.kind != "number" and isinstance(tree, (exp.Sum, exp.Avg)):
                raise source.SqlError("rulesets.sql_arithmetic", sql=text)
            return apply(inner.expr), inner
    raise source.SqlError("rulesets.sql_not_aggregate", sql=text)


_AGGREGATES: dict[type[exp.Expr], Callable[[pl.Expr], pl.Expr]] = {
    exp.Sum: lambda each: pl.when(each.count() > 0).then(each.sum()),
    exp.Min: lambda each: each.min(),
    exp.Max: lambda each: each.max(),
    exp.Avg: lambda each: each.mean(),
    exp.Count: lambda each: each.count(),
}


def _remainder(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """With the sign of the first, as SQL has it; Polars takes the sign of the second."""
    rest = a % b
    return pl.when((rest != 0) & ((a < 0) != (b < 0))).then(rest - b).otherwise(rest)


_ARITHMETIC: dict[type[exp.Expr], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    exp.Add: lambda a, b: a + b,
    exp.Sub: lambda a, b: a - b,
    exp.Mul: lambda a, b: a * b,
    exp.Div: lambda a, b: pl.when(b != 0).then(a / b),
    exp.Mod: lambda a, b: pl.when(b != 0).then(_remainder(a, b)),
}
_COMPARE: dict[type[exp.Expr], Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
}


def compile_tree(node: exp.Expr, scope: Scope) -> Value:
    """A checked tree, or part of one, as an expression."""
    return _compile(node, scope)


def _compile(node: exp.Expr, scope: Scope) -> Value:
    if scope.shared and node in scope.shared:
        return scope.shared[node]
    if isinstance(node, exp.Paren):
        return _compile(node.this, scope)
    if isinstance(node, exp.Column):
        return _column(node.name, scope)
    if isinstance(node, (exp.Literal, exp.Boolean, exp.Null, exp.Neg)) or source.is_date_literal(node):
        return _literal(node, scope)
    if isinstance(node, (exp.And, exp.Or)):
        left, right = _boolean(node.this, scope), _boolean(node.expression, scope)
        expr = left.expr & right.expr if isinstance(node, exp.And) else left.expr | right.expr
        return Value(expr, "boolean", left.columns | right.columns)
    if isinstance(node, exp.Not):
        inner = _boolean(node.this, scope)
        return Value(~inner.expr, "boolean", inner.columns)
    if isinstance(node, exp.Is):
        return _is(node, scope)
    if isinstance(node, source.COMPARISONS):
        return _comparison(node, scope)
    if isinstance(node, exp.Between):
        value, low, high = (_compile(part, scope) for part in (node.this, node.args["low"], node.args["high"]))
        low, high = _alike(value, low), _alike(value, high)
        value = _alike(low, value)
        expr = (value.expr >= low.expr) & (value.expr <= high.expr)
        return Value(expr, "boolean", value.columns | low.columns | high.columns)
    if isinstance(node, exp.In):
        return _in(node, scope)
    if isinstance(node, exp.Like):
        return _like(node, scope)
    if isinstance(node, source.ARITHMETIC):
        left, right = _compile(node.this, scope), _compile(node.expression, scope)
        for side in (left, right):
            if side.kind not in ("number", "null"):
                raise source.SqlError("rulesets.sql_arithmetic", sql=node.sql(dialect="postgres"))
        return Value(_ARITHMETIC[type(node)](left.expr, right.expr), "number", left.columns | right.columns)
    if isinstance(node, exp.Case):
        return _case(node, scope)
    called = source.call(node)
    if called is not None:
        return compile_call(called, scope, _compile)
    raise source.SqlError("rulesets.sql_construct", construct=type(node).__name__.upper())


def _column(name: str, scope: Scope) -> Value:
    if name not in scope.columns:
        raise source.SqlError("rulesets.unknown_field", field=name)
    hiding = frozenset({name} - scope.certain)
    return Value(pl.col(name), KIND[scope.columns[name]], hiding)


def _literal(node: exp.Expr, scope: Scope) -> Value:
    if isinstance(node, exp.Null):
        return Value(pl.lit(None), "null")
    if isinstance(node, exp.Boolean):
        return Value(pl.lit(bool(node.this)), "boolean", literal=bool(node.this))
    if isinstance(node, exp.Neg):
        inner = _compile(node.this, scope)
        if inner.kind != "number":
            raise source.SqlError("rulesets.sql_arithmetic", sql=node.sql(dialect="postgres"))
        literal = -inner.literal if isinstance(inner.literal, (int, float)) else None
        return Value(-inner.expr, "number", inner.columns, literal)
    if isinstance(node, exp.Literal):
        if node.is_string:
            return Value(pl.lit(node.name), "text", literal=node.name)
        number = _number(node.name)
        return Value(pl.lit(number), "number", literal=number)
    return date_literal(node.this.name)


def _number(written: str) -> int | float:
    try:
        number = float(written)
    except ValueError:  # 1e, which is read as a number
        raise source.SqlError("rulesets.sql_syntax", sql=written) from None
    whole = not any(mark in written for mark in ".eE")
    if not math.isfinite(number) or (whole and number >= LARGEST):
        raise source.SqlError("rulesets.sql_number", limit=str(LARGEST))
    return int(written) if whole else number


def _boolean(node: exp.Expr, scope: Scope) -> Value:
    value = _compile(node, scope)
    if value.kind == "null":
        return Value(pl.lit(None, dtype=pl.Boolean), "boolean")
    if value.kind != "boolean":
        raise source.SqlError("rulesets.sql_not_condition", sql=node.sql(dialect="postgres"), kind=value.kind)
    return value


def _alike(pattern: Value, value: Value) -> Value:
    """``value`` as the kind of ``pattern``: a text constant beside a date is read as a date; else SqlError."""
    if pattern.kind == value.kind or "null" in (pattern.kind, value.kind):
        return value
    if pattern.kind == "date" and isinstance(value.literal, str):
        return date_literal(value.literal)
    if value.kind == "date" and isinstance(pattern.literal, str):
        return value
    raise source.SqlError("rulesets.sql_types", left=pattern.kind, right=value.kind)


def _comparison(node: exp.Expr, scope: Scope) -> Value:
    left, right = _compile(node.this, scope), _compile(node.expression, scope)
    left, right = _alike(right, left), _alike(left, right)
    columns = left.columns | right.columns
    if isinstance(node, (exp.NullSafeEQ, exp.NullSafeNEQ)):
        same = left.expr.eq_missing(right.expr)
        known = pl.when(Value(same, "boolean", columns).unknown).then(None)
        return Value(known.otherwise(same if isinstance(node, exp.NullSafeEQ) else ~same), "boolean", columns)
    return Value(_COMPARE[type(node)](left.expr, right.expr), "boolean", columns)


def _is(node: exp.Is, scope: Scope) -> Value:
    value = _compile(node.this, scope)
    negated = bool(node.args.get("negate"))
    if isinstance(node.expression, exp.Null):
        test = value.expr.is_not_null() if negated else value.expr.is_null()
    elif isinstance(node.expression, exp.Boolean) and value.kind == "boolean":
        same = value.expr.eq_missing(pl.lit(bool(node.expression.this)))
        test = ~same if negated else same
    else:
        raise source.SqlError("rulesets.sql_construct", construct="IS")
    if not value.columns:
        return Value(test, "boolean")
    return Value(pl.when(~value.unknown).then(test), "boolean", value.columns)


def _in(node: exp.In, scope: Scope) -> Value:
    value = _compile(node.this, scope)
    if not node.expressions:
        raise source.SqlError("rulesets.sql_construct", construct="IN (SELECT ...)")
    literals = []
    for each in node.expressions:
        member = _alike(value, _compile(each, scope))
        if member.kind == "null" or member.columns or member.literal is None:
            raise source.SqlError("rulesets.sql_in_constant", sql=each.sql(dialect="postgres"))
        literals.append(member)
    if len(literals) <= 16 or value.kind == "number":  # is_in refuses whole numbers beside decimal ones
        expr = _any([value.expr == each.expr for each in literals])
    else:
        expr = value.expr.is_in([each.literal for each in literals])
    return Value(expr, "boolean", value.columns)


def _any(tests: Sequence[pl.Expr]) -> pl.Expr:
    """Whether one of the tests holds; halved again and again, since Polars takes a long chain ever more slowly."""
    half = len(tests) // 2
    return tests[0] if not half else _any(tests[:half]) | _any(tests[half:])


def _like(node: exp.Like, scope: Scope) -> Value:
    value, pattern = _compile(node.this, scope), _compile(node.expression, scope)
    if value.kind != "text" or not isinstance(pattern.literal, str):
        raise source.SqlError("rulesets.sql_construct", construct="LIKE")
    pieces = {"%": ".*", "_": "."}
    regex = "".join(pieces.get(each, _escape(each)) for each in pattern.literal)
    test = value.expr.str.contains(f"(?s)^(?:{regex})$")
    return Value(~test if node.args.get("negate") else test, "boolean", value.columns)


def _escape(character: str) -> str:
    return character if character.isalnum() else f"\\x{{{ord(character):x}}}"


def _case(node: exp.Case, scope: Scope) -> Value:
    """SQL's CASE, save that a WHEN which hangs on a value that cannot be seen makes the whole unknown."""
    if node.this is not None:
        raise source.SqlError("rulesets.sql_construct", construct="CASE x WHEN")
    branches = [(_boolean(each.this, scope), _compile(each.args["true"], scope)) for each in node.args["ifs"]]
    default = node.args.get("default")
    last = _compile(default, scope) if default is not None else Value(pl.lit(None), "null")
    kinds = {value.kind for _, value in branches} | {last.kind}
    kinds.discard("null")
    if len(kinds) > 1:
        left, right = sorted(kinds)[:2]
        raise source.SqlError("rulesets.sql_types", left=left, right=right)
    chain: Any = pl
    for condition, value in branches:
        chain = chain.when(condition.expr).then(value.expr)
        if condition.columns:
            chain = chain.when(condition.expr.is_null() & condition.unknown).then(None)
    columns = frozenset().union(last.columns, *(c.columns | v.columns for c, v in branches))
    return Value(chain.otherwise(last.expr), kinds.pop() if kinds else "null", columns)
