"""Small changes of a condition: what a slip of the pen, a misread paragraph or a wrong limit would look like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import reduce

from sqlglot import exp

from auditor.rulesets import sql as source

_COMPARISONS: Mapping[type[exp.Expr], tuple[type[exp.Binary], ...]] = {
    exp.EQ: (exp.NEQ,),
    exp.NEQ: (exp.EQ,),
    exp.NullSafeEQ: (exp.NullSafeNEQ, exp.EQ),
    exp.NullSafeNEQ: (exp.NullSafeEQ, exp.NEQ),
    exp.LT: (exp.LTE, exp.GTE),
    exp.LTE: (exp.LT, exp.GT),
    exp.GT: (exp.GTE, exp.LTE),
    exp.GTE: (exp.GT, exp.LT),
}
_ARITHMETIC: Mapping[type[exp.Expr], type[exp.Binary]] = {
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
    exp.Mul: exp.Div,
    exp.Div: exp.Mul,
}
_SWAPPED_FUNCTIONS: Mapping[str, str] = {
    "least": "greatest",
    "greatest": "least",
    "add_months": "add_days",
    "add_days": "add_months",
    "add_years": "add_months",
    "months_between": "days_between",
    "days_between": "months_between",
    "years_between": "months_between",
    "age_at": "months_between",
}
_OF_TWO_DATES = ("months_between", "days_between", "years_between", "age_at")
_BOOLEAN_CALLS = (
    "in_list",
    "matches",
    "is_hidden",
    "valid_municipality",
    "valid_municipality_in_year",
    "same_municipality",
    "starts_with",
    "contains",
)
_NAMES_A_THING = ("parameter", *source.OF_CODE_LISTS, "matches", "starts_with", "contains")
"""Functions whose text argument is a name or a pattern and no value."""

Another = Callable[[str, str], "str | None"]
"""Another code of a column (first) than the one given (second); None where its values are no codes."""
ParameterKind = Callable[[str], str]
"""What a parameter holds: number, date or text."""


def mutants(sql: str, another: Another, parameter_kind: ParameterKind) -> Iterator[tuple[str, str]]:
    """Each change of a condition: what was done, and the changed condition. No two are alike, none is the original."""
    tree = source.parse(sql)
    seen = {written(tree)}
    for place, node in enumerate(_in_order(tree)):
        for label, new in _changes(node, another, parameter_kind):
            text = written(_with(tree, place, new))
            if text not in seen:
                seen.add(text)
                yield label, text


def _in_order(tree: exp.Expr) -> list[exp.Expr]:
    return list(tree.dfs())


def written(node: exp.Expr) -> str:
    """A tree as SQL that rules may hold."""
    return node.transform(_by_our_name).sql(dialect="postgres")


def _by_our_name(node: exp.Expr) -> exp.Expr:
    """A function by the name that rules know it by, where the dialect would write it otherwise (``EXTRACT``)."""
    call = source.call(node)
    if call is None or isinstance(node, exp.Anonymous):
        return node
    return exp.Anonymous(this=call.name.upper(), expressions=[each.copy() for each in call.arguments])


def _with(tree: exp.Expr, place: int, new: exp.Expr) -> exp.Expr:
    """The tree with ``new``, in brackets where it could be read otherwise, instead of the node at ``place``."""
    copy = tree.copy()
    old = _in_order(copy)[place]
    needs = isinstance(new, (exp.Binary, exp.Not, exp.Between, exp.Is, exp.In))
    wrapped = exp.paren(new, copy=False) if needs else new
    if old is copy:
        return wrapped
    old.replace(wrapped)
    return copy


def _changes(node: exp.Expr, another: Another, parameter_kind: ParameterKind) -> Iterator[tuple[str, exp.Expr]]:
    text = written(node)
    if type(node) in _COMPARISONS:
        for kind in _COMPARISONS[type(node)]:
            changed = kind(this=node.this.copy(), expression=node.expression.copy())
            yield f"{text} -> {written(changed)}", changed
    elif isinstance(node, (exp.And, exp.Or)):
        yield from _joined(node, text)
    elif isinstance(node, exp.Not):
        yield f"{text} -> without NOT", node.this.copy()
    elif isinstance(node, exp.Is):
        changed = node.copy()
        changed.set("negate", not node.args.get("negate"))
        yield f"{text} -> {written(changed)}", changed
    elif isinstance(node, exp.In):
        yield from _members(node, text)
    elif isinstance(node, exp.Between):
        yield from _between(node, text)
    elif isinstance(node, exp.Like):
        yield f"{text} -> NOT", exp.not_(node.copy())
    elif type(node) in _ARITHMETIC:
        changed = _ARITHMETIC[type(node)](this=node.this.copy(), expression=node.expression.copy())
        yield f"{text} -> {written(changed)}", changed
    elif isinstance(node, exp.Case):
        yield from _branches(node)
    elif isinstance(node, exp.Column) and isinstance(node.parent, (exp.And, exp.Or, exp.Not, type(None))):
        yield f"{text} -> NOT {text}", exp.not_(node.copy())
    elif source.is_date_literal(node):
        yield from _days(node, text)
    elif isinstance(node, exp.Literal) and not source.is_date_literal(node.parent or node):
        yield from _literal(node, another)
    else:
        yield from _called(node, text, parameter_kind)


def _joined(node: exp.Expr, text: str) -> Iterator[tuple[str, exp.Expr]]:
    """The connective turned; at the top of a chain (a AND b AND c), the chain without each of its parts."""
    kind = type(node)
    other = exp.Or if kind is exp.And else exp.And
    sides = [exp.paren(each.copy(), copy=False) for each in (node.this, node.expression)]
    yield (
        f"{written(node.this)} {other.key.upper()} {written(node.expression)}",
        other(this=sides[0], expression=sides[1]),
    )
    if type(node.parent) is kind:
        return
    parts = list(node.flatten())
    for place, part in enumerate(parts):
        left = (*parts[:place], *parts[place + 1 :])
        rest: list[exp.Expr] = [exp.paren(each.copy(), copy=False) for each in left]
        yield f"without {written(part)}", reduce(lambda a, b: kind(this=a, expression=b), rest)


def _members(node: exp.In, text: str) -> Iterator[tuple[str, exp.Expr]]:
    yield f"{text} -> NOT", exp.not_(node.copy())
    if len(node.expressions) > 1:
        for place, member in enumerate(node.expressions):
            changed = node.copy()
            changed.set("expressions", [each for other, each in enumerate(changed.expressions) if other != place])
            yield f"{text} -> without {written(member)}", changed


def _between(node: exp.Between, text: str) -> Iterator[tuple[str, exp.Expr]]:
    yield f"{text} -> NOT", exp.not_(node.copy())
    for low, high in ((exp.GT, exp.LTE), (exp.GTE, exp.LT)):
        changed = exp.And(
            this=low(this=node.this.copy(), expression=node.args["low"].copy()),
            expression=high(this=node.this.copy(), expression=node.args["high"].copy()),
        )
        yield f"{text} -> {written(changed)}", changed


def _branches(node: exp.Case) -> Iterator[tuple[str, exp.Expr]]:
    if len(node.args["ifs"]) > 1:
        for place, branch in enumerate(node.args["ifs"]):
            changed = node.copy()
            changed.set("ifs", [each for other, each in enumerate(changed.args["ifs"]) if other != place])
            yield f"CASE without {written(branch)}", changed
    if node.args.get("default") is not None:
        changed = node.copy()
        changed.set("default", None)
        yield "CASE without ELSE", changed


def _days(node: exp.Expr, text: str) -> Iterator[tuple[str, exp.Expr]]:
    try:
        date = dt.date.fromisoformat(node.this.name)
    except ValueError:
        return
    for days in (-1, 1):
        moved = exp.cast(exp.Literal.string((date + dt.timedelta(days)).isoformat()), "date")
        yield f"{text} {days:+d} day", moved


def _literal(node: exp.Literal, another: Another) -> Iterator[tuple[str, exp.Expr]]:
    parent = node.parent
    call = source.call(parent) if parent is not None else None
    if node.is_string:
        if call is not None and call.name in _NAMES_A_THING:
            return
        try:
            date = dt.date.fromisoformat(node.name)
        except ValueError:
            column = _beside(node)
            other = another(column, node.name) if column else None
            yield f"'{node.name}' -> another", exp.Literal.string(other or f"{node.name}x")
        else:
            for days in (-1, 1):
                yield f"'{node.name}' {days:+d} day", exp.Literal.string((date + dt.timedelta(days)).isoformat())
        return
    number = float(node.name)
    for step in (-1, 1) if number == int(number) else (-0.01, 0.01):
        new = round(number + step, 6)
        written = str(int(new)) if new == int(new) else str(new)
        changed: exp.Expr = exp.Literal.number(written.lstrip("-"))
        yield f"{node.name} {step:+g}", exp.Neg(this=changed) if new < 0 else changed


def _beside(node: exp.Expr) -> str | None:
    """The column a constant is compared with."""
    parent = node.parent
    if isinstance(parent, (*source.COMPARISONS, exp.In)):
        for each in (parent.this, parent.args.get("expression")):
            if isinstance(each, exp.Column):
                return str(each.name)
    return None


def _called(node: exp.Expr, text: str, parameter_kind: ParameterKind) -> Iterator[tuple[str, exp.Expr]]:
    call = source.call(node)
    if call is None:
        return
    if call.name in _BOOLEAN_CALLS and not isinstance(node.parent, exp.Not):
        yield f"{text} -> NOT", exp.not_(node.copy())
    if call.name == "coalesce":
        for place, argument in enumerate(call.arguments):
            rest = [each.copy() for other, each in enumerate(call.arguments) if other != place]
            changed = rest[0] if len(rest) == 1 else exp.func("coalesce", *rest)
            yield f"{text} -> without {written(argument)}", changed
    if call.name in ("least", "greatest"):
        for argument in call.arguments:
            yield f"{text} -> {written(argument)}", argument.copy()
    if call.name in _SWAPPED_FUNCTIONS:
        changed = exp.Anonymous(
            this=_SWAPPED_FUNCTIONS[call.name], expressions=[each.copy() for each in call.arguments]
        )
        yield f"{text} -> {written(changed)}", changed
    if call.name in _OF_TWO_DATES:
        turned = [each.copy() for each in reversed(call.arguments)]
        yield f"{text} -> turned", exp.Anonymous(this=call.name, expressions=turned)
    if call.name in ("parameter", "reference_date"):
        kind = "date" if call.name == "reference_date" else parameter_kind(call.arguments[0].name)
        for step in (-1, 1):
            if kind == "date":
                number: exp.Expr = exp.Literal.number("1")
                number = exp.Neg(this=number) if step < 0 else number
                yield f"{text} {step:+d} day", exp.Anonymous(this="add_days", expressions=[node.copy(), number])
            elif kind == "number":
                sum_of = exp.Add if step > 0 else exp.Sub
                yield f"{text} {step:+d}", sum_of(this=node.copy(), expression=exp.Literal.number("1"))
