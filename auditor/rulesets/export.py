"""Rule sets as pandera schemas: as objects with every row rule, and as YAML with what pandera's format can carry.

The files speak of tables whose values are typed, whose codes are spelled as in the code list, and in which nothing is
hidden. A rule is written only where pandera's own check fails exactly the rows that the rule finds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandera.polars as pa
from sqlglot import exp

from auditor.model import rule as rules
from auditor.model.errors import RuleSetError
from auditor.model.rule import Rule
from auditor.model.ruleset import RuleSet
from auditor.model.table import Table
from auditor.privacy.files import write_private
from auditor.rulesets import sql as source
from auditor.rulesets.dating import is_dated_list
from auditor.rulesets.pandera_writing import schema_to_yaml
from auditor.rulesets.schemas import ruleset_schemas
from auditor.rulesets.values import DTYPES

export_schemas = ruleset_schemas


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule that a schema file does not hold, and why (a key of the catalogues)."""

    table: str
    rule: str
    reason: str


@dataclass(frozen=True)
class _Demand:
    """One check on one column; ``check`` is None for *must not be null*."""

    column: str
    check: pa.Check | None


class _NotPlain(Exception):  # noqa: N818 - an answer, not an error
    """A rule that pandera's format has no exact equal of; the argument is the last part of the reason's key."""


def export_yaml(ruleset: RuleSet, out: Path, *, overwrite: bool = False) -> list[LeftOut]:
    """Write ``<table>.yaml`` into the folder ``out`` for every table; what could not be said is returned.

    The files can be read by pandera (``pandera.io``) and by :func:`auditor.rulesets.pandera_yaml.read_schema`.
    PrivacyError where a file exists and ``overwrite`` was not asked for, or cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise RuleSetError("rulesets.export.folder", folder=out.name) from None
    left_out: list[LeftOut] = []
    for table in ruleset.tables.values():
        schema = plain_schema(ruleset, table, left_out)
        text, unsaid = schema_to_yaml(schema)
        left_out += [LeftOut(table.name, name, reason) for _, name, reason in unsaid]
        write_private(out / f"{table.name}.yaml", text, overwrite=overwrite)
    return left_out


def plain_schema(ruleset: RuleSet, table: Table, left_out: list[LeftOut]) -> pa.DataFrameSchema:
    """The declared columns of a table with the checks of those rules that pandera's format can carry.

    Rules that it cannot carry are added to ``left_out``.
    """
    demands: list[_Demand] = []
    for rule in ruleset.rules_of(table.name):
        if isinstance(rule.condition, rules.ParseCondition):
            continue
        try:
            demands += list(_demands(rule, ruleset, table))
        except _NotPlain as reason:
            left_out.append(LeftOut(table.name, rule.id, f"rulesets.export.{reason.args[0]}"))
    columns = {
        field.name: pa.Column(
            DTYPES[field.type],
            [each.check for each in demands if each.column == field.name and each.check is not None],
            nullable=not any(each.column == field.name and each.check is None for each in demands),
            required=not field.optional,
        )
        for field in table.fields
    }
    return pa.DataFrameSchema(columns, name=table.name)


def _demands(rule: Rule, ruleset: RuleSet, table: Table) -> Iterator[_Demand]:
    condition = rule.condition
    if rule.validity.start or rule.validity.end:
        raise _NotPlain("dated")
    match condition:
        case rules.CodeListCondition():
            codes = ruleset.code_lists[condition.codes]
            if condition.when:
                raise _NotPlain("conditional")
            if is_dated_list(codes):
                raise _NotPlain("dated")
            if table.field(condition.field) is None:
                raise _NotPlain("computed")
            yield _Demand(condition.field, _check(rule, "isin", sorted(_codes(ruleset, condition.codes))))
        case rules.RowCondition():
            yield from _row_demands(rule, condition, table)
        case rules.RowShapeCondition():
            raise _NotPlain("lines")
        case rules.UniqueCondition() | rules.NoOverlapCondition() | rules.GapCondition():
            raise _NotPlain("several_rows")
        case rules.ReferenceCondition():
            raise _NotPlain("other_table")
        case _ if rule.about_groups:
            raise _NotPlain("groups")
        case _:
            raise _NotPlain("function")


def _codes(ruleset: RuleSet, name: str) -> frozenset[str]:
    codes = ruleset.code_lists[name]
    if codes.reference is not None:
        from auditor.reference.codes import all_codes

        return all_codes(codes.reference)
    return frozenset(each.code for each in codes.codes)


def _check(rule: Rule, name: str, *arguments: Any, **named: Any) -> pa.Check:
    check: pa.Check = getattr(pa.Check, name)(*arguments, name=rule.id, error=rule.id, **named)
    return check


def _row_demands(rule: Rule, condition: rules.RowCondition, table: Table) -> Iterator[_Demand]:
    tree = source.parse(condition.require)
    names = {node.name for node in tree.find_all(exp.Column)}
    if len(names) != 1:
        raise _NotPlain("several_columns")
    (column,) = names
    if table.field(column) is None:
        raise _NotPlain("computed")
    if condition.when and not _is_not_null(source.parse(condition.when), column):
        raise _NotPlain("conditional")
    for atom in _conjuncts(tree):
        if _is_not_null(atom, column):
            if not condition.when:
                yield _Demand(column, None)
        else:
            yield _Demand(column, _atom_check(rule, atom, column))


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Paren):
        yield from _conjuncts(node.this)
    elif isinstance(node, exp.And):
        yield from _conjuncts(node.this)
        yield from _conjuncts(node.expression)
    else:
        yield node


def _is_not_null(node: exp.Expr, column: str) -> bool:
    if isinstance(node, exp.Paren):
        return _is_not_null(node.this, column)
    if isinstance(node, exp.Not):
        node, wanted = node.this, False
    else:
        wanted = True
    return (
        isinstance(node, exp.Is)
        and isinstance(node.expression, exp.Null)
        and bool(node.args.get("negate")) is wanted
        and isinstance(node.this, exp.Column)
        and node.this.name == column
    )


_COMPARE: dict[type[exp.Expr], tuple[str, str]] = {
    exp.EQ: ("equal_to", "equal_to"),
    exp.NEQ: ("not_equal_to", "not_equal_to"),
    exp.LT: ("less_than", "greater_than"),
    exp.LTE: ("less_than_or_equal_to", "greater_than_or_equal_to"),
    exp.GT: ("greater_than", "less_than"),
    exp.GTE: ("greater_than_or_equal_to", "less_than_or_equal_to"),
}


def _atom_check(rule: Rule, atom: exp.Expr, column: str) -> pa.Check:
    """The built-in check that says the same of a value as ``atom`` does; null passes both."""
    negated = isinstance(atom, exp.Not)
    inner = atom.this if negated else atom
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if isinstance(inner, exp.In) and _is_column(inner.this, column):
        members = [_constant(each) for each in inner.expressions]
        return _check(rule, "notin" if negated else "isin", members)
    if negated:
        raise _NotPlain("function")
    if isinstance(inner, exp.Between) and _is_column(inner.this, column):
        return _check(rule, "in_range", _constant(inner.args["low"]), _constant(inner.args["high"]))
    if type(inner) in _COMPARE:
        name, turned = _COMPARE[type(inner)]
        if _is_column(inner.this, column):
            return _check(rule, name, _constant(inner.expression))
        if _is_column(inner.expression, column):
            return _check(rule, turned, _constant(inner.this))
    call = source.call(inner)
    if call is not None and call.arguments and _is_column(call.arguments[0], column):
        return _call_check(rule, call)
    raise _NotPlain("function")


def _call_check(rule: Rule, call: source.Call) -> pa.Check:
    given = _constant(call.arguments[1]) if len(call.arguments) == 2 else None
    if call.name == "matches" and isinstance(given, str):
        return _check(rule, "str_matches", f"^(?:{given})$")
    if call.name == "starts_with" and isinstance(given, str):
        return _check(rule, "str_startswith", given)
    if call.name == "contains" and isinstance(given, str):
        return _check(rule, "str_contains", re.sub(r"([^\w\s])", r"\\\1", given))
    raise _NotPlain("function")


def _is_column(node: exp.Expr, column: str) -> bool:
    return isinstance(node, exp.Column) and node.name == column


def _constant(node: exp.Expr) -> object:
    if isinstance(node, exp.Literal):
        if node.is_string:
            return node.name
        return float(node.name) if any(mark in node.name for mark in ".eE") else int(node.name)
    if source.is_date_literal(node):
        return dt.date.fromisoformat(node.this.name)
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        inner = _constant(node.this)
        return -inner if isinstance(inner, (int, float)) else inner
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    raise _NotPlain("function")
