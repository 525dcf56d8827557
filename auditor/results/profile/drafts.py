"""Rules that the data itself suggests, as drafts in the rule format: nothing is known of them but that they may hold.

What a profile shows decides which drafts are worth trying; whether they hold is for the engine to count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from auditor.model.rule import Condition, ReferenceCondition, RowCondition, UniqueCondition
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Personal
from auditor.model.vocabulary import Dimension
from auditor.results.profile.values import NUMBERS
from auditor.results.profile.whole import Profile, TableProfile

LEAST_ROWS = 30
"""Fewer rows support nothing."""
MOST_EXCEPTIONS = 0.01
"""Share of what a draft could judge that may go against it."""
FEW_CODES = 4
"""A field with more codes in use does not decide alone whether another one is due."""
_VALUES: Mapping[FieldType, object] = {
    FieldType.TEXT: "A",
    FieldType.CODE: "A",
    FieldType.INTEGER: 1,
    FieldType.DECIMAL: 1.5,
    FieldType.DATE: "2020-01-01",
    FieldType.BOOLEAN: "ja",
}
"""A value of each type, for examples."""


@dataclass(frozen=True)
class Draft:
    """A rule that may hold. ``kind`` is how it is called in the texts, ``fields`` what these name, in their order.

    ``value`` is a code of the field's list, where the draft speaks of one. ``fails`` and ``passes`` are examples in the
    rule format.
    """

    kind: str
    table: str
    fields: tuple[str, ...]
    condition: Condition
    dimension: Dimension
    fails: Mapping[str, Any]
    passes: Mapping[str, Any]
    value: str = ""
    to_table: str = ""
    blame: tuple[str, ...] = field(default=())


def drafts(profile: Profile) -> Iterator[Draft]:
    """All drafts worth trying, table by table."""
    for table in profile.tables:
        fields = [each for name in table.completeness.fields if (each := table.table.field(name))]
        yield from _completeness(table, fields)
        yield from _due(table, fields, profile.ruleset)
        yield from _dates(table, fields)
        yield from _numbers(table, fields)
        yield from _keys(table)
        yield from _dependencies(table)
    yield from _references(profile)


def _completeness(table: TableProfile, fields: list[Field]) -> Iterator[Draft]:
    """Fields that are nearly always there."""
    for each in fields:
        counts = table.completeness.of(each.name)
        if counts.rows >= LEAST_ROWS and counts.missing + counts.not_applicable <= MOST_EXCEPTIONS * counts.rows:
            condition = RowCondition(f"{each.name} IS NOT NULL")
            fails, passes = {each.name: None}, {each.name: _VALUES[each.type]}
            yield Draft("complete", table.table.name, (each.name,), condition, Dimension.COMPLETENESS, fails, passes)


def _due(table: TableProfile, fields: list[Field], ruleset: RuleSet) -> Iterator[Draft]:
    """Fields that are there where another one is, or where it has a certain code."""
    blanks = {each.name: _blank_share(table, each.name) for each in fields}
    some = [each for each in fields if MOST_EXCEPTIONS < blanks[each.name] < 1 and each.type is not FieldType.TEXT]
    for here in some:
        require = f"{here.name} IS NOT NULL"
        value = _VALUES[here.type]
        for other in some:
            if other is not here and blanks[other.name] >= blanks[here.name] * (1 - MOST_EXCEPTIONS):
                condition = RowCondition(require, f"{other.name} IS NOT NULL")
                fails = {other.name: _VALUES[other.type], here.name: None}
                passes = {other.name: _VALUES[other.type], here.name: value}
                names = (here.name, other.name)
                yield Draft("due", table.table.name, names, condition, Dimension.COMPLETENESS, fails, passes)
        for other in fields:
            for code in _few_codes(table, other, ruleset) if other is not here else ():
                written = code.replace("'", "''")
                condition = RowCondition(require, f"{other.name} IS NOT NULL AND {other.name} = '{written}'")
                fails, passes = {other.name: code, here.name: None}, {other.name: code, here.name: value}
                names = (here.name, other.name)
                yield Draft("due_of", table.table.name, names, condition, Dimension.COMPLETENESS, fails, passes, code)


def _blank_share(table: TableProfile, name: str) -> float:
    counts = table.completeness.of(name)
    return (counts.missing + counts.not_applicable) / counts.rows if counts.rows else 0.0


def _few_codes(table: TableProfile, each: Field, ruleset: RuleSet) -> list[str]:
    """The codes in use of a field that has few; only those of its list, which are no values of persons."""
    spread = table.distributions[each.name]
    codes = ruleset.code_lists.get(each.codes) if each.codes else None
    if codes is None or not 2 <= spread.distinct <= FEW_CODES or each.personal is not Personal.NONE:
        return []
    known = {code.code for code in codes.codes}
    return [value for value, count in spread.common(FEW_CODES) if value in known and count >= LEAST_ROWS]


def _dates(table: TableProfile, fields: list[Field]) -> Iterator[Draft]:
    """Dates in their order, and none to come."""
    dates = [each.name for each in fields if each.type is FieldType.DATE]
    name = table.table.name
    for first, second in permutations(dates, 2):
        condition = RowCondition(f"{first} <= {second}", f"{first} IS NOT NULL AND {second} IS NOT NULL")
        fails, passes = {first: "2020-01-02", second: "2020-01-01"}, {first: "2020-01-01", second: "2020-01-02"}
        yield Draft("order", name, (first, second), condition, Dimension.ACCURACY, fails, passes)
    for each in dates:
        condition = RowCondition(f"{each} <= reference_date()", f"{each} IS NOT NULL")
        yield Draft("past", name, (each,), condition, Dimension.ACCURACY, {each: "2999-01-01"}, {each: "2000-01-01"})


def _numbers(table: TableProfile, fields: list[Field]) -> Iterator[Draft]:
    """Numbers that are not below zero."""
    for each in fields:
        if each.type in NUMBERS:
            condition = RowCondition(f"{each.name} >= 0", f"{each.name} IS NOT NULL")
            fails, passes = {each.name: -1}, {each.name: 0}
            yield Draft("positive", table.table.name, (each.name,), condition, Dimension.ACCURACY, fails, passes)


def _keys(table: TableProfile) -> Iterator[Draft]:
    for key in table.keys:
        fields = [table.table.field(name) for name in key.fields]
        row = {each.name: _VALUES[each.type] for each in fields if each is not None}
        other = {**row, key.fields[0]: "B"}
        twice = {**row, "with": {table.table.name: [dict(row)]}}
        once = {**row, "with": {table.table.name: [other]}}
        condition = UniqueCondition(key.fields)
        yield Draft("key", table.table.name, key.fields, condition, Dimension.CONSISTENCY, twice, once)


def _dependencies(table: TableProfile) -> Iterator[Draft]:
    """What follows from what: rows that agree in the one may not differ in the other."""
    for each in table.dependencies:
        by, of = table.table.field(each.by), table.table.field(each.field)
        if by is None or of is None:
            continue
        row = {by.name: _VALUES[by.type], of.name: _VALUES[of.type]}
        other = {**row, of.name: _OTHER[of.type]}
        fails = {**row, "with": {table.table.name: [other]}}
        passes = {**row, "with": {table.table.name: [dict(row)]}}
        condition = UniqueCondition((by.name,), None, (of.name,))
        names = (of.name, by.name)
        yield Draft(
            "follows", table.table.name, names, condition, Dimension.CONSISTENCY, fails, passes, blame=(of.name,)
        )


_OTHER: Mapping[FieldType, object] = {
    FieldType.TEXT: "B",
    FieldType.CODE: "B",
    FieldType.INTEGER: 2,
    FieldType.DECIMAL: 2.5,
    FieldType.DATE: "2020-01-02",
    FieldType.BOOLEAN: "nei",
}


def _references(profile: Profile) -> Iterator[Draft]:
    for each in profile.relations:
        condition = ReferenceCondition((each.field,), each.to_table, (each.to_field,))
        fails = {each.field: "A", "with": {each.to_table: [{each.to_field: "B"}]}}
        passes = {each.field: "A", "with": {each.to_table: [{each.to_field: "A"}]}}
        fields = (each.field,)
        yield Draft(
            "reference", each.table, fields, condition, Dimension.CONSISTENCY, fails, passes, to_table=each.to_table
        )
