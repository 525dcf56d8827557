"""Conditions in words: the SQL of a rule as a person would say it.

Every construct and function that rules may use has its words in the catalogues (``reports.prose``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from auditor.locale import Translator
from auditor.model.ruleset import CodeList, Lookup, Parameter, RuleSet
from auditor.model.table import FieldType, Table
from auditor.reports.parameter_values import last_value
from auditor.rulesets import sql
from auditor.rulesets.functions import FUNCTIONS

_COMPARISONS: Mapping[type[exp.Expr], str] = {
    exp.EQ: "equal",
    exp.NEQ: "not_equal",
    exp.NullSafeEQ: "equal",
    exp.NullSafeNEQ: "not_equal",
    exp.LT: "less",
    exp.LTE: "at_most",
    exp.GT: "more",
    exp.GTE: "at_least",
}
_ORDERED = ("less", "at_most", "more", "at_least")
_ARITHMETIC: Mapping[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "−",
    exp.Mul: "·",
    exp.Div: "/",
    exp.Mod: "mod",
}
_SHIFTS = ("add_days", "add_months", "add_years")
_GIVES_DATE = frozenset({"reference_date", *(name for name, each in FUNCTIONS.items() if each.gives == "date")})


@dataclass
class Names:
    """What the columns of a table are called, which of them hold dates, and what rules call by name."""

    titles: dict[str, str] = field(default_factory=dict)
    dates: set[str] = field(default_factory=set)
    called: dict[str, dict[str, str]] = field(default_factory=dict)
    """For ``parameter`` and the functions of code lists: the titles of what they name."""
    values: dict[str, str] = field(default_factory=dict)
    """The last value of each parameter, in words."""

    @classmethod
    def of(cls, ruleset: RuleSet, table: str, t: Translator) -> Names:
        """The fields of a table with what is derived and looked up for it."""
        names, language = cls(), t.language
        called: dict[str, Mapping[str, Parameter] | Mapping[str, CodeList]] = {"parameter": ruleset.parameters}
        for function, named in (called | dict.fromkeys(sql.OF_CODE_LISTS, ruleset.code_lists)).items():
            names.called[function] = {name: each.title.in_language(language) for name, each in named.items()}
        names.values = {name: last_value(each, t) for name, each in ruleset.parameters.items()}
        if table in ruleset.tables:
            names._declare(ruleset.tables[table], language)
        for lookup in ruleset.lookups:
            if lookup.table == table and lookup.from_table in ruleset.tables:
                names._look_up(lookup, ruleset, t)
        for each in ruleset.derivations:
            if each.table == table:
                names._add(each.name, each.title.in_language(language), _is_date(sql.parse(each.sql), names))
        return names

    def _add(self, name: str, title: str, is_date: bool) -> None:
        self.titles.setdefault(name, title)
        if is_date:
            self.dates.add(name)

    def _declare(self, table: Table, language: str) -> None:
        for each in table.fields:
            self._add(each.name, each.title.in_language(language), each.type is FieldType.DATE)

    def _look_up(self, lookup: Lookup, ruleset: RuleSet, t: Translator) -> None:
        """Columns of another table; one that is called like a field here, or counts rows there, names its table."""
        there, table = Names(), ruleset.tables[lookup.from_table]
        there._declare(table, t.language)
        for each in ruleset.derivations:
            if each.table == table.name:
                there._add(each.name, each.title.in_language(t.language), _is_date(sql.parse(each.sql), there))
        for new, value in lookup.fields.items():
            tree, title = sql.parse(value), value_in_words(value, there, t)
            if not isinstance(tree, exp.Column) or title in self.titles.values():
                title = t("reports.prose.of_table", title=title, table=table.name)
            self._add(new, title, _is_date(tree, there))

    def __getitem__(self, name: str) -> str:
        return self.titles.get(name, name)


def in_words(condition: str, names: Names, t: Translator) -> str:
    """A condition in words."""
    return _Speaker(names, t).claim(sql.parse(condition))


def value_in_words(value: str, names: Names, t: Translator) -> str:
    """A value (a field, a sum, a computation) in words."""
    return _Speaker(names, t).say(sql.parse(value))


def _is_date(node: exp.Expr, names: Names) -> bool:
    if isinstance(node, exp.Column):
        return node.name in names.dates
    if sql.is_date_literal(node):
        return True
    if isinstance(node, (exp.Paren, exp.Min, exp.Max)):
        return _is_date(node.this, names)
    call = sql.call(node)
    if call is None:
        return False
    if call.name in ("coalesce", "least", "greatest"):
        return any(_is_date(each, names) for each in call.arguments)
    return call.name in _GIVES_DATE


class _Speaker:
    """Says one tree."""

    def __init__(self, names: Names, t: Translator) -> None:
        self._names, self._t = names, t

    def _text(self, key: str, **facts: str) -> str:
        return self._t(f"reports.prose.{key}", **facts)

    def say(self, node: exp.Expr) -> str:
        """A tree in words."""
        for kind, speak in self._speakers.items():
            if isinstance(node, kind):
                return speak(self, node)
        call = sql.call(node)
        return self._call(call) if call is not None else node.sql(dialect="postgres")

    def claim(self, node: exp.Expr) -> str:
        """A tree that is true or false; a column alone says yes or no."""
        return self._text("true", left=self.say(node)) if isinstance(node, exp.Column) else self.say(node)

    def _call(self, call: sql.Call) -> str:
        arguments = [self._argument(call.name, each) for each in call.arguments]
        if call.name in ("coalesce", "least", "greatest"):
            return self._text(f"function.{call.name}", list=", ".join(arguments))
        if call.name in _SHIFTS:
            return self._shifted(call)
        said = dict(zip("abcdefgh", arguments, strict=False))
        try:
            return self._text(f"function.{call.name}_{len(arguments)}", **said)
        except KeyError:
            return self._text(f"function.{call.name}", **said)

    def _shifted(self, call: sql.Call) -> str:
        """So long after a date, or before it; one day, month or year has words of its own."""
        date, length = call.arguments
        before = "_before" if isinstance(length, exp.Neg) else ""
        amount = self.say(length.this if before else length)
        one = "_one" if amount == "1" else ""
        return self._text(f"function.{call.name}{before}{one}", a=self.say(date), b=amount)

    def _argument(self, function: str, node: exp.Expr) -> str:
        named = self._names.called.get(function, {})
        if isinstance(node, exp.Literal) and node.is_string and node.this in named:
            quoted = self._text("quoted", text=named[node.this])
            value = self._names.values.get(node.this) if function == "parameter" else None
            return quoted if value is None else self._text("with_value", text=quoted, value=value)
        return self.say(node)

    def _joined(self, node: exp.Expr) -> str:
        word = "and" if isinstance(node, exp.And) else "or"
        parts = [self._bracketed(each, word) for each in node.flatten()]
        return self._text(f"joined_{word}", last=parts[-1], first=self._text(f"between_{word}").join(parts[:-1]))

    def _bracketed(self, node: exp.Expr, inside: str) -> str:
        bare = node.unnest()
        mixed = isinstance(bare, exp.Or if inside == "and" else exp.And)
        return f"({self.say(bare)})" if mixed else self.claim(bare)

    def _paren(self, node: exp.Expr) -> str:
        inner = node.this
        return self.say(inner) if isinstance(inner, (exp.Column, exp.Literal)) else f"({self.say(inner)})"

    def _compared(self, node: exp.Expr) -> str:
        word = _COMPARISONS[type(node)]
        if word in _ORDERED and (_is_date(node.this, self._names) or _is_date(node.expression, self._names)):
            word = f"date_{word}"
        left, right = self.say(node.this), self._value(node.expression, node.this)
        return self._text(word, left=left, right=right)

    def _value(self, node: exp.Expr, beside: exp.Expr) -> str:
        """A literal beside a date is a date, however it is written."""
        if isinstance(node, exp.Literal) and node.is_string and _is_date(beside, self._names):
            try:
                return self._t.date(dt.date.fromisoformat(str(node.this)))
            except ValueError:
                pass
        return self.say(node)

    def _is(self, node: exp.Expr) -> str:
        left, negated = self.say(node.this), bool(node.args.get("negate"))
        if isinstance(node.expression, exp.Null):
            return self._text("present" if negated else "missing", left=left)
        return self._text("not_equal" if negated else "equal", left=left, right=self.say(node.expression))

    def _not(self, node: exp.Expr) -> str:
        inner = node.this.unnest()
        if isinstance(inner, (exp.Is, exp.Like)):
            turned = inner.copy()
            turned.set("negate", not inner.args.get("negate"))
            return self.say(turned)
        if isinstance(inner, exp.In):
            return self._in(inner, "not_in")
        if isinstance(inner, exp.Between):
            return self._between(inner, "not_between")
        if isinstance(inner, exp.Column):
            return self._text("false", left=self.say(inner))
        return self._text("not", inner=self.say(inner))

    def _in(self, node: exp.Expr, word: str = "in") -> str:
        values = [self._value(each, node.this) for each in node.expressions]
        return self._text(word, left=self.say(node.this), list=", ".join(values))

    def _between(self, node: exp.Expr, word: str = "between") -> str:
        low, high = (self._value(node.args[name], node.this) for name in ("low", "high"))
        return self._text(word, left=self.say(node.this), low=low, high=high)

    def _like(self, node: exp.Expr) -> str:
        word = "not_like" if node.args.get("negate") else "like"
        return self._text(word, left=self.say(node.this), right=self.say(node.expression))

    def _arithmetic(self, node: exp.Expr) -> str:
        return f"{self.say(node.this)} {_ARITHMETIC[type(node)]} {self.say(node.expression)}"

    def _literal(self, node: exp.Expr) -> str:
        if node.is_string:
            return self._text("quoted", text=str(node.this))
        text = str(node.this)
        return text.replace(".", ",") if self._t.language == "nb" else text

    def _date(self, node: exp.Expr) -> str:
        return (
            self._t.date(dt.date.fromisoformat(str(node.this.this)))
            if sql.is_date_literal(node)
            else self.say(node.this)
        )

    def _case(self, node: exp.Expr) -> str:
        parts = [
            self._text("case", condition=self.claim(each.this), value=self.say(each.args["true"]))
            for each in node.args["ifs"]
        ]
        if node.args.get("default") is not None:
            parts.append(self._text("case_else", value=self.say(node.args["default"])))
        return f"({'; '.join(parts)})"

    def _aggregate(self, node: exp.Expr) -> str:
        if isinstance(node, exp.Count):
            return self._text("aggregate.count")
        dated = "date_" if _is_date(node, self._names) else ""
        return self._text(f"aggregate.{dated}{node.key}", inner=self.say(node.this))

    _speakers: Mapping[type[exp.Expr], Callable[[_Speaker, exp.Expr], str]] = {
        exp.And: _joined,
        exp.Or: _joined,
        exp.Paren: _paren,
        **dict.fromkeys(_COMPARISONS, _compared),
        exp.Is: _is,
        exp.Not: _not,
        exp.In: _in,
        exp.Between: _between,
        exp.Like: _like,
        **dict.fromkeys(_ARITHMETIC, _arithmetic),
        exp.Cast: _date,
        exp.Case: _case,
        **dict.fromkeys(sql.AGGREGATES.values(), _aggregate),
        exp.Literal: _literal,
        exp.Column: lambda self, node: self._names[node.name],
        exp.Null: lambda self, node: self._text("null"),
        exp.Boolean: lambda self, node: self._text("yes" if node.this else "no"),
        exp.Neg: lambda self, node: "−" + self.say(node.this),
    }
