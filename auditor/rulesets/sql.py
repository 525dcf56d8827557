"""Parsing the conditions of rules: SQL in, a checked tree out.

sqlglot reads the text; only the part of SQL that design and documentation name is let through, so that a condition
means the same on every engine that may run it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from auditor.model.errors import RuleSetError

OF_CODE_LISTS = ("in_list", "code_of", "attribute_of")
"""Functions whose second argument names a code list."""
AGGREGATES = {"SUM": exp.Sum, "MIN": exp.Min, "MAX": exp.Max, "AVG": exp.Avg, "COUNT": exp.Count}

MAX_DEPTH = 120
"""Parts of a condition that may stand under each other; a chain of AND or OR has as many as members."""
MAX_PARTS = 1_500
"""Parts of a condition in all, constants and fields included."""
MAX_UNFOLDING = 8
"""Calls, CASE, / and % within each other: each may use its operands twice, so that nesting doubles the work."""
MAX_LENGTH = 30_000
"""Characters of a condition; more is not even parsed."""
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_STRUCTURE = (
    exp.And,
    exp.Or,
    exp.Not,
    exp.Paren,
    exp.Between,
    exp.In,
    exp.Like,
    exp.Is,
    exp.Null,
    exp.Boolean,
    exp.Literal,
    exp.Column,
    exp.Identifier,
    exp.Neg,
    exp.Case,
    exp.If,
    exp.Tuple,
    exp.DataType,
)
_FUNCTION_NODES: dict[type[exp.Expr], str] = {
    exp.Coalesce: "coalesce",
    exp.Abs: "abs",
    exp.Round: "round",
    exp.Length: "length",
    exp.Lower: "lower",
    exp.Upper: "upper",
    exp.Trim: "trim",
    exp.Substring: "substr",
    exp.Least: "least",
    exp.Greatest: "greatest",
    exp.StartsWith: "starts_with",
    exp.Contains: "contains",
    exp.Year: "year",
    exp.Month: "month",
    exp.Day: "day",
    exp.AddMonths: "add_months",
    exp.MonthsBetween: "months_between",
}


_KNOWN = frozenset((*COMPARISONS, *ARITHMETIC, *_STRUCTURE, *AGGREGATES.values(), exp.Star))

KINDS = ("text", "number", "date", "boolean", "null", "field")
"""What a part of a condition can be; the catalogues have a word for each."""


_PLAIN = {"this", "expression", "expressions"}
_FURTHER: dict[type[exp.Expr], set[str]] = {
    exp.Literal: {"is_string"},
    exp.Identifier: {"quoted"},
    exp.Like: {"negate"},
    exp.Is: {"negate"},
    exp.Between: {"low", "high"},
    exp.Case: {"ifs", "default"},
    exp.If: {"true"},
    exp.Cast: {"to"},
    exp.Round: {"decimals"},
    exp.Substring: {"start", "length"},
    exp.Count: {"big_int"},
    exp.Div: {"typed", "safe"},
    exp.Least: {"ignore_nulls"},
    exp.Greatest: {"ignore_nulls"},
}
"""What a node may hold besides its operands; anything else would be part of the SQL that nobody looks at."""


class SqlError(RuleSetError):
    """A condition that cannot be used; the caller adds rule, file and line.

    Facts that name a kind become its word in the reader's language; long SQL is shown from its beginning.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        super().__init__(
            key,
            **{
                name: RuleSetError(f"rulesets.kind.{fact}") if fact in KINDS and name not in _NAMES else fact
                for name, fact in facts.items()
            },
        )
        written = str(facts.get("sql", ""))
        if len(written) > _SHOWN:
            self.facts["sql"] = written[:_SHOWN] + " …"


_SHOWN = 160
_NAMES = ("field", "table", "codes", "parameter", "column", "function", "sql", "text")


@dataclass(frozen=True)
class Call:
    """A function call: its name in lower case and its arguments."""

    name: str
    arguments: tuple[exp.Expr, ...]


@lru_cache(maxsize=4096)
def parse(sql: str) -> exp.Expr:
    """The tree of one condition or value; SqlError where it is not SQL, or not the part of it that rules may use."""
    if len(sql) > MAX_LENGTH:
        raise SqlError("rulesets.sql_parts", sql=sql, limit=str(MAX_PARTS))
    try:
        tree = sqlglot.parse_one(sql, read="postgres")
    except RecursionError:
        raise SqlError("rulesets.sql_depth", sql=sql, limit=str(MAX_DEPTH)) from None
    except (SqlglotError, ValueError):
        raise SqlError("rulesets.sql_syntax", sql=sql) from None
    level, depth, parts = [(tree, _unfolds(tree))], 1, 0
    while level:
        parts += len(level)
        if depth > MAX_DEPTH:
            raise SqlError("rulesets.sql_depth", sql=sql, limit=str(MAX_DEPTH))
        if parts > MAX_PARTS:
            raise SqlError("rulesets.sql_parts", sql=sql, limit=str(MAX_PARTS))
        for node, nested in level:
            if nested > MAX_UNFOLDING:
                raise SqlError("rulesets.sql_nested", sql=sql, limit=str(MAX_UNFOLDING))
            _refuse_foreign(node)
        level = [(child, nested + _unfolds(child)) for node, nested in level for child in node.iter_expressions()]
        depth += 1
    return tree


def _unfolds(node: exp.Expr) -> int:
    """How far a node counts towards MAX_UNFOLDING: as often as its operands are doubled."""
    if isinstance(node, exp.Mod):
        return 2
    return int(isinstance(node, (exp.Case, exp.Div)) or call(node) is not None)


def _refuse_foreign(node: exp.Expr) -> None:
    """SqlError for a node that is no part of the SQL rules may use."""
    kind = type(node)
    if kind is exp.Cast:
        if is_date_literal(node):
            return
        raise SqlError("rulesets.sql_construct", construct="CAST")
    if kind is exp.Column and node.args.get("table"):
        raise SqlError("rulesets.sql_qualified", column=node.sql())
    _refuse_further(node)
    if kind not in _KNOWN and call(node) is None:
        raise SqlError("rulesets.sql_construct", construct=kind.__name__.upper())


def _refuse_further(node: exp.Expr) -> None:
    allowed: set[str] = _FURTHER.get(type(node), set())
    for name, value in node.args.items():
        if name in _PLAIN or not value or name in allowed or isinstance(node, exp.DataType):
            continue
        if value not in (None, False, []):
            raise SqlError("rulesets.sql_construct", construct=f"{type(node).__name__} {name}".upper())


def is_date_literal(node: exp.Expr) -> bool:
    """Whether a node is ``DATE '2021-01-01'``."""
    return (
        isinstance(node, exp.Cast)
        and node.to.this == exp.DataType.Type.DATE
        and isinstance(node.this, exp.Literal)
        and node.this.is_string
    )


def call(node: exp.Expr) -> Call | None:
    """The function call a node is, or None."""
    if isinstance(node, exp.Anonymous):
        return Call(str(node.this).lower(), tuple(node.expressions))
    name = _FUNCTION_NODES.get(type(node))
    if name is None:
        return None
    return Call(name, tuple(_arguments(node)))


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Substring):
        return [each for each in (node.this, node.args.get("start"), node.args.get("length")) if each is not None]
    if isinstance(node, exp.Round):
        return [each for each in (node.this, node.args.get("decimals")) if each is not None]
    own = [node.this, node.args.get("expression"), *(node.expressions or [])]
    return [each for each in own if isinstance(each, exp.Expr)]


@lru_cache(maxsize=4096)
def columns(sql: str) -> frozenset[str]:
    """Names of the columns a condition uses."""
    return frozenset(node.name for node in parse(sql).find_all(exp.Column))


def columns_in_order(sql: str) -> tuple[str, ...]:
    """Names of the columns a condition uses, as first met when reading it."""
    nodes = parse(sql).find_all(exp.Column, bfs=False)
    return tuple(dict.fromkeys(node.name for node in nodes))


def names_used(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """The parameters and the code lists a condition names."""
    parameters: set[str] = set()
    lists: set[str] = set()
    for node in parse(sql).walk():
        called = call(node)
        if called is not None:
            names = [each.name for each in called.arguments]
            parameters.update(names[:1] if called.name == "parameter" else ())
            lists.update(names[1:2] if called.name in OF_CODE_LISTS else ())
    return frozenset(parameters), frozenset(lists)
