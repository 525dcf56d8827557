"""Random conditions with a plain-Python answer: Kleene's logic over values that are there, missing or hidden.

Each node is built as SQL text together with a function from a row to True, False or None.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from hypothesis import strategies as st

from tests.rulesets.frames import HIDDEN, UNREAD

Row: TypeAlias = Mapping[str, Any]
Node: TypeAlias = tuple[str, Callable[[Row], Any], frozenset[str]]
"""SQL, its value on a row, and the columns it reads."""

_OPERATORS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def seen(row: Row, name: str) -> Any:
    """The value of a column, None where there is none to see."""
    value = row.get(name)
    return None if value is HIDDEN or value is UNREAD else value


def unseen(row: Row, columns: frozenset[str]) -> bool:
    """Whether a value that is there cannot be seen."""
    return any(row.get(name) is HIDDEN or row.get(name) is UNREAD for name in columns)


def column(name: str) -> Node:
    """A column."""
    return name, lambda row: seen(row, name), frozenset({name})


def constant(sql: str, value: Any) -> Node:
    """A constant."""
    return sql, lambda row: value, frozenset()


def compare(sign: str, left: Node, right: Node) -> Node:
    """A comparison: unknown where a side is."""

    def value(row: Row) -> bool | None:
        one, other = left[1](row), right[1](row)
        return None if one is None or other is None else bool(_OPERATORS[sign](one, other))

    return f"({left[0]} {sign} {right[0]})", value, left[2] | right[2]


def conjunction(left: Node, right: Node) -> Node:
    """AND: false wins over unknown."""

    def value(row: Row) -> bool | None:
        values = (left[1](row), right[1](row))
        return False if False in values else None if None in values else True

    return f"({left[0]} AND {right[0]})", value, left[2] | right[2]


def negation(inner: Node) -> Node:
    """NOT: unknown stays unknown."""
    return (
        f"(NOT {inner[0]})",
        lambda row: None if (held := inner[1](row)) is None else not held,
        inner[2],
    )


def disjunction(left: Node, right: Node) -> Node:
    """OR: true wins over unknown."""

    def value(row: Row) -> bool | None:
        values = (left[1](row), right[1](row))
        return True if True in values else None if None in values else False

    return f"({left[0]} OR {right[0]})", value, left[2] | right[2]


def is_null(inner: Node, negated: bool) -> Node:
    """IS [NOT] NULL: unknown where the value is there but cannot be seen."""

    def value(row: Row) -> bool | None:
        return None if unseen(row, inner[2]) else (inner[1](row) is None) is not negated

    return f"({inner[0]} IS {'NOT ' if negated else ''}NULL)", value, inner[2]


def member(inner: Node, values: list[Any], written: list[str], negated: bool) -> Node:
    """[NOT] IN constants."""

    def value(row: Row) -> bool | None:
        one = inner[1](row)
        return None if one is None else (one in values) is not negated

    return f"({inner[0]} {'NOT ' if negated else ''}IN ({', '.join(written)}))", value, inner[2]


def between(inner: Node, low: Node, high: Node) -> Node:
    """BETWEEN is two comparisons, so false where one side says so whatever the other."""
    both = conjunction(compare(">=", inner, low), compare("<=", inner, high))
    return f"({inner[0]} BETWEEN {low[0]} AND {high[0]})", both[1], both[2]


def distinct(left: Node, right: Node, negated: bool) -> Node:
    """IS [NOT] DISTINCT FROM: missing values are alike; unknown where one cannot be seen."""

    def value(row: Row) -> bool | None:
        if unseen(row, left[2] | right[2]):
            return None
        return (left[1](row) != right[1](row)) is not negated

    return f"({left[0]} IS {'NOT ' if negated else ''}DISTINCT FROM {right[0]})", value, left[2] | right[2]


def coalesce(first: Node, second: Node) -> Node:
    """COALESCE passes over missing values, not over hidden ones."""

    def value(row: Row) -> Any:
        one = first[1](row)
        return one if one is not None or unseen(row, first[2]) else second[1](row)

    return f"COALESCE({first[0]}, {second[0]})", value, first[2] | second[2]


def case(condition: Node, then: Node, other: Node) -> Node:
    """CASE takes the first branch whose condition is true, else the last; a condition not seen leaves it unknown."""

    def value(row: Row) -> Any:
        if condition[1](row) is None and unseen(row, condition[2]):
            return None
        return then[1](row) if condition[1](row) is True else other[1](row)

    text = f"(CASE WHEN {condition[0]} THEN {then[0]} ELSE {other[0]} END)"
    return text, value, condition[2] | then[2] | other[2]


def add(left: Node, right: Node) -> Node:
    """A sum: missing where a part is."""

    def value(row: Row) -> Any:
        one, other = left[1](row), right[1](row)
        return None if one is None or other is None else one + other

    return f"({left[0]} + {right[0]})", value, left[2] | right[2]


NUMBERS = st.sampled_from([-2, -1, 0, 1, 2, 3])
TEXTS = st.sampled_from(["a", "b", "æ"])
_booleans = st.booleans()


def number_nodes(*, nested: bool) -> st.SearchStrategy[Node]:
    """Numbers: columns, constants, and with ``nested`` sums and COALESCE of them."""
    leaves = st.one_of(st.sampled_from([column("a"), column("b")]), NUMBERS.map(lambda n: constant(str(n), n)))
    if not nested:
        return leaves
    return st.one_of(leaves, st.builds(add, leaves, leaves), st.builds(coalesce, leaves, leaves))


def text_nodes() -> st.SearchStrategy[Node]:
    """Texts: columns and constants."""
    return st.one_of(st.sampled_from([column("s"), column("t")]), TEXTS.map(lambda s: constant(f"'{s}'", s)))


def conditions(*, plain: bool) -> st.SearchStrategy[Node]:
    """Random conditions; ``plain`` leaves out what plain SQL on the columns alone says otherwise."""
    numbers, texts = number_nodes(nested=not plain), text_nodes()
    signs = st.sampled_from(sorted(_OPERATORS))
    columns = st.sampled_from([column(name) for name in ("a", "b", "s", "p")])
    atoms = st.one_of(
        st.builds(compare, signs, numbers, numbers),
        st.builds(compare, st.sampled_from(["=", "<>"]), texts, texts),
        st.builds(between, numbers, numbers, numbers),
        st.sampled_from([column("p"), column("q"), constant("TRUE", True), constant("FALSE", False)]),
        st.builds(is_null, columns, _booleans),
        st.builds(
            lambda values, negated: member(column("a"), values, [str(each) for each in values], negated),
            st.lists(NUMBERS, min_size=1, max_size=20),
            _booleans,
        ),
        st.builds(distinct, numbers, numbers, _booleans),
    )
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.builds(conjunction, inner, inner),
            st.builds(disjunction, inner, inner),
            st.builds(negation, inner),
            st.builds(case, inner, inner, inner),
        ),
        max_leaves=8,
    )


def rows(*, hidden: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Some rows, with missing and perhaps hidden and unreadable values."""
    unseen_values = [st.just(HIDDEN), st.just(UNREAD)] if hidden else []

    def cell(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(values, values, st.none(), *unseen_values)

    columns = {"a": NUMBERS, "b": NUMBERS, "s": TEXTS, "t": TEXTS, "p": _booleans, "q": _booleans}
    return st.lists(
        st.fixed_dictionaries({name: cell(values) for name, values in columns.items()}), min_size=1, max_size=12
    )
