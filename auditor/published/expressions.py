"""Arithmetic over printed numbers, as SQL writes it: ``1 - t1.dager.missing / n = t1.dager.complete``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from auditor.published.interval import Interval, exactly

COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div)
_ALLOWED = (*COMPARISONS, *_ARITHMETIC, exp.Neg, exp.Paren, exp.Abs, exp.Sqrt, exp.Literal, exp.Column, exp.Identifier)
MAX_NODES = 400


class ExpressionError(ValueError):
    """Text that is no comparison of two sums, or holds what arithmetic has no need of."""


@lru_cache(maxsize=1024)
def parse(text: str) -> exp.Expr:
    """A comparison; ExpressionError for anything else."""
    try:
        tree = sqlglot.parse_one(text, read="postgres")
    except (SqlglotError, ValueError, RecursionError):
        raise ExpressionError(text) from None
    nodes = list(tree.walk())
    if type(tree) not in COMPARISONS or len(nodes) > MAX_NODES:
        raise ExpressionError(text)
    for node in nodes:
        inner = node is not tree and type(node) in COMPARISONS
        if inner or not isinstance(node, _ALLOWED) or (isinstance(node, exp.Literal) and node.is_string):
            raise ExpressionError(text)
    return tree


def references(text: str) -> Iterator[str]:
    """The numbers that a comparison speaks of, in order."""
    for node in parse(text).find_all(exp.Column, bfs=False):
        yield _reference(node)


def _reference(node: exp.Column) -> str:
    return ".".join(part.name for part in node.parts)


def sides(text: str, value: Callable[[str], Interval]) -> tuple[Interval, str, Interval]:
    """What stands left, how it is compared, and what stands right."""
    tree = parse(text)
    return _evaluate(tree.this, value), COMPARISONS[type(tree)], _evaluate(tree.expression, value)


def _evaluate(node: exp.Expr, value: Callable[[str], Interval]) -> Interval:
    match node:
        case exp.Column():
            return value(_reference(node))
        case exp.Literal():
            return exactly(Fraction(str(node.this)))
        case exp.Neg():
            return -_evaluate(node.this, value)
        case exp.Abs():
            return abs(_evaluate(node.this, value))
        case exp.Sqrt():
            return _evaluate(node.this, value).root()
        case exp.Paren():
            return _evaluate(node.this, value)
        case _:
            left, right = _evaluate(node.this, value), _evaluate(node.expression, value)
            if isinstance(node, exp.Add):
                return left + right
            if isinstance(node, exp.Sub):
                return left - right
            return left * right if isinstance(node, exp.Mul) else left / right


def may_hold(left: Interval, comparison: str, right: Interval) -> bool:
    """Whether numbers that were rounded to the printed ones can satisfy the comparison."""
    match comparison:
        case "=":
            return left.meets(right)
        case "<>":
            return not (left.exact and right.exact and left.low == right.low)
        case "<":
            return left.may_be_less(right)
        case "<=":
            return left.may_be_at_most(right)
        case ">":
            return right.may_be_less(left)
        case _:
            return right.may_be_at_most(left)


def divides(text: str) -> bool:
    """Whether a comparison holds a quotient or a product, which is no share where shares are divided."""
    return any(isinstance(node, (exp.Div, exp.Mul)) for node in parse(text).walk())


def alone(text: str) -> list[str]:
    """The numbers that are a whole side of a comparison."""
    tree = parse(text)
    return [_reference(side) for side in (tree.this, tree.expression) if isinstance(side, exp.Column)]
