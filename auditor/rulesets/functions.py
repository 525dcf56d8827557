"""The functions a condition may call, each with the kinds of its arguments and its meaning as a Polars expression."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl
from sqlglot import exp

from auditor.memory.listed import one_of
from auditor.memory.shapes import full_match
from auditor.model.ruleset import CodeList, Parameter
from auditor.rulesets import attributes
from auditor.rulesets import sql as source
from auditor.rulesets.calendar import months_between, moved_by, years_between
from auditor.rulesets.spelling import name_key
from auditor.rulesets.values import UNKNOWN, UNREADABLE, Scope, Value, date_literal

_DTYPES = {"text": pl.String, "date": pl.Date, "number": pl.Int64, "boolean": pl.Boolean}
"""What NULL is in the place of an argument: Polars knows no function of a column without a type."""
Compile = Callable[[exp.Expr, Scope], Value]


@dataclass(frozen=True)
class Function:
    """``arguments`` are the kinds demanded, ``?`` before one that may be left out; ``gives`` the kind of the result."""

    arguments: tuple[str, ...]
    gives: str
    build: Callable[..., pl.Expr]


def identity_kind(field: str, scope: Scope) -> pl.Expr:
    """The kind of the identity numbers of a field as text, by the rules in force at the reference date."""
    if field in scope.identities:
        return pl.col(scope.identities[field]).struct.field("kind").cast(pl.String)
    return _kind_of(pl.col(field), scope)


def judged_identity(field: str, scope: Scope) -> pl.Expr:
    """What :func:`identity_kind` and ``identifier_birth_date`` need of a field, in one column."""
    from auditor.reference import identity

    return identity.kind_and_birth_date(pl.col(field), identity.IdentityRules.at(scope.reference_date))


def _kind_of(number: pl.Expr, scope: Scope) -> pl.Expr:
    from auditor.reference import identity

    return identity.kind(number, identity.IdentityRules.at(scope.reference_date)).cast(pl.String)


def _valid_municipality(code: pl.Expr, date: pl.Expr) -> pl.Expr:
    from auditor.reference import municipalities

    return municipalities.valid_at(code, date)


def _same_municipality(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    from auditor.reference import municipalities

    return municipalities.same_place(one, other)


def _valid_municipality_in_year(code: pl.Expr, year: pl.Expr) -> pl.Expr:
    from auditor.reference import municipalities

    return municipalities.valid_in_year(code, year)


def _substr(text: pl.Expr, start: pl.Expr, length: pl.Expr | None = None) -> pl.Expr:
    """A length that is missing leaves the answer unknown; Polars would take the rest of the text."""
    part = text.str.slice((start - 1).cast(pl.Int64), length)
    return part if length is None else pl.when(length.is_not_null()).then(part)


FUNCTIONS: dict[str, Function] = {
    "abs": Function(("number",), "number", lambda x: x.abs()),
    "length": Function(("text",), "number", lambda x: x.str.len_chars().cast(pl.Int64)),
    "lower": Function(("text",), "text", lambda x: x.str.to_lowercase()),
    "upper": Function(("text",), "text", lambda x: x.str.to_uppercase()),
    "trim": Function(("text",), "text", lambda x: x.str.strip_chars()),
    "substr": Function(("text", "number", "?number"), "text", _substr),
    "name_key": Function(("text",), "text", name_key),
    "duf_year": Function(("text",), "number", lambda x: x.str.extract("^([0-9]{4})[0-9]{8}$").cast(pl.Int64)),
    "starts_with": Function(("text", "text"), "boolean", lambda x, prefix: x.str.starts_with(prefix)),
    "contains": Function(("text", "text"), "boolean", lambda x, part: x.str.contains(part, literal=True)),
    "age_at": Function(("date", "date"), "number", years_between),
    "years_between": Function(("date", "date"), "number", years_between),
    "months_between": Function(("date", "date"), "number", months_between),
    "days_between": Function(("date", "date"), "number", lambda a, b: (b - a).dt.total_days()),
    "year": Function(("date",), "number", lambda d: d.dt.year()),
    "month": Function(("date",), "number", lambda d: d.dt.month()),
    "day": Function(("date",), "number", lambda d: d.dt.day()),
    "add_days": Function(("date", "number"), "date", moved_by("d", 366)),
    "add_months": Function(("date", "number"), "date", moved_by("mo", 12)),
    "add_years": Function(("date", "number"), "date", moved_by("y", 1)),
    "year_start": Function(("number",), "date", lambda y: pl.date(y.cast(pl.Int32), 1, 1)),
    "valid_municipality": Function(("text", "date"), "boolean", _valid_municipality),
    "same_municipality": Function(("text", "text"), "boolean", _same_municipality),
    "valid_municipality_in_year": Function(("text", "number"), "boolean", _valid_municipality_in_year),
}


def compile_call(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    """A function call as an expression; SqlError for unknown names and wrong arguments."""
    if call.name in _SPECIAL:
        least, most = _ARITY.get(call.name, (1, _MANY))
        if not least <= len(call.arguments) <= most:
            raise source.SqlError("rulesets.sql_argument_count", function=call.name, expected=str(least))
        return _SPECIAL[call.name](call, scope, compile_node)
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise source.SqlError("rulesets.sql_function", function=call.name)
    needed = sum(not kind.startswith("?") for kind in function.arguments)
    if not needed <= len(call.arguments) <= len(function.arguments):
        raise source.SqlError("rulesets.sql_argument_count", function=call.name, expected=str(len(function.arguments)))
    values = []
    for node, kind in zip(call.arguments, function.arguments, strict=False):
        value = compile_node(node, scope)
        wanted = kind.lstrip("?")
        if wanted == "date" and isinstance(value.literal, str):
            value = date_literal(value.literal)
        if value.kind not in (wanted, "null"):
            raise source.SqlError("rulesets.sql_argument", function=call.name, expected=wanted, found=value.kind)
        if value.kind == "null":
            value = replace(value, expr=value.expr.cast(_DTYPES[wanted]))
        values.append(value)
    columns = frozenset().union(*(each.columns for each in values))
    return Value(function.build(*(each.expr for each in values)), function.gives, columns)


def _compiled(call: source.Call, scope: Scope, compile_node: Compile) -> list[Value]:
    return [compile_node(each, scope) for each in call.arguments]


def _coalesce(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    values = _compiled(call, scope, compile_node)
    kind = next((each.kind for each in values if each.kind != "null"), "null")
    expr = pl.lit(None)
    for value in reversed(values):
        if value.kind not in (kind, "null"):
            raise source.SqlError("rulesets.sql_types", left=kind, right=value.kind)
        rest = pl.when(~value.unknown).then(expr) if value.columns else expr
        expr = pl.coalesce(value.expr, rest)
    return Value(expr, kind, frozenset().union(*(each.columns for each in values)))


def _extreme(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    values = _compiled(call, scope, compile_node)
    kinds = {each.kind for each in values} - {"null"}
    if len(kinds) > 1:
        left, right = sorted(kinds)[:2]
        raise source.SqlError("rulesets.sql_types", left=left, right=right)
    pick = pl.min_horizontal if call.name == "least" else pl.max_horizontal
    known = pl.all_horizontal([each.expr.is_not_null() for each in values])
    expr = pl.when(known).then(pick([each.expr for each in values]))
    return Value(expr, kinds.pop() if kinds else "null", frozenset().union(*(each.columns for each in values)))


def _reference_date(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    return Value(pl.lit(scope.reference_date), "date", literal=scope.reference_date)


def _dated_by(call: source.Call, position: int, scope: Scope, compile_node: Compile) -> Value:
    if len(call.arguments) > position:
        value = compile_node(call.arguments[position], scope)
        if isinstance(value.literal, str):
            value = date_literal(value.literal)
        if value.kind != "date":
            raise source.SqlError("rulesets.sql_argument", function=call.name, expected="date", found=value.kind)
        return value
    if scope.date is None or scope.date not in scope.columns:
        return Value(pl.lit(scope.reference_date), "date", literal=scope.reference_date)
    return compile_node(exp.column(scope.date), scope)


def _name(call: source.Call, position: int, compile_node: Compile, scope: Scope) -> str:
    value = compile_node(call.arguments[position], scope) if len(call.arguments) > position else None
    if value is None or not isinstance(value.literal, str):
        raise source.SqlError("rulesets.sql_name_argument", function=call.name)
    return value.literal


def _parameter(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    name = _name(call, 0, compile_node, scope)
    parameter = scope.parameters.get(name)
    if parameter is None:
        raise source.SqlError("rulesets.unknown_parameter", parameter=name)
    if len(parameter.values) == 1 and parameter.values[0].start is None:
        return parameter_value(parameter.values[0].value)
    return dated_parameter(parameter, _dated_by(call, 1, scope, compile_node))


def parameter_value(value: int | float | str | dt.date) -> Value:
    """A constant of a parameter."""
    kind = "date" if isinstance(value, dt.date) else "text" if isinstance(value, str) else "number"
    return Value(pl.lit(value), kind, literal=value)


def dated_parameter(parameter: Parameter, date: Value) -> Value:
    """The parameter's value at a date; null before its first value and where the date is unknown."""
    kind = parameter_value(parameter.values[0].value).kind
    expr = pl.lit(None)
    for value in parameter.values:
        constant = pl.lit(value.value)
        expr = pl.when(date.expr >= value.start).then(constant).otherwise(expr) if value.start else constant
    return Value(pl.when(date.expr.is_not_null()).then(expr), kind, date.columns)


def _codes(call: source.Call, compile_node: Compile, scope: Scope) -> CodeList:
    name = _name(call, 1, compile_node, scope)
    codes = scope.code_lists.get(name)
    if codes is None:
        raise source.SqlError("rulesets.unknown_code_list", codes=name)
    return codes


def _code_of(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    value = _text(call, scope, compile_node)
    return Value(attributes.code_of(value.expr, _codes(call, compile_node, scope)), "text", value.columns)


def _attribute_of(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    value = _text(call, scope, compile_node)
    name = _name(call, 2, compile_node, scope)
    expr, kind = attributes.attribute_of(value.expr, _codes(call, compile_node, scope), name)
    return Value(expr, kind, value.columns)


def _in_list(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    value = _text(call, scope, compile_node)
    codes = _codes(call, compile_node, scope)
    date = _dated_by(call, 2, scope, compile_node)
    return Value(in_code_list(value.expr, codes, date.expr), "boolean", value.columns | date.columns)


def in_code_list(value: pl.Expr, codes: CodeList, date: pl.Expr) -> pl.Expr:
    """Whether a code stands in a list at a date.

    A code that the list does not know at any date is false whatever the date; where the code has dates and the row has
    none, the answer is unknown.
    """
    if codes.reference is not None:
        from auditor.reference.codes import is_valid

        return is_valid(codes.reference, value, date)
    always = sorted({each.code for each in codes.codes if each.start is None and each.end is None})
    dated = [each for each in codes.codes if each.start is not None or each.end is not None]
    expr = _one_of(value, always)
    for each in dated:
        inside = pl.lit(True)
        if each.start is not None:
            inside = inside & (date >= each.start)
        if each.end is not None:
            inside = inside & (date < each.end)
        expr = expr | ((value == each.code) & inside)
    return expr


def _one_of(value: pl.Expr, listed: Sequence[str]) -> pl.Expr:
    test = one_of(frozenset(listed))
    return value.is_in(listed) if test is None else _of_bytes(value, test)


def _of_bytes(value: pl.Expr, test: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    """What a function tells of the bytes of texts; null for null."""
    told = value.map_batches(test, return_dtype=pl.Boolean, is_elementwise=True)
    return pl.when(value.is_not_null()).then(told)


def _matches(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    values = _compiled(call, scope, compile_node)
    pattern = values[1].literal
    if not isinstance(pattern, str) or values[0].kind != "text":
        raise source.SqlError("rulesets.sql_argument", function="matches", expected="text", found=values[0].kind)
    try:
        pl.Series(["x"]).str.contains(f"^(?:{pattern})$")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise source.SqlError("rulesets.sql_regex", pattern=pattern) from None
    value, test = values[0].expr, full_match(pattern)
    expr = value.str.contains(f"^(?:{pattern})$") if test is None else _of_bytes(value, test)
    return Value(expr, "boolean", values[0].columns)


def _identifier_kind(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    value = _text_argument(call, scope, compile_node)
    field = call.arguments[0].name if isinstance(call.arguments[0], exp.Column) else None
    expr = identity_kind(field, scope) if field is not None else _kind_of(value.expr, scope)
    return Value(expr, "text", value.columns)


def _identifier_birth_date(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    from auditor.reference import identity

    value = _text_argument(call, scope, compile_node)
    judged = scope.identities.get(call.arguments[0].name) if isinstance(call.arguments[0], exp.Column) else None
    if judged is not None:
        return Value(pl.col(judged).struct.field("birth_date"), "date", value.columns)
    rules = identity.IdentityRules.at(scope.reference_date)
    return Value(identity.birth_date(value.expr, rules), "date", value.columns)


def _text_argument(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    if len(call.arguments) != 1:
        raise source.SqlError("rulesets.sql_argument_count", function=call.name, expected="1")
    return _text(call, scope, compile_node)


def _text(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    """The first argument, which must be a text."""
    value = compile_node(call.arguments[0], scope)
    if value.kind not in ("text", "null"):
        raise source.SqlError("rulesets.sql_argument", function=call.name, expected="text", found=value.kind)
    return value


def _is_hidden(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    values = _compiled(call, scope, compile_node)
    read = [each.name for each in call.arguments[0].find_all(exp.Column)]
    if len(set(read)) != 1:
        raise source.SqlError("rulesets.sql_argument", function="is_hidden", expected="field", found=values[0].kind)
    name = read[0]
    return Value(pl.col(name + UNKNOWN) & ~pl.col(name + UNREADABLE), "boolean", values[0].columns)


def _round(call: source.Call, scope: Scope, compile_node: Compile) -> Value:
    """Half away from zero, as SQL has it; the number of decimals is a constant."""
    values = _compiled(call, scope, compile_node)
    decimals = values[1].literal if len(values) > 1 else 0
    if values[0].kind not in ("number", "null"):
        raise source.SqlError("rulesets.sql_argument", function="round", expected="number", found=values[0].kind)
    if not isinstance(decimals, int) or not 0 <= decimals <= 15:
        raise source.SqlError("rulesets.sql_argument", function="round", expected="number", found=values[1].kind)
    number = values[0].expr if values[0].kind == "number" else values[0].expr.cast(_DTYPES["number"])
    rounded = number.round(decimals, mode="half_away_from_zero")
    return Value(rounded, "number", values[0].columns)


_MANY = 100
_ARITY = {
    "coalesce": (1, _MANY),
    "least": (1, _MANY),
    "greatest": (1, _MANY),
    "reference_date": (0, 0),
    "parameter": (1, 2),
    "in_list": (2, 3),
    "code_of": (2, 2),
    "attribute_of": (3, 3),
    "matches": (2, 2),
    "is_hidden": (1, 1),
    "identifier_kind": (1, 1),
    "round": (1, 2),
}
"""Fewest and most arguments."""
_SPECIAL: dict[str, Callable[[source.Call, Scope, Compile], Value]] = {
    "coalesce": _coalesce,
    "least": _extreme,
    "greatest": _extreme,
    "reference_date": _reference_date,
    "parameter": _parameter,
    "in_list": _in_list,
    "code_of": _code_of,
    "attribute_of": _attribute_of,
    "matches": _matches,
    "is_hidden": _is_hidden,
    "round": _round,
    "identifier_kind": _identifier_kind,
    "identifier_birth_date": _identifier_birth_date,
}
